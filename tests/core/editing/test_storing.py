"""Computed values go into a pixel type as they are, or by the rule that was chosen."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing.exact_numbers import Value
from itk_inspector.core.editing.storing import Storing, stored
from itk_inspector.core.pixels.held_values import limits

WHOLE_TYPES = ("bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64")
FRACTIONS = st.floats(width=64) | st.sampled_from(
    (0.5, 1.5, 2.5, -0.5, 255.5, 254.5, 2.0**53, 2.0**63, -(2.0**63), 2.0**64)
)
WHOLE = st.integers(-(2**63), 2**63 - 1) | st.integers(-300, 300)


def whole_number(value: float, dtype: str, how: Storing) -> int | None:
    """Return what is stored, by Python's own whole numbers and fractions."""
    least, most = limits(np.dtype(dtype))
    if math.isnan(value):
        return None
    if math.isinf(value):
        return (most if value > 0 else least) if how is Storing.CLIP else None
    exact = Fraction(value)
    if how is Storing.EXACT and exact.denominator != 1:
        return None
    number = round(exact)
    if how is Storing.CLIP:
        return min(max(number, least), most)
    return number if least <= number <= most else None


@pytest.mark.parametrize("how", Storing)
@pytest.mark.parametrize("dtype", WHOLE_TYPES)
@given(values=st.lists(FRACTIONS, min_size=1, max_size=10))
def test_fractions_in_types_of_whole_numbers(dtype: str, how: Storing, values: list[float]) -> None:
    with np.errstate(all="ignore"):
        made, bad = stored(Value.of(np.array(values)), np.dtype(dtype), how)

    expected = [whole_number(value, dtype, how) for value in values]
    assert [bool(b) for b in bad] == [one is None for one in expected]
    assert [int(n) for n, one in zip(made, expected, strict=True) if one is not None] == [
        n for n in expected if n is not None
    ]
    assert made.dtype == np.dtype(dtype)


@pytest.mark.parametrize("how", Storing)
@pytest.mark.parametrize("dtype", WHOLE_TYPES)
@given(values=st.lists(WHOLE, min_size=1, max_size=10))
def test_whole_numbers_in_types_of_whole_numbers(dtype: str, how: Storing, values: list[int]) -> None:
    made, bad = stored(Value.of(np.array(values, np.int64)), np.dtype(dtype), how)

    least, most = limits(np.dtype(dtype))
    clipped = [min(max(v, least), most) for v in values]
    if how is Storing.CLIP:
        assert [int(n) for n in made] == clipped
        assert not bad.any()
    else:
        assert [bool(b) for b in bad] == [v != c for v, c in zip(values, clipped, strict=True)]
        assert [int(n) for n, b in zip(made, bad, strict=True) if not b] == [
            v for v, c in zip(values, clipped, strict=True) if v == c
        ]


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@given(values=st.lists(WHOLE, min_size=1, max_size=10))
def test_whole_numbers_in_types_of_fractions_are_the_same_or_refused(dtype: str, values: list[int]) -> None:
    with np.errstate(all="ignore"):
        made, bad = stored(Value.of(np.array(values, np.int64)), np.dtype(dtype), Storing.EXACT)

    def fits(value: int) -> bool:
        with np.errstate(all="ignore"):
            held = float(np.array(float(value)).astype(dtype))
        return math.isfinite(held) and int(held) == value

    assert [not b for b in bad] == [fits(v) for v in values]
    assert all(int(m) == v for m, v, b in zip(made.tolist(), values, bad, strict=True) if not b)


def test_fractions_in_a_narrower_type_are_the_nearest_and_never_infinite() -> None:
    values = np.array([0.1, 1e39, -1e39, np.inf, np.nan, 2.0])
    with np.errstate(all="ignore"):
        made, bad = stored(Value.of(values), np.dtype("float32"), Storing.EXACT)
        clipped, refused = stored(Value.of(values), np.dtype("float32"), Storing.CLIP)

    most = np.finfo(np.float32).max
    assert bad.tolist() == [False, True, True, False, False, False]
    assert made[[0, 5]].tolist() == [np.float32(0.1), 2.0]
    assert np.array_equal(clipped, np.array([0.1, most, -most, np.inf, np.nan, 2], np.float32), equal_nan=True)
    assert not refused.any()


@pytest.mark.parametrize(
    ("value", "dtype", "expected"),
    [
        (np.array([1 + 2j]), "complex64", [1 + 2j]),
        (np.array([3]), "complex64", [3]),
        (np.array([3 + 0j]), "uint8", [3]),
        (np.array([3 + 1j]), "uint8", None),
        (np.array([0.5 + 0j]), "float32", [0.5]),
        (np.array([True]), "uint8", [1]),
        (np.array([True]), "bool", [True]),
        (np.array([2]), "bool", None),
    ],
)
def test_other_types(value: np.ndarray[Any, Any], dtype: str, expected: list[Any] | None) -> None:
    made, bad = stored(Value.of(value), np.dtype(dtype), Storing.EXACT)

    assert bad.tolist() == [expected is None]
    if expected is not None:
        assert (made.tolist(), made.dtype.name) == (expected, dtype)
