"""Text that can be read on any picture."""

from __future__ import annotations

import functools

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPainter, QPainterPath, QPen

WHITE = QColor("#ffffff")
BLACK = QColor(0, 0, 0, 220)


@functools.lru_cache(maxsize=256)
def _path(text: str, points: float) -> QPainterPath:
    font = QFont(QGuiApplication.font())
    font.setPointSizeF(points)
    font.setBold(True)
    path = QPainterPath()
    path.addText(QPointF(), font, text)
    return path


def text_rect(text: str, points: float = 10.0) -> QRectF:
    """Return where the ink lies when the baseline begins at (0, 0)."""
    return _path(text, points).boundingRect()


def draw_outlined(
    painter: QPainter,
    text: str,
    place: QPointF,
    anchor: tuple[float, float],
    *,
    points: float = 10.0,
    colour: QColor = WHITE,
    halo: QColor = BLACK,
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
    """
    ink = text_rect(text, points)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.translate(
        place.x() - ink.left() - anchor[0] * ink.width(), place.y() - ink.top() - anchor[1] * ink.height()
    )
    path = _path(text, points)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(halo, 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPath(path)
    painter.fillPath(path, colour)
    painter.restore()
