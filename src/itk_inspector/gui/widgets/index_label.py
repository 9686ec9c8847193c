"""A label for an index: components in the colours of their axes, in fixed columns."""

from __future__ import annotations

import html
import math

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from itk_inspector.gui.widgets.font_face import font_face
from itk_inspector.gui.widgets.text_piece import Piece
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
        self._cells: list[Piece | None] = []
        self._columns: list[tuple[int, int]] = []
        super().__init__(name, title, tip, parent, points=points, bold=True)

    def set_columns(self, points: float, brackets: str, width: int, colours: tuple[str, ...]) -> None:
        """Set font size, bracket pair, the columns' width in characters, and the colours in order; the text stays."""
        self._face = font_face(points, True)
        self._brackets, self._width, self._colours = brackets, width, tuple(QColor(c) for c in colours)
        self._forget()
        self._set_lines(self._face, [])

    def show_text(self, text: str) -> None:
        """Show the components of an index, such as ``(30, 20, 18)``, in their columns; empty brackets for none."""
        if text != self._now.plain:
            self._now.plain = text
            self._set_lines(self._face, [])

    def _written(self) -> str:
        padded = ",".join([word.rjust(self._width + 1) for word in _words(self._now.plain, len(self._colours))])
        return f"{self._brackets[0]}{padded} {self._brackets[1]}" if padded else ""

    def _shows_all(self) -> bool:
        return True

    def _forget(self) -> None:
        super()._forget()
        self._around, self._cells = (), [None] * len(self._colours)

    def _cut(self) -> tuple[Piece, ...]:
        """Return brackets, commas, and each component in its colour: those that stand where they did are the same."""
        if not self._around:
            self._lay_out()
        face, room, base = self._face, self._width + 2, self._base(self._face, 1)
        for number, word in enumerate(_words(self._now.plain, len(self._colours))[: len(self._colours)]):
            known = self._cells[number]
            if known is None or known.lines[0] != word:
                x = face.width(" " * (room * (number + 1) - len(word)))
                span = self._columns[number] if len(word) < room else (0, self._extent[0])
                self._cells[number] = Piece((word,), x, base, *span, face, self._colours[number])
        return (*self._around, *[cell for cell in self._cells if cell is not None])

    def _lay_out(self) -> None:
        """Place brackets and commas; the columns reach from one to the next, unless letters could meet there."""
        face, count, room = self._face, len(self._colours), self._width + 2
        whole, base = (0, self._extent[0]), self._base(self._face, 1)
        texts = (self._brackets[0], *[","] * (count - 1), self._brackets[1]) if count else ()
        places = [face.width(" " * (room * number + (number == count))) for number in range(count + 1)]
        free = [face.free(text) for text in texts]
        self._around = tuple(
            [Piece((text,), x, base, *whole, face, self.pen) for text, x in zip(texts, places, strict=False)]
        )
        is_apart = face.is_fixed and all(side >= 1 for sides in free for side in sides)
        between = zip(places, places[1:], free, free[1:], strict=False)
        advance = face.width(" ")
        self._columns = [
            (math.ceil(x + advance - before[1]), math.floor(following + after[0])) if is_apart else whole
            for x, following, before, after in between
        ]

    def _fit(self) -> None:
        """Stay as it is: the panel has chosen a size that fits."""


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
