"""What part of a plane a view shows, and how that lies on screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Signal
from PySide6.QtGui import QTransform


class ViewBox(QObject):
    """A rectangle in view coordinates that fills a room in pixels.

    What is asked for is kept, and seen whole: where the room has another shape, more of one axis is shown.

    Parameters
    ----------
    parent : QObject
    """

    changed = Signal()
    """Another part is shown, or an axis is turned round."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted = self._seen = QRectF(0, 0, 1, 1)
        self._room = QSizeF(1, 1)
        self._aspect = 1.0
        self._to_left = self._downwards = False
        self._transform: QTransform | None = None
        self.invertY(True)

    def viewRect(self) -> QRectF:
        """Return the part that is shown."""
        return QRectF(self._seen)

    def transform(self) -> QTransform:
        """Return the way from view coordinates to the pixels of the room."""
        if self._transform is None:
            right, down = self._room.width() / self._seen.width(), self._room.height() / self._seen.height()
            middle = self._seen.center()
            made = QTransform.fromTranslate(self._room.width() / 2, self._room.height() / 2)
            made.scale(-right if self._to_left else right, down if self._downwards else -down)
            self._transform = made.translate(-middle.x(), -middle.y())
        return self._transform

    def setRoom(self, room: QSizeF) -> None:
        """Fill another room; an empty one is no room, and the last is kept."""
        if not room.isEmpty() and room != self._room:
            self._room = room
            self._show()

    def setAspect(self, aspect: float) -> None:
        """Set how many times as wide as high, in pixels, a unit of both axes is."""
        if aspect != self._aspect:
            self._aspect = aspect
            self._show()

    def setRange(self, wanted: QRectF, padding: float = 0.0) -> None:
        """Show at least a rectangle that is not empty, and a part of its extent more on each side."""
        more_x, more_y = wanted.width() * padding, wanted.height() * padding
        self._wanted = wanted.adjusted(-more_x, -more_y, more_x, more_y)
        self._show()

    def scaleBy(self, factor: float, centre: QPointF) -> None:
        """Show ``factor`` times as much around a point that stays where it is."""
        corner = centre + (self._wanted.topLeft() - centre) * factor
        self.setRange(QRectF(corner, centre + (self._wanted.bottomRight() - centre) * factor))

    def translateBy(self, x: float, y: float) -> None:
        """Show what lies beside it."""
        self.setRange(self._wanted.translated(x, y))

    def invertX(self, to_left: bool) -> None:
        """Have the first axis run to the left, or to the right."""
        if to_left is not self._to_left:
            self._to_left = to_left
            self._tell()

    def invertY(self, downwards: bool) -> None:
        """Have the second axis run downwards, or upwards."""
        if downwards is not self._downwards:
            self._downwards = downwards
            self._tell()

    def _show(self) -> None:
        """Take more of one axis, so that a unit of both has the sides that the aspect asks for."""
        ratio = self._room.width() / self._room.height() / self._aspect
        wanted, before = self._wanted, self._seen
        if wanted.width() > wanted.height() * ratio:
            more = 0.5 * (wanted.width() / ratio - wanted.height())
            self._seen = wanted.adjusted(0, -more, 0, more)
        else:
            more = 0.5 * (wanted.height() * ratio - wanted.width())
            self._seen = wanted.adjusted(-more, 0, more, 0)
        self._transform = None
        if self._seen.getRect() != before.getRect():
            self._tell()

    def _tell(self) -> None:
        self._transform = None
        self.changed.emit()
