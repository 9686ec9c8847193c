"""What the pointer does on the image."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QCursor, QEnterEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from itk_inspector.gui.canvas.canvas_keys import CanvasKeys
from itk_inspector.gui.canvas.canvas_wheel import CanvasWheel
from itk_inspector.gui.canvas.painted_view import PaintedView
from itk_inspector.gui.widgets.latest_move import LatestMove
from itk_inspector.gui.widgets.menu_pause import has_menu_the_pointer
from itk_inspector.gui.widgets.next_frame import NextFrame

_STILL = 4.0


class PointerView(PaintedView):
    """The view with its pointer.

    Pointer events are handled here and not through pyqtgraph's scene, whose rate
    limit drops the last move before the pointer rests.
    """

    hovered = Signal(object, object)
    pressed = Signal(float, float)
    grabbed = Signal(int, int)
    dragged = Signal(float, float)
    released = Signal(float, float)
    slice_step_requested = Signal(int)
    fit_requested = Signal()
    level_dragged = Signal(float, float)
    range_chosen = Signal()
    clicked = Signal(float, float)
    picked = Signal(float, float)
    context_requested = Signal(QPoint)

    def __init__(self, frame: NextFrame, parent: QWidget | None = None) -> None:
        super().__init__(frame, parent)
        self._latest = LatestMove(self._tell_hover, frame, self)
        self.keys = CanvasKeys(self, self._latest.finish)
        self._wheel = CanvasWheel(self)
        self._wheel.stepped.connect(self.slice_step_requested)
        self._wheel.zoomed.connect(self.range_chosen)
        self.setObjectName("canvasView")
        self.setAccessibleName("Image")
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.paints = False
        self._pointer: QPointF | None = None
        self._pan_from: QPointF | None = None
        self._gesture = False
        self._held: QPointF | None = None  # the handle, in view coordinates
        self._level_from: QPointF | None = None
        self._press: tuple[Qt.MouseButton, QPointF] | None = None
        self.item.lattice_changed.connect(self.look_again)
        for either in (self.box.sigXRangeChanged, self.box.sigYRangeChanged):  # sent when an axis is turned round, too
            either.connect(self.look_again)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, go on with a gesture, and remember where the pointer is."""
        self._pointer = position = event.position()
        if self._press is not None and not _is_still(self._press[1], position):
            self._press = None
        if self._pan_from is not None:
            before, now = self.to_view(self._pan_from), self.to_view(position)
            self.box.translateBy(x=before.x() - now.x(), y=before.y() - now.y())
            self._pan_from = position
            self.range_chosen.emit()
        elif self._level_from is not None:
            if self._press is None:  # dragged at all: else it is a click
                way, self._level_from = position - self._level_from, position
                self.level_dragged.emit(way.x(), way.y())
        elif self._gesture:
            if self._held is None or self._press is None:  # a handle stays where it is until the pointer moves
                self.dragged.emit(*self.drawn_at(position).toTuple())
        elif self.above.shapes:
            is_over = self.above.handle_at(position, self.on_screen) is not None
            self.viewport().setCursor(Qt.CursorShape.SizeAllCursor if is_over else Qt.CursorShape.CrossCursor)
        self._latest.ask()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pan, or a gesture of the edit tool."""
        self._latest.finish()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.picked.emit(*self.drawn_at(event.position()).toTuple())
            event.accept()
            return
        self._press = (event.button(), event.position())
        grabbed = self.above.handle_at(event.position(), self.on_screen) if is_left else None
        self._held = None if grabbed is None else self.above.handle_place(*grabbed)
        if grabbed is not None:
            self._gesture = True
            self.grabbed.emit(*grabbed)
        elif is_left and self.paints:
            self._gesture = True
            self.pressed.emit(*self.drawn_at(event.position()).toTuple())
        elif event.button() == Qt.MouseButton.RightButton:
            self._level_from = event.position()
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pan_from = event.position()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the press began."""
        self._latest.finish()
        if self._gesture and event.button() == Qt.MouseButton.LeftButton:
            self._gesture = False
            is_still = self._held is not None and self._press is not None and _is_click(self._press, event)
            where = self._held if self._held is not None and is_still else self.drawn_at(event.position())
            self.released.emit(where.x(), where.y())
            if is_still and not self.paints:
                self._tell_click(event)
        elif self._press is not None and _is_click(self._press, event):
            self._tell_click(event)
        self._press = self._pan_from = self._level_from = None
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        event.accept()

    def _tell_click(self, event: QMouseEvent) -> None:
        """Tell a press and a release without a movement between them."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(*self.drawn_at(event.position()).toTuple())
        elif event.button() == Qt.MouseButton.RightButton:
            self.context_requested.emit(event.globalPosition().toPoint())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Answer the keyboard's menu key; the mouse's button has been answered when it was released."""
        self._latest.finish()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.context_requested.emit(self.viewport().mapToGlobal(self.viewport().rect().center()))
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit the image; with an edit tool a double click is two clicks."""
        self._latest.finish()
        self._press = None
        if self.paints or event.button() == Qt.MouseButton.RightButton:
            self.mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(*self.drawn_at(event.position()).toTuple())  # what the first click kept is not meant
            self.fit_requested.emit()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step through the slices, or zoom at the cursor."""
        self._latest.finish()
        self._wheel.turn(event, self._shown)
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
            self._latest.ask_later()

    def look_again(self, *_: object) -> None:
        """Paint, and tell once more what the pointer is over: another image, or another part of it, is under it."""
        self.viewport().update()
        if self._pointer is not None:
            self._latest.ask_later()

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer: nothing is under it any more. A menu acts on what was."""
        if not has_menu_the_pointer(self.viewport(), self._forget_pointer):
            self._forget_pointer()
        super().leaveEvent(event)

    def _forget_pointer(self) -> None:
        self._pointer = None
        self._latest.tell()

    def _tell_hover(self) -> None:
        if self._pointer is None:
            self.hovered.emit(None, None)
            return
        self.hovered.emit(*self.drawn_at(self._pointer).toTuple())


def _is_click(press: tuple[Qt.MouseButton, QPointF], event: QMouseEvent) -> bool:
    return press[0] == event.button() and _is_still(press[1], event.position())


def _is_still(pressed: QPointF, position: QPointF) -> bool:
    return (position - pressed).manhattanLength() < _STILL
