"""What the wheel and two fingers do on the image."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QNativeGestureEvent, QWheelEvent

from itk_inspector.gui.canvas.painted_view import PaintedView
from itk_inspector.gui.canvas.shown_plane import ShownPlane

_ZOOM_STEP = 1.25
_NOTCH = 120
"""Of an ordinary wheel, in eighths of a degree; fine wheels and trackpads tell of less at a time."""


class CanvasWheel(QObject):
    """Steps through the slices, or zooms at the pointer; Ctrl does the other.

    Parameters
    ----------
    view : PaintedView
    """

    stepped = Signal(int)
    zoomed = Signal()

    def __init__(self, view: PaintedView) -> None:
        super().__init__(view)
        self._view = view
        self._turned = 0
        view.installEventFilter(self)

    def turn(self, event: QWheelEvent, shown: ShownPlane | None) -> None:
        """Answer the wheel over a plane."""
        turned = event.angleDelta().y()
        if shown is not None and _steps(shown, has_ctrl=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)):
            self._step(turned)
        elif turned:
            self._turned = 0
            self._zoom(_ZOOM_STEP ** (turned / _NOTCH), event.position())

    def _step(self, turned: int) -> None:
        """Step once a notch; what is turned back begins anew."""
        self._turned = turned if self._turned * turned < 0 else self._turned + turned
        notches = int(self._turned / _NOTCH)
        if notches:
            self._turned -= notches * _NOTCH
            self.stepped.emit(-notches)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Zoom by a pinch, at the fingers; the viewport has passed it on."""
        if event.type() != QEvent.Type.NativeGesture or not isinstance(event, QNativeGestureEvent):
            return False
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        if event.value() > -1:
            self._zoom(1 + event.value(), self._view.viewport().mapFromGlobal(event.globalPosition()))
        event.accept()
        return True

    def _zoom(self, factor: float, position: QPointF) -> None:
        self._view.zoom(factor, self._view.to_view(position))
        self.zoomed.emit()


def _steps(shown: ShownPlane, *, has_ctrl: bool) -> bool:
    """Tell whether the wheel steps; where there is nowhere to go, it zooms in any case."""
    by_itself = "wheelSlices" in shown.scene.overlays
    return by_itself is not has_ctrl and bool(shown.plane.moving_axes(shown.scene.geometry))
