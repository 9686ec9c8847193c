"""The outline of the pixel under the cursor, its hollow twin, and the rectangle being dragged."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from itk_inspector.gui.style.theme import Theme

_SMALLEST = 9.0


def pixel_rect(rect: QRectF) -> QRectF:
    """Return the outline's rectangle for a pixel's rectangle on screen; never smaller than can be seen."""
    width, height = max(rect.width(), _SMALLEST), max(rect.height(), _SMALLEST)
    centre = rect.center()
    return QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)


def draw_outline(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Outline a pixel so that it shows on black and on white."""
    for colour, width in (
        (QColor(0, 0, 0, 200), 3.0),
        (QColor(theme.axes[1] if theme.is_dark else "#ffb000"), 1.4),
    ):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect)


def draw_twin(painter: QPainter, rect: QRectF) -> None:
    """Mark a pixel with a hollow diamond."""
    centre, reach = rect.center(), max(rect.width(), rect.height(), 2 * _SMALLEST) / 2
    reach = min(reach, 24.0)
    diamond = QPolygonF(
        [
            QPointF(centre.x(), centre.y() - reach),
            QPointF(centre.x() + reach, centre.y()),
            QPointF(centre.x(), centre.y() + reach),
            QPointF(centre.x() - reach, centre.y()),
        ]
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(0, 0, 0, 200), 3.4), (QColor("#e39cc6"), 1.6)):
        painter.setPen(QPen(colour, width))
        painter.drawPolygon(diamond)


def draw_rectangle(painter: QPainter, rect: QRectF) -> None:
    """Show the rectangle being dragged."""
    painter.setBrush(QColor(255, 255, 255, 40))
    painter.setPen(QPen(QColor(0, 0, 0, 200), 3.0))
    painter.drawRect(rect)
    painter.setPen(QPen(QColor("#ffffff"), 1.4, Qt.PenStyle.DashLine))
    painter.drawRect(rect)


def reach(rect: QRectF) -> QRectF:
    """Return the area that a marker may cover, for repainting."""
    grown = pixel_rect(rect)
    return grown.adjusted(-28, -28, 28, 28)
