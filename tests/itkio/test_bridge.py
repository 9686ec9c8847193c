"""ITK images on NumPy memory: the same bytes, the same values, no copy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.pixels.itk_types import itk_type_for
from itk_inspector.core.pixels.pixel_types import COMPONENT_TYPES
from itk_inspector.core.pixels.values import python_value
from itk_inspector.itkio import bridge
from itk_inspector.itkio.bridge import WrappedPixels
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.engine.pixel_types import itk_type_of

Make = Callable[..., Any]
SCALARS = tuple(COMPONENT_TYPES)
SIZES = {2: (7, 5), 3: (7, 5, 3), 4: (7, 5, 3, 2)}


def wrapped_view(image: Any, suffix: str) -> Any:
    return getattr(engine.buffers(), f"itkPyBuffer{suffix}").GetArrayViewFromImage(image)


@pytest.mark.parametrize("dimension", [2, 3, 4])
@pytest.mark.parametrize("dtype", SCALARS)
def test_image_and_array_are_the_same_bytes(
    some_pixels: Make, oblique: Make, info_for: Make, dtype: str, dimension: int
) -> None:
    geometry = oblique(SIZES[dimension])
    pixels = some_pixels(dtype, geometry.shape)
    info = info_for(pixels, geometry)
    chosen = itk_type_of(info)
    assert chosen is not None

    image = WrappedPixels(pixels, info).image

    assert bridge.address(image, chosen) == pixels.ctypes.data
    assert np.shares_memory(wrapped_view(image, chosen.suffix), pixels)
    assert bridge.geometry_of(image) == geometry


@pytest.mark.parametrize("dimension", [2, 3, 4])
@pytest.mark.parametrize("dtype", SCALARS)
def test_get_pixel_gives_the_stored_value_everywhere(
    some_pixels: Make, oblique: Make, info_for: Make, dtype: str, dimension: int
) -> None:
    geometry = oblique(SIZES[dimension])
    pixels = some_pixels(dtype, geometry.shape)
    read = WrappedPixels(pixels, info_for(pixels, geometry))

    wrong = []
    for position in np.ndindex(*geometry.size):
        index = ItkIndex(position)
        expected = python_value(pixels[to_array(index, geometry.start_index)])
        value = read.value(index)
        if value != expected or type(value) is not type(expected):
            wrong.append((index, value, expected))

    assert not wrong


def unaligned(pixels: Any) -> Any:
    """The same pixels, one byte beside the place where numbers of their type may lie."""
    memory = np.empty(pixels.nbytes + 17, np.uint8)
    start = 1 - memory.ctypes.data % 16
    held = memory[start % 16 :][: pixels.nbytes]
    held[:] = pixels.reshape(-1).view(np.uint8)
    made = held.view(pixels.dtype).reshape(pixels.shape)
    assert made.itemsize == 1 or not made.flags.aligned
    return made


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("dimension", [2, 3, 4])
@pytest.mark.parametrize("dtype", SCALARS)
def test_get_pixel_gives_the_stored_value_of_unaligned_pixels(
    some_pixels: Make, oblique: Make, info_for: Make, dtype: str, dimension: int, channels: int
) -> None:
    geometry = oblique(SIZES[dimension])
    shape = geometry.shape if channels == 1 else (*geometry.shape, channels)
    pixels = some_pixels(dtype, shape)
    info = info_for(pixels, geometry)
    here, there = WrappedPixels(pixels, info), WrappedPixels(unaligned(pixels), info)

    values = [(read.value(ItkIndex(at)) for at in np.ndindex(*geometry.size)) for read in (here, there)]

    assert all(a == b and type(a) is type(b) for a, b in zip(*values, strict=True))


def test_a_changed_unaligned_pixel_is_read_anew(some_pixels: Make, oblique: Make, info_for: Make) -> None:
    pixels = unaligned(some_pixels("float32", (5, 7)))
    read = WrappedPixels(pixels, info_for(pixels, oblique((7, 5))))
    start = read.image.GetLargestPossibleRegion().GetIndex()
    index = ItkIndex((start[0] + 3, start[1] + 2))
    read.value(index)

    pixels[2, 3] = -2.5

    assert read.value(index) == -2.5


def test_the_image_of_unaligned_pixels_is_an_aligned_copy(some_pixels: Make, oblique: Make, info_for: Make) -> None:
    geometry = oblique(SIZES[3])
    pixels = unaligned(some_pixels("float32", geometry.shape))
    info = info_for(pixels, geometry)
    read = WrappedPixels(pixels, info)
    chosen = itk_type_of(info)
    assert chosen is not None

    view = wrapped_view(read.image, chosen.suffix)

    assert bridge.address(read.image, chosen) % 4 == 0
    assert bridge.geometry_of(read.image) == geometry
    assert np.array_equal(view, pixels)
    assert read.image is read.image


def test_unaligned_pixels_never_enter_itk_as_numbers(some_pixels: Make, oblique: Make, info_for: Make) -> None:
    pixels = unaligned(some_pixels("float32", (5, 7)))
    info = info_for(pixels, oblique((7, 5)))
    chosen = itk_type_of(info)
    assert chosen is not None

    with pytest.raises(AssertionError):
        bridge.wrap(pixels, chosen, info.geometry)


@pytest.mark.parametrize(
    ("dtype", "stored"),
    [
        ("uint64", 2**64 - 1),
        ("uint64", 2**63),
        ("uint64", 2**53 + 1),
        ("int64", -(2**63)),
        ("int64", -1),
        ("int64", 2**53 + 1),
        ("int8", -128),
        ("bool", True),
        ("float16", 6.103515625e-05),
        ("float32", 0.10000000149011612),
        ("float64", 5e-324),
        ("complex64", -1.5 + 0.25j),
        ("complex128", 1e300 - 1e-300j),
    ],
)
def test_limits_come_through_get_pixel_exactly(oblique: Make, info_for: Make, dtype: str, stored: Any) -> None:
    pixels = np.zeros((2, 3), dtype=dtype)
    pixels[1, 2] = stored
    read = WrappedPixels(pixels, info_for(pixels, oblique((3, 2))))

    assert read.value(ItkIndex((2, 1))) == stored
    assert read.value(ItkIndex((2, 0))) == 0


@pytest.mark.parametrize("stored", [np.nan, np.inf, -np.inf, -0.0])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_values_that_are_no_numbers(oblique: Make, info_for: Make, dtype: str, stored: float) -> None:
    pixels = np.full((2, 2), stored, dtype=dtype)

    value = WrappedPixels(pixels, info_for(pixels, oblique((2, 2)))).value(ItkIndex((1, 1)))

    assert isinstance(value, float)
    assert np.array_equal([value], [stored], equal_nan=True)
    assert np.signbit(value) == np.signbit(stored)


@pytest.mark.parametrize("channels", [2, 3, 4, 5])
@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "int16", "float32", "float64", "complex64"])
def test_components_come_in_order(some_pixels: Make, oblique: Make, info_for: Make, dtype: str, channels: int) -> None:
    geometry = oblique((4, 3, 2))
    pixels = some_pixels(dtype, (*geometry.shape, channels))
    info = info_for(pixels, geometry)
    chosen = itk_type_of(info)
    assert chosen is not None

    read = WrappedPixels(pixels, info)

    assert bridge.address(read.image, chosen) == pixels.ctypes.data
    assert bridge.geometry_of(read.image) == geometry
    assert read.value(ItkIndex((3, 1, 1))) == tuple(pixels[1, 1, 3].tolist())
    assert read.value(ItkIndex((0, 2, 0))) == tuple(pixels[0, 2, 0].tolist())


def test_colour_is_an_rgb_image_and_a_vector_is_a_vector_image(oblique: Make, info_for: Make) -> None:
    geometry = oblique((4, 3))
    colour, vector = np.zeros((3, 4, 3), dtype=np.uint8), np.zeros((3, 4, 3), dtype=np.int16)

    assert type(WrappedPixels(colour, info_for(colour, geometry)).image).__name__ == "itkImageRGBUC2"
    assert type(WrappedPixels(vector, info_for(vector, geometry)).image).__name__ == "itkVectorImageSS2"


@pytest.mark.parametrize("dtype", ["uint32", "int32", "uint64", "int64"])
def test_components_that_itk_does_not_wrap_have_no_image(oblique: Make, info_for: Make, dtype: str) -> None:
    pixels = np.zeros((3, 4, 2), dtype=dtype)

    read = WrappedPixels(pixels, info_for(pixels, oblique((4, 3))))

    assert read.image is None
    assert read.value(ItkIndex((0, 0))) is None


@pytest.mark.parametrize(
    "size",
    [(1, 1), (1, 6), (6, 1), (1, 1, 1), (1, 1, 6), (1, 6, 1), (6, 1, 1), (1, 6, 5), (6, 1, 5), (1, 1, 1, 6)],
)
@pytest.mark.parametrize("channels", [1, 3])
def test_images_of_one_row_or_column(oblique: Make, info_for: Make, size: tuple[int, ...], channels: int) -> None:
    """A single column lies in C order and in Fortran order at once; ITK must not turn its size round."""
    geometry = oblique(size)
    shape = (*geometry.shape, *((channels,) if channels > 1 else ()))
    pixels = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)

    read = WrappedPixels(pixels, info_for(pixels, geometry))

    assert bridge.geometry_of(read.image) == geometry
    last = ItkIndex(tuple(n - 1 for n in size))
    assert read.value(last) == python_value(pixels[to_array(last, geometry.start_index)])


def test_a_start_index_is_kept_and_counted(oblique: Make, info_for: Make) -> None:
    geometry = oblique((4, 3), start=-5)
    pixels = np.arange(12, dtype=np.int16).reshape(3, 4)

    read = WrappedPixels(pixels, info_for(pixels, geometry))

    assert bridge.geometry_of(read.image) == geometry
    assert geometry.start_index == (-5, -4)
    assert read.value(ItkIndex((-5, -4))) == 0
    assert read.value(ItkIndex((-2, -2))) == 11


@pytest.mark.parametrize("kind", ["strided", "Fortran order", "byte-swapped"])
def test_arrays_that_itk_would_misread_do_not_enter(oblique: Make, kind: str) -> None:
    pixels = np.zeros((6, 8), dtype=np.int16)
    odd = {"strided": pixels[::2, ::2], "Fortran order": np.asfortranarray(pixels[:3, :4]), "byte-swapped": (
        pixels[:3, :4].astype(">i2")
    )}[kind]  # fmt: skip
    chosen = itk_type_for("int16", 1, "scalar", 2)
    assert chosen is not None

    with pytest.raises(AssertionError):
        bridge.wrap(odd, chosen, oblique((4, 3)))


def test_a_change_of_the_memory_is_seen_through_itk(oblique: Make, info_for: Make) -> None:
    pixels = np.zeros((3, 4), dtype=np.float32)
    read = WrappedPixels(pixels, info_for(pixels, oblique((4, 3))))

    pixels[2, 1] = 7.5

    assert read.value(ItkIndex((1, 2))) == 7.5


finite = st.floats(-1e6, 1e6, allow_nan=False).map(lambda v: v + 0.0)


@settings(max_examples=50, deadline=None)
@given(
    st.integers(2, 4).flatmap(
        lambda n: st.tuples(
            st.tuples(*[st.integers(1, 5)] * n),
            st.tuples(*[st.integers(-9, 9)] * n),
            st.tuples(*[finite] * n),
            st.tuples(*[st.floats(1e-3, 1e3)] * n),
        )
    )
)
def test_geometry_survives_the_way_through_itk(numbers: Any) -> None:
    size, start, origin, spacing = numbers
    swapped = tuple(tuple(float(i == (j + 1) % len(size)) for j in range(len(size))) for i in range(len(size)))
    geometry = Geometry(size, start, origin, spacing, swapped)
    chosen = itk_type_for("uint8", 1, "scalar", len(size))
    assert chosen is not None

    image = bridge.wrap(np.zeros(geometry.shape, dtype=np.uint8), chosen, geometry)

    assert bridge.geometry_of(image) == geometry
    corner = ItkIndex(tuple(s + n - 1 for s, n in zip(start, size, strict=True)))
    point = tuple(image.TransformIndexToPhysicalPoint(list(corner.components)))
    assert geometry.point_of(corner).components == point


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.floats(-1, 1), min_size=9, max_size=9),
    st.tuples(*[finite] * 3),
    st.tuples(*[st.floats(1e-3, 1e3)] * 3),
    st.tuples(*[st.integers(-(10**6), 10**6)] * 3),
)
def test_a_point_is_itks_to_the_last_digit(
    turned: list[float], origin: tuple[float, ...], spacing: tuple[float, ...], position: tuple[int, ...]
) -> None:
    rows = np.linalg.qr(np.reshape(turned, (3, 3)) + 3 * np.eye(3))[0].tolist()
    geometry = Geometry((1, 1, 1), (0, 0, 0), origin, spacing, tuple(map(tuple, rows)))
    chosen = itk_type_for("uint8", 1, "scalar", 3)
    assert chosen is not None
    image = bridge.wrap(np.zeros(geometry.shape, dtype=np.uint8), chosen, geometry)

    point = tuple(image.TransformIndexToPhysicalPoint(list(position)))

    assert geometry.point_of(ItkIndex(position)).components == point
