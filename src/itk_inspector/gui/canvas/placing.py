"""Between a view's place on its image and a `Viewport`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from itk_inspector.core.display.viewport import Viewport

if TYPE_CHECKING:  # the window is on screen before pyqtgraph is loaded
    from itk_inspector.gui.canvas.painted_view import PaintedView

_RIM = 6.0  # of a pixel's outline


def viewport_of(view: PaintedView) -> Viewport:
    """Return what part of its plane a view shows."""
    centre = view.box.viewRect().center()
    return Viewport((centre.x(), centre.y()), view.on_screen(QRectF(0, 0, 1, 1)).width())


def place(view: PaintedView, wanted: Viewport) -> None:
    """Have a view show a part of its plane."""
    if wanted.is_fitted:
        view.fit()
    elif wanted != viewport_of(view):
        room, (right, down) = view.viewport().rect(), wanted.centre
        width, height = room.width() / wanted.scale, room.height() / (wanted.scale / view.aspect)
        view.box.setRange(QRectF(right - width / 2, down - height / 2, width, height), padding=0.0)


def reveal(view: PaintedView, pixel: QRectF) -> bool:
    """Have a view show a rectangle of its plane by the shortest way; tell whether it had to move."""
    wanted, room = view.on_screen(pixel).adjusted(-_RIM, -_RIM, _RIM, _RIM), QRectF(view.viewport().rect())
    if view.above.rulers is not None:
        one = view.on_screen(QRectF(0, 0, 1, 1))
        room = view.above.rulers.free(room, min(one.width(), one.height()))
    right = max(0.0, wanted.right() - room.right()) or min(0.0, wanted.left() - room.left())
    down = max(0.0, wanted.bottom() - room.bottom()) or min(0.0, wanted.top() - room.top())
    if not (right or down):
        return False
    before, now = view.to_view(QPointF(0, 0)), view.to_view(QPointF(right, down))
    view.box.translateBy(x=now.x() - before.x(), y=now.y() - before.y())
    return True
