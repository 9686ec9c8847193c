"""The outline of the pixel under the cursor, its hollow twin, and the rectangle being dragged."""

from __future__ import annotations

import functools

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF

from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.style.outlined_text import draw_outlined
from itk_inspector.gui.style.theme import Theme

_SMALLEST = 9.0
_LARGEST_TWIN = 24.0
_ARM = 5.0
_POINT = "#6fe3ff"
_APART, _CORNER = 4.0, 8.0
_CLEAR = 7.0  # from an outline to a name: the corners of a kept pixel lie between
_NO_BRUSH = QBrush()  # a brush is handed over faster than its style
_RIM = 8.0  # half of the widest pen, its mitres, and a pixel for rounding


def pixel_rect(rect: QRectF) -> QRectF:
    """Return the outline's rectangle for a pixel's rectangle on screen; never smaller than can be seen."""
    sides: tuple[float, float, float, float] = rect.getRect()  # type: ignore[assignment]  # typed as an object
    left, top, across, down = sides
    width, height = max(across, _SMALLEST), max(down, _SMALLEST)
    return QRectF(left + across / 2 - width / 2, top + down / 2 - height / 2, width, height)


@functools.lru_cache(maxsize=16)
def _pen(colour: str, alpha: int, width: float) -> QPen:
    """Return a pen, made once: that takes longer than to draw with it."""
    ink = QColor(colour)
    ink.setAlpha(alpha)
    return QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin)


def beside(rect: QRectF) -> QPointF:
    """Return where the name of what is at a pixel begins, at its lower left: no mark of that pixel covers it."""
    return pixel_rect(rect).topRight() + QPointF(_CLEAR, -_CLEAR)


def draw_outline(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Outline a pixel so that it shows on black and on white."""
    painter.setBrush(_NO_BRUSH)
    painter.setPen(_pen("#000000", 200, 3.0))
    painter.drawRect(rect)
    painter.setPen(_pen(theme.axes[1] if theme.is_dark else "#ffb000", 255, 1.4))
    painter.drawRect(rect)


def draw_kept(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Outline the pixel that is kept, with a thick corner at each of the outline's."""
    draw_outline(painter, rect, theme)
    reach = min(rect.width(), rect.height(), _CORNER * 3) / 3
    corners = QPainterPath()
    outer = rect.adjusted(-_APART, -_APART, _APART, _APART)
    for x, inward in ((outer.left(), reach), (outer.right(), -reach)):
        for y, downward in ((outer.top(), reach), (outer.bottom(), -reach)):
            corners.moveTo(x + inward, y)
            corners.lineTo(x, y)
            corners.lineTo(x, y + downward)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, alpha, width in (("#000000", 220, 5.0), ("#ffffff", 255, 3.0)):
        painter.setPen(_pen(colour, alpha, width))
        painter.drawPath(corners)


def draw_twin(painter: QPainter, rect: QRectF) -> None:
    """Mark a pixel with a hollow diamond."""
    centre, reach = rect.center(), _twin_reach(rect)
    diamond = QPolygonF(
        [
            QPointF(centre.x(), centre.y() - reach),
            QPointF(centre.x() + reach, centre.y()),
            QPointF(centre.x(), centre.y() + reach),
            QPointF(centre.x() - reach, centre.y()),
        ]
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in _twin_pens():
        painter.setPen(pen)
        painter.drawPolygon(diamond)


@functools.cache
def _twin_pens() -> tuple[QPen, QPen]:
    return QPen(QColor(0, 0, 0, 200), 3.4), QPen(QColor("#e39cc6"), 1.6)


def draw_point(painter: QPainter, rect: QRectF, label: str, area: QRectF) -> None:
    """Mark a kept pixel with a cross that leaves it free, and its name beside it, both within an area."""
    if not area.intersects(rect):
        return
    x, y = rect.center().x(), rect.center().y()
    gap = max(rect.width(), rect.height(), _SMALLEST / 2) / 2 + 1.0
    end = gap + _ARM
    arms = [
        QLineF(x + dx * gap, y + dy * gap, x + dx * end, y + dy * end) for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1))
    ]
    for colour, alpha, width in (("#000000", 200, 4.0), (_POINT, 255, 2.0)):
        painter.setPen(_pen(colour, alpha, width))
        painter.drawLines(arms)
    text, letters = visible_text(label), QColor(_POINT)
    draw_outlined(painter, text, beside(rect), (0.0, 1.0), points=9.0, colour=letters, within=area)


def draw_rectangle(painter: QPainter, rect: QRectF) -> None:
    """Show the rectangle being dragged."""
    painter.setBrush(QColor(255, 255, 255, 40))
    painter.setPen(QPen(QColor(0, 0, 0, 200), 3.0))
    painter.drawRect(rect)
    painter.setPen(QPen(QColor("#ffffff"), 1.4, Qt.PenStyle.DashLine))
    painter.drawRect(rect)


def _twin_reach(rect: QRectF) -> float:
    return min(max(rect.width(), rect.height(), 2 * _SMALLEST) / 2, _LARGEST_TWIN)


def outline_area(rect: QRectF) -> QRect:
    """Return what the outline of a pixel may cover, for repainting."""
    return pixel_rect(rect).adjusted(-_RIM, -_RIM, _RIM, _RIM).toAlignedRect()


def twin_area(rect: QRectF) -> QRect:
    """Return what the diamond on a pixel may cover, for repainting."""
    centre, reach = rect.center(), _twin_reach(rect) + _RIM
    return QRectF(centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach).toAlignedRect()
