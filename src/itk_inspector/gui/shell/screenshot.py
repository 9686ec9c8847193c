"""Pictures of what is on screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QComboBox, QFileDialog, QGridLayout, QLabel, QWidget


def png_bytes(picture: QPixmap) -> bytes:
    """Encode a picture with all the pixels that the screen has."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    buffer.close()
    return bytes(data.data())


def ask_screenshot(parent: QWidget, suggested: Path, chosen: Callable[[Path, bool], None]) -> QFileDialog:
    """Ask for a file and what is to be in it; the answer, and whether it is the whole window, comes later.

    Qt's own dialog, because the system's has no place for the choice. It asks before a file is replaced.
    """
    dialog = QFileDialog(parent, "Save screenshot", str(suggested.parent), "PNG (*.png)")
    dialog.setObjectName("screenshotDialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog, True)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix("png")
    dialog.selectFile(suggested.name)
    what = QComboBox(dialog)
    what.setObjectName("screenshotOf")
    what.setAccessibleName("What is in the picture")
    what.setToolTip("Only the canvas, or the window with its panels.")
    what.addItem("canvas", False)
    what.addItem("whole window", True)
    layout = dialog.layout()
    if isinstance(layout, QGridLayout):
        row = layout.rowCount()
        layout.addWidget(QLabel("Picture of:", dialog), row, 0)
        layout.addWidget(what, row, 1)
    dialog.fileSelected.connect(lambda path: chosen(Path(path), bool(what.currentData())))
    dialog.open()
    return dialog
