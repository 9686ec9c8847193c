"""Text that can be read on any picture."""

from __future__ import annotations

import functools
import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QImage, QPainter, QPainterPath, QPen

WHITE = QColor("#ffffff")
BLACK = QColor(0, 0, 0, 220)
_OUTLINE = 2.4
_MARGIN = 2


def _font(points: float) -> QFont:
    font = QFont(QGuiApplication.font())
    font.setPointSizeF(points)
    font.setBold(True)
    return font


@functools.lru_cache(maxsize=256)
def _path(text: str, points: float) -> QPainterPath:
    path = QPainterPath()
    path.addText(QPointF(), _font(points), text)
    return path


def text_rect(text: str, points: float = 10.0) -> QRectF:
    """Return where the ink lies when the baseline begins at (0, 0)."""
    return _path(text, points).boundingRect()


def shortened(text: str, room: float, points: float = 10.0) -> str:
    """Return as much of a text as there is room for, in pixels, with an ellipsis in its middle."""
    if text_rect(text, points).width() <= room:
        return text
    return QFontMetricsF(_font(points)).elidedText(text, Qt.TextElideMode.ElideMiddle, room)


def ink_at(
    text: str, place: QPointF, anchor: tuple[float, float], points: float = 10.0, within: QRectF | None = None
) -> QRectF:
    """Return where the ink lies when ``anchor`` of it is at ``place``; moved as far as it must to be within an area."""
    ink = text_rect(text, points)
    left, top = place.x() - anchor[0] * ink.width(), place.y() - anchor[1] * ink.height()
    if within is not None:
        left = max(within.left() + _MARGIN, min(left, within.right() - _MARGIN - ink.width()))
        top = max(within.top() + _MARGIN, min(top, within.bottom() - _MARGIN - ink.height()))
    return QRectF(left, top, ink.width(), ink.height())


def draw_outlined(
    painter: QPainter,
    text: str,
    place: QPointF,
    anchor: tuple[float, float],
    *,
    points: float = 10.0,
    colour: QColor = WHITE,
    halo: QColor = BLACK,
    within: QRectF | None = None,
) -> None:
    """Draw text with an outline.

    Parameters
    ----------
    painter : QPainter
        In screen pixels.
    text : str
    place : QPointF
    anchor : tuple of float
        Which part of the ink lies at ``place``: (0, 0) its top left corner, (0.5, 0.5) its middle.
    points : float
        Font size.
    colour, halo : QColor
    within : QRectF, optional
        What the text is not to leave.
    """
    ink = ink_at(text, place, anchor, points, within)
    ratio = painter.deviceTransform().m11()
    made = _picture(text, points, colour.rgba(), halo.rgba(), ratio)
    # whole device pixels, or the picture would be blurred
    left, top = (round(edge * ratio) / ratio - _MARGIN for edge in (ink.left(), ink.top()))
    painter.drawImage(QPointF(left, top), made)


@functools.lru_cache(maxsize=64)
def _picture(text: str, points: float, colour: int, halo: int, ratio: float) -> QImage:
    """Return the text with its outline, its ink `_MARGIN` from the corner; stroking it takes longer than an image."""
    ink = text_rect(text, points)
    width, height = (math.ceil((extent + 2 * _MARGIN + 1) * ratio) for extent in (ink.width(), ink.height()))
    made = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.translate(_MARGIN - ink.left(), _MARGIN - ink.top())
    path = _path(text, points)
    painter.setPen(
        QPen(QColor.fromRgba(halo), _OUTLINE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.drawPath(path)
    painter.fillPath(path, QColor.fromRgba(colour))
    painter.end()
    return made
