"""Pages of help."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

CONVENTIONS = """
<h3>The same pixel, two orders</h3>
<p><b>ITK</b> counts the fastest axis first: <tt>image.GetPixel((x, y, z))</tt>.<br>
<b>NumPy</b> counts the slowest axis first: <tt>array[slice, row, col]</tt>.<br>
So x is col, y is row, z is slice, and <tt>array.shape</tt> is the size reversed.</p>
<p>For the 3 × 3 array 1 … 9, ITK has 6 at [2, 1] and NumPy has 8 at [2, 1]:
the same numbers, another pixel. The hollow diamond marks it.</p>
<p>An integer index is the <b>centre</b> of a pixel, which covers ± 0.5 around it.
Physical point = origin + direction · diag(spacing) · index; for medical images in LPS, in mm.</p>
<p>A <b>view</b> shares ITK’s memory and cannot be written here. The <b>edited copy</b> is free to change.</p>
"""


def about(version: str) -> str:
    """Return version and licence as rich text."""
    return (
        f"<h3>ITK Inspector {version}</h3><p>What is really in this image, and at which index?</p>"
        "<p>Apache License 2.0</p>"
    )


def show_text(parent: QWidget, title: str, text: str, name: str) -> QMessageBox:
    """Show a page of help."""
    box = QMessageBox(parent)
    box.setObjectName(name)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.RichText)
    box.setText(text)
    box.open()
    return box
