"""Scales: how colours are spread between the levels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.display.scales import Scale, parts, symmetrical, value_at
from itk_inspector.core.display.window_level import Levels

FINITE = st.floats(-1e12, 1e12)


@pytest.mark.parametrize("scale", list(Scale))
@given(part=st.floats(0.15, 0.85), low=st.floats(-1e6, 1e6), width=st.floats(1.0, 1e6), gamma=st.floats(0.2, 5.0))
def test_the_value_at_a_part_of_the_colours_is_drawn_there(
    scale: Scale, part: float, low: float, width: float, gamma: float
) -> None:
    levels = Levels(low, low + width)

    value = value_at(part, levels, scale, gamma)

    assert parts(np.array([value]), levels, scale, gamma)[0] == pytest.approx(part, abs=1e-4)


@pytest.mark.parametrize(
    ("scale", "part", "wanted"),
    [
        (Scale.LINEAR, 0.25, 0.25),
        (Scale.SYMMETRIC, 0.25, 0.25),
        (Scale.LOG, 0.25, math.log(251) / math.log(1001)),
        (Scale.GAMMA, 0.25, 0.5),
        (Scale.SIGMOID, 0.25, 1 / (1 + math.e)),
        (Scale.SIGMOID, 1.5, 1 / (1 + math.exp(-4))),
        (Scale.LOG, 1.5, 1.0),
        (Scale.LOG, -0.5, 0.0),
    ],
)
def test_parts_of_the_colours(scale: Scale, part: float, wanted: float) -> None:
    levels = Levels(-100.0, 300.0)

    assert parts(np.array([-100.0 + 400.0 * part]), levels, scale)[0] == pytest.approx(wanted, abs=1e-14)


def test_levels_further_apart_than_a_double_reaches_have_a_middle() -> None:
    found = parts(np.array([-1.7e308, 0.0, 1.7e308]), Levels(-1.7e308, 1.7e308), Scale.LINEAR)

    assert found.tolist() == [0.0, 0.5, 1.0]


@given(low=FINITE, high=FINITE)
def test_symmetric_levels_reach_as_far_as_the_farther_one(low: float, high: float) -> None:
    made = symmetrical(Levels(low, high))

    assert made.low == -made.high
    assert made.high == (max(abs(low), abs(high)) or 1.0)


def test_the_level_that_was_moved_moves_the_other_one() -> None:
    before = Levels(-5.0, 5.0)

    assert symmetrical(Levels(-3.0, 5.0), before) == Levels(-3.0, 3.0)
    assert symmetrical(Levels(-5.0, 8.0), before) == Levels(-8.0, 8.0)
    assert symmetrical(Levels(-1.0, 3.0), before) == Levels(-2.0, 2.0)
    assert symmetrical(before, before) == before
