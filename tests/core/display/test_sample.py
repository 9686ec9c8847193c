"""A bounded sample of what is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode
from itk_inspector.core.display.sample import as_rows, sample


@pytest.mark.parametrize("shape", [(7, 5), (3, 7, 5), (2, 3, 7, 5)])
def test_rows_are_a_view_of_any_dimension(shape: tuple[int, ...]) -> None:
    pixels = np.zeros(shape, np.int16)

    rows = as_rows(pixels, has_components=False)

    assert rows.shape == (pixels.size // 5, 5)
    assert np.shares_memory(rows, pixels)


def test_components_stay_together() -> None:
    assert as_rows(np.zeros((4, 6, 5, 3)), has_components=True).shape == (24, 5, 3)


@pytest.mark.parametrize("shape", [(1, 1), (300, 700), (2, 200_000), (200_000, 2)])
def test_all_pixels_are_taken_once_below_the_limit(shape: tuple[int, int]) -> None:
    pixels = np.arange(shape[0] * shape[1]).reshape(shape)

    taken = sample(pixels, ComponentChoice(), pixels.size)

    assert taken is not None
    assert taken.is_complete
    assert np.array_equal(np.sort(taken.values), pixels.ravel())


def test_the_sample_is_a_copy() -> None:
    pixels = np.zeros((5, 5))

    taken = sample(pixels, ComponentChoice(), 100)

    assert taken is not None
    assert not np.shares_memory(taken.values, pixels)


def test_columns_are_not_sampled_in_step_with_a_pattern() -> None:
    stripes = np.tile(np.arange(10_000) // 100 % 2, (1000, 1))

    taken = sample(stripes, ComponentChoice(), 100_000, run=64)

    assert taken is not None
    assert 0.45 < taken.values.mean() < 0.55


def test_colours_give_three_numbers_a_pixel() -> None:
    taken = sample(np.zeros((10, 10, 4), np.uint8), ComponentChoice(ComponentMode.COLOUR), 100)

    assert taken is not None
    assert (taken.values.size, taken.population, taken.is_complete) == (300, 300, True)


@pytest.mark.parametrize("side", [256, 500, 512, 1024])
def test_rows_are_not_sampled_in_step_with_the_slices(side: int) -> None:
    row, column = np.mgrid[:side, :side]
    disc = (np.hypot(row - side / 2, column - side / 2) < 0.4 * side).astype(np.uint8)
    volume = np.broadcast_to(disc, (32, side, side))

    taken = sample(volume.reshape(-1, side), ComponentChoice(), 2**17)

    assert taken is not None
    assert taken.values.mean() == pytest.approx(disc.mean(), abs=0.05)
