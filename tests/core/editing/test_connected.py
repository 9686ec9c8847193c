"""Pixels of one value that hang together, against a search that goes from neighbour to neighbour."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from itk_inspector.core.editing import connected as room
from itk_inspector.core.editing.connected import connected, in_array
from itk_inspector.core.editing.runs import Runs
from itk_inspector.core.errors import EditError
from search_by_neighbours import neighbours_of


def places_of(pixels: npt.NDArray[Any], seed: tuple[int, ...]) -> list[tuple[int, ...]]:
    counted_in, runs = connected(pixels, seed)
    return [tuple(int(n) for n in place) for place in np.stack(np.unravel_index(runs.numbers(), counted_in), axis=1)]


shapes = st.one_of(
    arrays.array_shapes(min_dims=2, max_dims=2, max_side=9), arrays.array_shapes(min_dims=3, max_dims=3, max_side=5)
)


@given(st.data())
def test_those_that_hang_together_are_found(data: st.DataObject) -> None:
    shape = data.draw(shapes)
    pixels = data.draw(arrays.arrays(np.uint8, shape, elements=st.integers(0, 1)))
    seed = tuple(data.draw(st.integers(0, n - 1)) for n in shape)

    found = places_of(pixels, seed)

    assert len(found) == len(set(found))
    assert set(found) == neighbours_of(pixels, seed)


@given(st.data())
def test_those_that_fit_a_rule_are_found(data: st.DataObject) -> None:
    shape = data.draw(shapes)
    pixels = data.draw(arrays.arrays(np.int8, shape, elements=st.integers(-2, 2)))
    seed = tuple(data.draw(st.integers(0, n - 1)) for n in shape)
    least = int(pixels[seed]) - 1

    counted_in, runs = connected(pixels, seed, belongs=lambda slab: slab >= least)

    places = zip(*np.unravel_index(runs.numbers(), counted_in), strict=True)
    wanted = neighbours_of(pixels, seed, lambda value: int(value) >= least)
    assert {tuple(int(n) for n in place) for place in places} == wanted


@given(st.data())
def test_slabs_do_not_matter(data: st.DataObject) -> None:
    pixels = data.draw(arrays.arrays(np.int16, (5, 4, 3), elements=st.integers(-1, 0)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "_AT_ONCE", 1)
        found = places_of(pixels, (2, 1, 0))

    assert set(found) == neighbours_of(pixels, (2, 1, 0))


def test_a_way_of_many_turns_is_followed_to_its_end() -> None:
    pixels = np.zeros((63, 64), np.uint8)
    pixels[1::2] = 1
    pixels[1::4, -1] = pixels[3::4, 0] = 0

    assert len(places_of(pixels, (62, 63))) == np.count_nonzero(pixels == 0)


def test_corners_do_not_hang_together() -> None:
    assert places_of(np.eye(3, dtype=np.uint8), (1, 1)) == [(1, 1)]


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex64", "complex128"])
def test_bits_are_compared(dtype: str) -> None:
    pixels = np.zeros((2, 4), dtype)
    pixels[0] = [np.nan, np.nan, -0.0, 0.0]

    assert places_of(pixels, (0, 0)) == [(0, 0), (0, 1)]
    assert places_of(pixels, (0, 2)) == [(0, 2)]


@pytest.mark.parametrize("dtype", ["uint8", "float32", "complex64"])
def test_all_components_are_compared(dtype: str) -> None:
    pixels = np.zeros((2, 3, 2), dtype)
    pixels[:, 1, 1] = 1

    assert places_of(pixels, (1, 0)) == [(0, 0), (1, 0)]


def test_a_view_across_the_array_is_read_as_it_lies() -> None:
    volume = np.zeros((4, 3, 5), np.uint8)
    volume[1, :, 2] = 1

    assert places_of(volume[:, :, 2], (1, 1)) == [(1, 0), (1, 1), (1, 2)]


def test_too_many_pieces_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_RUNS", 7)

    with pytest.raises(EditError, match="too many separate pieces"):
        connected(np.eye(8, dtype=np.uint8), (0, 0))


def test_nothing_is_read_that_nobody_wants() -> None:
    with pytest.raises(EditError, match="given up"):
        connected(np.eye(8, dtype=np.uint8), (0, 0), lambda: False)


@given(st.data())
def test_numbers_are_those_of_the_array(data: st.DataObject) -> None:
    pixels = data.draw(arrays.arrays(np.uint8, (4, 3, 5), elements=st.integers(0, 1)))
    counted_in, runs = connected(pixels, (0, 0, 0))

    moved = in_array(runs, counted_in, (15, 5, 1))

    flat = {int(np.ravel_multi_index(place, pixels.shape)) for place in neighbours_of(pixels, (0, 0, 0))}
    assert set(moved.numbers().tolist()) == flat
    assert np.all(moved.starts[1:] > moved.stops[:-1])


@given(st.lists(st.booleans(), max_size=40), st.integers(0, 99))
def test_runs_of_a_mask_hold_its_places(mask: list[bool], first: int) -> None:
    runs = Runs.of_mask(np.array(mask, dtype=np.bool_), first)

    assert runs.numbers().tolist() == [first + n for n, is_set in enumerate(mask) if is_set]
