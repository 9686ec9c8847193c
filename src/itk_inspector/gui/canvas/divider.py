"""The line between two images that share the screen: where it stands, how it looks, and the hand that drags it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLineF, QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea

from itk_inspector.core.display.composition import Swipe, SwipeAxis
from itk_inspector.gui.style.theme import Theme

_REACH = 5.0
_GRIP = 9.0


def before_line(swipe: Swipe, area: QRect) -> QRect:
    """Return what lies left of the line, or above it, in logical screen pixels."""
    if swipe.axis is SwipeAxis.ACROSS:
        return QRect(area.left(), area.top(), round(swipe.position * area.width()), area.height())
    return QRect(area.left(), area.top(), area.width(), round(swipe.position * area.height()))


def draw_line(painter: QPainter, swipe: Swipe, area: QRectF, theme: Theme) -> None:
    """Draw the line with a grip in its middle."""
    side = before_line(swipe, area.toRect())
    if swipe.axis is SwipeAxis.ACROSS:
        at = float(side.left() + side.width())
        line, grip = QLineF(at, area.top(), at, area.bottom()), QPointF(at, area.center().y())
    else:
        at = float(side.top() + side.height())
        line, grip = QLineF(area.left(), at, area.right(), at), QPointF(area.center().x(), at)
    halo = QColor(0, 0, 0, 160) if theme.is_dark else QColor(255, 255, 255, 200)
    for colour, width in ((halo, 4.0), (QColor(theme.accent), 2.0)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(line)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor(theme.accent), 2.0))
    painter.setBrush(QColor(theme.panel))
    painter.drawEllipse(grip, _GRIP, _GRIP)
    painter.restore()


class Divider(QObject):
    """Takes the mouse where it is over the line; elsewhere it stays the view's.

    Parameters
    ----------
    view : QAbstractScrollArea
    """

    moved = Signal(float)

    def __init__(self, view: QAbstractScrollArea) -> None:
        super().__init__(view)
        self._view = view
        self.swipe: Swipe | None = None
        """Where the line is; None for no line."""
        self._is_held = False

    def show(self, swipe: Swipe | None) -> None:
        """Follow where the line is; None for no line: then the mouse is not looked at."""
        before, self.swipe = self.swipe, swipe
        viewport = self._view.viewport()
        if (before is None) != (swipe is None):
            self._is_held = False
            if swipe is None:
                viewport.removeEventFilter(self)
                viewport.setCursor(Qt.CursorShape.CrossCursor)
            else:
                viewport.installEventFilter(self)

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Draw the line that there is."""
        assert self.swipe is not None
        area = QRectF(self._view.viewport().rect())
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        draw_line(painter, self.swipe, area, theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Drag the line."""
        if not isinstance(event, QMouseEvent) or self.swipe is None:
            return False
        kind, is_left = event.type(), event.button() == Qt.MouseButton.LeftButton
        if kind == QEvent.Type.MouseButtonPress and is_left and self._is_over(event.position()):
            self._is_held = True
            self._view.setFocus(Qt.FocusReason.MouseFocusReason)
            return True
        if kind == QEvent.Type.MouseButtonRelease and is_left and self._is_held:
            self._is_held = False
            return True
        if kind == QEvent.Type.MouseButtonDblClick and is_left and self._is_over(event.position()):
            self.moved.emit(0.5)
            return True
        if kind == QEvent.Type.MouseMove:
            if self._is_held:
                self.moved.emit(self._position(event.position()))
                return True
            if event.buttons() == Qt.MouseButton.NoButton:
                self._show_cursor(event.position())
        return False

    def _position(self, where: QPointF) -> float:
        area = self._view.viewport()
        is_across = self.swipe is None or self.swipe.axis is SwipeAxis.ACROSS
        share = where.x() / area.width() if is_across else where.y() / area.height()
        return min(max(share, 0.0), 1.0)

    def _is_over(self, where: QPointF) -> bool:
        if self.swipe is None:
            return False
        side = before_line(self.swipe, self._view.viewport().rect())
        is_across = self.swipe.axis is SwipeAxis.ACROSS
        return abs(where.x() - side.width() if is_across else where.y() - side.height()) <= _REACH

    def _show_cursor(self, where: QPointF) -> None:
        is_across = self.swipe is None or self.swipe.axis is SwipeAxis.ACROSS
        over = Qt.CursorShape.SplitHCursor if is_across else Qt.CursorShape.SplitVCursor
        shape = over if self._is_over(where) else Qt.CursorShape.CrossCursor
        if self._view.viewport().cursor().shape() != shape:
            self._view.viewport().setCursor(shape)
