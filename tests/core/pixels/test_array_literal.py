"""An array written as Python is the same array again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from itk_inspector.core.errors import PixelsGoneError
from itk_inspector.core.geometry.axes import axis_pairs
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.pixels.array_literal import array_literal, square_around
from itk_inspector.core.pixels.pixel_access import PixelAccess

TYPES = ["bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64"]
TYPES += ["float16", "float32", "float64", "complex64", "complex128"]


def made(text: str) -> np.ndarray:
    found = eval(text, {"np": np})  # it is our own text
    assert isinstance(found, np.ndarray)
    return found


def bits(array: np.ndarray) -> bytes:
    """Its bytes, with one NaN for all."""
    if array.dtype.kind == "c":
        array = array.view(array.real.dtype)
    if array.dtype.kind == "f":
        array = np.where(np.isnan(array), np.array(np.nan, array.dtype), array)
    return array.tobytes()


@given(
    st.sampled_from(TYPES).flatmap(
        lambda name: hnp.arrays(name, hnp.array_shapes(min_dims=2, max_dims=3, min_side=1, max_side=4))
    )
)
def test_it_is_the_same_array_bit_by_bit(array: np.ndarray) -> None:
    again = made(array_literal(array))

    assert again.dtype == array.dtype
    assert again.shape == array.shape
    assert bits(again) == bits(np.ascontiguousarray(array))


@pytest.mark.parametrize(
    ("array", "text"),
    [
        (np.array([[1, 2], [3, 4]], np.int16), "np.array([[1, 2],\n          [3, 4]], dtype=np.int16)"),
        (np.array([[0.1, np.nan]], np.float32), "np.array([[0.1, np.nan]], dtype=np.float32)"),
        (np.array([[-np.inf, -0.0]]), "np.array([[-np.inf, -0.0]], dtype=np.float64)"),
        (np.array([[1 - 2j]], np.complex64), "np.array([[complex(1.0, -2.0)]], dtype=np.complex64)"),
        (np.array([[[1, 2], [3, 4]]], np.uint8), "np.array([[[1, 2], [3, 4]]], dtype=np.uint8)"),
        (np.array([[True]]), "np.array([[True]], dtype=np.bool_)"),
    ],
)
def test_it_reads_as_it_would_be_written(array: np.ndarray, text: str) -> None:
    assert array_literal(array) == text


@pytest.mark.parametrize("axes", axis_pairs(4))
@pytest.mark.parametrize("components", [1, 3])
@pytest.mark.parametrize("index", [(11, -2, 3, 3), (10, -3, 0, 2), (12, 0, 4, 3)])
def test_the_expression_beside_it_reads_the_same_pixels(
    axes: tuple[int, int], components: int, index: tuple[int, ...]
) -> None:
    start = (10, -3, 0, 2)
    geometry = replace(Geometry.identity((3, 4, 5, 2)), start_index=start)
    shape = (2, 5, 4, 3) if components == 1 else (2, 5, 4, 3, components)
    array = np.arange(int(np.prod(shape)), dtype=np.int32).reshape(shape)

    block, expression = square_around(ItkIndex(index), Plane(*axes, start), geometry, array, 1)

    assert np.shares_memory(block, array)
    assert np.array_equal(eval(expression, {"array": array}), block)  # it is our own text
    inside = [
        [c + d for d in (-1, 0, 1) if start[a] <= c + d < start[a] + geometry.size[a]]
        for a, c in ((axis, index[axis]) for axis in axes)
    ]
    assert block.shape[:2] == (len(inside[1]), len(inside[0]))
    for row, vertical in enumerate(inside[1]):
        for column, horizontal in enumerate(inside[0]):
            full = list(index)
            full[axes[0]], full[axes[1]] = horizontal, vertical
            where = tuple(c - s for c, s in zip(full, start, strict=True))[::-1]
            assert np.array_equal(block[row, column], array[where])


class Owner:
    """Whose memory can be lost."""

    is_safe = True


def test_an_image_gives_it_only_while_its_pixels_are_there() -> None:
    owner, pixels = Owner(), np.arange(12, dtype=np.uint8).reshape(3, 4)
    access = PixelAccess(pixels, Geometry.identity((4, 3)), owner, PurePath("a.nrrd"))
    plane = Plane(0, 1, (0, 0))

    assert access.literal_around(ItkIndex.of(3, 1), plane, 1) == (
        "np.array([[2, 3],\n          [6, 7],\n          [10, 11]], dtype=np.uint8)  # array[0:3, 2:4]\n"
    )
    owner.is_safe = False
    with pytest.raises(PixelsGoneError):
        access.literal_around(ItkIndex.of(3, 1), plane, 1)
