"""Differences at the same physical points, against plain loops over the pixels."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directions import SIGNED_PERMUTATIONS, rotation
from itk_inspector.core.compare import place_difference as room
from itk_inspector.core.compare.place_difference import PlacedImage, place_difference
from itk_inspector.core.compare.value_difference import value_difference
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ArrayIndex, ContinuousIndex, to_array, to_itk
from itk_inspector.core.geometry.other_lattice import index_in

ANGLES = st.tuples(*(st.integers(-40, 40),) * 3)


@st.composite
def placed(draw: st.DrawFn, components: int = 1) -> PlacedImage:
    size = tuple(draw(st.lists(st.integers(1, 6), min_size=3, max_size=3)))
    direction = draw(st.sampled_from(SIGNED_PERMUTATIONS)) if draw(st.booleans()) else rotation(draw(ANGLES))
    geometry = Geometry(
        size,
        tuple(draw(st.lists(st.integers(-3, 3), min_size=3, max_size=3))),
        tuple(draw(st.lists(st.floats(-3, 3), min_size=3, max_size=3))),
        tuple(draw(st.lists(st.sampled_from([0.5, 1.0, 1.5]), min_size=3, max_size=3))),
        tuple(tuple(float(v) for v in row) for row in direction),
    )
    kind = draw(st.sampled_from([np.uint8, np.int16, np.float32]))
    shape = size[::-1] if components == 1 else (*size[::-1], components)
    seed = draw(st.integers(0, 99))
    return PlacedImage(np.random.default_rng(seed).integers(0, 99, shape).astype(kind), geometry)


def pairs(other: PlacedImage, main: PlacedImage) -> list[tuple[ArrayIndex, Any, Any]]:
    """Pixel by pixel of the main image: its index, and both values."""
    found = []
    for numbers in itertools.product(*map(range, reversed(main.geometry.size))):
        here = ArrayIndex(numbers)
        centre = ContinuousIndex(tuple(map(float, to_itk(here, main.geometry.start_index).components)))
        there = index_in(main.geometry, other.geometry, centre)
        if there is not None:
            at = to_array(there, other.geometry.start_index)
            found.append((here, other.pixels[at], main.pixels[here]))
    return found


@settings(deadline=None)
@given(placed(), placed(), st.sampled_from([7, 1 << 17]))
def test_each_pixel_is_compared_with_the_one_at_its_centre(other: PlacedImage, main: PlacedImage, block: int) -> None:
    expected = pairs(other, main)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "_BLOCK", block)
        found = place_difference(other, main)

    assert found is not None
    assert found.values.pixels == len(expected)
    assert found.outside == main.pixels.size - len(expected)
    apart = [Fraction(a.item()) - Fraction(b.item()) for _, a, b in expected]
    assert found.values.unequal == sum(map(bool, apart))
    part = found.values.components[0]
    if expected:
        assert (part.smallest, part.greatest) == (min(apart), max(apart))
        assert part.mean_absolute == float(sum(map(abs, apart)) / len(apart))
    else:
        assert (part.smallest, part.greatest, part.mean_absolute, part.rms) == (None,) * 4
    if any(apart):
        top = max(map(abs, apart))
        first = next(place for place, step in enumerate(apart) if abs(step) == top)
        assert part.largest is not None
        assert part.largest.magnitude == top
        assert (part.largest.array_index, part.largest.a, part.largest.b) == expected[first]
    else:
        assert part.largest is None


@settings(deadline=None, max_examples=30)
@given(placed(components=2), placed(components=2))
def test_components_count_each(other: PlacedImage, main: PlacedImage) -> None:
    expected = pairs(other, main)
    found = place_difference(other, main)

    assert found is not None
    assert found.values.unequal == sum(bool((a.astype(float) != b.astype(float)).any()) for _, a, b in expected)
    for place, part in enumerate(found.values.components):
        assert part.unequal == sum(float(a[place]) != float(b[place]) for _, a, b in expected)


def volume(values: Any) -> PlacedImage:
    pixels = np.ascontiguousarray(values)
    return PlacedImage(pixels, Geometry.identity(tuple(reversed(pixels.shape))))


def test_on_one_lattice_the_figures_are_those_of_diff() -> None:
    rng = np.random.default_rng(3)
    a, b = (volume(rng.integers(-9, 9, (4, 5, 6)).astype(np.int16)) for _ in range(2))
    found = place_difference(a, b)

    assert found is not None
    assert found.values == value_difference(a.pixels, b.pixels)
    assert not found.is_sampled


def test_identical_needs_every_bit_the_type_and_the_place() -> None:
    one = volume(np.arange(24, dtype=np.int16).reshape(2, 3, 4))
    moved = replace(one, geometry=replace(one.geometry, origin=(1e-9, 0.0, 0.0)))
    wide = replace(one, pixels=one.pixels.astype(np.int32))
    zero, minus = volume(np.zeros((2, 2))), volume(np.full((2, 2), -0.0))

    def identical(a: PlacedImage, b: PlacedImage) -> bool:
        found = place_difference(a, b)
        assert found is not None
        assert found.values.unequal == 0
        return found.is_identical

    assert identical(one, one)
    assert not identical(moved, one)
    assert not identical(wide, one)
    assert not identical(minus, zero)


def test_a_series_stays_at_its_time_beside_a_volume() -> None:
    series = volume(np.arange(48, dtype=np.int16).reshape(2, 2, 3, 4))
    main = volume(np.zeros((2, 3, 4), np.int16))
    found = place_difference(replace(series, position=(0, 0, 0, 1)), main)

    assert found is not None
    assert (found.values.components[0].smallest, found.values.components[0].greatest) == (24, 47)
    assert found.is_sampled


def test_it_stops_and_tells_how_far_it_is() -> None:
    main, told = volume(np.zeros((3, 2, 2), np.uint8)), []
    other = replace(main, geometry=replace(main.geometry, spacing=(2.0, 2.0, 2.0)))

    assert place_difference(other, main, told=told.append) is not None
    assert told == [1 / 3, 2 / 3, 1.0]
    assert place_difference(other, main, go_on=lambda: False) is None


def test_other_components_have_no_difference() -> None:
    main = volume(np.zeros((2, 2, 2), np.uint8))
    colours = PlacedImage(np.zeros((2, 2, 2, 3), np.uint8), main.geometry)

    with pytest.raises(ValueError, match="3 components beside 1"):
        place_difference(colours, main)
