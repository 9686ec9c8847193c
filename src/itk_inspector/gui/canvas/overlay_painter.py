"""What is drawn above an image in screen pixels: letters, crosshair, scale bar, title."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.anatomy import EdgeLetters
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.gui.canvas.colour_bar import ColourBar, draw_colour_bar
from itk_inspector.gui.canvas.scale_bar import ScaleBar, draw_scale_bar
from itk_inspector.gui.style.outlined_text import draw_outlined, ink_at, shortened, text_rect
from itk_inspector.gui.style.theme import Theme

_GAP = 12.0
_EDGE = 8.0
_ROOM = 46.0
_LINE = 18.0
_COVER, _AROUND = 215, 4.0
"""Opacity of the ground of a title, and pixels around it."""
_LETTERS = 12.0
"""Points."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """One choice of what is drawn.

    Parameters
    ----------
    letters : EdgeLetters or None
        Of the patient's directions.
    bar : ScaleBar or None
    crosshair : Plane or None
        Lines through its position.
    title : tuple of str
        Lines at the upper left.
    is_active : bool
        A thin frame in the accent colour.
    colours : ColourBar or None
    """

    letters: EdgeLetters | None = None
    bar: ScaleBar | None = None
    crosshair: Plane | None = None
    title: tuple[str, ...] = ()
    is_active: bool = False
    colours: ColourBar | None = None


def draw_overlay(
    painter: QPainter, overlay: Overlay, area: QRectF, on_screen: Callable[[QRectF], QRectF], theme: Theme
) -> None:
    """Draw an overlay; ``on_screen`` turns view coordinates into those of ``area``."""
    if overlay.crosshair is not None:
        _draw_crosshair(painter, overlay.crosshair, area, on_screen, theme)
    if overlay.letters is not None:
        _draw_letters(painter, overlay.letters, area)
    if overlay.bar is not None:
        draw_scale_bar(painter, overlay.bar, area, on_screen(QRectF(0, 0, 1, 1)).width())
    if overlay.colours is not None:
        draw_colour_bar(painter, overlay.colours, area)
    for line, place in title_places(overlay, area):
        _draw_ground(painter, QRectF(place, text_rect(line).size()), theme)
        draw_outlined(painter, line, place, (0.0, 0.0), colour=QColor(theme.text), halo=_halo(theme, 0))
    if overlay.is_active:
        painter.setPen(QPen(QColor(theme.accent), 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area.adjusted(1, 1, -1, -1))


def title_places(overlay: Overlay, area: QRectF) -> Iterator[tuple[str, QPointF]]:
    """Yield each line of the title, shortened to the width, and where its upper left corner lies.

    What would reach the letter in the middle begins below it.
    """
    letters = overlay.letters
    letter = QRectF() if letters is None or not letters.top else _letter_rect(letters.top, area)
    place = area.topLeft() + QPointF(_EDGE, _EDGE)
    for line in overlay.title:
        shown = shortened(line, area.width() - 2 * _EDGE)
        ink = text_rect(shown)
        if QRectF(place, ink.size()).adjusted(0, 0, _EDGE, 0).intersects(letter):
            place.setY(place.y() + _LINE)
        yield shown, QPointF(place)
        place.setY(place.y() + _LINE)


def _draw_ground(painter: QPainter, ink: QRectF, theme: Theme) -> None:
    """Draw what a line of the title stands on: the canvas, which covers what is drawn of the image there."""
    ground = QColor(theme.canvas)
    ground.setAlpha(_COVER)
    painter.fillRect(ink.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND).toAlignedRect(), ground)


def _letter_rect(text: str, area: QRectF) -> QRectF:
    return ink_at(text, QPointF(area.center().x(), area.top() + _EDGE), (0.5, 0.0), _LETTERS)


def _halo(theme: Theme, opacity: int) -> QColor:
    """Return what sets the colours of a theme off from a picture."""
    return QColor(0, 0, 0, opacity) if theme.is_dark else QColor(255, 255, 255, opacity)


def _draw_letters(painter: QPainter, letters: EdgeLetters, area: QRectF) -> None:
    middle = area.center()
    for text, place, anchor in (
        (letters.left, QPointF(area.left() + _EDGE, middle.y()), (0.0, 0.5)),
        (letters.right, QPointF(area.right() - _EDGE, middle.y()), (1.0, 0.5)),
        (letters.top, QPointF(middle.x(), area.top() + _EDGE), (0.5, 0.0)),
        (letters.bottom, QPointF(middle.x(), area.bottom() - _EDGE), (0.5, 1.0)),
    ):
        if text:
            draw_outlined(painter, text, place, anchor, points=_LETTERS)


def _draw_crosshair(
    painter: QPainter, plane: Plane, area: QRectF, on_screen: Callable[[QRectF], QRectF], theme: Theme
) -> None:
    """Draw where the other planes cut this one, in the colours of the axes, with their numbers at the ends."""
    horizontal, vertical = plane.position[plane.horizontal], plane.position[plane.vertical]
    pixel = on_screen(QRectF(horizontal - 0.5, vertical - 0.5, 1.0, 1.0))
    x, y = pixel.center().x(), pixel.center().y()
    across, down = _GAP + pixel.width() / 2, _GAP + pixel.height() / 2
    left, right, top, bottom = area.left(), area.right(), area.top(), area.bottom()
    halo = _halo(theme, 160)
    lines: tuple[tuple[int, tuple[QLineF, QLineF], QPointF, tuple[float, float]], ...] = (
        (
            plane.horizontal,
            (QLineF(x, top, x, y - down), QLineF(x, y + down, x, bottom)),
            QPointF(x + 6 if x < right - _ROOM else x - 6, bottom - _ROOM),
            (0.0 if x < right - _ROOM else 1.0, 1.0),
        ),
        (
            plane.vertical,
            (QLineF(left, y, x - across, y), QLineF(x + across, y, right, y)),
            QPointF(right - _ROOM, y - 6 if y > top + _ROOM else y + 6),
            (1.0, 1.0 if y > top + _ROOM else 0.0),
        ),
    )
    for axis, halves, place, anchor in lines:
        colour = QColor(theme.axis(axis))
        for half in halves:
            if half.dx() >= 0 and half.dy() >= 0:
                painter.setPen(QPen(halo, 3.0))
                painter.drawLine(half)
                painter.setPen(QPen(colour, 1.0))
                painter.drawLine(half)
        text = f"{axis_name(axis)} {plane.position[axis]}"
        draw_outlined(painter, text, place, anchor, points=9.0, colour=colour, halo=_halo(theme, 240))
