"""What is told of all pixels as text, and back; whatever else a text says is refused."""

from __future__ import annotations

import json

import pytest

from itk_inspector.core.display.histogram import Histogram
from itk_inspector.core.measure.report_text import (
    histogram_of,
    histogram_text,
    numbers,
    outstanding_of,
    outstanding_text,
    pairs,
)
from itk_inspector.core.probing.value_counts import Extreme, Outstanding

HISTOGRAM = Histogram((3, 0, 4), 0.0, 3.0, 1, 0.5, 2.5, 2, 1, 0, 10, 10)


def test_a_histogram_comes_back() -> None:
    assert histogram_of(json.loads(histogram_text(HISTOGRAM))) == HISTOGRAM
    assert histogram_of(None) is None


@pytest.mark.parametrize(
    ("at", "value"),
    [(0, [1, -2]), (0, [1, None]), (0, "no"), (1, 5.0), (1, "a"), (2, None), (3, -1), (3, 0.5), (6, -1), (9, None)],
)
def test_a_histogram_that_cannot_be_is_refused(at: int, value: object) -> None:
    told = json.loads(histogram_text(HISTOGRAM))
    told[at] = value

    with pytest.raises((ValueError, TypeError)):
        histogram_of(told)


def test_what_stands_out_comes_back() -> None:
    layers = ({-3: 1, 0: 7, 1 << 63: 2}, None)
    for found in (Outstanding(), Outstanding(4, 1, 2, Extreme(-3, 1), Extreme(2.5, 9), layers)):
        assert outstanding_of(outstanding_text(found)) == found


@pytest.mark.parametrize("text", ["3", "{}", "[[1, 2], [1, 2], [1, 2], []]", '[[0, 0, 0], ["a", 1], [1, 2], []]'])
def test_nonsense_does_not_stand_out(text: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        outstanding_of(text)


def test_only_finite_numbers_are_numbers() -> None:
    assert numbers([1, 2.5, None]) == (1, 2.5, None)
    assert pairs([[1, 2], [3, 4]]) == ((1, 2), (3, 4))
    for told in ("12", [float("nan")], [float("inf")], ["a"], [True], (1, 2)):
        with pytest.raises(ValueError, match="no numbers"):
            numbers(told)
    for told in ([[1]], [[1, None]], [[1, 2.5]]):
        with pytest.raises(ValueError, match="no numbers"):
            pairs(told)
