"""Values replaced in an area, against the same in plain NumPy, through undo and redo."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from itk_inspector.core.editing import replacing
from itk_inspector.core.editing.paint_over import ALL_VALUES, PaintOver
from itk_inspector.core.editing.replacing import Replacement, everywhere, in_plane, replaced
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.step_records import step_from
from itk_inspector.core.editing.value_range import alike, between
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.measure import area as areas
from itk_inspector.core.measure.area import Area, area_of
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.shapes import Shape

SHAPE = (4, 3, 5)
START = (10, -1, 5)
GEOMETRY = replace(Geometry.identity(SHAPE[::-1]), start_index=START)


def session(pixels: npt.NDArray[Any], channels: int = 1) -> EditSession:
    return EditSession(pixels.copy(), GEOMETRY, channels=channels)


@st.composite
def some_areas(draw: st.DrawFn) -> tuple[Area, npt.NDArray[np.bool_]]:
    """An area, and the mask of it by other means."""
    mask = np.zeros(SHAPE, np.bool_)
    kind = draw(st.sampled_from(["all", "plane", "box", "ellipse"]))
    if kind == "all":
        mask[...] = True
        return everywhere(GEOMETRY), mask
    low = [draw(st.integers(0, n - 1)) for n in SHAPE]
    high = [draw(st.integers(first, n - 1)) for first, n in zip(low, SHAPE, strict=True)]
    if kind == "plane":
        horizontal, vertical = draw(st.permutations([0, 1, 2]))[:2]
        (across,) = {0, 1, 2} - {horizontal, vertical}
        position = [at + start for at, start in zip(reversed(low), START, strict=True)]
        np.moveaxis(mask, 2 - across, 0)[low[2 - across]] = True
        return in_plane(Plane(horizontal, vertical, tuple(position)), GEOMETRY), mask
    if kind == "box":
        mask[tuple(slice(a, b + 1) for a, b in zip(low, high, strict=True))] = True
        return Area(Region(tuple(low), tuple(b - a + 1 for a, b in zip(low, high, strict=True))), (1, 2)), mask
    nodes = [ItkIndex(tuple(n + s for n, s in zip(reversed(end), START, strict=True))) for end in (low, high)]
    nodes[1] = ItkIndex((*nodes[1].components[:2], nodes[0].components[2]))
    height, width = high[1] - low[1] + 1, high[2] - low[2] + 1
    for row in range(low[1], high[1] + 1):
        for col in range(low[2], high[2] + 1):
            y, x = Fraction(2 * row - low[1] - high[1], height), Fraction(2 * col - low[2] - high[2], width)
            mask[low[0], row, col] = y * y + x * x <= 1
    return area_of(Shape(1, ShapeKind.ELLIPSE, tuple(nodes), (0, 1)), GEOMETRY), mask


@given(st.data(), some_areas(), st.sampled_from([1, 2]), st.sampled_from([1, 4, 100]))
def test_values_within_bounds_are_replaced(
    data: st.DataObject, chosen: tuple[Area, npt.NDArray[np.bool_]], channels: int, piece: int
) -> None:
    area, mask = chosen
    shape = SHAPE if channels == 1 else (*SHAPE, channels)
    pixels = data.draw(arrays.arrays(np.int16, shape, elements=st.integers(-3, 3)))
    low = data.draw(st.integers(-4, 4))
    high = data.draw(st.integers(low, 4))
    over = data.draw(st.sampled_from([ALL_VALUES, PaintOver(frozenset({0, 1, 2}))]))
    edited = session(pixels, channels)
    value = edited.checked([7] * channels)
    wanted = Replacement(between(str(low), str(high), "int16", channels), area, "some", over)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(areas, "PIECE", piece)
        step = replaced(edited, wanted, value)
        count = wanted.runs(edited.access).count

    hit = (pixels >= low) & (pixels <= high)
    if over.values is not None:
        hit &= np.isin(pixels, list(over.values))
    hit = mask & (hit if channels == 1 else hit.all(axis=-1))
    assert count == np.count_nonzero(hit)
    assert (step is None) == (not hit.any())
    if step is None:
        return
    after = pixels.copy()
    after[hit] = 7
    edited.apply(step)
    assert np.array_equal(edited.view, after)
    assert edited.undo()
    assert np.array_equal(edited.view, pixels)
    assert edited.redo()
    assert np.array_equal(edited.view, after)
    other = session(pixels, channels)
    other.apply(step_from(step.record(), other.view))
    assert np.array_equal(other.view, after)


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "0.1"])
def test_special_values_are_replaced_too(value: str) -> None:
    pixels = np.resize(np.array([np.nan, np.inf, -np.inf, 0.1, 0.5], np.float32), SHAPE)
    edited = session(pixels)

    step = replaced(
        edited, Replacement(alike(edited.checked(value), Fraction(0)), everywhere(GEOMETRY), value), edited.checked("9")
    )

    assert step is not None
    assert step.label == f"replace {value} by 9.0, 12 pixels"
    edited.apply(step)
    number = np.float32(value)
    assert np.array_equal(
        edited.view, np.where(np.isnan(pixels) if np.isnan(number) else pixels == number, 9, pixels), equal_nan=True
    )


def test_one_old_value_is_kept_once() -> None:
    edited = session(np.zeros(SHAPE, np.float64))

    step = replaced(edited, Replacement(between("", "5", "float64"), everywhere(GEOMETRY), "all"), edited.checked("9"))

    assert step is not None
    assert step.nbytes < 100


def test_what_holds_the_value_already_is_no_step() -> None:
    edited = session(np.full(SHAPE, 9.0))

    assert (
        replaced(edited, Replacement(between("5", "", "float64"), everywhere(GEOMETRY), "all"), edited.checked("9"))
        is None
    )


def test_an_area_beyond_the_image_is_refused() -> None:
    edited = session(np.zeros(SHAPE, np.uint8))
    beyond = Area(Region((0, 0, 0), (4, 3, 6)), (1, 2))

    with pytest.raises(EditError, match="beyond the image"):
        Replacement(between("", "5", "uint8"), beyond, "all").runs(edited.access)


def test_what_nobody_wants_is_given_up() -> None:
    edited = session(np.zeros(SHAPE, np.uint8))

    with pytest.raises(EditError, match="given up"):
        replaced(
            edited,
            Replacement(between("", "5", "uint8"), everywhere(GEOMETRY), "all"),
            edited.checked("9"),
            lambda: False,
        )


def test_too_many_places_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replacing, "MOST_RUNS", 3)
    edited = session(np.resize(np.array([0, 1], np.uint8), SHAPE))

    with pytest.raises(EditError, match="too many separate places"):
        Replacement(between("1", "", "uint8"), everywhere(GEOMETRY), "all").runs(edited.access)
