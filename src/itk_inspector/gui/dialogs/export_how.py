"""How to export: the pixel type, and how much to compress."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QWidget

from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.export.offers import Offer, holds, offers
from itk_inspector.core.export.write_format import WriteFormat
from itk_inspector.core.header.image_info import ImageInfo

_LEVELS = ((None, "ITK’s level"), (1, "1, fast"), (3, "3"), (6, "6"), (9, "9, small"))


class ExportHow(QObject):
    """Rows of a form.

    Parameters
    ----------
    form : QFormLayout
    parent : QWidget
    """

    changed = Signal()

    def __init__(self, form: QFormLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self._form, self._parent = form, parent
        self._offers: tuple[Offer, ...] = ()
        self._type = QComboBox(parent)
        self._type.setObjectName("exportType")
        self._type.setAccessibleName("Pixel type")
        self._type.setToolTip("What becomes of the values; the rule is told below.")
        self._compress = QCheckBox("Compress", parent)
        self._compress.setObjectName("exportCompress")
        self._compress.setChecked(True)
        self._level = QComboBox(parent)
        self._level.setObjectName("exportLevel")
        self._level.setAccessibleName("Compression level")
        for level, text in _LEVELS:
            self._level.addItem(text, level)
        self._packing = QWidget(parent)
        layout = QHBoxLayout(self._packing)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._compress)
        layout.addWidget(self._level)
        layout.addStretch(1)
        form.addRow("Pixel type", self._type)
        form.addRow("", self._packing)
        self._wanted: Offer | None = None
        self._type.activated.connect(self._type_chosen)
        self._type.currentIndexChanged.connect(self.changed)
        self._compress.toggled.connect(self.changed)
        self._level.currentIndexChanged.connect(self.changed)

    @property
    def offer(self) -> Offer:
        """What becomes of the values."""
        chosen = self._type.currentIndex()
        return self._offers[chosen] if 0 <= chosen < len(self._offers) else Offer("")

    @property
    def compress(self) -> bool:
        """Where the format has the choice."""
        return self._compress.isChecked()

    @property
    def level(self) -> int | None:
        """Of the compression; None for ITK's own."""
        chosen: int | None = self._level.currentData()
        return chosen if self._level.isVisibleTo(self._parent) and self._level.isEnabled() else None

    def _type_chosen(self) -> None:
        self._wanted = self.offer

    def show_format(self, info: ImageInfo, row: WriteFormat | None, levels: Levels | None) -> None:
        """Offer what would help with a format; where it does not hold the stored type, another that keeps all values.

        Parameters
        ----------
        info : ImageInfo
            Of the part that is written.
        row : WriteFormat or None
            None for a format that is not known.
        levels : Levels, optional
            Between which the values are drawn.
        """
        found = offers(info, row, levels) if row is not None else ()
        if found != self._offers:
            self._offers = found
            self._type.blockSignals(True)
            self._type.clear()
            self._type.addItems([offer.text for offer in found])
            self._type.setCurrentIndex(_chosen(found, self._wanted, is_held=row is None or holds(info, row)))
            self._type.blockSignals(False)
        self._form.setRowVisible(self._type, len(found) > 1)
        has_level = row is not None and row.has_levels
        self._form.setRowVisible(self._packing, row is not None and (row.compresses or has_level))
        self._compress.setEnabled(row is not None and row.compresses)
        self._level.setVisible(has_level)
        self._level.setEnabled(has_level and (self._compress.isChecked() or not (row is not None and row.compresses)))


def _chosen(found: tuple[Offer, ...], wanted: Offer | None, *, is_held: bool) -> int:
    """Return which offer to choose: the one that the user chose, else one that keeps all values."""
    if wanted in found[1:]:
        return found.index(wanted)
    keeping = [number for number, offer in enumerate(found) if offer.keeps_values]
    return keeping[1] if not is_held and len(keeping) > 1 else 0
