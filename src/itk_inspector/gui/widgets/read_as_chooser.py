"""As what an image is read: the pixel types that can be asked for."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from itk_inspector.core.pixels.pixel_types import READ_AS


def read_as_chooser(parent: QWidget) -> QComboBox:
    """Return a list of pixel types; its data are names of `READ_AS`, or ``""`` for the stored type."""
    chooser = QComboBox(parent)
    chooser.setObjectName("readAs")
    chooser.setAccessibleName("Read as")
    chooser.setToolTip("The ITK pixel type to read as, like the second argument of itk.imread.")
    chooser.addItem("stored type", "")
    for name, dtype in READ_AS.items():
        chooser.addItem(f"{name} · {dtype}", name)
    return chooser
