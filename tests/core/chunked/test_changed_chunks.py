"""What was changed of an image that is read in parts, judged by NumPy on arrays of all its pixels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.core.chunked.changed_chunks import IS_CHANGED, VALUE, ChangedChunks
from itk_inspector.core.chunked.level import Level
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region

EYE = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
SHAPE = (9, 70, 150)
START = (5, -3, 2)


def level(shape: tuple[int, ...] = SHAPE, chunks: tuple[int, ...] = (4, 33, 64)) -> Level:
    return Level(Geometry(shape[::-1], START, (0.0,) * 3, (1.0,) * 3, EYE), chunks)


class Dense:
    """The same by arrays of all pixels."""

    def __init__(self, components: int) -> None:
        own = () if components == 1 else (components,)
        self.values = np.zeros((*SHAPE, *own), np.int16)
        self.is_changed = np.zeros(SHAPE, np.bool_)

    def put(self, where: Any, value: npt.NDArray[Any]) -> None:
        self.values[where], self.is_changed[where] = value, True

    def check(self, made: ChangedChunks) -> None:
        positions = np.arange(math.prod(SHAPE))
        read = made.rows[positions]
        values, is_changed = self.values.reshape(read.shape), self.is_changed.reshape(-1)
        of_pixels = read[IS_CHANGED] if read.ndim == 1 else read[IS_CHANGED].all(axis=1)
        np.testing.assert_array_equal(of_pixels, is_changed)
        np.testing.assert_array_equal(read[VALUE][is_changed], values[is_changed])
        assert made.count == np.count_nonzero(is_changed)


@pytest.mark.parametrize("components", [1, 3])
def test_random_changes_are_those_of_an_array(components: int) -> None:
    rng = np.random.default_rng(components)
    made, dense = ChangedChunks(level(), np.dtype(np.int16), components), Dense(components)
    own = () if components == 1 else (components,)
    steps: list[tuple[Any, npt.NDArray[Any], Any]] = []
    for _ in range(120):
        value = rng.integers(-999, 999, own, dtype=np.int16)
        if rng.random() < 0.5:
            start = tuple(int(rng.integers(0, n)) for n in SHAPE)
            box = Region(start, tuple(int(rng.integers(1, n - s + 1)) for n, s in zip(SHAPE, start, strict=True)))
            where: Any = box.slices
            old = made[where]
            made[where] = value
            dense.put(where, value)
        else:
            where = np.unique(rng.integers(0, math.prod(SHAPE), 200))
            old = made.rows[where]
            made.rows[where] = value
            dense.put(np.unravel_index(where, SHAPE), value)
        steps.append((where, old, value))
    dense.check(made)
    for where, old, _ in reversed(steps):
        if isinstance(where, tuple):
            made[where] = old
        else:
            made.rows[where] = old
    assert (made.count, made.nbytes) == (0, 0)


def test_slices_of_positions_are_positions() -> None:
    made, dense = ChangedChunks(level(), np.dtype(np.int16)), Dense(1)
    made.rows[100:20_000:7] = np.array(5, np.int16)
    dense.put(np.unravel_index(np.arange(100, 20_000, 7), SHAPE), np.array(5, np.int16))
    dense.check(made)
    assert made.rows.shape == (math.prod(SHAPE),)


@pytest.mark.parametrize("axes", [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)])
@pytest.mark.parametrize("components", [1, 2])
@pytest.mark.parametrize("step", [1, 3, -2])
def test_a_picture_shows_the_changed_pixels_that_it_samples(axes: tuple[int, int], components: int, step: int) -> None:
    rng = np.random.default_rng(7)
    made, dense = ChangedChunks(level(), np.dtype(np.int16), components), Dense(components)
    where = np.unique(rng.integers(0, math.prod(SHAPE), 60_000))
    own = () if components == 1 else (components,)
    values = rng.integers(1, 999, (where.size, *own), dtype=np.int16)
    made.rows[where] = values
    dense.put(np.unravel_index(where, SHAPE), values)
    plane = Plane(*axes, (5 + 77, -3 + 41, 2 + 6))
    sizes = SHAPE[::-1]
    columns, rows = (np.arange(sizes[axis])[::step] for axis in axes)
    picture = np.full((rows.size, columns.size, *own), -7, np.int16)
    made.draw_over(picture, plane, rows, columns)
    index: list[Any] = [77, 41, 6]
    index[axes[0]], index[axes[1]] = columns[None, :], rows[:, None]
    there = tuple(reversed(index))
    mask = dense.is_changed[there]
    wanted = np.where(mask if components == 1 else mask[..., None], dense.values[there], -7)
    np.testing.assert_array_equal(picture, wanted)
    assert mask.any()
    assert not mask.all()


def test_one_pixel_is_its_value_or_the_store_s() -> None:
    made = ChangedChunks(level(), np.dtype(np.int16), 3)
    made.rows[np.array([np.ravel_multi_index((8, 69, 149), SHAPE)])] = np.array([1, 2, 3], np.int16)
    found = made.pixel((8, 69, 149))
    assert found is not None
    assert found.tolist() == [1, 2, 3]
    assert made.pixel((8, 69, 148)) is None
    assert made.pixel((0, 0, 0)) is None


def test_no_more_is_kept_than_may_be_and_what_was_refused_changes_nothing() -> None:
    made = ChangedChunks(level((64, 40_000, 48_000), (8, 128, 128)), np.dtype(np.uint16), budget=1 << 20)
    made[slice(3, 4), slice(100, 200), slice(100, 200)] = np.array(9, np.uint16)
    before = made.count, made.nbytes
    with pytest.raises(EditError, match=r"More than 1.05 MB of changes: .*Open this part"):
        made[slice(0, 64), slice(0, 40_000), slice(0, 48_000)] = np.array(1, np.uint16)
    with pytest.raises(EditError, match="More than"):
        made[slice(0, 64), slice(0, 40_000), slice(0, 48_000)]
    with pytest.raises(EditError, match="More than"):
        made.rows[np.arange(0, 64 * 40_000 * 48_000, 50_000_000)] = np.array(1, np.uint16)
    assert (made.count, made.nbytes) == before == (10_000, made.nbytes)
    assert before[1] <= 1 << 20


def test_what_was_changed_is_told_in_boxes_of_the_image() -> None:
    made, dense = ChangedChunks(level(), np.dtype(np.int16)), Dense(1)
    for box in (Region((7, 60, 140), (2, 10, 10)), Region((0, 0, 0), (1, 1, 1)), Region((3, 30, 60), (3, 9, 9))):
        made[box.slices] = np.array(box.pixels, np.int16)
        dense.put(box.slices, np.array(box.pixels, np.int16))
    values, is_changed = np.zeros(SHAPE, np.int16), np.zeros(SHAPE, np.bool_)
    for part in made.changed_boxes():
        assert part.box.lies_in(SHAPE)
        values[part.box.slices][part.is_changed] = part.values[part.is_changed]
        is_changed[part.box.slices] |= part.is_changed
    np.testing.assert_array_equal(is_changed, dense.is_changed)
    np.testing.assert_array_equal(values, dense.values)
