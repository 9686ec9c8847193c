"""The colour of a label, as a small square."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPainter, QPixmap

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    from itk_inspector.core.display.label_colours import LabelColours

_SIDE, _EDGE = 12, QColor("#7b858c")


def label_swatch(label: int, colours: LabelColours) -> QPixmap:
    """Return a square in the colour that a label is drawn in."""
    import numpy as np  # late: the window is on screen before it is loaded

    made = QPixmap(_SIDE, _SIDE)
    kind = np.uint64 if label >= 2**63 else np.int64
    made.fill(_EDGE)  # some label has the colour of the table
    painter = QPainter(made)
    painter.fillRect(made.rect().adjusted(1, 1, -1, -1), QColor.fromRgba(int(colours.of(np.array([label], kind))[0])))
    painter.end()
    return made
