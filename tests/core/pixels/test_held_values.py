"""What a type holds of values, judged by Python's own whole numbers and fractions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing.exact_numbers import Value
from itk_inspector.core.editing.storing import Storing, stored
from itk_inspector.core.export.conversion import Conversion, ConversionKind
from itk_inspector.core.export.converting import cast, converted
from itk_inspector.core.pixels.held_values import held_fractions, held_rounded, held_whole, limits

WHOLE = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]
NUMBERS = st.one_of(
    st.floats(allow_nan=False),
    st.sampled_from([2.0**power + step for power in (7, 8, 15, 16, 31, 32, 63, 64) for step in (-1, -0.5, 0, 0.5)]),
)


def nearest(number: float, dtype: str) -> int:
    """Return the nearest whole number of a type, half to even."""
    least, most = int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)
    if math.isinf(number):
        return most if number > 0 else least
    return min(max(round(number), least), most)


@pytest.mark.parametrize("dtype", WHOLE)
@given(st.lists(NUMBERS, min_size=1, max_size=20))
def test_floats_become_the_nearest_by_every_way_that_clips(dtype: str, numbers: list[float]) -> None:
    array, expected = np.array(numbers), [nearest(number, dtype) for number in numbers]

    made, fits = held_rounded(np.rint(array), np.dtype(dtype))

    assert made.tolist() == expected
    is_there = [math.isfinite(one) and round(one) == there for one, there in zip(numbers, expected, strict=True)]
    assert fits.tolist() == is_there
    assert stored(Value(array), np.dtype(dtype), Storing.CLIP)[0].tolist() == expected
    assert converted(array, Conversion(ConversionKind.CLIP, dtype))[0].tolist() == expected
    if all(math.isinf(number) or number == math.floor(number) for number in numbers):  # else it rounds half up
        assert cast(array, dtype, may_change=True)[0].tolist() == expected


@pytest.mark.parametrize("dtype", WHOLE)
@pytest.mark.parametrize("own", WHOLE)
def test_whole_numbers_never_wrap(own: str, dtype: str) -> None:
    least, most = limits(np.dtype(own))
    numbers = [least, least + 1, 0, 1, 100, most - 1, most]
    expected = [nearest_whole(number, dtype) for number in numbers]

    made, fits = held_whole(np.array(numbers, dtype=own), np.dtype(dtype))

    assert (made.dtype, made.tolist()) == (np.dtype(dtype), expected)
    assert fits.tolist() == [number == there for number, there in zip(numbers, expected, strict=True)]
    assert converted(np.array(numbers, own), Conversion(ConversionKind.CLIP, dtype))[0].tolist() == expected
    assert cast(np.array(numbers, own), dtype, may_change=True)[0].tolist() == expected


def nearest_whole(number: int, dtype: str) -> int:
    least, most = limits(np.dtype(dtype))
    return min(max(number, least), most)


def test_truth_values_are_0_and_1() -> None:
    made, fits = held_whole(np.array([False, True]), np.dtype("int16"))

    assert (made.tolist(), fits.all()) == ([0, 1], True)
    assert held_whole(np.array([-1, 0, 1, 2]), np.dtype(bool))[1].tolist() == [False, True, True, False]


def test_nan_is_no_whole_number() -> None:
    made, fits = held_rounded(np.array([math.nan, 1.0]), np.dtype("uint8"))

    assert (made.tolist(), fits.tolist()) == ([0, 1], [False, True])


@pytest.mark.parametrize("values", [[1e39, -1e39, 0.1, math.inf, -math.inf], [3.4028235677973366e38, 1.0]])
def test_floats_become_the_largest_that_there_is_unless_they_are_infinite(values: list[float]) -> None:
    most = (2 - 2.0**-23) * 2.0**127

    def expected(value: float) -> Any:
        return math.copysign(most, value) if most < abs(value) < math.inf else float(np.float32(value))

    made, fits = held_fractions(np.array(values), np.dtype("float32"))

    assert made.tolist() == [expected(value) for value in values]
    assert fits.tolist() == [not most < abs(value) < math.inf for value in values]
