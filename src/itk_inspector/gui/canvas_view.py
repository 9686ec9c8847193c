"""The pyqtgraph view: what the pointer does on the image, and the markers."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCursor,
    QEnterEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from itk_inspector.gui import markers, pixel_text
from itk_inspector.gui.theme import LIGHT, Theme
from itk_inspector.gui.viewport_item import Shown, ViewportItem

_ZOOM_STEP = 1.25
_MAX_PIXEL = 256.0


class CanvasView(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph is untyped
    """The pyqtgraph view: view coordinates are continuous ITK indices of the plane's two axes.

    Pointer events are handled here and not through pyqtgraph's scene, whose rate
    limit drops the last move before the pointer rests.
    """

    hovered = Signal(object, object)
    pressed = Signal(float, float)
    dragged = Signal(float, float)
    released = Signal(float, float)
    slice_step_requested = Signal(int)
    fit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self.setObjectName("canvasView")
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box = pg.ViewBox(enableMenu=False, invertY=True, border=None, defaultPadding=0.0)
        self.box.setMouseEnabled(False, False)
        self.item = ViewportItem()
        self.box.addItem(self.item)
        self.setCentralItem(self.box)
        self.theme = LIGHT
        self.paints = False
        self.marked: QRectF | None = None
        self.twin: QRectF | None = None
        self.selection: QRectF | None = None
        self._pointer: QPointF | None = None
        self._pan_from: QPointF | None = None
        self._gesture = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._tell_hover)
        self.box.sigRangeChanged.connect(self._moved_under_pointer)
        self.item.changed.connect(self._repaint)
        self._has_numbers = True
        self._has_grid = True

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.theme = theme
        self.setBackground(theme.canvas)
        self.viewport().update()

    # pointer ------------------------------------------------------------

    def to_view(self, position: QPointF) -> QPointF:
        """Turn a viewport position into view coordinates: those of the centre of the screen pixel there."""
        return self._transform().inverted()[0].map(self.item.pixel_grid.centre(position))

    def on_screen(self, rect: QRectF) -> QRectF:
        """Turn a rectangle in view coordinates into viewport pixels."""
        return self._transform().mapRect(rect)

    def _transform(self) -> QTransform:
        made: QTransform = self.box.childTransform() * self.box.sceneTransform() * self.viewportTransform()
        return made

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, go on with a gesture, and remember where the pointer is."""
        self._pointer = event.position()
        if self._pan_from is not None:
            self._pan(event.position())
        elif self._gesture:
            where = self.to_view(event.position())
            self.dragged.emit(where.x(), where.y())
        self._soon.start()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pan, or a gesture of the edit tool."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton and self.paints:
            self._gesture = True
            where = self.to_view(event.position())
            self.pressed.emit(where.x(), where.y())
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pan_from = event.position()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the press began."""
        if self._gesture and event.button() == Qt.MouseButton.LeftButton:
            self._gesture = False
            where = self.to_view(event.position())
            self.released.emit(where.x(), where.y())
        self._pan_from = None
        self.set_cursor()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit the image; with an edit tool a double click is two clicks."""
        if self.paints:
            self.mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.fit_requested.emit()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the cursor, or step through the slices with Ctrl."""
        steps = event.angleDelta().y() / 120.0
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.slice_step_requested.emit(-round(steps) or (-1 if steps > 0 else 1 if steps < 0 else 0))
        elif steps:
            self.zoom(_ZOOM_STEP**steps, self.to_view(event.position()))
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Take up the pointer where it came in."""
        super().enterEvent(event)
        self.find_pointer()

    def find_pointer(self) -> None:
        """Look where the pointer is, after a dialog had it."""
        position = self.viewport().mapFromGlobal(QCursor.pos())
        if self.viewport().rect().contains(position) and self.viewport().underMouse():
            self._pointer = QPointF(position)
            self._soon.start()

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer: nothing is under it any more."""
        self._pointer = None
        self._soon.stop()
        self._tell_hover()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave all keys to the window's actions."""
        event.ignore()

    def _tell_hover(self) -> None:
        if self._pointer is None:
            self.hovered.emit(None, None)
            return
        where = self.to_view(self._pointer)
        self.hovered.emit(where.x(), where.y())

    def _moved_under_pointer(self) -> None:
        self.viewport().update()
        if self._pointer is not None:
            self._soon.start()

    def set_cursor(self) -> None:
        """Show what the left button would do."""
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)

    # zoom ---------------------------------------------------------------

    def zoom(self, factor: float, centre: QPointF | None = None) -> None:
        """Enlarge by ``factor`` around a point in view coordinates."""
        pixel = self.on_screen(QRectF(0, 0, 1, 1))
        largest = max(pixel.width(), pixel.height())
        factor = min(factor, _MAX_PIXEL / largest) if factor > 1 else factor
        bounds = self.item.boundingRect()
        shown = self.on_screen(bounds)
        if factor < 1 and max(shown.width(), shown.height()) * factor < 16:
            return
        where = centre or self.box.viewRect().center()
        self.box.scaleBy((1 / factor, 1 / factor), center=(where.x(), where.y()))

    def _pan(self, position: QPointF) -> None:
        assert self._pan_from is not None
        before, now = self.to_view(self._pan_from), self.to_view(position)
        self.box.translateBy(x=before.x() - now.x(), y=before.y() - now.y())
        self._pan_from = position

    def fit(self) -> None:
        """Show the whole image."""
        bounds = self.item.boundingRect()
        if not bounds.isEmpty():
            self.box.setRange(bounds, padding=0.02)

    def one_to_one(self) -> None:
        """Show one image pixel per screen pixel along the more finely spaced axis."""
        pixel = self.on_screen(QRectF(0, 0, 1, 1))
        finer = min(pixel.width(), pixel.height()) * self.devicePixelRatioF()
        if finer > 0:
            centre = self.box.viewRect().center()
            self.box.scaleBy((finer, finer), center=(centre.x(), centre.y()))

    # markers ------------------------------------------------------------

    def show_marks(self, marked: QRectF | None, twin: QRectF | None) -> None:
        """Outline pixels given by their rectangles in view coordinates; repaint only what changed."""
        if (marked, twin) == (self.marked, self.twin):
            return
        before = (self.marked, self.twin)
        self.marked, self.twin = marked, twin
        for rect in (*before, marked, twin):
            if rect is not None:
                self.viewport().update(markers.reach(self.on_screen(rect)).toAlignedRect())

    def show_selection(self, rect: QRectF | None) -> None:
        """Show the rectangle being dragged, in view coordinates."""
        if rect != self.selection:
            self.selection = rect
            self.viewport().update()

    # painting -----------------------------------------------------------

    def set_numbers(self, shown: bool) -> None:
        """Write the values on pixels that are large enough, or not."""
        self._has_numbers = shown
        self.viewport().update()

    def set_grid(self, shown: bool) -> None:
        """Draw lines between pixels that are large enough, or not."""
        self._has_grid = shown
        self.viewport().update()

    def _repaint(self) -> None:
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw image and markers straight into the viewport: the scene's own painting costs more than the image."""
        self.scene().prepareForPaint()
        painter = QPainter(self.viewport())
        # Qt crashes when an exception leaves with a painter still active
        try:
            self._paint(painter, QRectF(event.rect()))
        finally:
            painter.end()

    def _paint(self, painter: QPainter, exposed: QRectF) -> None:
        transform = self._transform()
        shown = self.item.draw(painter, transform, self.viewport())
        if shown is None:
            painter.fillRect(exposed, self.backgroundBrush())
        else:
            self._fill_around(painter, shown)
            if self._has_grid:
                pixel_text.draw_grid(painter, transform, shown)
            if self._has_numbers:
                pixel_text.draw_numbers(painter, transform, shown, self.item, exposed)
        self.drawForeground(painter, exposed)

    def _fill_around(self, painter: QPainter, shown: Shown) -> None:
        """Fill what the image leaves free, in device pixels."""
        device = painter.deviceTransform()
        whole = device.mapRect(QRectF(self.viewport().rect())).toAlignedRect()
        image = QRect(shown.left, shown.top, shown.columns.size, shown.rows.size)
        painter.setWorldTransform(device.inverted()[0])
        painter.setClipRegion(QRegion(whole).subtracted(QRegion(image)))
        painter.fillRect(whole, self.backgroundBrush())
        painter.setClipping(False)
        painter.resetTransform()

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the markers in screen pixels, above the image."""
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self.selection is not None:
            markers.draw_rectangle(painter, self.on_screen(self.selection))
        if self.twin is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            markers.draw_twin(painter, self.on_screen(self.twin))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self.marked is not None:
            markers.draw_outline(painter, markers.pixel_rect(self.on_screen(self.marked)), self.theme)
        painter.restore()
