"""Shapes that are measured with, above an image."""

from __future__ import annotations

import functools
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.outline import Outline, OutlineForm
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.gui.canvas.markers import beside
from itk_inspector.gui.style.outlined_text import draw_outlined, ink_at

_COLOUR = "#7fe08a"
_SELECTED = "#ffe14d"
_HANDLE, _CLEAR, _POINTS = 3.5, 4.0, 9.0
_REACH = 8.0
"""Screen pixels within which a handle is taken hold of."""

OnScreen = Callable[[QRectF], QRectF]
"""Turns a rectangle in view coordinates into viewport pixels."""


@dataclass(frozen=True, slots=True)
class PlacedShape:
    """A shape on a plane, in view coordinates.

    Parameters
    ----------
    outline : Outline
    pixels : tuple of QRectF
        Those of its nodes.
    handles : tuple of (int, QPointF)
    """

    outline: Outline
    pixels: tuple[QRectF, ...]
    handles: tuple[tuple[int, QPointF], ...]

    @classmethod
    def of(cls, outline: Outline, plane: Plane) -> PlacedShape:
        """Return where a shape lies on a plane that shows it."""
        return cls(
            outline,
            tuple(_pixel(node, plane) for node in outline.nodes),
            tuple((which, _pixel(index, plane).center()) for which, index in outline.handles),
        )

    def handle_at(self, position: QPointF, on_screen: OnScreen) -> int | None:
        """Return the handle that is taken hold of at a viewport position; the middle only where no other one is."""
        for which, place in self.handles:
            if (_mapped(place, on_screen) - position).manhattanLength() <= _REACH:
                return which
        return None


def _pixel(index: ItkIndex, plane: Plane) -> QRectF:
    horizontal, vertical = plane.on_screen(index)
    return QRectF(horizontal - 0.5, vertical - 0.5, 1.0, 1.0)


def _mapped(point: QPointF, on_screen: OnScreen) -> QPointF:
    return on_screen(QRectF(point, point)).center()


@functools.lru_cache(maxsize=8)
def _pen(colour: str, alpha: int, width: float) -> QPen:
    ink = QColor(colour)
    ink.setAlpha(alpha)
    return QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def draw_shape(painter: QPainter, shape: PlacedShape, on_screen: OnScreen, area: QRectF) -> None:
    """Draw an outline so that it shows on black and on white, its handles and its name, which stays within an area."""
    if not area.intersects(on_screen(_united(shape.pixels))):
        return
    colour = _SELECTED if shape.outline.is_selected else _COLOUR
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, alpha, width in (("#000000", 190, 3.6), (colour, 255, 1.6)):
        painter.setPen(_pen(ink, alpha, width))
        _draw_outline(painter, shape, on_screen)
    painter.setPen(_pen("#000000", 220, 1.0))
    painter.setBrush(QColor(colour))
    for _, place in shape.handles:
        at = _mapped(place, on_screen)
        painter.drawRect(QRectF(at.x() - _HANDLE, at.y() - _HANDLE, 2 * _HANDLE, 2 * _HANDLE))
    place, letters = _label_place(shape, on_screen), QColor(colour)
    draw_outlined(painter, shape.outline.label, place, (0.0, 1.0), points=_POINTS, colour=letters, within=area)


def label_area(shape: PlacedShape, on_screen: OnScreen, area: QRectF) -> QRectF:
    """Return where the name of a shape stands."""
    return ink_at(shape.outline.label, _label_place(shape, on_screen), (0.0, 1.0), _POINTS, area)


def _label_place(shape: PlacedShape, on_screen: OnScreen) -> QPointF:
    """Return what is beside the top right corner of a box, else beside the node that is highest on screen."""
    if shape.outline.form in (OutlineForm.BOX, OutlineForm.ELLIPSE):
        return on_screen(_united(shape.pixels)).topRight() + QPointF(_CLEAR, -_CLEAR)
    highest = min((on_screen(pixel) for pixel in shape.pixels), key=lambda at: (at.center().y(), -at.center().x()))
    return beside(highest)


def _draw_outline(painter: QPainter, shape: PlacedShape, on_screen: OnScreen) -> None:
    match shape.outline.form:
        case OutlineForm.BOX:
            painter.drawRect(on_screen(_united(shape.pixels)))
        case OutlineForm.ELLIPSE:
            painter.drawEllipse(on_screen(_united(shape.pixels)))
        case OutlineForm.PATH:
            painter.drawPolyline(_polygon(shape, on_screen))
        case OutlineForm.LOOP:
            painter.drawPolygon(_polygon(shape, on_screen))


def _polygon(shape: PlacedShape, on_screen: OnScreen) -> QPolygonF:
    return QPolygonF([_mapped(pixel.center(), on_screen) for pixel in shape.pixels])


def _united(pixels: tuple[QRectF, ...]) -> QRectF:
    return functools.reduce(QRectF.united, pixels)
