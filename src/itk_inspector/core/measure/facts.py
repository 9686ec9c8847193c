"""What is told of a shape that was measured with: one fact a row, one column a component."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.lengths import size_text
from itk_inspector.core.measure.measuring import (
    AngleResult,
    ComponentStatistics,
    CurveResult,
    LayerResult,
    LineResult,
    RegionResult,
    Result,
    path_length,
)
from itk_inspector.core.measure.shapes import COMPONENTS, Shape
from itk_inspector.core.measure.statistics import Statistics
from itk_inspector.core.pixels.values import scalar_text
from itk_inspector.core.text.decimal_text import rounded_text

_DIGITS, _FEWER = 8, 6


@dataclass(frozen=True, slots=True)
class Fact:
    """One row.

    Parameters
    ----------
    label : str
    texts : tuple of str
        One for all, or one a component.
    places : tuple of ItkIndex or None
        The pixel that each of them is about, where it is about one.
    """

    label: str
    texts: tuple[str, ...]
    places: tuple[ItkIndex | None, ...] = ()


def both_orders(index: ItkIndex, info: ImageInfo) -> str:
    """Write an index as ITK's and as NumPy's."""
    return f"{index} · {to_array(index, info.geometry.start_index)}"


def number_text(value: float | None) -> str:
    """Write a number that was computed; whole numbers in full."""
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else rounded_text(value, _DIGITS)


def _short(value: float | None) -> str:
    return "–" if value is None else rounded_text(value, _FEWER)


def facts(shape: Shape, result: Result, info: ImageInfo) -> tuple[Fact, ...]:
    """Return what is told, in order."""
    match result:
        case RegionResult():
            return (*_of_region(shape, result, info), *_of_components(result.components, info))
        case LineResult():
            return _of_line(shape, result, info)
        case AngleResult():
            return _of_angle(shape, result, info)
        case CurveResult():
            return _of_curve(shape, result, info)
        case _:
            assert_never(result)


def with_layers(
    told: tuple[Fact, ...], columns: int, layers: Sequence[LayerResult], info: ImageInfo
) -> tuple[Fact, ...]:
    """Put what is told of the same region in other images beside it, one column a component.

    Parameters
    ----------
    told : tuple of Fact
        Of the measured image.
    columns : int
        Its components.
    layers : sequence of LayerResult
    info : ImageInfo
        Of the measured image.
    """
    beside = [(_of_layer(layer), len(layer.components)) for layer in layers]
    labels = [fact.label for facts_there, _ in beside for fact in facts_there]
    known = {fact.label: fact for fact in told}
    merged = []
    for label in dict.fromkeys([*known, *labels]):
        own = known.get(label, Fact(label, ("–",) * columns))
        if label not in labels:
            merged.append(own)
            continue
        there = [next((f.texts for f in facts_there if f.label == label), ("–",) * n) for facts_there, n in beside]
        texts = own.texts if len(own.texts) == columns else own.texts * columns
        places = own.places and (*own.places, *(None for texts_there in there for _ in texts_there))
        merged.append(Fact(label, (*texts, *(text for texts_there in there for text in texts_there)), places))
    return tuple(merged)


def _of_layer(layer: LayerResult) -> tuple[Fact, ...]:
    pixels = Fact("Pixels", tuple(str(each.statistics.seen) for each in layer.components))
    return (pixels, *_of_components(layer.components, layer.info))


def summary(shape: Shape, result: Result, info: ImageInfo) -> str:
    """Say the main thing in a few words."""
    match result:
        case RegionResult():
            means = ", ".join(_short(each.statistics.mean) for each in result.components)
            return f"mean {means}; n {result.pixels}"
        case LineResult():
            in_space = "" if result.length is None else size_text(result.length, info.space.unit, 1)
            return in_space or f"{_short(result.pixels)} pixels"
        case AngleResult():
            return _angle_text(result.degrees if result.degrees is not None else result.on_pixels)
        case CurveResult():
            count = len(result.profile.places)
            return f"{count} {'value' if count == 1 else 'values'} along {along_text(shape)}"
        case _:
            assert_never(result)


def along_text(shape: Shape) -> str:
    """Say what a curve runs along."""
    return "the components" if shape.along == COMPONENTS else axis_name(shape.along)


def _angle_text(degrees: float | None) -> str:
    return "–" if degrees is None else f"{degrees:.4f}°"


def _of_region(shape: Shape, result: RegionResult, info: ImageInfo) -> tuple[Fact, ...]:
    told = [Fact("Pixels", (str(result.pixels),))]
    if result.size is not None:
        name = "Area" if result.dimensions == 2 else "Volume"
        told.append(Fact(name, (size_text(result.size, info.space.unit, result.dimensions),)))
    if shape.kind is ShapeKind.POLYGON and shape.through is None:
        around = path_length(shape.nodes, info.geometry, is_closed=True)
        if around is not None:
            told.append(Fact("Perimeter", (size_text(around, info.space.unit, 1),)))
    if shape.kind is not ShapeKind.RECTANGLE:
        told.append(Fact("Covers", ("pixels whose centres lie inside",)))
    return tuple(told)


def _of_components(components: tuple[ComponentStatistics, ...], info: ImageInfo) -> tuple[Fact, ...]:
    every = [each.statistics for each in components]
    lows, highs = tuple(each.minimum_at for each in components), tuple(each.maximum_at for each in components)

    def extreme(value: float | None) -> str:
        return "–" if value is None else scalar_text(value, "float64" if info.is_complex else info.dtype)

    has_median = any(each.median is not None for each in every) or not any(each.count for each in every)
    median = [Fact("Median", tuple(number_text(each.median) for each in every))] if has_median else []
    told = [
        Fact("Mean", tuple(number_text(each.mean) for each in every)),
        Fact("SD (n − 1)", tuple(number_text(each.deviation) for each in every)),
        *median,
        Fact("Minimum", tuple(extreme(each.minimum) for each in every), _known(lows)),
        *_places("Minimum at", lows, every, info),
        Fact("Maximum", tuple(extreme(each.maximum) for each in every), _known(highs)),
        *_places("Maximum at", highs, every, info),
        Fact("Sum", tuple(number_text(each.total) for each in every)),
    ]
    if any(each.nan or each.infinite for each in every) or info.dtype.startswith(("float", "complex")):
        told.append(Fact("NaN", tuple(str(each.nan) for each in every)))
        told.append(Fact("±Infinity", tuple(str(each.infinite) for each in every)))
    return tuple(told)


def _known(places: tuple[ItkIndex | None, ...]) -> tuple[ItkIndex | None, ...]:
    """Return places; nothing where none is known."""
    return places if any(place is not None for place in places) else ()


def _places(
    label: str, places: tuple[ItkIndex | None, ...], every: Sequence[Statistics], info: ImageInfo
) -> tuple[Fact, ...]:
    """Tell where the extremes lie; nothing where that is not known of values that there are."""
    if not _known(places) and any(each.count for each in every):
        return ()
    start = info.geometry.start_index
    itk = tuple("–" if place is None else str(place) for place in places)
    array = tuple("–" if place is None else str(to_array(place, start)) for place in places)
    return Fact(f"{label} (ITK)", itk, places), Fact(f"{label} (NumPy)", array, places)


def _end(label: str, index: ItkIndex, info: ImageInfo) -> tuple[Fact, Fact]:
    array = to_array(index, info.geometry.start_index)
    return Fact(f"{label} (ITK)", (str(index),), (index,)), Fact(f"{label} (NumPy)", (str(array),), (index,))


def _of_line(shape: Shape, result: LineResult, info: ImageInfo) -> tuple[Fact, ...]:
    in_space = () if result.length is None else (Fact("Length", (size_text(result.length, info.space.unit, 1),)),)
    taken = "interpolated linearly" if result.is_linear else "nearest pixels"
    return (
        *in_space,
        Fact("Length in pixels", (number_text(result.pixels),)),
        *_end("From", shape.nodes[0], info),
        *_end("To", shape.nodes[-1], info),
        Fact("Profile", (f"{len(result.profile.places)} values, {taken}",)),
    )


def _of_angle(shape: Shape, result: AngleResult, info: ImageInfo) -> tuple[Fact, ...]:
    in_space = () if result.degrees is None else (Fact("Angle", (_angle_text(result.degrees),)),)
    names = ("From", "Vertex", "To")
    ends = (fact for name, node in zip(names, shape.nodes, strict=False) for fact in _end(name, node, info))
    return (*in_space, Fact("Angle on square pixels", (_angle_text(result.on_pixels),)), *ends)


def _of_curve(shape: Shape, result: CurveResult, info: ImageInfo) -> tuple[Fact, ...]:
    return (
        *_end("At", shape.nodes[0], info),
        Fact("Values", (str(len(result.profile.places)),)),
    )
