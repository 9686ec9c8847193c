"""What is measured with a shape."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeAlias, assert_never

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.components import choices
from itk_inspector.core.display.display_settings import ComponentMode
from itk_inspector.core.display.histogram import Histogram, histogram_of_counts, histogram_of_values
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.measure.area import Area, area_of
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.layer_pixels import LayerPixels
from itk_inspector.core.measure.lengths import angle_between, cell_size, length_of, steps_between
from itk_inspector.core.measure.profile import Profile, curve, line_profile
from itk_inspector.core.measure.shapes import COMPONENTS, Shape
from itk_inspector.core.measure.statistics import Statistics, statistics


@dataclass(frozen=True, slots=True)
class ComponentStatistics:
    """Statistics of one component, with the pixels of its extremes, and how often which value occurs."""

    name: str
    statistics: Statistics
    minimum_at: ItkIndex | None
    maximum_at: ItkIndex | None
    histogram: Histogram


@dataclass(frozen=True, slots=True)
class RegionResult:
    """What is told of a region.

    Parameters
    ----------
    pixels : int
        That it covers.
    size : float or None
        Area, or volume where it reaches through slices, in the file's unit; None where there is none.
    dimensions : int
        2 for an area, 3 for a volume.
    components : tuple of ComponentStatistics
    """

    pixels: int
    size: float | None
    dimensions: int
    components: tuple[ComponentStatistics, ...]


@dataclass(frozen=True, slots=True)
class LineResult:
    """Length in the file's unit, None where there is none, and in pixels; and the values along the line."""

    length: float | None
    pixels: float
    profile: Profile
    names: tuple[str, ...]
    is_linear: bool


@dataclass(frozen=True, slots=True)
class AngleResult:
    """The angle in space, and the one between pixels as if they were square; degrees, None where there is none."""

    degrees: float | None
    on_pixels: float | None


@dataclass(frozen=True, slots=True, eq=False)
class LayerResult:
    """What is told of an image beside the measured one.

    Parameters
    ----------
    name : str
        Of the layer.
    info : ImageInfo
    names : tuple of str
        What the numbers of a pixel are called.
    components : tuple of ComponentStatistics
        Of a region; places are those of the layer.
    values : numpy.ndarray or None
        Along a line or a curve: ``[place]`` or ``[place, component]``.
    inside : numpy.ndarray or None
        ``[place]``: where there is a value.
    """

    name: str
    info: ImageInfo
    names: tuple[str, ...]
    components: tuple[ComponentStatistics, ...] = ()
    values: npt.NDArray[Any] | None = None
    inside: npt.NDArray[np.bool_] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """What each component is called beside those of other images."""
        return (self.name,) if len(self.names) == 1 else tuple(f"{self.name}: {name}" for name in self.names)


@dataclass(frozen=True, slots=True)
class CurveResult:
    """The values at a pixel along an axis."""

    profile: Profile
    names: tuple[str, ...]


Result: TypeAlias = RegionResult | LineResult | AngleResult | CurveResult


def component_names(info: ImageInfo) -> tuple[str, ...]:
    """Return what the numbers of a pixel are called; of complex ones there are the magnitudes."""
    if info.channels == 1:
        return ("magnitude" if info.is_complex else "value",)
    return tuple(name for choice, name in choices(info) if choice.kind is ComponentMode.COMPONENT)


def measure(
    shape: Shape,
    info: ImageInfo,
    pixels: npt.NDArray[Any],
    holds: Callable[[], bool] = lambda: True,
    *,
    is_linear: bool = False,
) -> Result | None:
    """Measure with a shape.

    Parameters
    ----------
    shape : Shape
        Inside the image.
    info : ImageInfo
    pixels : numpy.ndarray
        Of the image or of its edited copy, shape ``info.shape``; only read, piece by piece.
    holds : callable
        Asked before every look at the pixels.
    is_linear : bool
        Interpolate profiles.

    Returns
    -------
    Result or None
        None as soon as ``holds`` said no.
    """
    geometry, nodes = info.geometry, shape.nodes
    match shape.kind:
        case ShapeKind.RECTANGLE | ShapeKind.ELLIPSE | ShapeKind.POLYGON:
            return _region(shape, info, pixels, holds)
        case ShapeKind.ANGLE:
            return angle_of(shape, geometry)
        case ShapeKind.LINE:
            if not holds():
                return None
            profile = line_profile(pixels, geometry, nodes[0], nodes[-1], info.space.unit, is_linear=is_linear)
            return line_of(shape, info, profile, is_linear=is_linear)
        case ShapeKind.CURVE:
            if not holds():
                return None
            return CurveResult(_real(curve(pixels, geometry, nodes[0], shape.along)), component_names(info))
        case _:
            assert_never(shape.kind)


def _real(profile: Profile) -> Profile:
    values = _real_values(profile.values)
    return Profile(profile.places, values, profile.indices, profile.label, profile.unit)


def _real_values(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.asarray(np.abs(values)) if values.dtype.kind == "c" else values


def line_of(shape: Shape, info: ImageInfo, profile: Profile, *, is_linear: bool = False) -> LineResult:
    """Return what is told of a line with these values."""
    steps = steps_between(shape.nodes[0], shape.nodes[-1])
    on_pixels = float(np.hypot.reduce(np.array(steps, np.float64)))
    return LineResult(length_of(steps, info.geometry), on_pixels, _real(profile), component_names(info), is_linear)


def angle_of(shape: Shape, geometry: Geometry) -> AngleResult:
    """Return what is told of an angle, for which no pixel is read."""
    nodes = shape.nodes
    if len(nodes) < 3:
        return AngleResult(None, None)
    one, other = (steps_between(nodes[1], end) for end in (nodes[0], nodes[2]))
    lies_in_space = length_of(one, geometry) is not None and length_of(other, geometry) is not None
    vectors = geometry.vector_of(one), geometry.vector_of(other)
    return AngleResult(angle_between(*vectors) if lies_in_space else None, angle_between(one, other))


def _region(shape: Shape, info: ImageInfo, pixels: npt.NDArray[Any], holds: Callable[[], bool]) -> RegionResult | None:
    geometry = info.geometry
    area = area_of(shape, geometry)
    names = component_names(info)
    told = []
    for number, name in enumerate(names):
        found = _component(name, area, pixels, number if len(names) > 1 else None, holds, geometry)
        if found is None:
            return None
        told.append(found)
    axes = shape.axes if shape.through is None else (*shape.axes, shape.through.axis)
    cell = cell_size(axes, geometry)
    count = told[0].statistics.seen
    return RegionResult(count, None if cell is None else cell * count, len(axes), tuple(told))


def _component(
    name: str,
    area: Area,
    pixels: npt.NDArray[Any] | LayerPixels,
    component: int | None,
    holds: Callable[[], bool],
    geometry: Geometry,
) -> ComponentStatistics | None:
    dtype = np.dtype(np.uint8) if pixels.dtype.kind == "b" else np.zeros(0, pixels.dtype).real.dtype
    found = statistics(lambda: area.blocks(pixels, component, holds), dtype)
    if found is None or not holds():
        return None
    if found.counted is not None:
        histogram: Histogram | None = histogram_of_counts(*found.counted)
    else:
        histogram = histogram_of_values(lambda: area.blocks(pixels, component, holds), found.seen, holds)
    if histogram is None:
        return None
    layer = pixels if isinstance(pixels, LayerPixels) else None
    low, high = (
        None if place is None else area.place(place, geometry, holds, layer)
        for place in (found.minimum_at, found.maximum_at)
    )
    if not holds():
        return None
    return ComponentStatistics(name, found, low, high, histogram)


def measure_layer(
    shape: Shape, layer: LayerPixels, profile: Profile | None, holds: Callable[[], bool] = lambda: True
) -> LayerResult | None:
    """Measure on an image beside the one that a shape was drawn on: its nearest pixels at the same physical points.

    Parameters
    ----------
    shape : Shape
        Inside the image that it was drawn on.
    layer : LayerPixels
    profile : Profile or None
        What was measured along a line or a curve on that image.
    holds : callable
        Asked before every look at the pixels.

    Returns
    -------
    LayerResult or None
        None for an angle, and as soon as ``holds`` said no.
    """
    names = component_names(layer.info)
    if shape.kind.is_region:
        area, told = area_of(shape, layer.main), []
        for number, name in enumerate(names):
            component = number if len(names) > 1 else None
            found = _component(name, area, layer, component, holds, layer.main)
            if found is None:
                return None
            low, high = (None if at is None else layer.at(at) for at in (found.minimum_at, found.maximum_at))
            told.append(replace(found, minimum_at=low, maximum_at=high))
        return LayerResult(layer.name, layer.info, names, tuple(told))
    if profile is None or shape.kind is ShapeKind.ANGLE or not holds():
        return None
    if shape.kind is ShapeKind.CURVE and shape.along == COMPONENTS:
        return None
    values, inside = layer.along(places_along(shape, profile))
    return LayerResult(layer.name, layer.info, names, (), _real_values(values), inside)


def measure_layers(
    shape: Shape, layers: Iterable[LayerPixels], result: Result, holds: Callable[[], bool]
) -> tuple[LayerResult, ...] | None:
    """Measure on all images beside the one that a shape was drawn on; None as soon as ``holds`` said no."""
    profile = result.profile if isinstance(result, LineResult | CurveResult) else None
    told = [measure_layer(shape, layer, profile, holds) for layer in layers]
    return tuple(one for one in told if one is not None) if holds() else None


def places_along(shape: Shape, profile: Profile) -> list[ContinuousIndex]:
    """Return where the values of a profile lie: on the way itself, not at the pixels that are nearest to it."""
    if shape.kind is not ShapeKind.LINE:
        return [ContinuousIndex(tuple(map(float, index))) for index in profile.indices.tolist()]
    first, last = shape.nodes[0].components, shape.nodes[-1].components
    gaps = max(1, len(profile.places) - 1)
    return [
        ContinuousIndex(tuple(a + (b - a) * number / gaps for a, b in zip(first, last, strict=True)))
        for number in range(len(profile.places))
    ]


def path_length(nodes: tuple[ItkIndex, ...], geometry: Geometry, *, is_closed: bool) -> float | None:
    """Return the length of a way through pixel centres in the file's unit; None where it leads out of space."""
    ends = (*nodes, nodes[0]) if is_closed else nodes
    parts = [length_of(steps_between(a, b), geometry) for a, b in pairwise(ends)]
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None
