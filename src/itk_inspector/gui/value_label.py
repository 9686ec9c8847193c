"""Labels for numbers: selectable, monospaced, of fixed place."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from itk_inspector.gui.theme import mono


class ValueLabel(QLabel):
    """One line of selectable monospaced text that is cut, never wrapped, and shown whole in its tooltip.

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
        self._tip = tip
        self._plain = ""
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setToolTip(tip)
        self.setFont(mono(points, bold=bold))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(self.fontMetrics().height() + 6)

    def show_text(self, text: str) -> None:
        """Show plain text."""
        if text != self._plain:
            self._plain = text
            super().setText(text)
            self.setAccessibleDescription(text)
            cut = self.fontMetrics().horizontalAdvance(text) > self.width() > 0
            self.setToolTip(text if cut else self._tip)

    def text(self) -> str:
        """Return the plain text."""
        return self._plain


class IndexLabel(ValueLabel):
    """An index whose components have the colours of their axes and fixed columns."""

    def __init__(self, name: str, title: str, tip: str, parent: QWidget, *, points: float = 14) -> None:
        super().__init__(name, title, tip, parent, points=points, bold=True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self._brackets = "()"
        self._width = 3
        self._colours: tuple[str, ...] = ()

    def set_columns(self, brackets: str, width: int, colours: tuple[str, ...]) -> None:
        """Set the bracket pair, the columns' width in characters, and the colours in order."""
        self._brackets, self._width, self._colours = brackets, width, colours
        self.clear_index()

    def show_index(self, components: tuple[int, ...], text: str) -> None:
        """Show components in their columns; ``text`` is the same as plain text."""
        if text == self._plain:
            return
        cells = [
            f'<span style="color:{colour}">{_padded(str(c), self._width)}</span>'
            for c, colour in zip(components, self._colours, strict=True)
        ]
        self._plain = text
        QLabel.setText(self, self._brackets[0] + ",".join(cells) + "&nbsp;" + self._brackets[1])
        self.setAccessibleDescription(text)

    def clear_index(self) -> None:
        """Show empty brackets."""
        self._plain = ""
        blank = ",".join("&nbsp;" * (self._width + 1) for _ in self._colours)
        QLabel.setText(self, self._brackets[0] + blank + "&nbsp;" + self._brackets[1] if self._colours else "")
        self.setAccessibleDescription("")


def caption(names: tuple[str, ...], brackets: str, width: int, colours: tuple[str, ...]) -> str:
    """Return rich text that stands above an `IndexLabel`: axis names in the same columns."""
    cells = [
        f'<span style="color:{colour}">{_padded(html.escape(name), width)}</span>'
        for name, colour in zip(names, colours, strict=True)
    ]
    return "&nbsp;" + "&nbsp;".join(cells)


def _padded(text: str, width: int) -> str:
    return "&nbsp;" * (width + 1 - len(text)) + text
