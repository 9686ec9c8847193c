"""Statistics of the difference of two images where they lie in space."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.compare.tally import Tally
from itk_inspector.core.compare.value_difference import (
    LargestDifference,
    ValueDifference,
    component_difference,
    largest_difference,
    pixels_in,
    value_difference,
)
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.other_slice import OtherSlice, places_of, slice_in
from itk_inspector.core.geometry.planes import Plane

_BLOCK = 1 << 17
"""Pixels that are looked at in one go."""

_Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """Pixels and where they lie.

    Parameters
    ----------
    pixels : numpy.ndarray
        Only read; C-contiguous, ``[…, row, col]``, and with an axis of components where pixels have several.
    geometry : Geometry
    position : tuple of int
        ITK index at which the image stands, of which the axes count that the image beside it does not have.
    """

    pixels: _Array
    geometry: Geometry
    position: tuple[int, ...] = ()

    @property
    def channels(self) -> int:
        """Components of a pixel."""
        return 1 if self.pixels.ndim == self.geometry.dimension else int(self.pixels.shape[-1])


@dataclass(frozen=True, slots=True)
class PlaceDifference:
    """How the values of an image differ from those of the main one at the same physical points.

    Parameters
    ----------
    values : ValueDifference
        Of the other image less the main one; places are those of the main image.
    is_sampled : bool
        The lattices differ: at the centre of each pixel of the main image, the nearest pixel of the other one counts.
    outside : int
        Pixels of the main image that lie outside the other one, and are not compared.
    is_same_geometry : bool
        Size, start index and placement are the same numbers.
    """

    values: ValueDifference
    is_sampled: bool
    outside: int
    is_same_geometry: bool

    @property
    def is_identical(self) -> bool:
        """Tell whether geometry, type and every bit are the same."""
        return self.is_same_geometry and self.values.is_identical


def can_be_compared(other: PlacedImage, main: PlacedImage) -> bool:
    """Tell whether each pixel of one has a difference from a pixel of the other: both have as many components."""
    return other.channels == main.channels


def place_difference(
    other: PlacedImage,
    main: PlacedImage,
    *,
    go_on: Callable[[], bool] = lambda: True,
    told: Callable[[float], None] = lambda _: None,
) -> PlaceDifference | None:
    """Compare an image with the main one, pixel by pixel of the main one, in blocks.

    Parameters
    ----------
    other, main : PlacedImage
        Of as many components.
    go_on : callable
        Asked before each block.
    told : callable
        Called with how much is done, from 0 to 1.

    Returns
    -------
    PlaceDifference or None
        None when ``go_on`` said no.

    Raises
    ------
    ValueError
        If one has more components than the other.
    """
    if not can_be_compared(other, main):
        raise ValueError(f"{other.channels} components beside {main.channels}")
    if other.geometry != main.geometry:
        return _sampled(other, main, go_on, told)
    has_components = main.pixels.ndim > main.geometry.dimension
    values = value_difference(other.pixels, main.pixels, has_components=has_components, go_on=go_on, told=told)
    return None if values is None else PlaceDifference(values, False, 0, True)


@dataclass(slots=True)
class _Channel:
    """One component: what is counted, and where the largest difference is."""

    tally: Tally
    largest: tuple[int, Any, Any] | None = None

    def take(self, a: _Array, b: _Array, places: _Array) -> Any:
        first = self.tally.count
        before = self.tally.largest
        masks = self.tally.take(a, b)
        if self.tally.largest is not before:
            at = self.tally.at - first
            self.largest = int(places[at]), a[at].item(), b[at].item()
        return masks

    def found(self, shape: tuple[int, ...]) -> LargestDifference | None:
        return None if self.largest is None else largest_difference(self.largest[0], shape, *self.largest[1:])


@dataclass(slots=True)
class _Counted:
    channels: list[_Channel]
    pixels: int = 0
    unequal: int = 0
    beyond: int = 0

    def take(self, a: _Array, b: _Array, places: _Array) -> None:
        """Add pixels ``[pixel, component]`` of both; so many pixels of the main image lie before each."""
        taken = [one.take(a[:, at], b[:, at], places) for at, one in enumerate(self.channels)]
        more, further = pixels_in(taken)
        self.pixels += len(places)
        self.unequal += more
        self.beyond += further


def _sampled(
    other: PlacedImage, main: PlacedImage, go_on: Callable[[], bool], told: Callable[[float], None]
) -> PlaceDifference | None:
    has_same_type = other.pixels.dtype == main.pixels.dtype
    counted = _Counted([_Channel(Tally(0.0, has_same_type)) for _ in range(main.channels)])
    flat, beside = main.pixels.reshape(-1, main.channels), other.pixels.reshape(-1, other.channels)
    total, width = len(flat), main.geometry.size[0]
    for plane, down, before in _bands(main):
        if not go_on():
            return None
        across = np.arange(width, dtype=np.float64) + main.geometry.start_index[0]
        found = slice_in(main.geometry, other.geometry, plane, across, down, other.position)
        if found is not None:
            places, there = _pairs(found, other.geometry, before, width)
            if places.size:
                counted.take(beside[there], flat[places], places)
        told(min(before + down.size * width, total) / total)
    shape = tuple(reversed(main.geometry.size))
    parts = tuple(component_difference(one.tally, one.found(shape)) for one in counted.channels)
    names = other.pixels.dtype.name, main.pixels.dtype.name
    values = ValueDifference(names, 0.0, counted.pixels, counted.unequal, counted.beyond, parts)
    return PlaceDifference(values, True, total - counted.pixels, False)


def _bands(main: PlacedImage) -> Iterator[tuple[Plane, npt.NDArray[np.float64], int]]:
    """Give the rows of all slices in bands: the plane, the rows' indices, and how many pixels lie before them."""
    geometry = main.geometry
    width, height = geometry.size[0], geometry.size[1] if geometry.dimension > 1 else 1
    step = max(1, _BLOCK // (width * main.channels))
    hidden = (range(s, s + n) for s, n in zip(geometry.start_index[:1:-1], geometry.size[:1:-1], strict=True))
    before = 0
    for position in itertools.product(*hidden):
        plane = Plane(0, 1, (*geometry.start_index[:2], *reversed(position)))
        for row in range(0, height, step):
            down = np.arange(row, min(row + step, height), dtype=np.float64) + geometry.start_index[1]
            yield plane, down, before
            before += down.size * width


def _pairs(
    found: OtherSlice, other: Geometry, before: int, width: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return pixels of the main image and those of the other one at the same places, counted in C order."""
    there = places_of(found, other)
    height, wide = there.shape
    rows = (np.arange(height) + found.top) * width
    here = rows[:, np.newaxis] + (np.arange(wide) + found.left)[np.newaxis, :] + before
    is_there = there >= 0
    return here[is_there].astype(np.intp), there[is_there].astype(np.intp)
