"""A profile, a curve or a histogram, plotted; and the plot as a picture."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QIODevice, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from itk_inspector.core.measure.plot import Plot, Series
from itk_inspector.core.text.tick_text import tick_text
from itk_inspector.core.text.visible_text import short_name
from itk_inspector.gui.style.plain_text import rich
from itk_inspector.gui.style.theme import LIGHT, Theme

_SCALE = 2
_MANY = 2000
_VEIL = 150
_NAME = 28
"""Letters of the name of a curve."""
_NAMED = {"red": ("#c62828", "#ff6b6b"), "green": ("#00694d", "#4cc9a0"), "blue": ("#0b4fb0", "#6db3ff")}
"""On a light and on a dark ground."""


class _NumberAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis whose numbers are told apart; pyqtgraph's own are rounded to six digits from 10,000 on."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Return the texts of ticks that are so far apart."""
        return [tick_text(value * scale, spacing * scale) for value in values]


class MeasurePlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph is untyped
    """Curves over an axis."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._plot: Plot | None = None
        axes = {name: _NumberAxis(name) for name in ("bottom", "left")}
        super().__init__(parent, enableMenu=False, axisItems=axes)
        self.setObjectName("measurePlot")
        self.setAccessibleName("Plot")
        self.setToolTip("Drag or turn the wheel to look closer; “A” in the corner shows all again.")
        self.setMinimumHeight(170)
        half = self.fontMetrics().height() // 2 + 1
        self.getPlotItem().layout.setContentsMargins(0, half, half, 0)  # for numbers at the ends of the axes
        self._is_fitted = True
        self.getViewBox().sigRangeChangedManually.connect(self._unfit)
        self._curves: list[pg.PlotDataItem] = []
        self._legend = pg.LegendItem(offset=(-6, 6), verSpacing=-4)
        self._legend.setParentItem(self.getPlotItem().getViewBox())
        self._theme = LIGHT
        self.set_theme(LIGHT)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(260, 190)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.setBackground(theme.panel)
        for name in ("bottom", "left"):
            axis = self.getAxis(name)
            axis.setPen(QColor(theme.muted))
            axis.setTextPen(QColor(theme.text))
            axis.enableAutoSIPrefix(False)
        if self._plot is not None:
            self._show_labels(self._plot)
            self._show_pens(self._plot)
            self._show_names(self._plot)

    def show_plot(self, plot: Plot | None) -> None:
        """Show other curves; None shows nothing."""
        before, self._plot = self._plot, plot
        series = () if plot is None else plot.series
        is_bars = plot is not None and plot.is_bars
        if len(self._curves) != len(series) or before is None or before.is_bars is not is_bars:
            self.clear()
            self._curves = [self.plot(**_look(is_bars, each)) for each in series]
            self._is_fitted = True
            before = None
        else:
            for item, each in zip(self._curves, series, strict=True):
                item.setData(*_numbers(each))
        box = self.getViewBox()
        if self._is_fitted or any(box.autoRangeEnabled()):
            self._fit(series)
        if plot is not None and (before is None or _labels(before) != _labels(plot)):
            self._show_labels(plot)
            self._show_pens(plot)
            self._show_names(plot)

    def _fit(self, series: tuple[Series, ...]) -> None:
        """Show all; pyqtgraph's own way would paint twice."""
        ends = [(*_ends(each.x), *_ends(each.y)) for each in series]
        known = [end for end in ends if np.isfinite(end).all()]
        if known:
            lefts, rights, lows, highs = zip(*known, strict=True)
            left, right, low, high = min(lefts), max(rights), min(lows), max(highs)
            low = min(low, 0.0) if self._plot is not None and self._plot.is_bars else low
            box = self.getViewBox()
            box.setRange(xRange=(left, right), yRange=(low, high), padding=0.04)
            box.updateMatrix()  # now: what it moves asks to be painted again
        self._is_fitted = True

    def _unfit(self) -> None:
        self._is_fitted = False

    def _show_labels(self, plot: Plot) -> None:
        x, y, _ = _labels(plot)
        self.setLabel("bottom", x, color=self._theme.text)
        self.setLabel("left", y, color=self._theme.text)

    def _show_pens(self, plot: Plot) -> None:
        for number, (item, each) in enumerate(zip(self._curves, plot.series, strict=True)):
            colour = QColor(_colour(each, number, self._theme))
            item.setPen(pg.mkPen(colour, width=1.5 if len(each.x) < _MANY else 1))
            if plot.is_bars:
                fill = QColor(colour)
                fill.setAlpha(70)
                item.setBrush(fill)

    def _show_names(self, plot: Plot) -> None:
        """Name the curves where there are several."""
        several = len(plot.series) > 1
        self._legend.clear()
        self._legend.setVisible(several)
        ground = QColor(self._theme.panel)
        ground.setAlpha(_VEIL)
        self._legend.setBrush(ground)
        self._legend.setLabelTextColor(QColor(self._theme.text))
        for item, each in zip(self._curves if several else (), plot.series, strict=False):
            # the legend takes its texts for rich ones
            self._legend.addItem(item, rich(short_name(each.name, _NAME)))

    # pictures -----------------------------------------------------------------

    def _paint(self, painter: QPainter) -> None:
        """Draw all of it, and end the painter."""
        self.render(painter, QRectF(self.viewport().rect()), self.viewport().rect())
        painter.end()

    def png(self) -> bytes:
        """Return a picture of twice the size on screen."""
        self.resize(self.size().expandedTo(self.sizeHint()))  # it may not have been shown yet
        image = QImage(self.size() * _SCALE, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_SCALE)
        image.fill(QColor(self._theme.panel))
        painter = QPainter(image)
        self._paint(painter)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QPixmap.fromImage(image).save(buffer, "PNG")
        return bytes(buffer.data().data())

    def svg(self) -> bytes:
        """Return a drawing that can be enlarged."""
        from PySide6.QtSvg import QSvgGenerator  # what few plots need must not hold up every first one

        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setResolution(self.logicalDpiX())  # else texts and curves have scales of their own
        generator.setSize(self.size())
        generator.setViewBox(QRect(0, 0, self.width(), self.height()))
        generator.setTitle(self._plot.title if self._plot is not None else "")
        self._paint(QPainter(generator))
        return bytes(buffer.data().data())


def _look(is_bars: bool, series: Series) -> dict[str, object]:
    x, y = _numbers(series)
    if is_bars:
        return {"x": x, "y": y, "stepMode": "center", "fillLevel": 0.0}
    return {"x": x, "y": y, "connect": "finite"}


def _numbers(series: Series) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    return np.asarray(series.x, np.float64), np.asarray(series.y, np.float64)


def _ends(numbers: npt.NDArray[Any]) -> tuple[float, float]:
    """Return the smallest and the largest finite number; NaN where there is none."""
    finite = np.asarray(numbers, np.float64)
    finite = finite[np.isfinite(finite)]
    return (float(finite.min()), float(finite.max())) if finite.size else (np.nan, np.nan)


def _labels(plot: Plot) -> tuple[str, str, tuple[str, ...]]:
    x = f"{plot.x_label} ({plot.x_unit})" if plot.x_unit else plot.x_label
    return x, plot.y_label, tuple(each.name for each in plot.series)


def _colour(series: Series, number: int, theme: Theme) -> str:
    named = _NAMED.get(series.name)
    return named[theme.is_dark] if named is not None else theme.axes[number % len(theme.axes)]
