"""What an expression is computed from: pixels, indices, points, and the pixels of other images at these points."""

from __future__ import annotations

import itertools
import keyword
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.exact_numbers import Numbers
from itk_inspector.core.editing.expression_functions import CONSTANTS, FUNCTIONS
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex, to_itk
from itk_inspector.core.geometry.other_lattice import index_in
from itk_inspector.core.geometry.other_slice import places_of, slice_in
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region

PIXELS = "a"
"""The pixels; with several components, ``a0``, ``a1``, … are single ones."""
INDICES = ("x", "y", "z", "t")
"""ITK indices along the axes, from the start index on."""
POINTS = ("px", "py", "pz", "pt")
"""Coordinates of the physical point."""
_MOST = 2**17
"""Pixels that are computed at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Operand:
    """An image that can be computed with.

    Parameters
    ----------
    pixels : numpy.ndarray
        ``geometry.shape``, plus a component axis if there are several.
    geometry : Geometry
    position : tuple of int
        ITK index at which it stands along axes that the edited image lacks, as `Plane.position`.
    """

    pixels: npt.NDArray[Any]
    geometry: Geometry
    position: tuple[int, ...] = ()

    @property
    def channels(self) -> int:
        """Components per pixel."""
        return int(math.prod(self.pixels.shape[self.geometry.dimension :]))

    @property
    def rows(self) -> npt.NDArray[Any]:
        """All pixels as a **view**, with a component axis."""
        return self.pixels.reshape(*self.geometry.shape, self.channels)


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """What the names of an expression stand for.

    Parameters
    ----------
    main : Operand
        The image that is edited.
    others : mapping of str to Operand
        Other images by their names, as `layer_names` gives them.
    """

    main: Operand
    others: Mapping[str, Operand] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """All names."""
        axes, channels = self.main.geometry.dimension, self.main.channels
        parts = tuple(f"{PIXELS}{n}" for n in range(channels)) if channels > 1 else ()
        return (PIXELS, *parts, *INDICES[:axes], *POINTS[:axes], *self.others)

    def empty(self, name: str) -> Numbers:
        """Return no pixels of what a name stands for: what can be known without any."""
        if name in self.others:
            other = self.others[name]
            return np.empty((0, other.channels), other.pixels.dtype)
        if name == PIXELS:
            return np.empty((0, self.main.channels), self.main.pixels.dtype)
        if name.startswith(PIXELS):
            return np.empty((0, 1), self.main.pixels.dtype)
        return np.empty((0, 1), np.int64 if name in INDICES else np.float64)

    def block(self, name: str, region: Region) -> Numbers:
        """Return what a name stands for in a box, which broadcasts with ``(*region.shape, components)``.

        Raises
        ------
        EditError
            If another image does not cover the box.
        """
        main = self.main
        if name in self.others:
            return self._of_other(name, region)
        if name == PIXELS:
            return main.rows[region.slices]
        if name in INDICES:
            return self._index(INDICES.index(name), region)
        if name in POINTS:
            return self._point(POINTS.index(name), region)
        component = int(name.removeprefix(PIXELS))
        return main.rows[region.slices][..., component : component + 1]

    def _index(self, axis: int, region: Region) -> Numbers:
        """Return the ITK index along an axis, which runs along the same axis of the block."""
        first, last = region.along(axis, self.main.geometry)
        shape = [1] * (len(region.shape) + 1)
        shape[len(region.shape) - 1 - axis] = last - first + 1
        return np.arange(first, last + 1, dtype=np.int64).reshape(shape)

    def _point(self, axis: int, region: Region) -> Numbers:
        """Return one coordinate, its terms added in the order of `Geometry.point_of`."""
        geometry = self.main.geometry
        total: Any = np.float64(geometry.origin[axis])
        for along, factor in enumerate(geometry.index_to_point[axis]):
            total = total + factor * self._index(along, region)
        return np.asarray(total)

    def _of_other(self, name: str, region: Region) -> Numbers:
        """Return the pixels of another image that ITK finds at the points of a box."""
        main, other = self.main.geometry, self.others[name]
        flat = other.rows.reshape(-1, other.channels)
        if main == other.geometry:
            return other.rows[region.slices]
        made = np.empty((*region.shape, other.channels), other.pixels.dtype)
        spans = [np.arange(first, last + 1.0) for first, last in (region.along(axis, main) for axis in (0, 1))]
        outer = region.shape[:-2]
        found = None
        for place in itertools.product(*map(range, outer)):
            array_index = tuple(s + n for s, n in zip(region.start, (*place, 0, 0), strict=True))
            plane = Plane(0, 1, to_itk(array_index, main.start_index).components)
            found = slice_in(main, other.geometry, plane, spans[0], spans[1], other.position, found)
            places = None if found is None else places_of(found, other.geometry)
            if found is None or places is None or places.shape != region.shape[-2:] or places.min() < 0:
                raise EditError(
                    f"“{name}” does not cover the pixels at {_first_outside(plane, region, main, other)} and others.",
                    advice="Compute on a region that it covers.",
                )
            made[place] = flat[places]
        return made


def _first_outside(plane: Plane, region: Region, main: Geometry, other: Operand) -> ItkIndex:
    """Return the first pixel of a plane of the box that the other image does not cover."""
    (left, right), (top, bottom) = (region.along(axis, main) for axis in (0, 1))
    for y in range(top, bottom + 1):
        for x in range(left, right + 1):
            components = (x, y, *plane.position[2:])
            where = ContinuousIndex(tuple(map(float, components)))
            if index_in(main, other.geometry, where, other.position) is None:
                return ItkIndex(components)
    return ItkIndex((left, top, *plane.position[2:]))


def blocks(region: Region, most: int = _MOST) -> Iterator[Region]:
    """Cut a box into such of at most so many pixels, in C order, and whole along the last axes as far as that goes."""
    if region.pixels <= most:
        yield region
        return
    axis = next(n for n, length in enumerate(region.shape) if length > 1)
    step = max(1, most // math.prod(region.shape[axis + 1 :]))
    for first in range(0, region.shape[axis], step):
        start, shape = list(region.start), list(region.shape)
        start[axis] += first
        shape[axis] = min(step, region.shape[axis] - first)
        yield from blocks(Region(tuple(start), tuple(shape)), most)


def layer_names(titles: Sequence[str]) -> tuple[str, ...]:
    """Name other images: by their titles where these are names, and else ``layer1``, ``layer2``, … by their places."""
    taken = {PIXELS, *INDICES, *POINTS, *FUNCTIONS, *CONSTANTS}
    names: list[str] = []
    for number, title in enumerate(titles, start=1):
        stem = title.split(".")[0]
        is_part = stem.startswith(PIXELS) and stem[1:].isdigit()
        is_name = stem.isascii() and stem.isidentifier() and not keyword.iskeyword(stem) and not is_part
        name = stem if is_name and stem not in taken else f"layer{number}"
        while name in taken:
            name += "_"
        taken.add(name)
        names.append(name)
    return tuple(names)
