"""Strokes of any length: every pixel is kept once."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.editing import stroke
from itk_inspector.core.editing.brush import brush_offsets, stamp_indices
from itk_inspector.core.editing.brush_shape import BrushShape
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.planes import Plane


def session(size: tuple[int, ...], dtype: str, **facts: Any) -> EditSession:
    """A copy whose pixels are all different from their neighbours."""
    geometry = Geometry.identity(size)
    pixels = (np.arange(np.prod(size)) % 251).astype(dtype).reshape(geometry.shape)
    return EditSession(pixels, geometry, **facts)


def stamps(edited: EditSession, moves: int, radius: int, step: tuple[int, int]) -> list[npt.NDArray[np.int64]]:
    """Flat positions under a brush that goes over the first plane."""
    plane, offsets = Plane.first(edited.geometry), brush_offsets(BrushShape.DISC, radius)
    centres = [(radius + step[0] * k, radius + step[1] * k) for k in range(moves)]
    return [stamp_indices([centre], offsets, plane, edited.geometry) for centre in centres]


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32"])
@pytest.mark.parametrize("step", [(1, 0), (0, 1), (1, 1), (3, 2)])
def test_a_long_stroke_holds_little_more_than_its_pixels(dtype: str, step: tuple[int, int]) -> None:
    edited = session((900, 900, 2), dtype)
    held = 0
    for positions in stamps(edited, 200, 100, step):
        edited.paint(positions, 255)
        held = max(held, edited.history.nbytes)
    painted = int((edited.view == 255).sum()) * edited.view.itemsize
    edited.end_stroke()

    assert edited.history.nbytes <= 2 * painted
    assert held <= 2 * painted + 9 * 2**17  # those that wait to be joined, as whole positions


def test_a_stroke_counts_in_the_budget_before_it_ends() -> None:
    edited = session((300, 300), "uint8")

    edited.paint(np.arange(5000), 255)

    assert edited.history.nbytes >= 5000


def test_a_stroke_is_split_at_the_budget() -> None:
    edited = session((300, 300), "uint8", undo_budget=3000)
    before = edited.view.copy()
    for start in range(0, 20_000, 1000):
        edited.paint(np.arange(start, start + 1000), 255)
    edited.end_stroke()

    assert edited.history.nbytes <= 2 * 3000 + 1000
    assert edited.history.forgotten > 0
    while edited.undo():
        pass
    assert not np.array_equal(edited.view, before)  # the oldest part is kept as it was painted
    assert np.array_equal(edited.view.reshape(-1)[19_500:], before.reshape(-1)[19_500:])


lattice = st.tuples(st.integers(0, 30), st.sampled_from([1, 7, 40, 280]), st.lists(st.integers(0, 6), min_size=1))


@given(st.lists(lattice, min_size=1, max_size=8))
def test_undo_brings_back_every_byte_whatever_was_painted_over(moves: list[tuple[int, int, list[int]]]) -> None:
    edited = session((7, 40, 8), "int16")
    before = edited.view.copy()
    for first, stride, numbers in moves:
        edited.paint(np.array([first + stride * n for n in numbers]), -5)
    edited.end_stroke()
    painted = edited.view.copy()

    edited.undo()
    back = edited.view.copy()
    edited.redo()

    assert np.array_equal(back, before)
    assert np.array_equal(edited.view, painted)


@pytest.mark.parametrize("positions", [[-1], [12], [0, 5, 12], [2**62]])
def test_a_stroke_outside_the_image_changes_nothing(positions: list[int]) -> None:
    edited = session((4, 3), "uint8")
    before = edited.view.copy()

    with pytest.raises(EditError, match="beyond"):
        edited.paint(np.array(positions), 9)

    assert np.array_equal(edited.view, before)
    assert not edited.is_modified


def test_what_a_stroke_holds_is_counted_as_it_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stroke, "_LOOSE", 30)
    painted = stroke.Stroke(np.array(7, dtype=np.uint16), (100, 100))
    for row in range(20):
        fresh = painted.fresh(np.arange(row * 90, row * 90 + 12))
        painted.keep(fresh, np.zeros(fresh.size, dtype=np.uint16))

        loose = sum(numbers.nbytes + old.nbytes for numbers, old, _ in painted._loose)
        parts = sum(part.nbytes for part in painted._parts)
        assert painted.nbytes == loose + parts + painted._painted.nbytes + 2


def test_the_label_counts_each_pixel_once() -> None:
    edited = session((10, 10), "uint8")
    edited.paint(np.array([3, 4, 4]), 9)
    edited.paint(np.array([4, 5]), 9)

    assert edited.undo_label == "paint 3 pixels"
    edited.end_stroke()
    assert edited.undo_label == "paint 3 pixels"
