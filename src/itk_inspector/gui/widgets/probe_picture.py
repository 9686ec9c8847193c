"""The values of the pixel under the cursor, painted in one go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QEvent, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from itk_inspector.gui.widgets.label_text import LabelText
from itk_inspector.gui.widgets.next_frame import NextFrame
from itk_inspector.gui.widgets.text_piece import Piece, draw_pieces
from itk_inspector.gui.widgets.value_label import ValueLabel

_REST = 150
_MANY = 256


_Span: TypeAlias = tuple[int, int, int]
"""The number of a label, and from where to where along it something has changed."""


class _Change(NamedTuple):
    """What is to be painted next, of what is not on the screen yet.

    Parameters
    ----------
    area : QRegion
    pieces : list of tuple of Piece
        All that the labels show.
    parts : list of tuple
        Those pieces that lie in the area, with the corners of their labels.
    """

    area: QRegion
    pieces: list[tuple[Piece, ...]]
    parts: list[tuple[Piece, int, int]]


def _nothing(contents: Sequence[LabelText]) -> None:
    """Write nothing into labels."""


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
        self.before_look: Callable[[Sequence[LabelText]], None] = _nothing
        """Called before labels are looked at: whoever writes them may leave that until then."""
        self._seen: tuple[LabelText, ...] = ()
        self._places: tuple[tuple[int, int, int], ...] = ()
        self._painted: list[tuple[Piece, ...]] = []
        self._change: _Change | None = None
        self._areas: dict[tuple[_Span, ...], QRegion] = {}
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
        if not self._painted:
            self.update()
            return
        self.before_look(self._seen)
        pieces, parts, spans = self._compared()
        area = self._areas.get(spans)
        if area is None:
            if len(self._areas) > _MANY:
                self._areas.clear()
            area = self._areas[spans] = self._area_of(spans)
        self._change = _Change(area, pieces, parts)
        self.update(area)

    def _compared(self) -> tuple[list[tuple[Piece, ...]], list[tuple[Piece, int, int]], tuple[_Span, ...]]:
        """Return all pieces by label, those not painted yet with the corners of their labels, and where they differ.

        Of a label in which one that differs has no place of its own, or had none, all count as not painted.
        """
        shown: list[tuple[Piece, ...]] = []
        parts: list[tuple[Piece, int, int]] = []
        spans: list[_Span] = []
        for number, (content, before) in enumerate(zip(self._seen, self._painted, strict=True)):
            pieces = content.pieces
            shown.append(pieces)
            if pieces is before:
                continue
            left, top, width = self._places[number]
            mine: list[tuple[Piece, int, int]] = []
            for old, new in zip_longest(before, pieces):
                if old == new:
                    continue
                if old is None or new is None:
                    break
                was, place = old[1], new[1]
                start, end = place.left, place.right
                if was is not place:
                    start, end = min(was.left, start), max(was.right, end)
                if end - start == width:
                    break
                mine.append((new, left, top))
                spans.append((number, start, end))
            else:
                parts += mine
                continue
            parts += [(piece, left, top) for piece in pieces]
            spans.append((number, 0, width))
        return shown, parts, tuple(spans)

    def _area_of(self, spans: tuple[_Span, ...]) -> QRegion:
        area = QRegion()
        for number, start, end in spans:
            left, top, _ = self._places[number]
            area += QRect(left + start, top, end - start, self._seen[number].extent[1])
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
            label.content.settles_at_once = not is_needed
        if not is_needed:
            self._settle()
        self.setVisible(is_needed)

    def _place(self) -> None:
        """Cover the labels, and nothing else."""
        seen = [label for label in self._labels if not label.isHidden()]
        self._seen = tuple(label.content for label in seen)
        self._places = tuple((label.x(), label.y(), label.width()) for label in seen)
        mask = QRegion()
        for label in seen:
            mask += QRegion(label.geometry())
        self.setGeometry(self._panel.rect())
        self.setMask(mask)
        self._forget()
        self.update()

    def _forget(self) -> None:
        """Paint all next time."""
        self._painted, self._change = [], None
        self._areas.clear()

    def changeEvent(self, event: QEvent) -> None:
        """Ask for the colour behind the texts anew."""
        self._ground = None
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the texts on the background of the panel: those that changed, where no others are asked for."""
        if self._ground is None:
            self._ground = self.palette().color(self.backgroundRole())
        change, self._change = self._change, None
        if change is not None and event.region() == change.area:
            self._painted, parts = change.pieces, change.parts
        else:
            parts = self._all_parts()
        painter = QPainter(self)
        # Qt crashes when an exception leaves with a painter still active
        try:
            painter.fillRect(event.rect(), self._ground)
            draw_pieces(painter, parts)
        finally:
            painter.end()
        if not self.devicePixelRatioF().is_integer():
            self._painted = []  # letters of two pieces may share a pixel

    def _all_parts(self) -> list[tuple[Piece, int, int]]:
        self.before_look(self._seen)
        self._painted = [content.pieces for content in self._seen]
        placed = zip(self._painted, self._places, strict=True)
        return [(piece, left, top) for pieces, (left, top, _) in placed for piece in pieces]
