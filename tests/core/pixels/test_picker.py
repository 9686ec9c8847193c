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


@pytest.mark.parametrize("backwards", [False, True])
def test_many_pixels_of_several_slices_are_those_of_each(backwards: bool) -> None:
    volume = np.random.default_rng(2).integers(0, 60000, (3, 1200, 1600), np.uint16)
    picker = Picker()
    for count in (350, 300):  # more than are worked out at once; then fewer, in the memory of these
        rows, columns = (np.arange(count) * (n - 1) // (count - 1) for n in volume.shape[1:])
        if backwards:
            rows = rows[::-1]
        for plane in (volume[0], volume[1], volume[2]):
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
