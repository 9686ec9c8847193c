"""What the histogram tells of the place under the pointer."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from itk_inspector.core.display.histogram import Histogram
from itk_inspector.core.display.window_level import Levels
from itk_inspector.gui.widgets.histogram_plot import HistogramPlot, _edge_text

SINGLE = float(np.float32(0.1))


def told(qtbot: QtBot, histogram: Histogram, value: float) -> str:
    plot = HistogramPlot()
    qtbot.addWidget(plot)
    plot.resize(300, 120)
    plot.show_histogram(histogram)
    plot.show_levels(Levels(*histogram.span))
    return plot._text_at(plot.x_of(value))


@pytest.mark.parametrize(
    ("histogram", "value", "text"),
    [
        (Histogram((3, 0, 1), 4, 9, 2, 4, 8), 4.5, "4 … 5: 3 (75 %)"),
        (Histogram((1, 3), 1_700_000_000, 1_700_000_001, 1, 0, 0), 1_700_000_001.0, "1700000001: 3 (75 %)"),
        (Histogram((1, 3), 2**62, 2**62 + 5, 3, 0, 0), 2.0**62, "4611686018427387904 … 4611686018427387906: 1 (25 %)"),
        (Histogram((1, 3), 0.0, 1.0, 0, 0.0, 1.0), 0.75, "0.5 … 1: 3 (75 %)"),
        (Histogram((1, 3), 0.0, 2 / 3, 0, 0.0, 1.0), 0.5, "0.333333 … 0.666667: 3 (75 %)"),
        (Histogram((1, 3), 1234.5, 1234.5006, 0, 0.0, 1.0), 1234.5005, "1234.5003 … 1234.5006: 3 (75 %)"),
        (Histogram((1, 3), 0.0, 1e-323, 0, 0.0, 1e-323), 1e-323, "4.94066e-324 … 9.88131e-324: 3 (75 %)"),
        (Histogram((1, 3), -1.7e308, 1.7e308, 0, 0.0, 1.0), 1e308, "0 … 1.7e+308: 3 (75 %)"),
        (Histogram((4,), 1_700_000_001.0, 1_700_000_001.0, 0, 0.0, 1.0), 1_700_000_001.0, "1700000001: 4 (100 %)"),
        (Histogram((4,), SINGLE, SINGLE, 0, 0.0, 1.0), SINGLE, "0.1: 4 (100 %)"),
        (Histogram((4,), 2.0**70, 2.0**71, 0, 0.0, 1.0), 1.5 * 2.0**70, "1.18059e+21 … 2.36118e+21: 4 (100 %)"),
    ],
)
def test_the_edges_of_a_bin_are_told_apart(qtbot: QtBot, histogram: Histogram, value: float, text: str) -> None:
    assert told(qtbot, histogram, value) == text


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (2**62, 2**62 + 5, ("4611686018427387904", "4611686018427387909")),
        (2**62 + 1, 2**62 + 1, ("4611686018427387905", "4611686018427387905")),
        (-(2**63), 2**63 - 1, ("-9.22337e+18", "9.22337e+18")),  # both have room side by side
        (1_700_000_000, 1_700_000_059, ("1700000000", "1700000059")),
    ],
)
def test_whole_numbers_are_in_full_where_they_are_close(low: int, high: int, texts: tuple[str, str]) -> None:
    assert tuple(_edge_text(edge, high - low) for edge in (low, high)) == texts
