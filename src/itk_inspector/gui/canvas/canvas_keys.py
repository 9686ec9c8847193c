"""What the keyboard does on the image, and the ring that shows it is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractScrollArea

from itk_inspector.gui.canvas import canvas_role
from itk_inspector.gui.canvas.focus_ring import FocusRing

_ARROWS: Mapping[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_FAR = 10
_STEPPING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class CanvasKeys(QObject):
    """Takes the keys of a view that move a pixel, and leaves all others to the window.

    Parameters
    ----------
    view : QAbstractScrollArea
    before : callable
        Called before a key is answered: it is meant for the pixel that the pointer is over.
    """

    stepped = Signal(int, int)
    let_go = Signal()
    point_requested = Signal()
    taken_back = Signal()

    def __init__(self, view: QAbstractScrollArea, before: Callable[[], None]) -> None:
        super().__init__(view)
        self._before = before
        canvas_role.install()
        self.ring = FocusRing(view.viewport())
        view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is meant for the image."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            event.setAccepted(self._press(event))
            return True
        if kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut) and isinstance(event, QFocusEvent):
            self._show_focus(event.reason(), has_it=kind == QEvent.Type.FocusIn)
        return False

    def _show_focus(self, reason: Qt.FocusReason, *, has_it: bool) -> None:
        if reason != Qt.FocusReason.PopupFocusReason:  # a menu only borrows the keyboard
            self.ring.setVisible(has_it and reason in _BY_KEYBOARD)

    def _press(self, event: QKeyEvent) -> bool:
        self._before()
        key, modifiers = event.key(), event.modifiers()
        if key in _ARROWS and not modifiers & ~_STEPPING:
            far = _FAR if modifiers & Qt.KeyboardModifier.ShiftModifier else 1
            right, down = _ARROWS[key]
            self.stepped.emit(far * right, far * down)
        elif key == Qt.Key.Key_Escape:
            self.let_go.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.point_requested.emit()
        elif key == Qt.Key.Key_Backspace:
            self.taken_back.emit()
        else:
            return False
        return True
