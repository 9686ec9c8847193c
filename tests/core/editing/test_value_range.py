"""Ranges of values, against the same in fractions, one number at a time."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from itk_inspector.core.editing.value_range import alike, between, typed_tolerance
from itk_inspector.core.errors import EditError
from itk_inspector.core.text.typed_numbers import read_exact

REALS = ["uint8", "int8", "uint16", "int64", "uint64", "float16", "float32", "float64"]
tolerances = st.one_of(
    st.integers(0, 3).map(Fraction),
    st.integers(0, 2**65).map(Fraction),
    st.fractions(0, 3, max_denominator=16),
    st.just(Fraction(1, 2**1080)),
)


def elements(dtype: str) -> st.SearchStrategy[Any]:
    """Values that lie near to each other, near the ends of the type, and anywhere."""
    kind = np.dtype(dtype)
    if kind.kind in "iu":
        limits = np.iinfo(kind)
        low, high = int(limits.min), int(limits.max)
        return st.one_of(
            st.integers(low, high), st.integers(low, low + 4), st.integers(high - 4, high), st.integers(0, 5)
        )
    return st.one_of(
        arrays.from_dtype(kind), st.sampled_from([0.0, -0.0, 0.5, 1.0, 1.5, math.inf, -math.inf, math.nan])
    )


def is_near(one: float, other: float, tolerance: Fraction) -> bool:
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    if math.isinf(one) or math.isinf(other):
        return one == other
    return abs(Fraction(one) - Fraction(other)) <= tolerance


@pytest.mark.parametrize("dtype", REALS)
@given(st.data())
def test_what_is_near_enough_is_alike(dtype: str, data: st.DataObject) -> None:
    pixels = data.draw(arrays.arrays(dtype, 6, elements=elements(dtype)))
    tolerance = data.draw(tolerances)

    found = alike(np.array(pixels[0]), tolerance).holds(pixels)

    assert found.tolist() == [is_near(pixels[0].item(), number, tolerance) for number in pixels.tolist()]


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
@given(st.data())
def test_both_parts_of_complex_numbers_are_compared(dtype: str, data: st.DataObject) -> None:
    pixels = data.draw(arrays.arrays(dtype, (5, 2)))
    tolerance = data.draw(tolerances)

    one = pixels[0]
    found = alike(one, tolerance).holds(pixels)

    wanted = [
        all(
            is_near(a.real, b.real, tolerance) and is_near(a.imag, b.imag, tolerance)
            for a, b in zip(one.tolist(), pixel, strict=True)
        )
        for pixel in pixels.tolist()
    ]
    assert found.tolist() == wanted
    assert alike(np.array(one[0]), tolerance).holds(pixels)[0, 0]


@given(st.data())
def test_every_component_must_be_near(data: st.DataObject) -> None:
    pixels = data.draw(arrays.arrays(np.uint8, (3, 4, 3), elements=st.integers(0, 4)))

    found = alike(pixels[1, 1], Fraction(2)).holds(pixels)

    assert np.array_equal(found, (np.abs(pixels.astype(int) - pixels[1, 1].astype(int)) <= 2).all(axis=-1))


def test_bools_are_compared_as_numbers() -> None:
    pixels = np.array([True, False])

    assert alike(np.array(True), Fraction(0)).holds(pixels).tolist() == [True, False]
    assert alike(np.array(True), Fraction(1)).holds(pixels).tolist() == [True, True]
    assert between("1", "", "bool").holds(pixels).tolist() == [True, False]


def test_the_last_bit_of_64_counts() -> None:
    pixels = np.array([2**64 - 1, 2**64 - 3, 0], np.uint64)

    assert alike(np.array(pixels[0]), Fraction(1)).holds(pixels).tolist() == [True, False, False]
    assert alike(np.array(pixels[0]), Fraction(2**64)).holds(pixels).all()


@pytest.mark.parametrize("dtype", REALS)
@given(st.data())
def test_bounds_are_taken_as_typed(dtype: str, data: st.DataObject) -> None:
    pixels = data.draw(arrays.arrays(dtype, 6, elements=elements(dtype)))
    words = st.one_of(
        st.sampled_from(["", "0", "-0", "0.5", "1e-400", "-1e-400", "1e300", "-1e300", "inf", "-inf", "\u22123"]),
        st.integers(-(2**64) - 2, 2**64 + 2).map(str),
        st.decimals(-3, 3, allow_nan=False, places=2).map(str),
    )
    low, high = data.draw(words), data.draw(words)
    first, last = (bound(low, -math.inf), bound(high, math.inf))
    if first > last:
        with pytest.raises(EditError, match="greater than the upper one"):
            between(low, high, dtype)
        return

    found = between(low, high, dtype).holds(pixels)

    wanted = [not math.isnan(n) and first <= (n if math.isinf(n) else Fraction(n)) <= last for n in pixels.tolist()]
    assert found.tolist() == wanted


def bound(word: str, without: float) -> Fraction | float:
    if not word:
        return without
    word = word.replace("\u2212", "-")
    return float(word) if "inf" in word else Fraction(word)


def test_bounds_hold_for_every_component() -> None:
    pixels: npt.NDArray[Any] = np.array([[1, 9], [5, 6], [5, 11]], np.int16)

    assert between("5", "10", "int16", 2).holds(pixels).tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [("x", "", "“x” is not a number"), ("", "nan", "NaN lies between"), ("1e999", "", "is not a number")],
)
def test_what_is_no_bound_is_told(low: str, high: str, told: str) -> None:
    with pytest.raises(EditError, match=told):
        between(low, high, "float32")


def test_complex_numbers_have_no_order() -> None:
    with pytest.raises(EditError, match="no order"):
        between("0", "1", "complex64")


@pytest.mark.parametrize(
    ("text", "tolerance"), [("", 0), (" 2 ", 2), ("0.1", Fraction(1, 10)), ("1e-2", Fraction(1, 100))]
)
def test_a_tolerance_is_what_was_typed(text: str, tolerance: Fraction) -> None:
    assert typed_tolerance(text) == tolerance


@pytest.mark.parametrize(
    ("text", "told"),
    [("-1", "cannot be negative"), ("x", "is not a tolerance"), ("nan", "is not a tolerance"), ("inf", "is not")],
)
def test_what_is_no_tolerance_is_told(text: str, told: str) -> None:
    with pytest.raises(EditError, match=told):
        typed_tolerance(text)


def test_a_long_exponent_takes_no_time() -> None:
    assert 0 < read_exact("1e-999999999") < Fraction(5e-324)
    assert read_exact("-1e-999999999") < 0
    assert read_exact("0e-999999999") == 0
    with pytest.raises(ValueError, match="too large"):
        read_exact("1e999999999")
