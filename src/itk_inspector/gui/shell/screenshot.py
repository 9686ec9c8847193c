"""Pictures of what is on screen."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageWriter, QPixmap
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QGridLayout, QHBoxLayout, QLabel, QWidget

from itk_inspector.core.data_class import dataclass

SCALES = (0.5, 1.0, 2.0, 3.0, 4.0, 8.0)
"""Picture pixels along the more finely spaced axis of an image pixel, as they are offered."""


class PictureOf(Enum):
    """What is in a picture."""

    CANVAS = "canvas"
    WINDOW = "whole window"
    SLICE = "slice as shown"


@dataclass(frozen=True, slots=True)
class PictureWanted:
    """What a picture shall show.

    Parameters
    ----------
    what : PictureOf
    scale : float
        Of a slice: picture pixels an image pixel.
    overlays, caption : bool
        Of a slice: draw what lies above the pixels; write a line below it.
    """

    what: PictureOf = PictureOf.CANVAS
    scale: float = 1.0
    overlays: bool = False
    caption: bool = False


def png_bytes(picture: QPixmap | QImage) -> bytes:
    """Encode a picture with all the pixels that it has."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if isinstance(picture, QImage):
        QImageWriter(buffer, QByteArray(b"png")).write(picture)
    else:
        picture.save(buffer, "PNG")
    buffer.close()
    return bytes(data.data())


class _Choice(QWidget):
    """What is in the picture, and of a slice: its scale, and what is drawn beside the pixels."""

    def __init__(self, parent: QWidget, *, has_slice: bool) -> None:
        super().__init__(parent)
        self.what = QComboBox(self)
        self.what.setObjectName("screenshotOf")
        self.what.setAccessibleName("What is in the picture")
        self.what.setToolTip("The canvas, the window with its panels, or all of the slice at a scale of its own.")
        for what in PictureOf if has_slice else (PictureOf.CANVAS, PictureOf.WINDOW):
            self.what.addItem(what.value, what)
        self._scale = QComboBox(self)
        self._scale.setObjectName("screenshotScale")
        self._scale.setAccessibleName("Scale of the slice")
        self._scale.setToolTip("Picture pixels for each image pixel, along the more finely spaced axis.")
        for scale in SCALES:
            self._scale.addItem(f"× {scale:g}", scale)
        self._scale.setCurrentIndex(SCALES.index(1.0))
        self._overlays = QCheckBox("Overlays", self)
        self._overlays.setObjectName("screenshotOverlays")
        self._overlays.setToolTip("Draw letters, scale bar, points and shapes, as they are switched on in View.")
        self._caption = QCheckBox("Caption", self)
        self._caption.setObjectName("screenshotCaption")
        self._caption.setToolTip("Write the name, the slice and the levels below the picture.")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.what)
        for widget in (self._scale, self._overlays, self._caption):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.what.currentIndexChanged.connect(self._show)
        self._show()

    def _show(self) -> None:
        is_slice = self.what.currentData() is PictureOf.SLICE
        for widget in (self._scale, self._overlays, self._caption):
            widget.setEnabled(is_slice)

    @property
    def wanted(self) -> PictureWanted:
        """What was chosen."""
        return PictureWanted(
            self.what.currentData(),
            float(self._scale.currentData()),
            self._overlays.isChecked(),
            self._caption.isChecked(),
        )


def ask_screenshot(
    parent: QWidget, suggested: Path, chosen: Callable[[Path, PictureWanted], None], *, has_slice: bool
) -> QFileDialog:
    """Ask for a file and what is to be in it; the answer comes later.

    Qt's own dialog, because the system's has no place for the choice. It asks before a file is replaced.
    """
    dialog = QFileDialog(parent, "Save picture", str(suggested.parent), "PNG (*.png)")
    dialog.setObjectName("screenshotDialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog, True)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix("png")
    dialog.selectFile(suggested.name)
    choice = _Choice(dialog, has_slice=has_slice)
    layout = dialog.layout()
    if isinstance(layout, QGridLayout):
        row = layout.rowCount()
        layout.addWidget(QLabel("Picture of:", dialog), row, 0)
        layout.addWidget(choice, row, 1)
    dialog.fileSelected.connect(lambda path: chosen(Path(path), choice.wanted))
    dialog.open()
    return dialog
