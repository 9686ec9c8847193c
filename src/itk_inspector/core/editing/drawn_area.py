"""Which pixels a line, a rectangle, an ellipse or a polygon covers that is drawn on a plane."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.footprint import Edges, Footprint, box_edges, edges_of, path_edges
from itk_inspector.core.editing.covers import box_cover, line_cover, rim_cover
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.measure.area import Area, area_of
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.shapes import Shape, Through

MOST_SHOWN = 1 << 21
"""Pixels of a box in which the outline is shown pixel by pixel, and the pixels are counted, while it is drawn."""
_ROUND = 180
"""Straight pieces that stand for a large ellipse."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn on a plane of an image.

    Parameters
    ----------
    kind : ShapeKind
        A line, a rectangle, an ellipse or a polygon.
    nodes : tuple of ItkIndex
        Ends, opposite corners, or corners; perhaps outside the image.
    plane : Plane
    geometry : Geometry
    slices : int
        How many on each side are drawn on, too: along the first axis across the plane.
    width : int
        Of a line; of others only so many pixels along the outline, inwards, or 0 for all of it.
    """

    kind: ShapeKind
    nodes: tuple[ItkIndex, ...]
    plane: Plane
    geometry: Geometry
    slices: int = 0
    width: int = 0

    @property
    def axes(self) -> tuple[int, int]:
        """ITK axes of the plane, the lower one first."""
        low, high = sorted((self.plane.horizontal, self.plane.vertical))
        return low, high

    def area(self) -> Area | None:
        """Return what it covers of the image; None where that is nothing.

        Rectangles, ellipses and polygons cover what `core.measure.area` says that they cover; their outline is the
        part of it from where ``width`` steps, each along one of the two axes, can lead out of it. A line covers the
        pixels of `core.editing.brush.line_pixels`, and, where it is wider than one, those whose centres lie within
        half its width of the way between its ends.
        """
        whole = self._line() if self.kind is ShapeKind.LINE else area_of(self._shape(), self.geometry)
        if self.kind is not ShapeKind.LINE and self.width:
            whole = replace(whole, cover=rim_cover(whole.cover or box_cover(whole), self.width))
        box = _cut(whole.box, self.geometry.shape)
        return None if box is None else replace(whole, box=box)

    def _shape(self) -> Shape:
        return Shape(0, self.kind, self.nodes, self.axes, self._through())

    def _through(self) -> Through | None:
        axis = next(iter(self.plane.moving_axes(self.geometry)), None)
        if not self.slices or axis is None:
            return None
        at = self.plane.position[axis]
        return Through(axis, at - self.slices, at + self.slices)

    @property
    def depth(self) -> int:
        """How many slices of the image it is drawn on."""
        through = self._through()
        if through is None:
            return 1
        start = self.geometry.start_index[through.axis]
        return min(through.last, start + self.geometry.size[through.axis] - 1) - max(through.first, start) + 1

    def _line(self) -> Area:
        """Return the area of a line: as large as that of a rectangle between its ends, and its width around it."""
        around = area_of(replace(self._shape(), kind=ShapeKind.RECTANGLE), self.geometry)
        reach = (self.width + 1) // 2
        start, shape = list(around.box.start), list(around.box.shape)
        for axis in around.axes:
            start[axis] -= reach
            shape[axis] += 2 * reach
        slow, fast = around.axes
        first, last = (to_array(node, self.geometry.start_index) for node in self.nodes)
        cover = line_cover((first[slow], first[fast]), (last[slow], last[fast]), self.width)
        return Area(Region(tuple(start), tuple(shape)), around.axes, cover)

    def footprint(self) -> tuple[Footprint, int | None]:
        """Return its outline on the plane, pixel by pixel, and how many pixels it covers.

        Of a very large one the outline is that of the shape itself, and the count is None.
        """
        area, plane = self.area(), self.plane
        if area is None:
            return Footprint(np.empty((0, 4)), plane=plane), 0
        slow, fast = (range(area.box.start[axis], area.box.slices[axis].stop) for axis in area.axes)
        deep = area.box.pixels // (len(slow) * len(fast))
        if area.cover is None:
            return Footprint(
                self._placed(box_edges(fast[0], slow[0], fast[-1], slow[-1])), plane=plane
            ), area.box.pixels
        if len(slow) * len(fast) > MOST_SHOWN:
            return Footprint(self._ideal(), plane=plane), None
        mask = area.cover(np.array(slow)[:, None], np.array(fast)[None, :])
        return Footprint(self._placed(edges_of(mask, fast[0], slow[0])), plane=plane), deep * int(
            np.count_nonzero(mask)
        )

    def _placed(self, edges: Edges) -> Edges:
        """Turn array indices along the faster and the slower axis into view coordinates."""
        start = [self.geometry.start_index[axis] for axis in self.axes]
        placed: Edges = edges + np.array([*start, *start])
        return placed if self.plane.horizontal < self.plane.vertical else placed[:, [1, 0, 3, 2]]

    def _ideal(self) -> Edges:
        ends = np.array([self.plane.on_screen(node) for node in self.nodes], dtype=np.float64)
        match self.kind:
            case ShapeKind.LINE:
                return path_edges(ends)
            case ShapeKind.POLYGON:
                return path_edges(np.concatenate([ends, ends[:1]]))
            case ShapeKind.ELLIPSE:
                turn = np.linspace(0.0, 2 * math.pi, _ROUND + 1)[:, None]
                reach = (np.abs(ends[1] - ends[0]) + 1) / 2
                return path_edges(ends.mean(axis=0) + reach * np.concatenate([np.cos(turn), np.sin(turn)], axis=1))
            case _:
                low, high = ends.min(axis=0), ends.max(axis=0)
                return box_edges(int(low[0]), int(low[1]), int(high[0]), int(high[1]))


def _cut(box: Region, shape: tuple[int, ...]) -> Region | None:
    """Return what of a box lies in an array of a shape."""
    low = tuple(max(start, 0) for start in box.start)
    high = tuple(min(part.stop, size) for part, size in zip(box.slices, shape, strict=True))
    if any(stop <= start for start, stop in zip(low, high, strict=True)):
        return None
    return Region(low, tuple(stop - start for start, stop in zip(low, high, strict=True)))
