"""A label for an index: components in the colours of their axes, in fixed columns."""

from __future__ import annotations

import html
import math

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from itk_inspector.gui.widgets.font_face import font_face
from itk_inspector.gui.widgets.text_piece import Piece, Place, ink
from itk_inspector.gui.widgets.value_label import ValueLabel


class IndexLabel(ValueLabel):
    """An index whose components have the colours of their axes and fixed columns.

    The colours are painted here: rich text is slow to set, and copies other blanks than those of the keyboard.
    """

    def __init__(self, name: str, title: str, tip: str, parent: QWidget, *, points: float = 14) -> None:
        self._brackets = "()"
        self._width = 3
        self._colours: tuple[QColor, ...] = ()
        self._around: tuple[Piece, ...] = ()
        self._cells: dict[tuple[int, ...], tuple[Place, ...]] = {}
        self._columns: list[tuple[int, int]] = []
        super().__init__(name, title, tip, parent, points=points, bold=True)

    def set_columns(self, points: float, brackets: str, width: int, colours: tuple[str, ...]) -> None:
        """Set font size, bracket pair, the columns' width in characters, and the colours in order; the text stays."""
        self._face = font_face(points, True)
        self._brackets, self._width, self._colours = brackets, width, tuple(ink(QColor(c).rgba()) for c in colours)
        self._now.face = self._face
        self._forget()
        self._unsettle()

    def _written(self, pieces: tuple[Piece, ...]) -> str:
        padded = ",".join([word.rjust(self._width + 1) for word in _words(self._now.plain, len(self._colours))])
        return f"{self._brackets[0]}{padded} {self._brackets[1]}" if padded else ""

    def _shows_all(self, written: str) -> bool:
        return True

    def _forget(self) -> None:
        super()._forget()
        self._around, self._cells = (), {}

    def _cut(self, pen: QColor) -> tuple[Piece, ...]:
        """Return brackets and commas, and each component in its colour."""
        if not self._around:
            self._lay_out(pen)
        words = _words(self._now.plain, len(self._colours))
        lengths = tuple(map(len, words))
        places = self._cells.get(lengths)
        if places is None:
            places = self._cells[lengths] = self._places(lengths)
        return (*self._around, *zip(words, places, self._colours, strict=False))

    def _places(self, lengths: tuple[int, ...]) -> tuple[Place, ...]:
        """Return where components of these lengths stand, each at the right of its column."""
        face, room = self._face, self._width + 2
        base, font, whole = face.base(self._extent[1]), face.font_of("0"), (0, self._extent[0])
        ends = range(room, room * len(lengths) + 1, room)
        return tuple(
            [
                Place(face.width(" " * (end - length)), base, *(column if length < room else whole), font)
                for end, length, column in zip(ends, lengths, self._columns, strict=False)
            ]
        )

    def _lay_out(self, pen: QColor) -> None:
        """Place brackets and commas; the columns reach from one to the next, unless letters could meet there."""
        face, count, room = self._face, len(self._colours), self._width + 2
        whole, base = (0, self._extent[0]), face.base(self._extent[1])
        texts = (self._brackets[0], *[","] * (count - 1), self._brackets[1]) if count else ()
        places = [face.width(" " * (room * number + (number == count))) for number in range(count + 1)]
        free = [face.free(text) for text in texts]
        self._around = tuple(
            [(text, Place(x, base, *whole, face.font_of(text)), pen) for text, x in zip(texts, places, strict=False)]
        )
        is_apart = face.is_fixed and all(side >= 1 for sides in free for side in sides)
        between = zip(places, places[1:], free, free[1:], strict=False)
        advance = face.width(" ")
        self._columns = [
            (math.ceil(x + advance - before[1]), math.floor(following + after[0])) if is_apart else whole
            for x, following, before, after in between
        ]


def _words(text: str, count: int) -> list[str]:
    """Return the components of an index; empty ones where there is none."""
    return text[1:-1].split(", ") if text else [""] * count


def caption(names: tuple[str, ...], brackets: str, width: int, colours: tuple[str, ...]) -> str:
    """Return rich text that stands above an `IndexLabel`: axis names in the same columns."""
    cells = [
        f'<span style="color:{colour}">{_padded(html.escape(name), width)}</span>'
        for name, colour in zip(names, colours, strict=True)
    ]
    return "&nbsp;" + "&nbsp;".join(cells)


def _padded(text: str, width: int) -> str:
    return "&nbsp;" * (width + 1 - len(text)) + text
