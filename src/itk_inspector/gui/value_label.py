"""Labels for numbers: selectable, monospaced, of fixed place."""

from __future__ import annotations

import functools
import html

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from itk_inspector.gui.theme import mono

_SMALLER = (12.0, 10.0, 9.0, 8.0, 7.0)


@functools.lru_cache(maxsize=64)
def _font(points: float, bold: bool) -> tuple[QFont, QFontMetrics]:
    """Return a monospaced font and its measures: asking for them takes longer than showing a text."""
    font = mono(points, bold=bold)
    return font, QFontMetrics(font)


def _wrapped(text: str, metrics: QFontMetrics, room: int) -> list[str] | None:
    """Break a list of components after commas so that each line fits; None when it cannot."""
    if metrics.horizontalAdvance(text) <= room:
        return [text]
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if metrics.horizontalAdvance(longer) <= room:
            lines[-1] = longer
        elif metrics.horizontalAdvance(word) <= room:
            lines.append(word)
        else:
            return None
    return lines


class ValueLabel(QLabel):
    """Selectable monospaced text in a fixed place: long text becomes smaller, then two lines; the tooltip has it whole.

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
        self._colour = ""
        self._points = self._shown_points = points
        self._bold = bold
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
            self.setAccessibleDescription(text)
            self._fit()

    def show_colour(self, colour: str) -> None:
        """Write in a colour; a new style sheet costs more than all the text of the panel."""
        if colour != self._colour:
            self._colour = colour
            self.setStyleSheet(f"color: {colour};")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text anew."""
        super().resizeEvent(event)
        if self.textFormat() == Qt.TextFormat.PlainText:
            self._fit()

    def _fit(self) -> None:
        """Show the text in the largest size that fits, in one line or two; cut only what fits in neither."""
        room = max(40, self.width() - 4)
        for points in (self._points, *(p for p in _SMALLER if p < self._points)):
            font, metrics = _font(points, self._bold)
            lines = _wrapped(self._plain, metrics, room)
            if lines is not None and len(lines) * metrics.lineSpacing() <= self.height():
                break
        else:
            lines = [metrics.elidedText(self._plain, Qt.TextElideMode.ElideRight, room)]
        if points != self._shown_points:
            self._shown_points = points
            self.setFont(font)
        QLabel.setText(self, "\n".join(lines or []))
        tip = self._plain if len(lines or []) != 1 or lines != [self._plain] else self._tip
        if tip != self.toolTip():
            self.setToolTip(tip)

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
