"""Drawing what the viewport can show, and no more."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from itk_inspector.core.appearance import Appearance, DrawnKind
from itk_inspector.core.components import drawn_values
from itk_inspector.core.label_colours import label_colours
from itk_inspector.core.levels import NAN_RGB, Levels, rgb32


class ViewportItem(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph is untyped
    """A cut through an image, sampled at the centres of the screen's pixels.

    Every drawn colour is that of the one stored pixel under the screen pixel's
    centre (nearest neighbour by ITK's rounding), so what is seen is what the
    probe reports, at every zoom. The cost follows the viewport.

    The item lies at (start − 0.5): item and view coordinates are continuous ITK indices.
    """

    def __init__(self) -> None:
        super().__init__()
        self._cut: npt.NDArray[Any] | None = None
        self._start = (0, 0)
        self._appearance = Appearance(Levels(0.0, 1.0))
        self._table = np.arange(256, dtype=np.uint32) * np.uint32(0x010101) | np.uint32(0xFF000000)
        self.guard: Callable[[], bool] = lambda: True
        self._drawn: tuple[Any, ...] | None = None
        self._image = QImage()
        self._pixels: npt.NDArray[np.uint32] | None = None

    def show_cut(self, cut: npt.NDArray[Any] | None, start: tuple[int, int]) -> None:
        """Show a **view** ``[row, col]`` (plus components) whose first pixel has the ITK index ``start`` (h, v)."""
        if cut is None or self._cut is None or cut.shape != self._cut.shape or start != self._start:
            self.prepareGeometryChange()
        self._cut, self._start = cut, start
        if cut is None:
            self._image, self._pixels = QImage(), None
        self.refresh()

    def set_appearance(self, appearance: Appearance, table: npt.NDArray[np.uint32]) -> None:
        """Set how is drawn; ``table`` holds the 256 colours of the map as ``0xffRRGGBB``, not inverted."""
        self._appearance, self._table = appearance, table
        self.refresh()

    @property
    def appearance(self) -> Appearance:
        """How is drawn."""
        return self._appearance

    def refresh(self) -> None:
        """Sample again: the pixels have changed."""
        self._drawn = None
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the image's extent: half a pixel around the outermost centres."""
        if self._cut is None:
            return QRectF()
        rows, columns = self._cut.shape[:2]
        return QRectF(self._start[0] - 0.5, self._start[1] - 0.5, columns, rows)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the visible part."""
        if self._cut is None or not self.guard():
            return
        transform = painter.worldTransform()
        screen = widget or painter.device()
        size = (screen.width(), screen.height(), screen.devicePixelRatioF())
        key = (transform.m11(), transform.m22(), transform.dx(), transform.dy(), size)
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = (key, self._sample(transform, size))
        corner = self._drawn[1]
        if corner is not None:
            painter.save()
            painter.resetTransform()
            painter.drawImage(corner, self._image)
            painter.restore()

    def _sample(self, transform: QTransform, size: tuple[int, int, float]) -> QPointF | None:
        assert self._cut is not None
        width, height, ratio = size
        horizontal = _covered(transform.m11(), transform.dx(), width, ratio, self._start[0], self._cut.shape[1])
        vertical = _covered(transform.m22(), transform.dy(), height, ratio, self._start[1], self._cut.shape[0])
        if horizontal is None or vertical is None:
            return None
        first_column, columns = horizontal
        first_row, rows = vertical
        self._pixels = _sampled(self._cut, rows, columns, self._appearance, self._table)
        self._image = QImage(
            self._pixels.data,
            columns.size,
            rows.size,
            4 * columns.size,
            QImage.Format.Format_RGB32,
        )
        self._image.setDevicePixelRatio(ratio)
        return QPointF(first_column / ratio, first_row / ratio)


def _covered(
    scale: float, shift: float, extent: int, ratio: float, start: int, count: int
) -> tuple[int, npt.NDArray[np.intp]] | None:
    """Return the first screen pixel that shows the image along one axis, and the image pixel of each."""
    screen = np.arange(math.ceil(extent * ratio))
    continuous = ((screen + 0.5) / ratio - shift) / scale
    index = np.floor(continuous + 0.5) - start
    shown = np.flatnonzero((index >= 0) & (index < count))
    if not shown.size:
        return None
    return int(shown[0]), index[shown].astype(np.intp)


def _sampled(
    cut: npt.NDArray[Any],
    rows: npt.NDArray[np.intp],
    columns: npt.NDArray[np.intp],
    appearance: Appearance,
    table: npt.NDArray[np.uint32],
) -> npt.NDArray[np.uint32]:
    """Return ``0xffRRGGBB`` at rows × columns; colours are computed once per stored pixel."""
    top, bottom = sorted((int(rows[0]), int(rows[-1])))
    left, right = sorted((int(columns[0]), int(columns[-1])))
    if (bottom - top + 1) * (right - left + 1) <= rows.size * columns.size:
        block = _coloured(cut[top : bottom + 1, left : right + 1], appearance, table)
        return np.ascontiguousarray(block.take(rows - top, axis=0).take(columns - left, axis=1))
    return np.ascontiguousarray(_coloured(cut[rows][:, columns], appearance, table))


def _coloured(cut: npt.NDArray[Any], appearance: Appearance, table: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    if appearance.drawn.kind is DrawnKind.COLOUR:
        made = rgb32(cut, appearance.levels, colour=True)
        return made ^ np.uint32(0xFFFFFF) if appearance.is_inverted else made
    values = drawn_values(cut, appearance.drawn)
    if appearance.colour_map == "labels":
        return label_colours(values)
    packed = rgb32(values, appearance.levels, colour=False)
    nan = np.uint32(0xFF000000 | NAN_RGB[0] << 16 | NAN_RGB[1] << 8 | NAN_RGB[2])
    tone = packed & np.uint32(0xFF)
    return np.where(packed == nan, nan, (table[::-1] if appearance.is_inverted else table)[tone])
