"""The values of the pixel under the cursor, painted in one go."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from PySide6.QtCore import QEvent, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from itk_inspector.gui.widgets.next_frame import NextFrame
from itk_inspector.gui.widgets.text_piece import Piece, draw_pieces
from itk_inspector.gui.widgets.value_label import ValueLabel

_REST = 150
_ALL = -1
"""In the place of a piece: all pieces of its label."""
_MANY = 256


class ProbePicture(QWidget):
    """Lies above labels that change together, and paints what they show; the mouse goes through to them.

    A label that changes is painted with all that lies below it, and lays the window out anew: a dozen of them take
    longer than the image. So they stay as they are below this opaque picture until the pointer rests, or comes to one
    of them to select its text; then the picture goes.

    Parameters
    ----------
    labels : sequence of ValueLabel
    frame : NextFrame
        When to paint; whoever reads a label has what waits done at once.
    parent : QWidget
        Of all labels.
    """

    def __init__(self, labels: Sequence[ValueLabel], frame: NextFrame, parent: QWidget) -> None:
        super().__init__(parent)
        self._panel = parent
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._labels = tuple(labels)
        self._places: tuple[tuple[ValueLabel, int, int], ...] = ()
        self._drawn: list[tuple[Piece, ...]] = []
        self._widths: tuple[int, ...] = ()
        self._changed: dict[tuple[int, int], tuple[int, int]] = {}
        self._areas: dict[tuple[object, ...], QRegion] = {}
        self._area = QRegion()
        self._ground: QColor | None = None
        self._has_changed = False
        self._frame = frame
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self._settle_at_rest)
        for label in self._labels:
            label.placed.connect(self._place)
            label.touched.connect(self._follow)
            label.before_reading = frame.finish
        self._place()
        self._follow()

    def show_changed(self) -> None:
        """Paint what the labels show now."""
        if self.isHidden():
            self._settle()
            return
        if not self._frame.ask_last(self._update_changed):
            self._frame.ask(self.update)
        if not self._has_changed:
            self._has_changed = True
            if not self._rest.isActive():
                self._rest.start()

    def _update_changed(self) -> None:
        """Paint what has changed, and no more."""
        if not self._drawn:
            self.update()
            return
        for number, (label, _, _) in enumerate(self._places):
            before, pieces = self._drawn[number], label.pieces
            if pieces is not before:
                self._drawn[number] = pieces
                self._note(number, before, pieces)
        asked = tuple(self._changed.items())
        area = self._areas.get(asked)
        if area is None:
            if len(self._areas) > _MANY:
                self._areas.clear()
            area = self._areas[asked] = self._area_of(asked)
        self._area = area
        self.update(area)

    def _note(self, number: int, before: tuple[Piece, ...], now: tuple[Piece, ...]) -> None:
        """Take note of pieces of a label that differ; all do where the place of one is not its own."""
        width = self._widths[number]
        for place, (old, new) in enumerate(zip_longest(before, now)):
            if old is new or old == new:
                continue
            if old is None or new is None or new.right - new.left == width or old.right - old.left == width:
                self._changed[number, _ALL] = (0, width)
                return
            known = self._changed.get((number, place), (new.left, new.right))
            self._changed[number, place] = min(known[0], old.left, new.left), max(known[1], old.right, new.right)

    def _area_of(self, asked: tuple[tuple[tuple[int, int], tuple[int, int]], ...]) -> QRegion:
        area = QRegion()
        for (number, _), (start, end) in asked:
            label, left, top = self._places[number]
            area += QRect(left + start, top, end - start, label.height())
        return area

    def _settle_at_rest(self) -> None:
        """Tell the labels as soon as nothing has changed for a while."""
        if self._has_changed:
            self._has_changed = False
            self._rest.start()
        else:
            self._settle()

    def _settle(self) -> None:
        for label in self._labels:
            label.settle()

    def _follow(self) -> None:
        """Make room for the labels while text of one can be selected."""
        is_needed = not any(label.is_selectable for label in self._labels)
        for label in self._labels:
            label.settles_at_once = not is_needed
        if not is_needed:
            self._settle()
        self.setVisible(is_needed)

    def _place(self) -> None:
        """Cover the labels, and nothing else."""
        seen = [label for label in self._labels if not label.isHidden()]
        self._places = tuple((label, label.x(), label.y()) for label in seen)
        mask = QRegion()
        for label in seen:
            mask += QRegion(label.geometry())
        self.setGeometry(self._panel.rect())
        self.setMask(mask)
        self._widths = tuple(label.width() for label in seen)
        self._forget()
        self.update()

    def _forget(self) -> None:
        """Paint all next time."""
        self._drawn.clear()
        self._changed.clear()
        self._areas.clear()

    def changeEvent(self, event: QEvent) -> None:
        """Ask for the colour behind the texts anew."""
        self._ground = None
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the texts on the background of the panel: those that changed, where no others are asked for."""
        if self._ground is None:
            self._ground = self.palette().color(self.backgroundRole())
        is_part = bool(self._changed) and event.region() == self._area
        pieces = self._changed_pieces() if is_part else self._all_pieces()
        self._changed.clear()
        painter = QPainter(self)
        # Qt crashes when an exception leaves with a painter still active
        try:
            painter.fillRect(event.rect(), self._ground)
            draw_pieces(painter, pieces)
        finally:
            painter.end()
        if not self.devicePixelRatioF().is_integer():
            self._drawn.clear()  # letters of two pieces may share a pixel

    def _changed_pieces(self) -> list[tuple[Piece, int, int]]:
        pieces: list[tuple[Piece, int, int]] = []
        for number, place in self._changed:
            _, left, top = self._places[number]
            drawn = self._drawn[number]
            if place == _ALL:
                pieces += [(piece, left, top) for piece in drawn]
            elif (number, _ALL) not in self._changed:
                pieces.append((drawn[place], left, top))
        return pieces

    def _all_pieces(self) -> list[tuple[Piece, int, int]]:
        self._drawn = [label.pieces for label, _, _ in self._places]
        placed = zip(self._drawn, self._places, strict=True)
        return [(piece, left, top) for pieces, (_, left, top) in placed for piece in pieces]
