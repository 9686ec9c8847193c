"""The difference that is drawn is the exact one of the pixels at the same places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directions import SIGNED_PERMUTATIONS, rotation
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode, DisplaySettings
from itk_inspector.core.display.drawn_difference import DifferencePicker, difference_settings, largest_on
from itk_inspector.core.display.layer_look import PLAIN_LOOK
from itk_inspector.core.display.scene_layer import SceneLayer
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import to_array
from itk_inspector.core.geometry.other_lattice import index_in
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.image_info import ImageInfo

SHAPE = (5, 6, 7)


def layer(
    pixels: np.ndarray, geometry: Geometry | None = None, channels: int = 1, drawn: ComponentChoice | None = None
) -> SceneLayer:
    size = tuple(reversed(pixels.shape if channels == 1 else pixels.shape[:-1]))
    geometry = geometry or Geometry.identity(size)
    info = ImageInfo(Path("a.nrrd"), "NrrdImageIO", "scalar", "", channels, str(pixels.dtype), geometry)
    source: Any = object()
    shown = DisplaySettings(Levels(0.0, 1.0), drawn or ComponentChoice())
    return SceneLayer(source, info, pixels, 0, None, shown, PLAIN_LOOK, position=geometry.start_index)


@st.composite
def placed(draw: st.DrawFn) -> Geometry:
    angles = draw(st.tuples(*[st.integers(-50, 50)] * 3))
    turned = draw(st.sampled_from([np.asarray(m) for m in SIGNED_PERMUTATIONS] + [rotation(angles)] * 12))
    size = tuple(reversed(SHAPE))
    spacing = draw(st.tuples(*[st.sampled_from([1.0, 0.5, 1.7])] * 3))
    start = draw(st.tuples(*[st.integers(-3, 3)] * 3))
    middle = turned @ (np.array(spacing) * (np.array(start) + np.array(size) / 2))
    return Geometry(size, start, tuple(map(float, -middle)), spacing, tuple(tuple(map(float, row)) for row in turned))


@settings(deadline=None)
@given(
    data=st.data(),
    dtypes=st.tuples(*[st.sampled_from(["uint8", "int16", "uint64", "float32"])] * 2),
    axes=st.sampled_from([(0, 1), (1, 0), (2, 1)]),
)
def test_each_difference_is_that_of_the_pixels_there(
    data: st.DataObject, dtypes: tuple[str, str], axes: tuple[int, int]
) -> None:
    rng = np.random.default_rng(7)
    of = data.draw(placed())
    other, main = (
        layer(rng.integers(0, 99, SHAPE).astype(kind), where)
        for kind, where in zip(dtypes, (data.draw(st.one_of(st.just(of), placed())), of), strict=True)
    )
    plane = Plane.first(of).with_axes(*axes)
    height, width = plane.shape(of)
    columns = np.sort(rng.integers(0, width, 9))
    rows = np.sort(rng.integers(0, height, 8))[::-1].copy()
    across, down = (places + of.start_index[axis] for places, axis in ((columns, axes[0]), (rows, axes[1])))
    found = DifferencePicker().pick(other, main, plane, rows, columns, across, down)

    for row, y in enumerate(down):
        for column, x in enumerate(across):
            there = index_in(of, other.info.geometry, plane.continuous(x, y))
            at = None if found is None else (row - found.top, column - found.left)
            is_known = found is not None and at is not None and min(at) >= 0
            is_known = is_known and all(n < size for n, size in zip(at or (), found.is_there.shape, strict=True))  # type: ignore[union-attr]
            if there is None:
                assert not is_known or not found.is_there[at]  # type: ignore[union-attr,index]
                continue
            theirs = other.pixels[to_array(there, other.info.geometry.start_index)].item()
            own = plane.slice(main.pixels, of)[rows[row], columns[column]].item()
            assert is_known
            assert found is not None
            assert found.is_there[at]
            assert found.values[at] == theirs - own


def test_nothing_is_where_the_other_image_is_not() -> None:
    far = Geometry((7, 6, 5), (0, 0, 0), (900.0, 0.0, 0.0), (1.0,) * 3, Geometry.identity((7, 6, 5)).direction)
    other, main = layer(np.zeros(SHAPE, np.uint8), far), layer(np.zeros(SHAPE, np.uint8))

    assert largest_on(other, main, Plane.first(main.info.geometry)) == 0.0


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [(None, 5.0), (ComponentChoice(ComponentMode.COLOUR), 5.0), (ComponentChoice(ComponentMode.COMPONENT, 1), 4.0)],
)
def test_of_components_the_one_that_is_drawn_or_their_magnitude(drawn: ComponentChoice | None, expected: float) -> None:
    other, main = (layer(np.zeros((2, 2, 2), np.uint8), channels=2, drawn=drawn) for _ in range(2))
    main.pixels[...] = 9
    other.pixels[...] = 9
    other.pixels[1, 1] = 6, 13

    assert largest_on(other, main, Plane.first(main.info.geometry)) == expected


def test_the_largest_is_a_finite_one_of_the_slice() -> None:
    other, main = (layer(np.zeros((2, 3, 3), np.float32)) for _ in range(2))
    other.pixels[0] = 50  # another slice
    other.pixels[1, 0] = -3, np.nan, np.inf

    assert largest_on(other, main, Plane.first(main.info.geometry)) == 3.0


def test_a_large_slice_is_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    from itk_inspector.core.display import drawn_difference

    monkeypatch.setattr(drawn_difference, "_MOST_SAMPLED", 4)
    other, main = (layer(np.zeros((1, 8, 8), np.uint8)) for _ in range(2))
    other.pixels[0, 1, 1] = 200
    other.pixels[0, 4, 4] = 7

    assert largest_on(other, main, Plane.first(main.info.geometry)) == 7.0


def test_no_difference_has_the_colour_in_the_middle() -> None:
    assert difference_settings(4.0).levels == Levels(-4.0, 4.0)
