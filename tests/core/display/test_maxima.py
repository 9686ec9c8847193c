"""The largest value of what each screen pixel covers, against plain looping."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itk_inspector.core.display.maxima import has_maxima, maxima, maxima_step
from itk_inspector.core.display.overview import lattice_step


def largest(values: np.ndarray) -> Any:
    known = [value for value in values.ravel().tolist() if value == value]
    return max(known) if known else float("nan")


def same(left: Any, right: Any) -> bool:
    return bool(left == right or (left != left and right != right))


@st.composite
def slices(draw: st.DrawFn) -> np.ndarray:
    dtype = draw(st.sampled_from(["uint8", "int16", "int64", "float32"]))
    rows, columns = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    made = np.random.default_rng(draw(st.integers(0, 99))).integers(-99 if dtype[0] != "u" else 0, 99, (rows, columns))
    made = made.astype(dtype)
    if made.dtype.kind == "f":
        made[made < draw(st.integers(-110, 100))] = -np.inf
        made[made > draw(st.integers(-100, 100))] = np.nan
    return made


@settings(deadline=None)
@given(pixels=slices(), step=st.integers(1, 9))
def test_each_block_has_its_largest_value_and_its_place(pixels: np.ndarray, step: int) -> None:
    made = maxima(pixels, step)

    assert made is not None
    for (row, column), value in np.ndenumerate(made.pixels):
        block = pixels[row * step : (row + 1) * step, column * step : (column + 1) * step]
        assert same(value, largest(block))
        down, along = divmod(int(made.places[row, column]), step)
        assert same(block[down, along], value)


@settings(deadline=None)
@given(pixels=slices(), step=st.integers(1, 4), data=st.data(), is_falling=st.tuples(st.booleans(), st.booleans()))
def test_a_screen_pixel_shows_the_largest_of_all_blocks_around_its_centre(
    pixels: np.ndarray, step: int, data: st.DataObject, is_falling: tuple[bool, bool]
) -> None:
    made = maxima(pixels, step)
    assert made is not None
    picks, spans = [], []
    for axis in (0, 1):
        count = made.pixels.shape[axis]
        chosen = sorted(data.draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=10)))
        widest = max((b - a for a, b in itertools.pairwise(chosen)), default=count)
        middles = [math.ceil((a + b) / 2) for a, b in itertools.pairwise(chosen)]
        begin = 0 if chosen[0] <= widest else chosen[0] - widest // 2
        end = count if count - 1 - chosen[-1] <= widest else chosen[-1] + widest // 2 + 1
        spans_here = list(zip([begin, *middles], [*middles, end], strict=True))[:: -1 if is_falling[axis] else 1]
        chosen = chosen[:: -1 if is_falling[axis] else 1]
        picks.append(np.array(chosen))
        spans.append(spans_here)

    reduced = made.reduced(*picks)

    assert reduced.shape == (picks[0].size, picks[1].size)
    for i, (top, bottom) in enumerate(spans[0]):
        for j, (left, right) in enumerate(spans[1]):
            covered = pixels[top * step : bottom * step, left * step : right * step]
            assert same(reduced[i, j], largest(covered))
            row, column = made.place_of(*picks, int(picks[0][i]), int(picks[1][j]))
            assert same(pixels[row, column], reduced[i, j])
            assert top * step <= row < bottom * step
            assert left * step <= column < right * step


@settings(deadline=None)
@given(pixels=slices(), step=st.integers(2, 5), data=st.data())
def test_after_a_change_it_is_as_if_made_anew(pixels: np.ndarray, step: int, data: st.DataObject) -> None:
    made = maxima(pixels, step)
    assert made is not None
    box = []
    for count in pixels.shape:
        first = data.draw(st.integers(0, count - 1))
        box.append(slice(first, data.draw(st.integers(first + 1, count))))
    changed = pixels.copy()
    changed[tuple(box)] = 3

    made.update(changed, *box)

    anew = maxima(changed, step)
    assert anew is not None
    assert np.array_equal(made.pixels, anew.pixels, equal_nan=pixels.dtype.kind == "f")
    assert np.array_equal(made.places, anew.places)


def test_it_ends_when_it_is_not_wanted() -> None:
    assert maxima(np.zeros((9, 9)), 3, lambda: False) is None


@pytest.mark.parametrize(
    ("pixels", "expected"),
    [
        (np.zeros((2, 2), np.int8), True),
        (np.zeros((2, 2), np.float64), True),
        (np.zeros((2, 2), bool), False),
        (np.zeros((2, 2), np.complex64), False),
        (np.zeros((2, 2, 3), np.uint8), False),
    ],
)
def test_only_single_real_numbers_have_an_order(pixels: np.ndarray, expected: bool) -> None:
    assert has_maxima(pixels) is expected


@pytest.mark.parametrize("dots", [8.0, 9.7, 23.3])
def test_no_block_is_left_out(dots: float) -> None:
    pixels = np.random.default_rng(5).integers(0, 2**15, (300, 410)).astype(np.int32)
    made = maxima(pixels, 4)
    assert made is not None

    rows, columns = (np.floor(np.arange(0.7 * dots, count, dots)).astype(np.intp) // 4 for count in pixels.shape)

    assert made.reduced(rows, columns).max() == pixels.max()
    alone = np.zeros_like(pixels)
    for place in [(0, 0), (299, 409), (0, 409), (150, 207)]:
        alone[:] = 0
        alone[place] = 7
        found = maxima(alone, 4)
        assert found is not None
        assert np.count_nonzero(found.reduced(rows, columns)) == 1


def test_every_slice_of_real_numbers_has_blocks_unless_a_whole_file_would_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def step(rows: int, columns: int, dtype: str = "float32") -> int:
        return maxima_step(np.broadcast_to(np.zeros((), dtype), (rows, columns)))

    assert (step(512, 512), step(4000, 5000), step(5000, 6000), step(6500, 7000)) == (1, 1, 2, 2)
    giant = np.broadcast_to(np.zeros((), np.uint8), (20000, 20000))
    assert maxima_step(giant) == lattice_step(giant) > 4
    assert (step(9, 9, "complex64"), step(9, 9, "bool"), step(0, 9)) == (0, 0, 0)
    across = np.zeros((30, 20, 10), np.int16)[:, :, 3]
    assert maxima_step(across) == 1
    monkeypatch.setattr("itk_inspector.core.display.maxima._MOST_SPANNED", 1000)
    assert maxima_step(np.zeros((31, 20, 10), np.int16)[:, :, 3]) == 0  # another size: what was asked before is known
