"""Shapes that the user measures with, by the pixels that they were drawn on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.outline import Handle, Outline, OutlineForm
from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.measure.kinds import ShapeKind

MOVE = -1
"""The handle that takes the whole shape along."""
COMPONENTS = -1
"""What a curve runs along instead of an axis."""


@dataclass(frozen=True, slots=True)
class Through:
    """Slices that a shape reaches through: an ITK axis, and the ITK indices of the first and the last one."""

    axis: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape in one plane of an image.

    Parameters
    ----------
    number : int
        Counted from 1; it stays when others go.
    kind : ShapeKind
    nodes : tuple of ItkIndex
        Pixels: the ends of a line, opposite corners of a box or of the box around an ellipse, corners of a polygon,
        the ends of an angle with its vertex between them, the place of a curve.
    axes : tuple of int
        ITK axes of the plane that it was drawn on, the lower one first.
    through : Through or None
        Slices of a region; None for the one that its nodes lie in.
    along : int
        ITK axis of a curve, or `COMPONENTS`.
    """

    number: int
    kind: ShapeKind
    nodes: tuple[ItkIndex, ...]
    axes: tuple[int, int]
    through: Through | None = None
    along: int = 2

    @property
    def name(self) -> str:
        """Its kind and number."""
        return f"{self.kind.value} {self.number}"

    def with_last(self, index: ItkIndex) -> Shape:
        """Return the same with its last node elsewhere."""
        return replace(self, nodes=(*self.nodes[:-1], index))

    def adding(self, index: ItkIndex) -> Shape:
        """Return the same with one node more."""
        return replace(self, nodes=(*self.nodes, index))

    # taking hold ------------------------------------------------------------

    @property
    def _corners(self) -> tuple[ItkIndex, ...]:
        """The other two corners of the box between two nodes."""
        first, last = self.nodes
        return tuple(_with(first, axis, last.components[axis]) for axis in self.axes)

    @property
    def _is_box(self) -> bool:
        return self.kind in (ShapeKind.RECTANGLE, ShapeKind.ELLIPSE)

    @property
    def handles(self) -> tuple[Handle, ...]:
        """Where it can be taken hold of: its nodes, the other corners of a box, and its middle to move it."""
        ends = tuple(enumerate(self.nodes))
        if self.kind is ShapeKind.CURVE or len(self.nodes) < 2:
            return ends
        if self._is_box:
            ends += tuple(enumerate(self._corners, start=2))
        count = len(self.nodes)
        middle = self.nodes[0]
        for axis in self.axes:
            middle = _with(middle, axis, sum(node.components[axis] for node in self.nodes) // count)
        return ends if any(middle == index for _, index in ends) else (*ends, (MOVE, middle))

    def dragged(self, handle: int, to: ItkIndex, geometry: Geometry) -> Shape:
        """Return the same with one of its handles at another pixel; it stays within the image.

        Raises
        ------
        ProbeError
            If there is no such handle.
        """
        places = dict(self.handles)
        if handle not in places:
            raise ProbeError(f"{self.name} has no handle {handle}.")
        if handle == MOVE:
            return self._moved(places[MOVE], to, geometry)
        to = clamped(to, geometry)
        nodes = list(self.nodes)
        if handle < len(nodes):
            nodes[handle] = to
        else:  # a corner between both nodes: one gives it its place along one axis, the other along the other
            low, high = self.axes
            first, last = (low, high) if handle == 2 else (high, low)
            nodes[1] = _with(nodes[1], first, to.components[first])
            nodes[0] = _with(nodes[0], last, to.components[last])
        return replace(self, nodes=tuple(nodes))

    def _moved(self, held: ItkIndex, to: ItkIndex, geometry: Geometry) -> Shape:
        nodes = self.nodes
        for axis in self.axes:
            places = [node.components[axis] for node in nodes]
            start = geometry.start_index[axis]
            least, most = start - min(places), start + geometry.size[axis] - 1 - max(places)
            way = min(max(to.components[axis] - held.components[axis], least), most)
            nodes = tuple(_with(node, axis, node.components[axis] + way) for node in nodes)
        return replace(self, nodes=nodes)

    # what is drawn ------------------------------------------------------------

    def outline(self, handles: tuple[Handle, ...] = (), *, is_selected: bool) -> Outline:
        """Return what is drawn of it, with handles if it can be taken hold of."""
        through = self.through
        return Outline(
            self.number,
            self.name,
            _form(self.kind),
            self.nodes,
            self.axes,
            handles,
            None if through is None else (through.axis, through.first, through.last),
            is_selected,
        )

    def covers(self, geometry: Geometry) -> bool:
        """Tell whether it is the rectangle around all pixels of its plane."""
        spans = ((start, start + count - 1) for start, count in zip(geometry.start_index, geometry.size, strict=True))
        whole = dict(enumerate(spans))
        return self.kind is ShapeKind.RECTANGLE and all(
            {node.components[axis] for node in self.nodes} == set(whole[axis]) for axis in self.axes
        )

    def fits(self, geometry: Geometry) -> bool:
        """Tell whether it lies in an image."""
        through = self.through
        slices: tuple[ItkIndex, ...] = ()
        if through is not None:
            slices = tuple(_with(self.nodes[0], through.axis, place) for place in (through.first, through.last))
        return all(geometry.contains(index) for index in (*self.nodes, *slices))


def _form(kind: ShapeKind) -> OutlineForm:
    match kind:
        case ShapeKind.LINE | ShapeKind.ANGLE:
            return OutlineForm.PATH
        case ShapeKind.RECTANGLE | ShapeKind.CURVE:
            return OutlineForm.BOX
        case ShapeKind.ELLIPSE:
            return OutlineForm.ELLIPSE
        case ShapeKind.POLYGON:
            return OutlineForm.LOOP
        case _:
            assert_never(kind)


def _with(index: ItkIndex, axis: int, place: int) -> ItkIndex:
    return ItkIndex((*index.components[:axis], place, *index.components[axis + 1 :]))


def clamped(index: ItkIndex, geometry: Geometry) -> ItkIndex:
    """Return the pixel of the image that is nearest to one inside or outside, along each axis."""
    return ItkIndex(
        tuple(
            min(max(place, start), start + count - 1)
            for place, start, count in zip(index.components, geometry.start_index, geometry.size, strict=True)
        )
    )


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes of one image, in the order in which they were drawn.

    Parameters
    ----------
    all : tuple of Shape
        Each number once.
    selected : int or None
        Number of the one that is told about in full.
    """

    all: tuple[Shape, ...] = ()
    selected: int | None = None

    @property
    def shown(self) -> Shape | None:
        """The one that is told about in full."""
        return self.of_number(self.selected)

    @property
    def has_region(self) -> bool:
        """Tell whether that one covers pixels."""
        shape = self.shown
        return shape is not None and shape.kind.is_region

    def of_number(self, number: int | None) -> Shape | None:
        """Return one shape, or None."""
        return next((shape for shape in self.all if shape.number == number), None)

    @property
    def next_number(self) -> int:
        """The number of the next one."""
        return max((shape.number for shape in self.all), default=0) + 1

    def adding(self, kind: ShapeKind, nodes: tuple[ItkIndex, ...], plane: Plane, along: int = 2) -> Shapes:
        """Return the same with one more, which is selected."""
        low, high = sorted((plane.horizontal, plane.vertical))
        shape = Shape(self.next_number, kind, nodes, (low, high), along=along)
        return Shapes((*self.all, shape), shape.number)

    def replacing(self, shape: Shape) -> Shapes:
        """Return the same with another one of its number, which is selected."""
        return Shapes(tuple(shape if one.number == shape.number else one for one in self.all), shape.number)

    def without(self, numbers: Iterable[int]) -> Shapes:
        """Return the same without these; the last one left is selected where the selected one goes."""
        gone = set(numbers)
        left = tuple(shape for shape in self.all if shape.number not in gone)
        selected = self.selected if self.selected not in gone else (left[-1].number if left else None)
        return Shapes(left, selected)

    def selecting(self, number: int | None) -> Shapes:
        """Return the same with another one selected."""
        return replace(self, selected=number)

    def within(self, geometry: Geometry) -> Shapes:
        """Return those that lie in another image."""
        return self.without(shape.number for shape in self.all if not shape.fits(geometry))

    def outlines(self, geometry: Geometry, *, has_handles: bool, is_drawing: bool = False) -> tuple[Outline, ...]:
        """Return what is drawn.

        Parameters
        ----------
        geometry : Geometry
            That of the image.
        has_handles : bool
            Whether any shape can be taken hold of.
        is_drawing : bool
            Whether a press draws a shape where there is no handle: then only the selected shape has handles, and
            none that covers its plane, which would take the presses in the middle and at the corners.
        """
        return tuple(
            shape.outline(
                self._offered(shape, geometry, is_drawing=is_drawing) if has_handles else (),
                is_selected=shape.number == self.selected,
            )
            for shape in self.all
        )

    def _offered(self, shape: Shape, geometry: Geometry, *, is_drawing: bool) -> tuple[Handle, ...]:
        is_whole = shape.covers(geometry)
        if is_drawing and (is_whole or shape.number != self.selected):
            return ()
        return tuple(handle for handle in shape.handles if handle[0] != MOVE or not is_whole)  # it could not move


NO_SHAPES = Shapes()
