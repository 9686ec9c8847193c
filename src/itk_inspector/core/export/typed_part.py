"""A part of an image as people type it: ITK indices of its first pixel, and its size."""

from __future__ import annotations

from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.axes import itk_names
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.text.typed_numbers import read_whole


def typed_region(start: str, size: str, geometry: Geometry) -> Region:
    """Return the box of pixels that two texts name.

    Parameters
    ----------
    start, size : str
        ITK index of the first pixel and number of pixels along each axis, x first.
    geometry : Geometry
        Of the image.

    Raises
    ------
    UsageError
        If they are no such numbers, or the box reaches outside.
    """
    first, count = _numbers(start, geometry, "start"), _numbers(size, geometry, "size")
    begin = tuple(f - s for f, s in zip(first, geometry.start_index, strict=True))
    region = Region(begin[::-1], count[::-1])
    if not region.lies_in(geometry.shape):
        raise UsageError(f"The region extends beyond the image, which is {_text(geometry.size)} pixels large.")
    return region


def region_texts(region: Region, geometry: Geometry) -> tuple[str, str]:
    """Return a region as `typed_region` reads it: start and size."""
    start = [s + o for s, o in zip(region.start[::-1], geometry.start_index, strict=True)]
    return ", ".join(map(str, start)), ", ".join(map(str, region.shape[::-1]))


def slab(first: int, last: int, axis: int, geometry: Geometry) -> Region:
    """Return the slices between two ITK indices along an axis, both included, whichever is lower."""
    low, high = min(first, last), max(first, last)
    start, extent = [0] * geometry.dimension, list(geometry.size)
    start[axis] = low - geometry.start_index[axis]
    extent[axis] = high - low + 1
    return Region(tuple(start[::-1]), tuple(extent[::-1]))


def _numbers(text: str, geometry: Geometry, what: str) -> tuple[int, ...]:
    words = text.strip().strip("()[]").replace(",", " ").split()
    try:
        numbers = tuple(read_whole(word) for word in words)
    except ValueError:
        numbers = ()
    if len(numbers) != geometry.dimension:
        raise UsageError(f"Enter the {what} of the region as whole numbers: {itk_names(geometry.dimension)}.")
    return numbers


def _text(size: tuple[int, ...]) -> str:
    return " × ".join(map(str, size))
