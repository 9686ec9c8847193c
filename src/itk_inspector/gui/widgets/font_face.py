"""A monospaced font with its measures: asking for them takes longer than showing a text."""

from __future__ import annotations

import functools

from PySide6.QtGui import QFontInfo, QFontMetrics, QFontMetricsF

from itk_inspector.gui.style.theme import mono

_MANY = 64


class FontFace:
    """A font of one size; made by `font_face`."""

    def __init__(self, points: float, bold: bool) -> None:
        self.points, self.bold = points, bold
        self.font = mono(points, bold=bold)
        self.metrics = QFontMetrics(self.font)
        self.ascent, self.height = self.metrics.ascent(), self.metrics.height()
        self.line_spacing = self.metrics.lineSpacing()
        self.is_fixed = is_fixed = QFontInfo(self.font).fixedPitch()
        self._advance = QFontMetricsF(self.font).horizontalAdvance("0" * _MANY) / _MANY if is_fixed else 0.0

    def width(self, text: str) -> float:
        """Return how wide a text is, in logical pixels."""
        if self._advance and text.isascii():
            return self._advance * len(text)
        return self.metrics.horizontalAdvance(text)


@functools.lru_cache(maxsize=64)
def font_face(points: float, bold: bool) -> FontFace:
    """Return the monospaced font of a size."""
    return FontFace(points, bold)
