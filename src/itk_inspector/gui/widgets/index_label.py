"""A label for an index: components in the colours of their axes, in fixed columns."""

from __future__ import annotations

import html

from PySide6.QtWidgets import QWidget

from itk_inspector.gui.widgets.font_face import font_face
from itk_inspector.gui.widgets.label_text import IndexText
from itk_inspector.gui.widgets.value_label import ValueLabel


class IndexLabel(ValueLabel):
    """An index whose components have the colours of their axes and fixed columns.

    The colours are painted here: rich text is slow to set, and copies other blanks than those of the keyboard.
    """

    def __init__(self, name: str, title: str, tip: str, parent: QWidget, *, points: float = 14) -> None:
        self._index = IndexText(font_face(points, True))
        super().__init__(name, title, tip, parent, content=self._index)

    def set_columns(self, points: float, brackets: str, width: int, colours: tuple[str, ...]) -> None:
        """Set font size, bracket pair, the columns' width in characters, and the colours in order; the text stays."""
        self._index.set_columns(points, brackets, width, colours)


def caption(names: tuple[str, ...], brackets: str, width: int, colours: tuple[str, ...]) -> str:
    """Return rich text that stands above an `IndexLabel`: axis names in the same columns."""
    cells = [
        f'<span style="color:{colour}">{_padded(html.escape(name), width)}</span>'
        for name, colour in zip(names, colours, strict=True)
    ]
    return "&nbsp;" + "&nbsp;".join(cells)


def _padded(text: str, width: int) -> str:
    return "&nbsp;" * (width + 1 - len(text)) + text
