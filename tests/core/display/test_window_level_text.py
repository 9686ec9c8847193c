"""Levels as lowest and highest value, as window and level, as text, and under a drag."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from itk_inspector.core.display.window_level import (
    Levels,
    dragged,
    from_window,
    full_range,
    is_usable,
    level_from,
    level_text,
    rounded,
    window_level,
)


@st.composite
def levels(draw: st.DrawFn) -> Levels:
    low = draw(st.floats(-1e6, 1e6))
    return Levels(low, low + draw(st.floats(1e-3, 1e6)))


LARGEST = float(np.finfo(np.float64).max)


@given(levels())
def test_window_and_level_lead_back_to_the_levels(chosen: Levels) -> None:
    again = from_window(*window_level(chosen))

    assert again.low == pytest.approx(chosen.low, abs=1e-8)
    assert again.high == pytest.approx(chosen.high, abs=1e-8)


def test_the_window_of_all_doubles_leads_to_usable_levels() -> None:
    assert is_usable(from_window(*window_level(Levels(-LARGEST, LARGEST))))


def test_a_drag_to_the_right_widens_and_up_raises() -> None:
    wide = dragged(Levels(0, 100), 50, 0)
    raised = dragged(Levels(0, 100), 0, -50)

    assert (window_level(wide)[0] > 100, window_level(wide)[1]) == (True, pytest.approx(50))
    assert (window_level(raised)[0], window_level(raised)[1] > 50) == (pytest.approx(100), True)


def test_a_drag_and_back_leads_back() -> None:
    there = dragged(Levels(-1000.0, 2000.0), 120, 0)

    assert dragged(there, -120, 0).high == pytest.approx(2000)


@example(Levels(-LARGEST, LARGEST), 5000.0, 5000.0)
@example(Levels(0.0, 5e-324), -5000.0, 0.0)
@given(levels(), st.floats(-5000, 5000), st.floats(-5000, 5000))
def test_no_drag_leads_to_levels_that_cannot_be_drawn(chosen: Levels, right: float, down: float) -> None:
    assert is_usable(dragged(chosen, right, down))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([3, -7, 5], np.int16), Levels(-7.0, 5.0)),
        (np.array([np.nan, np.inf, 1.0, 2.0]), Levels(1.0, 2.0)),
        (np.array([2**64 - 1, 0], np.uint64), Levels(0.0, 2.0**64)),
        (np.array([False, True]), Levels(0.0, 1.0)),
        (np.array([4, 4], np.uint8), Levels(3.5, 4.5)),
        (np.array([0.0, 5e-324]), Levels(0.0, 5e-324)),
        (np.full(3, np.nan), Levels(0.0, 1.0)),
        (np.empty(0, np.uint8), Levels(0.0, 1.0)),
        (np.array([-LARGEST, LARGEST]), Levels(-LARGEST, LARGEST)),
    ],
)
def test_full_range_is_from_the_smallest_to_the_largest(values: npt.NDArray[Any], expected: Levels) -> None:
    assert full_range(values) == expected


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(LARGEST)
@example(5e-324)
@example(-0.0)
def test_a_level_as_text_reads_back_exactly(value: float) -> None:
    assert level_from(level_text(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e-3", 0.001), (" 12 ", 12.0), ("−5", -5.0), ("18446744073709551615", 2.0**64), ("-1.5E+2", -150.0)],
)
def test_levels_are_read_as_people_type_them(text: str, value: float) -> None:
    assert level_from(text) == value


@pytest.mark.parametrize("text", ["", "abc", "nan", "inf", "1e999", "1,5", "0x10"])
def test_what_is_no_finite_number_is_no_level(text: str) -> None:
    assert level_from(text) is None


def test_whole_levels_have_no_fraction() -> None:
    assert (level_text(-1000.0), level_text(0.5), level_text(1e300)) == ("-1000", "0.5", "1e+300")


@example(Levels(0.0, 5e-324))
@example(Levels(-LARGEST, LARGEST))
@given(levels())
def test_tidy_levels_are_near_and_usable(chosen: Levels) -> None:
    tidied = rounded(chosen)

    span = chosen.high - chosen.low
    assert is_usable(tidied)
    if np.isfinite(span):
        assert abs(tidied.low - chosen.low) <= max(0.5, span * 1e-4)


def test_tidy_levels_are_short() -> None:
    assert rounded(Levels(0.123456789, 0.987654321)) == Levels(0.12346, 0.98765)
    assert rounded(Levels(-1023.87654, 30000.4321)) == Levels(-1024.0, 30000.0)


@given(st.decimals(-9999, 9999, places=3), st.decimals("0.001", 9999, places=3))
def test_fields_hold_what_people_reckon(low: Decimal, width: Decimal) -> None:
    window, level = window_level(Levels(float(low), float(low + width)))

    assert Decimal(level_text(window)) == width
    assert Decimal(level_text(level)) == low + width / 2
    assert from_window(window, level) == Levels(float(low), float(low + width))


def test_a_sum_has_no_binary_dust() -> None:
    levels = from_window(0.3, 0.25)

    assert [level_text(v) for v in (levels.low, levels.high, *window_level(levels))] == ["0.1", "0.4", "0.3", "0.25"]


@given(st.floats(-500, 500), st.floats(-500, 500), st.sampled_from([(0.0, 1.0), (-1000.0, 2000.0), (0.0, 4e9)]))
def test_a_drag_ends_at_levels_that_can_be_read(right: float, down: float, ends: tuple[float, float]) -> None:
    moved = dragged(Levels(*ends), right, down)

    for value in (moved.low, moved.high, *window_level(moved)):
        assert len(level_text(value).lstrip("-").replace(".", "")) <= 13


def test_no_drag_changes_nothing() -> None:
    assert dragged(Levels(0.123456789, 1.0), 0.0, 0.0) == Levels(0.123456789, 1.0)
