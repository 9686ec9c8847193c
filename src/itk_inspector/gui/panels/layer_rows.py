"""What every layer holds at the place under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import LIGHT, Theme
from itk_inspector.gui.widgets.next_frame import NextFrame
from itk_inspector.gui.widgets.probe_picture import ProbePicture
from itk_inspector.gui.widgets.rows import rule
from itk_inspector.gui.widgets.value_label import ValueLabel

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    from itk_inspector.core.compare.layer_probe import LayerProbe

_SMALL, _VALUE = 9.0, 11.0
_SHARES = (5, 5, 6)
"""How the width is shared by name, value and difference."""
_FIRST = 2
"""Rows above the layers: a rule and the headings."""
_LAST = 1000


class LayerRows(QWidget):
    """Two lines a layer: its name, its value and the difference; its index in ITK's and in NumPy's order.

    Implements `control.viewing.layer_probes.LayerRows`.

    Parameters
    ----------
    frame : NextFrame
        When to paint.
    parent : QWidget, optional
    """

    grown = Signal()
    """It takes another height than before."""

    def __init__(self, frame: NextFrame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layerRows")
        self.setAccessibleName("Layers under the cursor")
        self.setToolTip(plain_tip("Each layer at the same physical point; differences are to the chosen layer."))
        self._frame = frame
        self._theme = LIGHT
        self._rows: list[_Row] = []
        self._made: list[_Row] = []
        self._looks: tuple[tuple[str, bool], ...] = ()
        self._chosen = -1
        self._picture: ProbePicture | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(14, 0, 14, 8)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        for column, stretch in enumerate(_SHARES):
            self._grid.setColumnStretch(column, stretch)
        self._headings = [plain_label(text, self) for text in ("layer", "value", "difference")]
        self._rule = rule(self)
        self._grid.addWidget(self._rule, 0, 0, 1, len(_SHARES))
        for column, heading in enumerate(self._headings):
            self._grid.addWidget(heading, 1, column)
        self._grid.setRowStretch(_LAST, 1)

    @property
    def height_wanted(self) -> int:
        """How high it is with all its rows; 0 where an image stands alone."""
        return self.sizeHint().height() if self._rows else 0

    @property
    def least_height(self) -> int:
        """How high it is with the headings and one layer."""
        return self._rule.height() + self._headings[0].sizeHint().height() + self._rows[0].height if self._rows else 0

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for heading in self._headings:
            heading.setStyleSheet(f"color: {theme.muted};")
        self._show_names()

    def show_layers(self, rows: Sequence[LayerProbe], chosen: int) -> None:
        """Show what the layers hold, the top one first; none where an image stands alone."""
        looks = tuple((row.name, row.is_visible) for row in rows)
        if len(rows) != len(self._rows):
            self._make(len(rows))
        if (looks, chosen) != (self._looks, self._chosen):
            self._looks, self._chosen = looks, chosen
            self._show_names()
        for line, row in zip(self._rows, rows, strict=True):
            line.show(row)
        if self._picture is not None:
            self._picture.show_changed()

    def _make(self, count: int) -> None:
        """Have lines for so many layers, and a new picture, which lies over all their labels.

        Lines that are not needed are hidden and kept: of a layout that was taken out of another one, PySide remembers
        a second address when it is gone, and takes whatever comes to lie there for it.
        """
        if self._picture is not None:
            self._picture.hide()
            self._picture.deleteLater()
            self._picture = None
        for number in range(len(self._made), count):
            self._made.append(_Row(number, self))
            self._made[number].lie(self._grid, _FIRST + 2 * number)
        self._rows = self._made[:count]
        for number, line in enumerate(self._made):
            line.set_visible(number < count)
        self._looks = ()
        if count:
            self._picture = ProbePicture([label for line in self._rows for label in line.labels], self._frame, self)
        self.grown.emit()

    def _show_names(self) -> None:
        for number, (line, (name, is_visible)) in enumerate(zip(self._rows, self._looks, strict=False)):
            line.show_name(name, self._theme, is_visible=is_visible, is_chosen=number == self._chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Elide the names anew."""
        super().resizeEvent(event)
        self._show_names()


class _Row:
    """The labels of one layer."""

    def __init__(self, number: int, parent: QWidget) -> None:
        self.name = plain_label("", parent)
        self.name.setObjectName(f"layerName{number}")
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        which = f"layer {number + 1}"
        self.itk = ValueLabel(f"layerItkIndex{number}", f"ITK index in {which}", "ITK index.", parent, points=_SMALL)
        self.array = ValueLabel(
            f"layerArrayIndex{number}", f"NumPy index in {which}", "NumPy index.", parent, points=_SMALL
        )
        self.value = ValueLabel(
            f"layerValue{number}", f"Value of {which}", "The stored value.", parent, points=_VALUE, bold=True
        )
        self.difference = ValueLabel(
            f"layerDifference{number}",
            f"Difference of {which}",
            "Its value less that of the chosen layer.",
            parent,
            points=_VALUE,
        )
        self._indices = QHBoxLayout()
        self._indices.setSpacing(8)
        self.labels = (self.itk, self.array, self.value, self.difference)

    def lie(self, grid: QGridLayout, row: int) -> None:
        """Take two rows of a grid."""
        for column, label in enumerate((self.name, self.value, self.difference)):
            grid.addWidget(label, row, column)
        self._indices.addWidget(self.itk, 1)
        self._indices.addWidget(self.array, 1)
        grid.addLayout(self._indices, row + 1, 0, 1, len(_SHARES))

    @property
    def height(self) -> int:
        """How high both lines are, with a little room below."""
        return self.value.height() + self.itk.height() + 8

    def set_visible(self, is_visible: bool) -> None:
        """Be there, at once, because Qt would lay out without it until later; or not."""
        for widget in (self.name, *self.labels):
            widget.setVisible(is_visible)

    def show(self, row: LayerProbe) -> None:
        """Show what the layer holds."""
        self.itk.show_text(row.itk_text)
        self.array.show_text(row.array_text)
        self.value.show_text(row.value_text)
        self.difference.show_text(row.difference_text)

    def show_name(self, name: str, theme: Theme, *, is_visible: bool, is_chosen: bool) -> None:
        """Name the layer: the chosen one in bold, one that is not drawn in grey."""
        font = self.name.font()
        font.setBold(is_chosen)
        self.name.setFont(font)
        self.name.setStyleSheet("" if is_visible else f"color: {theme.muted};")
        self.name.setText(_elided(self.name, name))
        self.name.setToolTip(plain_tip(name if is_visible else f"{name} (hidden)"))


def _elided(label: QLabel, name: str) -> str:
    return label.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, max(label.width(), 40))
