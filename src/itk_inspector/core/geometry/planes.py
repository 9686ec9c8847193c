"""Which two axes are on screen, and where the others stand."""

from __future__ import annotations

import functools
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.axes import SPATIAL_AXES, axis_name
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex, reverse

if TYPE_CHECKING:
    import numpy.typing as npt

if TYPE_CHECKING:
    from itk_inspector.core.geometry.regions import Region


@functools.cache  # asked for several times at each step through the slices
def _others(axes: int, horizontal: int, vertical: int) -> tuple[int, ...]:
    return tuple(axis for axis in range(axes) if axis not in (horizontal, vertical))


@dataclass(frozen=True, slots=True)
class Plane:
    """A two-axis cut through an n-D image.

    Parameters
    ----------
    horizontal, vertical : int
        ITK axis numbers that run to the right and downwards.
    position : tuple of int
        ITK index of the cut along every axis (start index included); the entries
        of the two visible axes are ignored.
    """

    horizontal: int
    vertical: int
    position: tuple[int, ...]

    @classmethod
    def first(cls, geometry: Geometry) -> Plane:
        """Return x to the right, y downwards, at the middle of the spatial axes and the start of every further one."""
        position = list(geometry.start_index)
        for axis in range(min(geometry.dimension, 3)):
            position[axis] += geometry.size[axis] // 2
        return cls(0, 1, tuple(position))

    @property
    def name(self) -> str:
        """Name such as ``x–y``."""
        return f"{axis_name(self.horizontal)}–{axis_name(self.vertical)}"

    @property
    def hidden_axes(self) -> tuple[int, ...]:
        """ITK axes that are not on screen, fastest first."""
        return _others(len(self.position), self.horizontal, self.vertical)

    @property
    def is_mixed(self) -> bool:
        """Tell whether one axis lies in space and the other does not, such as x–t."""
        return (self.horizontal < SPATIAL_AXES) is not (self.vertical < SPATIAL_AXES)

    def moving_axes(self, geometry: Geometry) -> tuple[int, ...]:
        """Return the hidden axes along which there is anywhere to go."""
        return tuple(a for a in self.hidden_axes if geometry.size[a] > 1)

    def with_axes(self, horizontal: int, vertical: int) -> Plane:
        """Return the plane of two other axes at the same position."""
        return replace(self, horizontal=horizontal, vertical=vertical)

    def through(self, index: ItkIndex) -> Plane:
        """Return the plane of the same axes at another position."""
        return replace(self, position=index.components)

    def at(self, axis: int, position: int, geometry: Geometry) -> Plane:
        """Return the plane moved along a hidden axis, kept inside the image."""
        start = geometry.start_index[axis]
        kept = min(max(position, start), start + geometry.size[axis] - 1)
        moved = (*self.position[:axis], kept, *self.position[axis + 1 :])
        return replace(self, position=moved)

    def advanced(self, axis: int, steps: int, geometry: Geometry) -> Plane:
        """Return the plane moved along an axis; after the last slice comes the first."""
        start, size = geometry.start_index[axis], geometry.size[axis]
        return self.at(axis, start + (self.position[axis] - start + steps) % size, geometry)

    def meeting(self, box: Region, geometry: Geometry, *, is_quad: bool) -> Plane:
        """Return the nearest plane of the same axes that meets a box; this one, too, where its three planes do."""
        shown = orthogonal(self) if is_quad else (self,)
        if any(plane.cuts(box, geometry) for plane in shown):
            return self
        moved = self
        for axis in range(len(self.position)) if is_quad else self.hidden_axes:
            first, last = box.along(axis, geometry)
            moved = moved.at(axis, min(max(self.position[axis], first), last), geometry)
        return moved

    def cuts(self, box: Region, geometry: Geometry) -> bool:
        """Tell whether some of a box lies on this cut."""
        return all(
            first <= self.position[axis] <= last
            for axis, (first, last) in ((a, box.along(a, geometry)) for a in self.hidden_axes)
        )

    def rows_and_columns(self, box: Region, geometry: Geometry) -> tuple[slice, slice] | None:
        """Return rows and columns of this cut that lie in a box; None when the cut does not meet it."""
        if not self.cuts(box, geometry):
            return None
        start, size = reverse(box.start), reverse(box.shape)
        down, along = (slice(start[a], start[a] + size[a]) for a in (self.vertical, self.horizontal))
        return down, along

    def aspect(self, geometry: Geometry) -> float:
        """Return how wide a pixel is for its height; 1 where the two axes cannot be compared."""
        return 1.0 if self.is_mixed else geometry.spacing[self.horizontal] / geometry.spacing[self.vertical]

    def slice(self, pixels: npt.NDArray[Any], geometry: Geometry) -> npt.NDArray[Any]:
        """Return the cut as a **view**: ``[row, col]`` plus a component axis if the pixels have one."""
        selection: list[Any] = [p - s for p, s in zip(self.position, geometry.start_index, strict=True)]
        selection[self.horizontal] = selection[self.vertical] = slice(None)
        cut: npt.NDArray[Any] = pixels[tuple(reversed(selection))]
        return cut if self.vertical > self.horizontal else cut.swapaxes(0, 1)

    def shape(self, geometry: Geometry) -> tuple[int, int]:
        """Return rows and columns of the cut."""
        return geometry.size[self.vertical], geometry.size[self.horizontal]

    def stepped(self, index: ItkIndex, horizontal: int, vertical: int) -> ItkIndex:
        """Return the pixel so many further along the plane's two axes; it may lie outside the image."""
        moved = list(index.components)
        moved[self.horizontal] += horizontal
        moved[self.vertical] += vertical
        return ItkIndex(tuple(moved))

    def continuous(self, horizontal: float, vertical: float) -> ContinuousIndex:
        """Return the n-D continuous index of a position in view coordinates."""
        full = list(map(float, self.position))
        full[self.horizontal], full[self.vertical] = horizontal, vertical
        return ContinuousIndex(tuple(full))

    def shows(self, index: ItkIndex) -> bool:
        """Tell whether ``index`` lies on this cut."""
        for axis, place in enumerate(self.position):
            if index.components[axis] != place and axis not in (self.horizontal, self.vertical):
                return False
        return True

    def on_screen(self, index: ItkIndex) -> tuple[int, int]:
        """Return the view coordinates (horizontal, vertical) of a pixel centre."""
        return index.components[self.horizontal], index.components[self.vertical]


def axis_planes(dimension: int) -> tuple[tuple[int, int], ...]:
    """Return the (horizontal, vertical) axis pairs of the spatial planes: x–y, x–z, y–z."""
    return tuple(itertools.combinations(range(min(dimension, 3)), 2))


def orthogonal(plane: Plane) -> tuple[Plane, ...]:
    """Return the spatial planes x–y, x–z and y–z through a plane's position."""
    return tuple(plane.with_axes(*axes) for axes in axis_planes(len(plane.position)))


def has_three_planes(geometry: Geometry) -> bool:
    """Tell whether there are three orthogonal planes with something to see in each."""
    return geometry.dimension >= SPATIAL_AXES and min(geometry.size[:SPATIAL_AXES]) > 1
