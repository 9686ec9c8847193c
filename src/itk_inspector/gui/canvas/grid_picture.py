"""The lines between pixels that are large on screen."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage, QPainter

from itk_inspector.gui.canvas.shown_pixels import Shown

GRID_FROM = 12.0
"""Screen pixels of an image pixel from which on lines are drawn."""
_ALPHA = 70
_DARK, _LIGHT = np.uint32(_ALPHA << 24), np.uint32(_ALPHA << 24 | _ALPHA * 0x010101)  # premultiplied


class GridPicture:
    """A dark and a light line between neighbours, a device pixel each, which shows on any colours.

    They are made as one picture, once for each place and zoom: drawing them one by one takes ten times as long.
    """

    def __init__(self) -> None:
        self._shown: Shown | None = None
        self._lines = np.empty((0, 0), np.uint32)
        self._picture = QImage()

    def draw(self, painter: QPainter, shown: Shown) -> None:
        """Draw the lines between what is shown."""
        if shown is not self._shown:
            self._make(shown)
        painter.setWorldTransform(painter.deviceTransform().inverted()[0])
        painter.drawImage(shown.left, shown.top, self._picture)
        painter.resetTransform()

    def _make(self, shown: Shown) -> None:
        columns, rows = _ends(shown.columns), _ends(shown.rows)
        height, width = shown.rows.size, shown.columns.size
        self._picture = QImage()  # it lies on the memory that changes now
        if self._lines.shape != (height, width):
            self._lines = np.empty((height, width), np.uint32)
        lines = self._lines
        lines[:] = 0
        lines[:, columns] = _DARK
        lines[rows] = _DARK
        lines[:, columns + 1] = _LIGHT
        lines[rows + 1] = _LIGHT
        self._picture = QImage(lines.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
        self._shown = shown


def _ends(indices: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return the last screen pixel of each image pixel but the last one."""
    return np.flatnonzero(indices[1:] != indices[:-1])
