"""A label for numbers: selectable, monospaced, of fixed place."""

from __future__ import annotations

import bisect
import functools
import itertools
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QHideEvent, QMoveEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QWidget

from itk_inspector.gui.style.plain_text import plain_tip
from itk_inspector.gui.widgets.font_face import FontFace, font_face
from itk_inspector.gui.widgets.text_piece import Piece, draw_pieces

_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
_NAMED = "·"
"""The word between a value and its name."""
_MARGIN = 4
_MOST = 512  # words that are looked at: no label shows more
_FEW_WORDS = 16
"""Of a text whose shape is looked up: numbers of one kind come in few lengths."""
_SMALL = 8.0  # of several lines
_SMALLER = (12.0, 10.0, 9.0, 8.5, 8.0, 7.5, 7.0)


def _wrapped(text: str, face: FontFace, room: int) -> list[str] | None:
    """Break a list of components after commas so that each line fits; None when it cannot."""
    if face.width(text) <= room:
        return [text]
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if face.width(longer) <= room:
            lines[-1] = longer
        elif face.width(word) <= room:
            lines.append(word)
        else:
            return None
    return lines


def _largest_fitting(text: str, largest: FontFace, room: int, height: int) -> tuple[FontFace, list[str]] | None:
    """Return the largest size in which a text fits into one line or several, and these; None when it fits in none."""
    for face in (largest, *(font_face(p, largest.bold) for p in _SMALLER if p < largest.points)):
        lines = _wrapped(text, face, room)
        if lines is not None and (len(lines) == 1 or len(lines) * face.line_spacing <= height):
            return face, lines
    return None


@functools.lru_cache(maxsize=512)
def _fitting_shape(
    lengths: tuple[int, ...], largest: FontFace, room: int, height: int
) -> tuple[FontFace, tuple[int, ...]] | None:
    """Return the same for words of these lengths in a font of fixed pitch: a size, and how many words a line has."""
    found = _largest_fitting(" ".join("0" * length for length in lengths), largest, room, height)
    return None if found is None else (found[0], tuple(line.count(" ") + 1 for line in found[1]))


class _Written:
    """What a label shows now, apart from it: to set an attribute of a widget takes many times as long.

    Parameters
    ----------
    face : FontFace
    """

    __slots__ = ("face", "is_settled", "lines", "pieces", "plain")

    def __init__(self, face: FontFace) -> None:
        self.face = face
        self.plain = ""
        self.lines = [""]
        self.pieces: tuple[Piece, ...] | None = None
        self.is_settled = True


def _nothing() -> None:
    """Do nothing."""


class ValueLabel(QLabel):
    """Selectable monospaced text in a fixed place: long text becomes smaller, then several lines; the tip has it whole.

    What it shows is drawn in `pieces`, here or by a `ProbePicture` above it. Qt's own label is told the text by
    `settle`: that lays the window out anew, and takes longer than painting it.

    Parameters
    ----------
    name : str
        Object name.
    title : str
        Accessible name.
    tip : str
        Tooltip while nothing is cut.
    points : float
        Font size.
    """

    placed = Signal()
    """It lies elsewhere than before, or is shown, or hidden."""
    touched = Signal()
    """Its text can be selected from now on, or not any more."""

    def __init__(
        self, name: str, title: str, tip: str, parent: QWidget, *, points: float = 11, bold: bool = False
    ) -> None:
        super().__init__(parent)
        self._tip = self._shown_tip = tip
        self._now = _Written(font_face(points, bold))
        self._colour = self._styled = ""
        self._pen: QColor | None = None
        self._extent: tuple[int, int] = (0, 0)
        self.settles_at_once = True
        self.before_look: Callable[[], None] = _nothing
        """Called before the text is looked at: whoever writes it may leave that until then."""
        self.before_reading: Callable[[], None] = _nothing
        """Called before the text is read by others than the screen, who need not wait for the next picture."""
        self._face = self._now.face
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setToolTip(plain_tip(tip))
        self.setFont(self._face.font)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_lines(1)
        self._forget()

    def set_lines(self, count: int) -> None:
        """Keep room for so many lines of small text, or one of the largest."""
        small = font_face(_SMALL, self._face.bold).line_spacing
        self.setFixedHeight(max(self._face.height, count * small) + 6)

    def show_text(self, text: str) -> None:
        """Show plain text."""
        if text != self._now.plain:
            self._now.plain = text
            self._fit()

    def show_colour(self, colour: str) -> None:
        """Write in a colour, or as its parent does: a style sheet costs more than all the text of the panel."""
        if colour == self._colour:
            return
        self._colour = colour
        self._pen = QColor(colour) if colour else None
        self._forget()
        self._now.is_settled = False
        if self.settles_at_once:
            self.settle()

    def settle(self) -> None:
        """Tell Qt's label, and whoever reads the screen aloud, what is shown."""
        self.before_look()
        if self._now.is_settled:
            return
        self._now.is_settled = True
        if self._colour != self._styled:
            self._styled = self._colour
            self.setStyleSheet(f"color: {self._colour};" if self._colour else "")
        text = self._written()
        font = self._now.face.font_of(text)
        if self.font() != font:
            self.setFont(font)
        QLabel.setText(self, text)
        self.setAccessibleDescription(self._now.plain)
        tip = self._tip if self._shows_all() else self._now.plain
        if tip != self._shown_tip:
            self._shown_tip = tip
            self.setToolTip(plain_tip(tip))

    def _written(self) -> str:
        return "\n".join(self._now.lines)

    def _shows_all(self) -> bool:
        return self._now.lines == [self._now.plain]

    def _set_lines(self, face: FontFace, lines: list[str]) -> None:
        now = self._now
        now.face, now.lines, now.pieces, now.is_settled = face, lines, None, False
        if self.settles_at_once:
            self.settle()

    @property
    def pen(self) -> QColor:
        """The colour to write in; asking Qt for it takes as long as a short text."""
        if self._pen is None:
            parent = self.parentWidget()
            styled = self if self._colour == self._styled or parent is None else parent
            self._pen = styled.palette().color(self.foregroundRole())
        return self._pen

    def changeEvent(self, event: QEvent) -> None:
        """Ask for the colour anew: the palette or the style may be another one."""
        self._pen = QColor(self._colour) if self._colour else None
        self._forget()
        super().changeEvent(event)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What is written, for whoever draws it; the same object as long as nothing changes."""
        self.before_look()
        now = self._now
        if now.pieces is None:
            now.pieces = self._cut()
        return now.pieces

    def _forget(self) -> None:
        """Cut the text anew: its colour may be another one, or its size, which takes long to ask for."""
        self._now.pieces, self._extent = None, self.size().toTuple()

    def _cut(self) -> tuple[Piece, ...]:
        """Return the text as one piece."""
        face, lines, width = self._now.face, self._now.lines, self._extent[0]
        right = face.reach(lines[0], width) if len(lines) == 1 else width
        return (Piece(tuple(lines), 0.0, self._base(face, len(lines)), 0, right, face, self.pen),)

    def _base(self, face: FontFace, count: int) -> float:
        """Return how far below the upper edge the first of so many lines stands."""
        return (self._extent[1] - count * face.height) / 2 + face.ascent

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the text; what is selected is Qt's to show."""
        if self.is_selectable:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        # Qt crashes when an exception leaves with a painter still active
        try:
            draw_pieces(painter, [(piece, 0, 0) for piece in self.pieces])
        finally:
            painter.end()

    # selecting ----------------------------------------------------------------

    @property
    def is_selectable(self) -> bool:
        """Tell whether the text can be selected, or is."""
        return bool(self.textInteractionFlags() & _SELECTABLE)

    def setTextInteractionFlags(self, flags: Qt.TextInteractionFlag) -> None:
        """Let the text be selected, or not."""
        self.settle()
        super().setTextInteractionFlags(flags)
        self.touched.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Let the text be selected from now on: Qt makes an editor for that, too slow while the pointer moves."""
        super().enterEvent(event)
        self.setTextInteractionFlags(_SELECTABLE)

    def leaveEvent(self, event: QEvent) -> None:
        """Be a plain text again, unless something is selected or about to be, by the context menu."""
        super().leaveEvent(event)
        if not self.hasSelectedText() and QApplication.activePopupWidget() is None:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)

    # place --------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text anew."""
        super().resizeEvent(event)
        self._forget()
        self._fit()
        self.placed.emit()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Tell that it lies elsewhere."""
        super().moveEvent(event)
        self.placed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that it is there."""
        super().showEvent(event)
        self.placed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that it is not there."""
        super().hideEvent(event)
        self.placed.emit()

    def _fit(self) -> None:
        """Show the text in the largest size that fits, in one line or two; cut only what fits in neither."""
        room = max(40, self._extent[0] - 4)
        face, lines = self._face, [self._now.plain]
        if face.width(self._now.plain) > room:
            face, lines = self._smaller(room)
        self._set_lines(face, lines)

    def _smaller(self, room: int) -> tuple[FontFace, list[str]]:
        """Return a size and lines of a text that is too long for one line of the largest."""
        words = self._now.plain.split(" ")
        if len(words) <= _FEW_WORDS and all(words) and self._face.is_fixed and self._now.plain.isascii():
            shape = _fitting_shape(tuple(map(len, words)), self._face, room, self._extent[1])
            if shape is not None:
                rest = iter(words)
                return shape[0], [" ".join(itertools.islice(rest, count)) for count in shape[1]]
        else:
            found = _largest_fitting(self._now.plain, self._face, room, self._extent[1])
            if found is not None:
                return found
        face = font_face(min(self._face.points, *_SMALLER), self._face.bold)
        return face, self._shortened(face, room)

    def _shortened(self, face: FontFace, room: int) -> list[str]:
        """Return the first components of a long list, as many as there is room for, and how many there are.

        Of a value with a name, return its first words.
        """
        words = self._now.plain.split(" ")
        end = "…" if _NAMED in words else f"… {len(words)} values)"

        def lines_of(count: int) -> list[str] | None:
            lines = _wrapped(" ".join([*words[:count], end]), face, room)
            fits = lines is not None and len(lines) * face.line_spacing <= self.height() - _MARGIN
            return lines if fits else None

        count = bisect.bisect_left(range(1, min(len(words), _MOST)), True, key=lambda n: lines_of(n) is None)
        if count:
            return lines_of(count) or []
        return [face.metrics.elidedText(self._now.plain, Qt.TextElideMode.ElideRight, room)]

    def text(self) -> str:
        """Return the plain text."""
        self.before_reading()
        self.before_look()
        return self._now.plain
