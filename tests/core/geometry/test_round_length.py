"""Lengths of a scale bar."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.geometry.round_length import length_text, length_unit, round_length


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


def test_text_has_no_trailing_zeros() -> None:
    assert [length_text(v, "mm") for v in (50.0, 0.2, 1e-6)] == ["50 mm", "0.2 mm", "1e-06 mm"]


def test_unit() -> None:
    assert (length_unit("mm, LPS"), length_unit("no unit stated")) == ("mm", "units")
    assert math.isfinite(round_length(1e300))
