"""A histogram with the two levels as lines that can be dragged."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from itk_inspector.core.display.histogram import Histogram
from itk_inspector.core.display.window_level import Levels, is_usable, level_text, rounded
from itk_inspector.core.geometry.round_length import round_length
from itk_inspector.core.text.decimal_text import decimal_text, rounded_text
from itk_inspector.core.text.tick_text import digits_down_to
from itk_inspector.gui.style.theme import LIGHT, Theme

_GRIP = 6.0
_MARGIN = 8.0
_STRIP = 8.0
_MOST_BEYOND = 3.0
_SMALL = 1e-300
_EXACT = 15
"""Digits that a double has of every whole number."""


class HistogramPlot(QWidget):
    """Painted with nothing but Qt, so that it costs as little as it shows."""

    levels_dragged = Signal(object)
    pointed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("histogramPlot")
        self.setAccessibleName("Histogram")
        self.setToolTip("How often which value occurs. Drag the lines of the lower and the upper level, or the middle.")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(100)
        self.setMaximumHeight(240)
        self._theme = LIGHT
        self._histogram: Histogram | None = None
        self._levels = Levels(0.0, 1.0)
        self._strip: QImage | None = None
        self._reach = 0.0
        self._is_logarithmic = True
        self._shown = (0.0, 1.0)
        self._drag: tuple[bool, bool] | None = None
        self._grabbed = (0.0, Levels(0.0, 1.0))

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(260, 130)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_histogram(self, histogram: Histogram | None) -> None:
        """Show counts; None when they are not known."""
        self._histogram = histogram
        self._choose_range()
        self.update()

    def show_levels(self, levels: Levels) -> None:
        """Show where the levels are."""
        self._levels = levels
        if self._drag is None:
            self._choose_range()
        self.update()

    def show_strip(self, strip: QImage | None, reach: float = 0.0) -> None:
        """Show the colours between the levels, one row of them; without colours there are no levels either.

        They begin and end ``reach`` times the distance of the levels beyond these.
        """
        self._strip, self._reach = strip, reach
        if self._drag is None:
            self._choose_range()
        self.update()

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        """Choose whether heights are counts or their logarithms."""
        self._is_logarithmic = is_logarithmic
        self.update()

    # values and pixels -----------------------------------------------------

    def _choose_range(self) -> None:
        """Show all values and both levels, but no level that is so far out that the values would be a line."""
        low, high = self._levels.low, self._levels.high
        histogram = self._histogram
        if histogram is not None and histogram.counts and self._strip is None:
            low, high = histogram.span
        elif histogram is not None and histogram.counts:
            first, last = histogram.span
            reach = min((last - first) * _MOST_BEYOND, 1e308)
            low = min(first, max(low, first - reach))
            high = max(last, min(high, last + reach))
        if not low < high:
            low, high = low - 0.5, high + 0.5
        self._shown = low, high

    def _plot(self) -> QRectF:
        bottom = _STRIP + self.fontMetrics().height() + 4.0
        return QRectF(self.rect()).adjusted(_MARGIN, 4.0, -_MARGIN, -bottom)

    def x_of(self, value: float) -> float:
        """Return where a value is, in the widget's pixels; what is far out is at the edge."""
        area, (low, high) = self._plot(), self._shown
        part = (value * 0.5 - low * 0.5) / (high * 0.5 - low * 0.5 or 5e-324)
        return area.left() + area.width() * min(max(part, -0.02), 1.02)

    def value_at(self, x: float) -> float:
        """Return the value at a place, also beyond the edges."""
        area, (low, high) = self._plot(), self._shown
        part = (x - area.left()) / max(1.0, area.width())
        return low * (1.0 - part) + high * part

    # painting ---------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw area, bars, lines, colours and the two ends."""
        painter = QPainter(self)
        theme, area = self._theme, self._plot()
        painter.fillRect(area, QColor(theme.canvas))
        histogram = self._histogram
        if histogram is None or not histogram.counts:
            painter.setPen(QColor(theme.muted))
            text = "" if histogram is None else "No finite values (all NaN or infinite)."
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        else:
            self._draw_bars(painter, area, histogram)
        if self._strip is not None:
            self._draw_lines(painter, area, self._strip)
        self._draw_ends(painter, area)
        painter.end()

    def _draw_bars(self, painter: QPainter, area: QRectF, histogram: Histogram) -> None:
        first, last = histogram.span
        left, right = self.x_of(first), self.x_of(last)
        step = (right - left) / len(histogram.counts)
        heights = [math.log1p(c) if self._is_logarithmic else float(c) for c in histogram.counts]
        scale = (area.height() - 4.0) / max(heights)
        points = [QPointF(left, area.bottom())]
        for number, height in enumerate(heights):
            top = area.bottom() - height * scale
            if height:
                top = min(top, area.bottom() - 1.0)
            points += [QPointF(left + number * step, top), QPointF(left + (number + 1) * step, top)]
        points.append(QPointF(right, area.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.muted))
        painter.drawPolygon(QPolygonF(points))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _draw_lines(self, painter: QPainter, area: QRectF, colours: QImage) -> None:
        low, high = self.x_of(self._levels.low), self.x_of(self._levels.high)
        between = QColor(self._theme.accent)
        between.setAlpha(38)
        painter.fillRect(QRectF(low, area.top(), high - low, area.height()), between)
        strip = QRectF(area.left(), area.bottom() + 1.0, area.width(), _STRIP)
        last = colours.pixelColor(colours.width() - 1, 0)
        begin, end = low - self._reach * (high - low), high + self._reach * (high - low)
        painter.fillRect(strip, colours.pixelColor(0, 0))
        painter.fillRect(QRectF(end, strip.top(), max(0.0, strip.right() - end), _STRIP), last)
        painter.save()
        painter.setClipRect(strip)
        painter.drawImage(QRectF(begin, strip.top(), max(1.0, end - begin), _STRIP), colours)
        painter.restore()
        painter.setPen(QPen(QColor(self._theme.accent), 2.0))
        for x in (low, high):
            painter.drawLine(QPointF(x, area.top()), QPointF(x, strip.bottom()))

    def _draw_ends(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QColor(self._theme.muted))
        below = QRectF(area.left(), area.bottom() + _STRIP + 2.0, area.width(), self.fontMetrics().height())
        low, high = self._ends()
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, _edge_text(low, high - low))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, _edge_text(high, high - low))

    def _ends(self) -> tuple[float, float]:
        """Return what is written at the two ends: the outermost values, or the levels beyond them."""
        histogram, (low, high) = self._histogram, self._shown
        if histogram is None or histogram.minimum is None or histogram.maximum is None:
            return low, high
        first, last = histogram.span
        return (histogram.minimum if low == first else low), (histogram.maximum if high == last else high)

    # pointer ----------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a line, or of both between them; outside, the nearer line comes to the pointer."""
        if event.button() != Qt.MouseButton.LeftButton or self._strip is None:
            return
        x = event.position().x()
        self._drag = self._held_at(x)
        self._grabbed = (x, self._levels)
        low, high = self.x_of(self._levels.low), self.x_of(self._levels.high)
        if x < low - _GRIP or x > high + _GRIP:
            self._grabbed = (low if self._drag[0] else high, self._levels)
            self._drag_to(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is held, or tell what is under the pointer."""
        x = event.position().x()
        if self._drag is not None:
            self._drag_to(x)
        self.setCursor(self._cursor_at(x))
        self.pointed.emit(self._text_at(x))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._drag = None
        self._choose_range()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that nothing is under the pointer."""
        self.pointed.emit("")
        super().leaveEvent(event)

    def _cursor_at(self, x: float) -> Qt.CursorShape:
        if self._strip is None:
            return Qt.CursorShape.ArrowCursor
        both = self._held_at(x) == (True, True)
        return Qt.CursorShape.SizeHorCursor if both else Qt.CursorShape.SplitHCursor

    def _held_at(self, x: float) -> tuple[bool, bool]:
        """Return whether the lower and the upper line would move."""
        low, high = self.x_of(self._levels.low), self.x_of(self._levels.high)
        if low + _GRIP < x < high - _GRIP:
            return True, True
        is_low = abs(x - low) < abs(x - high)
        return is_low, not is_low

    def _drag_to(self, x: float) -> None:
        assert self._drag is not None
        start, levels = self._grabbed
        way = self.value_at(x) - self.value_at(start)
        moved = Levels(levels.low + way * self._drag[0], levels.high + way * self._drag[1])
        if is_usable(moved):
            self.levels_dragged.emit(rounded(moved))

    def _text_at(self, x: float) -> str:
        histogram = self._histogram
        if histogram is None or not histogram.counts:
            return ""
        left, right = (self.x_of(v) for v in histogram.span)
        number = histogram.bin_at((x - left) / max(1.0, right - left))
        if number is None:
            return f"{_edge_text(self.value_at(x), self.value_at(x + 1.0) - self.value_at(x))}: none"
        first, last = histogram.bounds(number)
        texts = [str(int(edge)) if histogram.width else _edge_text(edge, last - first) for edge in (first, last)]
        values = texts[0] if first == last else " … ".join(texts)
        count = histogram.counts[number]
        share = 100.0 * count / max(1, sum(histogram.counts))
        return f"{values}: {count:,} ({rounded_text(share, 2)} %)"


def _edge_text(edge: float, width: float) -> str:
    """Write an edge of a bin with six digits, or as many as tell it from the other edge; a value alone in full."""
    value = float(edge)
    if value.is_integer() and abs(value) < 1e9:
        return level_text(value)
    if not width:
        return str(edge) if isinstance(edge, int) else decimal_text(value)
    is_told = _SMALL < width < math.inf  # else it is too small for a tenth of it, or too large for a number
    digits = max(6, digits_down_to(value, round_length(width / 10.0))) if is_told else 6
    return str(edge) if isinstance(edge, int) and digits > _EXACT else f"{value:.{digits}g}"
