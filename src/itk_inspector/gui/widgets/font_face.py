"""A monospaced font with its measures: asking for them takes longer than showing a text."""

from __future__ import annotations

import functools

from PySide6.QtGui import QFont, QFontInfo, QFontMetrics, QFontMetricsF

from itk_inspector.gui.style.theme import mono

_MANY = 64
_STEP = 16  # pixels


class FontFace:
    """A font of one size; made by `font_face`.

    ``font`` does not look for letters that change beside others: of fixed pitch, ASCII has none, and to look takes
    longer than to draw.
    """

    def __init__(self, points: float, bold: bool) -> None:
        self.points, self.bold = points, bold
        self.font = mono(points, bold=bold)
        self.font.setStyleStrategy(self.font.styleStrategy() | QFont.StyleStrategy.PreferNoShaping)
        self.metrics = QFontMetrics(self.font)
        self.ascent, self.height = self.metrics.ascent(), self.metrics.height()
        self.line_spacing = self.metrics.lineSpacing()
        self.is_fixed = is_fixed = QFontInfo(self.font).fixedPitch()
        self._advance = QFontMetricsF(self.font).horizontalAdvance("0" * _MANY) / _MANY if is_fixed else 0.0

    @functools.cached_property
    def shaped(self) -> QFont:
        """The same for any letters."""
        return mono(self.points, bold=self.bold)

    def font_of(self, text: str) -> QFont:
        """Return the font to write a text in."""
        return self.font if self._advance and text.isascii() else self.shaped

    def base(self, height: int, lines: int = 1) -> float:
        """Return how far below its upper edge the first of so many lines stands in a label of a height."""
        return (height - lines * self.height) / 2 + self.ascent

    def reach(self, text: str, room: int) -> int:
        """Return how far a text may reach from where it begins, roughly and not further than there is room."""
        if not (self._advance and text.isascii()):
            return room
        return min(room, _STEP * (int(self._advance * len(text)) // _STEP + 2))

    def free(self, letter: str) -> tuple[float, float]:
        """Return how much of a letter's room is free on its left and on its right."""
        metrics = QFontMetricsF(self.font)
        return metrics.leftBearing(letter), metrics.rightBearing(letter)

    def width(self, text: str) -> float:
        """Return how wide a text is, in logical pixels."""
        if self._advance and text.isascii():
            return self._advance * len(text)
        return self.metrics.horizontalAdvance(text)


@functools.lru_cache(maxsize=64)
def font_face(points: float, bold: bool) -> FontFace:
    """Return the monospaced font of a size."""
    return FontFace(points, bold)
