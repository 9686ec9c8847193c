"""Lengths of a scale bar."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.geometry.round_length import length_text, round_length


@pytest.mark.parametrize(
    ("longest", "length"),
    [(1, 1), (1.99, 1), (2, 2), (4.9, 2), (5, 5), (9.99, 5), (10, 10), (0.3, 0.2), (0.0051, 0.005), (1234, 1000)],
)
def test_examples(longest: float, length: float) -> None:
    assert round_length(longest) == length


@given(st.floats(1e-9, 1e12))
def test_it_fits_and_is_never_shorter_than_two_fifths(longest: float) -> None:
    length = round_length(longest)

    assert 0.4 * longest * (1 - 1e-9) <= length <= longest * (1 + 1e-9)


@given(st.floats(1e-9, 1e12))
def test_it_is_one_two_or_five(longest: float) -> None:
    assert f"{round_length(longest):.6e}"[0] in "125"
    assert float(f"{round_length(longest):.0e}") == round_length(longest)


@pytest.mark.parametrize(
    ("length", "unit", "text"),
    [
        (50.0, "mm", "50 mm"),
        (0.2, "mm", "0.2 mm"),
        (0.05, "mm", "50 µm"),
        (1e-6, "mm", "1 nm"),
        (5e-9, "mm", "0.005 nm"),
        (5000.0, "mm", "5000 mm"),
        (20_000.0, "mm", "20 m"),
        (20_000.0, "nm", "20 µm"),
        (0.02, "m", "20 mm"),
        (0.02, "µm", "20 nm"),
        (20_000.0, "Å", "20000 Å"),
        (0.02, "", "0.02 units"),
        (1.0, "", "1 unit"),
        (1e-6, "", "1e-06 units"),
    ],
)
def test_the_unit_follows_the_length(length: float, unit: str, text: str) -> None:
    assert length_text(length, unit) == text


@given(st.floats(1e-9, 1e12), st.sampled_from(["nm", "µm", "mm", "m"]))
def test_another_unit_changes_no_length(longest: float, unit: str) -> None:
    metres = {"nm": 1e-9, "µm": 1e-6, "mm": 1e-3, "m": 1.0}
    length = round_length(longest)

    number, shown = length_text(length, unit).split()

    assert float(number) * metres[shown] == pytest.approx(length * metres[unit], rel=1e-5)


def test_the_largest_lengths() -> None:
    assert math.isfinite(round_length(1e300))
