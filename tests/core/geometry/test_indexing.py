"""Axis order, rounding and index types."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
import SimpleITK
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.geometry.indexing import (
    ArrayIndex,
    ContinuousIndex,
    ItkIndex,
    PhysicalPoint,
    inside,
    nearest_index,
    reverse,
    round_half_up,
    to_array,
    to_itk,
    unswapped,
)

indices_with_start = st.integers(1, 5).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(-(2**40), 2**40), min_size=n, max_size=n),
        st.lists(st.integers(-(2**40), 2**40), min_size=n, max_size=n),
    )
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, 0),
        (-0.0, 0),
        (0.5, 1),
        (1.5, 2),
        (2.5, 3),
        (-0.5, 0),
        (-1.5, -1),
        (math.nextafter(0.5, 0), 0),
        (math.nextafter(-0.5, -1), -1),
        (math.nextafter(-0.5, 0), 0),
        (-0.4, 0),
        (511.5, 512),
        (math.nextafter(511.5, 0), 511),
        (2.0**52 + 1, 2**52 + 1),
        (-(2.0**53), -(2**53)),
    ],
)
def test_rounds_half_up(value: float, expected: int) -> None:
    assert round_half_up(value) == expected


@pytest.mark.parametrize("value", [-1.5, -0.5, 0.5, 1.5, 2.5])
def test_rounds_ties_as_itk_does(value: float) -> None:
    toolkit: Any = SimpleITK  # untyped
    image = toolkit.Image([8, 8], toolkit.sitkUInt8)

    assert round_half_up(value) == image.TransformPhysicalPointToIndex((value, 0.0))[0]


@given(st.floats(-1e12, 1e12))
def test_the_rounded_pixel_covers_the_position(value: float) -> None:
    centre = round_half_up(value)

    assert centre - 0.5 <= value < centre + 0.5


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_no_pixel_covers_nan_or_infinity(value: float) -> None:
    with pytest.raises((ValueError, OverflowError)):
        round_half_up(value)


def test_rounded_index_is_a_python_int_for_numpy_floats() -> None:
    index = nearest_index(ContinuousIndex((np.float64(2.5), np.float64(-0.5))))

    assert [type(c) for c in index.components] == [int, int]


def test_nearest_index_rounds_each_axis_by_itself() -> None:
    assert nearest_index(ContinuousIndex.of(-0.5, 0.49, 7.5)) == ItkIndex.of(0, 0, 8)


def test_an_itk_index_cannot_index_an_array() -> None:
    pixels = np.zeros((3, 3))

    with pytest.raises(IndexError):
        pixels[ItkIndex.of(1, 2)]  # type: ignore[call-overload]  # the point of the test


def test_an_array_index_reads_the_pixel() -> None:
    pixels = np.arange(12).reshape(3, 4)

    assert pixels[ArrayIndex.of(2, 1)] == 9


@pytest.mark.parametrize("kind", [ItkIndex, ArrayIndex])
def test_of_refuses_fractions_instead_of_truncating(kind: type[ItkIndex] | type[ArrayIndex]) -> None:
    with pytest.raises(TypeError):
        kind.of(1, -0.4)  # type: ignore[arg-type]  # the point of the test


def test_numpy_integers_become_python_ints_by_of() -> None:
    index = ItkIndex.of(np.int64(3), np.uint8(4))  # type: ignore[arg-type]  # as users have them

    assert [type(c) for c in index.components] == [int, int]


def test_numpy_integers_become_python_ints_by_the_constructor() -> None:
    index = ItkIndex((np.int64(3), np.int32(4)))  # type: ignore[arg-type]  # as users have them

    assert json.dumps(index.components) == "[3, 4]"


def test_an_unravelled_position_becomes_an_itk_index_of_python_ints() -> None:
    position = np.unravel_index(7, (3, 4))

    index = to_itk(position, (0, 0))  # type: ignore[arg-type]  # as users have them

    assert (index, [type(c) for c in index.components]) == (ItkIndex.of(3, 1), [int, int])


@pytest.mark.parametrize(
    ("index", "text"),
    [(ItkIndex.of(1, -2), "(1, -2)"), (ItkIndex.of(5), "(5)"), (ArrayIndex.of(3, 2, 1), "[3, 2, 1]")],
)
def test_indices_are_written_in_their_own_brackets(index: ItkIndex | ArrayIndex, text: str) -> None:
    assert str(index) == text


def test_dimension_counts_axes() -> None:
    assert ItkIndex.of(0, 0, 0, 0, 0).dimension == 5


def test_continuous_index_and_point_hold_floats() -> None:
    assert [type(c) for c in (*ContinuousIndex.of(1, 2).components, *PhysicalPoint.of(3).components)] == [float] * 3


def test_array_index_is_reversed_and_counted_from_the_start() -> None:
    assert to_array(ItkIndex.of(12, -3, 7), (10, -5, 7)) == (0, 2, 2)


def test_itk_index_is_reversed_and_offset_by_the_start() -> None:
    assert to_itk((0, 2, 2), (10, -5, 7)) == ItkIndex.of(12, -3, 7)


@given(indices_with_start)
def test_itk_to_array_and_back_is_the_same_pixel(both: tuple[list[int], list[int]]) -> None:
    index, start = ItkIndex(tuple(both[0])), both[1]

    assert to_itk(to_array(index, start), start) == index


@given(indices_with_start)
def test_array_to_itk_and_back_is_the_same_pixel(both: tuple[list[int], list[int]]) -> None:
    index, start = ArrayIndex(both[0]), both[1]

    assert to_array(to_itk(index, start), start) == index


@given(st.lists(st.integers(), max_size=6))
def test_reversing_twice_changes_nothing(numbers: list[int]) -> None:
    assert reverse(reverse(numbers)) == tuple(numbers)


@pytest.mark.parametrize("convert", [lambda: to_array(ItkIndex.of(1, 2, 3), (0, 0)), lambda: to_itk((1, 2), (0, 0, 0))])
def test_a_start_of_another_dimension_is_refused(convert: object) -> None:
    assert callable(convert)

    with pytest.raises(ValueError, match="zip"):
        convert()


@pytest.mark.parametrize(
    ("index", "shape", "twin"),
    [
        (ItkIndex.of(0, 0), (1, 1), (0, 0)),
        (ItkIndex.of(2, 3), (3, 4), (2, 3)),
        (ItkIndex.of(3, 0), (3, 4), None),
        (ItkIndex.of(0, 4), (3, 4), None),
        (ItkIndex.of(-1, 0), (3, 4), None),
        (ItkIndex.of(1, 2, 0, 1, 0), (2, 3, 1, 2, 1), (1, 2, 0, 1, 0)),
    ],
)
def test_unswapped_uses_the_numbers_as_they_stand(
    index: ItkIndex, shape: tuple[int, ...], twin: tuple[int, ...] | None
) -> None:
    assert unswapped(index, shape) == twin


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        ((0, 0), True),
        ((2, 3), True),
        ((3, 3), False),
        ((2, 4), False),
        ((-1, 0), False),
        ((0,), False),
        ((0, 0, 0), False),
    ],
)
def test_inside_knows_the_corners_and_the_dimension(index: tuple[int, ...], expected: bool) -> None:
    assert inside(index, (3, 4)) == expected
