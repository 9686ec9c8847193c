"""Labels for numbers: selectable, monospaced, of fixed place."""

from __future__ import annotations

import bisect
import functools
import html

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontInfo,
    QFontMetrics,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QWidget

from itk_inspector.gui.style.plain_text import plain_tip
from itk_inspector.gui.style.theme import mono

_MANY = 64
_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
_MARGIN = 4
_MOST = 512  # words that are looked at: no label shows more
_SMALLER = (12.0, 10.0, 9.0, 8.0, 7.0)


class _Face:
    """A monospaced font and its measures: asking for them takes longer than showing a text."""

    def __init__(self, points: float, bold: bool) -> None:
        self.points, self.bold = points, bold
        self.font = mono(points, bold=bold)
        self.metrics = QFontMetrics(self.font)
        is_fixed = QFontInfo(self.font).fixedPitch()
        self._advance = QFontMetricsF(self.font).horizontalAdvance("0" * _MANY) / _MANY if is_fixed else 0.0

    def width(self, text: str) -> float:
        """Return how wide a text is, in logical pixels."""
        if self._advance and text.isascii():
            return self._advance * len(text)
        return self.metrics.horizontalAdvance(text)


@functools.lru_cache(maxsize=64)
def _face(points: float, bold: bool) -> _Face:
    return _Face(points, bold)


def _wrapped(text: str, face: _Face, room: int) -> list[str] | None:
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


class ValueLabel(QLabel):
    """Selectable monospaced text in a fixed place: long text becomes smaller, then several lines; the tip has it whole.

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

    def __init__(
        self, name: str, title: str, tip: str, parent: QWidget, *, points: float = 11, bold: bool = False
    ) -> None:
        super().__init__(parent)
        self._tip = self._shown_tip = tip
        self._plain = ""
        self._colour = ""
        self._face = self._shown_face = _face(points, bold)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setToolTip(plain_tip(tip))
        self.setFont(self._face.font)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_lines(1)

    def set_lines(self, count: int) -> None:
        """Keep room for so many lines of small text, or one of the largest."""
        small = _face(_SMALLER[-2], self._face.bold).metrics.lineSpacing()
        self.setFixedHeight(max(self._face.metrics.height(), count * small) + 6)

    def show_text(self, text: str) -> None:
        """Show plain text."""
        if text != self._plain:
            self._plain = text
            self.setAccessibleDescription(text)
            self._fit()

    def show_colour(self, colour: str) -> None:
        """Write in a colour; a new style sheet costs more than all the text of the panel."""
        if colour != self._colour:
            self._colour = colour
            self.setStyleSheet(f"color: {colour};")

    def enterEvent(self, event: QEnterEvent) -> None:
        """Let the text be selected from now on: Qt makes an editor for that, too slow while the pointer moves."""
        super().enterEvent(event)
        self.setTextInteractionFlags(_SELECTABLE)

    def leaveEvent(self, event: QEvent) -> None:
        """Be a plain text again, unless something is selected or about to be, by the context menu."""
        super().leaveEvent(event)
        if not self.hasSelectedText() and QApplication.activePopupWidget() is None:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show the text in the largest size that fits, in one line or two; cut only what fits in neither."""
        room = max(40, self.width() - 4)
        face, lines = self._face, [self._plain]
        if face.width(self._plain) > room:
            face, lines = self._smaller(room)
        if face is not self._shown_face:
            self._shown_face = face
            self.setFont(face.font)
        QLabel.setText(self, "\n".join(lines))
        tip = self._tip if lines == [self._plain] else self._plain
        if tip != self._shown_tip:
            self._shown_tip = tip
            self.setToolTip(plain_tip(tip))

    def _smaller(self, room: int) -> tuple[_Face, list[str]]:
        """Return a size and lines of a text that is too long for one line of the largest."""
        largest = self._face
        for face in (largest, *(_face(p, largest.bold) for p in _SMALLER if p < largest.points)):
            lines = _wrapped(self._plain, face, room)
            if lines is not None and (len(lines) == 1 or len(lines) * face.metrics.lineSpacing() <= self.height()):
                return face, lines
        return face, self._shortened(face, room)

    def _shortened(self, face: _Face, room: int) -> list[str]:
        """Return the first components of a long list, as many as there is room for, and how many there are."""
        words = self._plain.split(" ")
        end = f"… {len(words)} values)"

        def lines_of(count: int) -> list[str] | None:
            lines = _wrapped(" ".join([*words[:count], end]), face, room)
            fits = lines is not None and len(lines) * face.metrics.lineSpacing() <= self.height() - _MARGIN
            return lines if fits else None

        count = bisect.bisect_left(range(1, min(len(words), _MOST)), True, key=lambda n: lines_of(n) is None)
        if count:
            return lines_of(count) or []
        return [face.metrics.elidedText(self._plain, Qt.TextElideMode.ElideRight, room)]

    def text(self) -> str:
        """Return the plain text."""
        return self._plain


class IndexLabel(ValueLabel):
    """An index whose components have the colours of their axes and fixed columns.

    The colours are painted here: rich text is slow to set, and copies other blanks than those of the keyboard.
    """

    def __init__(self, name: str, title: str, tip: str, parent: QWidget, *, points: float = 14) -> None:
        super().__init__(name, title, tip, parent, points=points, bold=True)
        self._brackets = "()"
        self._width = 3
        self._colours: tuple[QColor, ...] = ()
        self._cells: list[str] = []

    def set_columns(self, brackets: str, width: int, colours: tuple[str, ...]) -> None:
        """Set the bracket pair, the columns' width in characters, and the colours in order."""
        self._brackets, self._width, self._colours = brackets, width, tuple(QColor(c) for c in colours)
        self.clear_index()

    def show_text(self, text: str) -> None:
        """Show the components of an index, such as ``(30, 20, 18)``, in their columns; empty brackets for none."""
        if not text:
            self.clear_index()
        elif text != self._plain:
            self._show(text[1:-1].split(", "), text)

    def clear_index(self) -> None:
        """Show empty brackets."""
        self._show([""] * len(self._colours), "")

    def _show(self, words: list[str], text: str) -> None:
        self._plain = text
        self._cells = [word.rjust(self._width + 1) for word in words]
        QLabel.setText(self, f"{self._brackets[0]}{','.join(self._cells)} {self._brackets[1]}" if self._cells else "")
        self.setAccessibleDescription(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write each component in its colour; what is selected is Qt's to show."""
        if self.hasSelectedText() or not self._cells:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setFont(self.font())
        metrics = QFontMetricsF(self.font())
        base = (self.height() - metrics.height()) / 2 + metrics.ascent()
        plain = self.palette().color(self.foregroundRole())
        written = ""
        pieces = [(self._brackets[0], plain)]
        for cell, colour in zip(self._cells, self._colours, strict=True):
            pieces += [(cell, colour), (",", plain)]
        pieces[-1] = (f" {self._brackets[1]}", plain)
        for piece, colour in pieces:
            painter.setPen(colour)
            painter.drawText(QPointF(metrics.horizontalAdvance(written), base), piece)
            written += piece
        painter.end()

    def _fit(self) -> None:
        """Stay as it is: the panel has chosen a size that fits."""


def caption(names: tuple[str, ...], brackets: str, width: int, colours: tuple[str, ...]) -> str:
    """Return rich text that stands above an `IndexLabel`: axis names in the same columns."""
    cells = [
        f'<span style="color:{colour}">{_padded(html.escape(name), width)}</span>'
        for name, colour in zip(names, colours, strict=True)
    ]
    return "&nbsp;" + "&nbsp;".join(cells)


def _padded(text: str, width: int) -> str:
    return "&nbsp;" * (width + 1 - len(text)) + text
