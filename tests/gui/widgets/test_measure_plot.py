"""The plot of what was measured."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from itk_inspector.core.measure.plot import Plot, Series
from itk_inspector.gui.widgets.measure_plot import MeasurePlot


def test_several_curves_are_named_and_one_is_not(qtbot: QtBot) -> None:
    plot = MeasurePlot()
    qtbot.addWidget(plot)
    x = np.arange(5.0)
    one = Series("before", x, x)

    plot.show_plot(Plot("line", "distance", "mm", "value", (one, Series("<b>after</b>", x, x + 1))))
    names = [label.text for _, label in plot._legend.items]
    seen = plot._legend.isVisible()
    plot.show_plot(Plot("line", "distance", "mm", "value", (one,)))

    assert (names, seen, plot._legend.isVisible()) == (["before", "&lt;b&gt;after&lt;/b&gt;"], True, False)


def test_numbers_of_the_axes_are_not_rounded(qtbot: QtBot) -> None:
    plot = MeasurePlot()
    qtbot.addWidget(plot)
    x = np.arange(5.0)
    plot.show_plot(Plot("line", "distance", "mm", "value", (Series("a", x, x + 1_234_560),)))
    for name, values in (("bottom", x), ("left", x + 1_234_560)):
        axis = plot.getAxis(name)
        (spacing, ticks), *_ = axis.tickValues(*axis.range, 400)

        texts = axis.tickStrings(ticks, axis.autoSIPrefixScale * axis.scale, spacing)

        assert len(texts) >= 3
        assert [float(text) for text in texts] == [tick for tick in ticks if axis.range[0] <= tick <= axis.range[1]]
        assert set(map(float, texts)) & set(values)
