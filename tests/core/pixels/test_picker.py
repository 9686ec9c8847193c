"""Pixels at rows and columns are the stored ones, whichever way they are picked."""

from __future__ import annotations

import numpy as np
import pytest

from itk_inspector.core.pixels.picker import Picker


@pytest.mark.parametrize("edge", [70, 200])
@pytest.mark.parametrize("offset", [0, 1])
@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("cut", ["whole", "part", "across"])
def test_picked_pixels_are_those_of_the_cut(edge: int, offset: int, backwards: bool, cut: str) -> None:
    stored = np.random.default_rng(0).integers(0, 255, 2 * edge**3 + offset, np.uint8)
    volume = stored[offset:].view(np.int16).reshape(edge, edge, edge)
    plane = {"whole": volume[3], "part": volume[3, :, 5:], "across": volume[:, 3]}[cut]
    rows, columns = (np.arange(41) * (n - 1) // 40 for n in plane.shape)
    if backwards:
        rows = rows[::-1]
    picker = Picker()

    for _ in range(2):
        assert np.array_equal(picker.pick(plane, rows, columns), plane[np.ix_(rows, columns)])


def test_dense_columns_are_picked_without_an_index_of_every_pixel(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []
    original = np.take
    monkeypatch.setattr(
        np, "take", lambda values, indices, **given: sizes.append(indices.size) or original(values, indices, **given)
    )
    picked = np.arange(50) * 2

    Picker().pick(np.zeros((100, 100), np.int16), picked, picked)

    assert sizes == [50, 50]
