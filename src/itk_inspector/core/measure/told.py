"""All that the panel shows of one shape, and of the list of all."""

from __future__ import annotations

from collections.abc import Sequence

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.components import choices
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.measure.facts import Fact, along_text, both_orders, facts, summary, with_layers
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.measuring import CurveResult, LayerResult, LineResult, RegionResult, Result
from itk_inspector.core.measure.plot import Plot, plot_of
from itk_inspector.core.measure.shapes import COMPONENTS, Shape, Through


@dataclass(frozen=True, slots=True)
class ShapeRow:
    """A line of the list: what it is, where it begins, and the main thing that was measured, or ``""``."""

    number: int
    name: str
    where: str
    told: str


@dataclass(frozen=True, slots=True)
class SliceRange:
    """Slices that a region can reach through: axis, the first and the last of the image, and of the region."""

    axis: int
    name: str
    first: int
    last: int
    through: Through


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What is told of the selected shape.

    Parameters
    ----------
    shape : Shape
    title : str
    columns : tuple of str
        Names of the components, where there are several.
    facts : tuple of Fact
    plot : Plot or None
    slices : SliceRange or None
    axes : tuple of (int, str)
        What a curve can run along.
    is_linear : bool or None
        Whether a profile is interpolated; None for what is no line.
    is_pending : bool
        It is still being measured.
    problem : str
        Why nothing is measured; else empty.
    is_offered : bool
        It is measured when that is asked for.
    """

    shape: Shape
    title: str
    columns: tuple[str, ...]
    facts: tuple[Fact, ...]
    plot: Plot | None
    slices: SliceRange | None
    axes: tuple[tuple[int, str], ...]
    is_linear: bool | None
    is_pending: bool
    problem: str = ""
    is_offered: bool = False


def row_of(shape: Shape, result: Result | None, is_current: bool, info: ImageInfo, problem: str = "") -> ShapeRow:
    """Return the line of a shape; a result that is not that of the shape as it is now is followed by dots."""
    if problem:
        return ShapeRow(shape.number, shape.name, both_orders(shape.nodes[0], info), "not measured")
    told = "" if result is None else summary(shape, result, info)
    return ShapeRow(shape.number, shape.name, both_orders(shape.nodes[0], info), told if is_current else f"{told} …")


def told_of(
    shape: Shape,
    result: Result | None,
    info: ImageInfo,
    layers: Sequence[LayerResult] = (),
    *,
    is_edited: bool,
    is_linear: bool,
    is_pending: bool,
    problem: str = "",
    is_offered: bool = False,
) -> Told:
    """Return what is told of a shape; of the last result while another one is being made.

    With ``layers`` each further image of the place has its columns, or its curves; they are named by the images.
    With a ``problem`` nothing of the last result is told.
    """
    result = None if problem else result
    columns: tuple[str, ...] = ()
    known = () if result is None else facts(shape, result, info)
    if isinstance(result, RegionResult):
        columns = tuple(each.name for each in result.components)
        if layers:
            known = with_layers(known, len(columns), layers, info)
            columns = (*((info.name,) if len(columns) == 1 else columns), *(n for one in layers for n in one.columns))
        columns = columns if len(columns) > 1 else ()
    title = f"{shape.name} of the edited copy" if is_edited else shape.name
    if isinstance(result, CurveResult):
        title += f", along {along_text(shape)}"
    return Told(
        shape=shape,
        title=title,
        columns=columns,
        facts=known,
        plot=plot_of(shape, result, info, layers),
        slices=_slices(shape, info) if shape.kind.is_region else None,
        axes=_axes(info) if shape.kind is ShapeKind.CURVE else (),
        is_linear=result.is_linear if isinstance(result, LineResult) else is_linear if _is_line(shape) else None,
        is_pending=is_pending and not problem,
        problem=problem,
        is_offered=is_offered,
    )


def _is_line(shape: Shape) -> bool:
    return shape.kind is ShapeKind.LINE


def _slices(shape: Shape, info: ImageInfo) -> SliceRange | None:
    """Return the slices along the first axis across the plane along which there is more than one."""
    geometry = info.geometry
    across = [a for a in range(geometry.dimension) if a not in shape.axes and geometry.size[a] > 1]
    if not across:
        return None
    axis = across[0] if shape.through is None else shape.through.axis
    first = geometry.start_index[axis]
    place = shape.nodes[0].components[axis]
    through = shape.through or Through(axis, place, place)
    return SliceRange(axis, axis_name(axis), first, first + geometry.size[axis] - 1, through)


def _axes(info: ImageInfo) -> tuple[tuple[int, str], ...]:
    axes = tuple((axis, axis_name(axis)) for axis in range(info.geometry.dimension))
    return (*axes, (COMPONENTS, "components")) if len(choices(info)) > 1 and info.channels > 1 else axes
