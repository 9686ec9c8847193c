"""A label for an index: components in the colours of their axes, in fixed columns."""

from __future__ import annotations

import html

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from itk_inspector.gui.widgets.font_face import font_face
from itk_inspector.gui.widgets.value_label import ValueLabel


class IndexLabel(ValueLabel):
    """An index whose components have the colours of their axes and fixed columns.

    The colours are painted here: rich text is slow to set, and copies other blanks than those of the keyboard.
    """

    def __init__(self, name: str, title: str, tip: str, parent: QWidget, *, points: float = 14) -> None:
        super().__init__(name, title, tip, parent, points=points, bold=True)
        self._brackets = "()"
        self._width = 3
        self._colours: tuple[QColor, ...] = ()
        self._around = ""
        self._cells: tuple[tuple[str, float], ...] = ()

    def set_columns(self, points: float, brackets: str, width: int, colours: tuple[str, ...]) -> None:
        """Set font size, bracket pair, the columns' width in characters, and the colours in order; the text stays."""
        self._face = font_face(points, True)
        self._brackets, self._width, self._colours = brackets, width, tuple(QColor(c) for c in colours)
        self._around = self._written([""] * len(colours))
        self._show_words(self._plain)

    def show_text(self, text: str) -> None:
        """Show the components of an index, such as ``(30, 20, 18)``, in their columns; empty brackets for none."""
        if text != self._plain:
            self._show_words(text)

    def _show_words(self, text: str) -> None:
        words = text[1:-1].split(", ") if text else [""] * len(self._colours)
        self._plain = text
        cells, column = [], 1
        for word in words:
            column += self._width + 1
            cells.append((word, self._face.width(" " * (column - len(word)))))
            column += 1
        self._cells = tuple(cells)
        self._set_lines(self._face, [self._written(words)])

    def _written(self, words: list[str]) -> str:
        padded = ",".join([word.rjust(self._width + 1) for word in words])
        return f"{self._brackets[0]}{padded} {self._brackets[1]}" if words else ""

    def _shows_all(self) -> bool:
        return True

    def draw(self, painter: QPainter, left: int, top: int) -> None:
        """Write each component in its colour."""
        self.before_look()
        face = self._face
        base = top + (self.height() - face.height) / 2 + face.ascent
        painter.setFont(face.font)
        painter.setPen(self.pen)
        painter.drawText(QPointF(left, base), self._around)
        for (word, offset), colour in zip(self._cells, self._colours, strict=False):
            painter.setPen(colour)
            painter.drawText(QPointF(left + offset, base), word)

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
