"""The indices of rows and columns at the edges of the canvas, in both orders."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.axes import ARRAY_AXIS_NAMES, axis_name
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.gui.canvas.pixel_text import NUMBERS_FROM
from itk_inspector.gui.canvas.shown_pixels import PixelGrid, Shown
from itk_inspector.gui.style.theme import Theme, mono

_POINTS = 8.0
_GAP, _FAR = 4.0, 200.0
_LEAST = 160.0  # room that is left for the image: in a smaller cell there are no rulers
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Label:
    """A number of an axis, and where its middle is."""

    axis: int
    text: str
    place: QPointF


@dataclass(frozen=True, slots=True)
class Edges:
    """The edges of a view around what is drawn in it.

    Parameters
    ----------
    area, within : QRectF
        The view, and what the rulers leave free of it, in logical pixels.
    shown : Shown
        Which image pixel each device pixel shows.
    grid : PixelGrid
        Where device pixels lie.
    """

    area: QRectF
    within: QRectF
    shown: Shown
    grid: PixelGrid

    @property
    def strips(self) -> tuple[QRectF, QRectF, QRectF, QRectF]:
        """The edges above, below, at the left and at the right; the corners belong to the first two."""
        area, within = self.area, self.within
        return (
            QRectF(area.left(), area.top(), area.width(), within.top() - area.top()),
            QRectF(area.left(), within.bottom(), area.width(), area.bottom() - within.bottom()),
            QRectF(area.left(), within.top(), within.left() - area.left(), within.height()),
            QRectF(within.right(), within.top(), area.right() - within.right(), within.height()),
        )


@dataclass(frozen=True, slots=True)
class Rulers:
    """ITK's indices above and at the left, NumPy's below and at the right, where numbers are written on pixels.

    Parameters
    ----------
    plane : Plane
    geometry : Geometry
    """

    plane: Plane
    geometry: Geometry

    def free(self, area: QRectF, pixel: float) -> QRectF:
        """Return what the rulers leave of an area; all of it where a pixel's smaller side is too small for them."""
        if pixel < NUMBERS_FROM:
            return area
        high = _metrics().height() + _GAP
        names = _names(self.plane.vertical)
        left, right = (self._width(f"{name} {number}") for name, number in zip(names, self._longest(), strict=True))
        within = area.adjusted(left, high, -right, -high)
        return within if min(within.width(), within.height()) >= _LEAST else area

    def _longest(self) -> tuple[int, int]:
        """Return the row numbers with the most digits: ITK's and NumPy's."""
        start, size = (each[self.plane.vertical] for each in (self.geometry.start_index, self.geometry.size))
        return max(start, start + size - 1, key=lambda number: len(str(number))), size - 1

    @staticmethod
    def _width(text: str) -> float:
        return _metrics().horizontalAdvance(text) + 2 * _GAP

    def draw(self, painter: QPainter, edges: Edges, exposed: QRectF, theme: Theme) -> None:
        """Draw them around what is free of them, as far as they are exposed; the painter works in logical pixels."""
        if edges.within == edges.area or edges.within.contains(exposed):
            return
        painter.resetTransform()
        for strip in edges.strips:
            painter.fillRect(strip, QColor(theme.panel))
        painter.setFont(mono(_POINTS))
        for label in self.labels(edges):
            painter.setPen(QColor(theme.axis(label.axis)))
            room = QRectF(label.place.x() - _FAR, label.place.y() - _FAR, 2 * _FAR, 2 * _FAR)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, label.text)

    def labels(self, edges: Edges) -> Iterator[Label]:
        """Yield what is written: every index, or every second, fifth and so on; the same ones on both sides."""
        top, bottom, left, right = edges.strips
        shown, grid = edges.shown, edges.grid
        across = _middles(shown.columns, shown.left, grid.left, grid.ratio)
        down = _middles(shown.rows, shown.top, grid.top, grid.ratio)
        for axis, middles, strips in (
            (self.plane.horizontal, across, (top, bottom)),
            (self.plane.vertical, down, (left, right)),
        ):
            lies = axis == self.plane.horizontal
            numbered = tuple(zip(_names(axis), (self.geometry.start_index[axis], 0), strips, strict=True))
            step = max(_step_of(name, first, middles, lies=lies) for name, first, _ in numbered)
            for name, first, strip in numbered:
                ends = (strip.left(), strip.right()) if lies else (strip.top(), strip.bottom())
                across_strip = strip.center().y() if lies else strip.center().x()
                for text, middle in _written(name, first, middles, ends, step, lies=lies):
                    place = QPointF(middle, across_strip) if lies else QPointF(across_strip, middle)
                    yield Label(axis, text, place)


def _middles(
    indices: npt.NDArray[np.intp], first: int, corner: float, ratio: float
) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Return the array indices on screen along an axis, and where the middles of their pixels are."""
    ends = np.flatnonzero(indices[1:] != indices[:-1])
    begins = np.concatenate(([0], ends + 1))
    middles = (first + (begins + np.concatenate((ends, [indices.size - 1])) + 1) / 2 - corner) / ratio
    return tuple(indices[begins].tolist()), tuple(middles.tolist())


_Middles = tuple[tuple[int, ...], tuple[float, ...]]


def _written(
    name: str, first: int, middles: _Middles, ends: tuple[float, float], step: int, *, lies: bool
) -> Iterator[tuple[str, float]]:
    """Yield the texts that have room between the ends of a strip, and their middles along it."""
    room = _room(name, first, middles, lies=lies)
    for index, place in zip(*middles, strict=True):
        if (index + first) % step == 0 and ends[0] + room / 2 <= place <= ends[1] - room / 2:
            yield f"{name} {index + first}", place


def _room(name: str, first: int, middles: _Middles, *, lies: bool) -> float:
    """Return what the longest text takes along a strip."""
    indices = middles[0]
    longest = max((f"{name} {index + first}" for index in (indices[0], indices[-1])), key=len)
    return _metrics().horizontalAdvance(longest) + 2 * _GAP if lies else _metrics().height()


def _step_of(name: str, first: int, middles: _Middles, *, lies: bool) -> int:
    """Return every how many pixels there is room for what is written along a strip."""
    places = middles[1]
    return _step(_room(name, first, middles, lies=lies), abs(places[-1] - places[0]) / max(1, len(places) - 1))


def _step(room: float, pixel: float) -> int:
    """Return every how many pixels there is room for a number; in rulers these are tens, fives and twos."""
    scale = 1
    while pixel > 0:
        for step in _STEPS:
            if step * scale * pixel >= room:
                return step * scale
        scale *= 10
    return 1


def _names(axis: int) -> tuple[str, str]:
    """Return what ITK and NumPy call an axis."""
    name = axis_name(axis)
    return name, ARRAY_AXIS_NAMES.get(name, name)


@cache
def _metrics() -> QFontMetricsF:
    return QFontMetricsF(mono(_POINTS))
