"""What is plotted of a shape that was measured with, and its numbers as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.histogram import Histogram
from itk_inspector.core.geometry.axes import array_names, itk_names
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.measure.measuring import AngleResult, CurveResult, LayerResult, LineResult, RegionResult, Result
from itk_inspector.core.measure.profile import Profile
from itk_inspector.core.measure.shapes import COMPONENTS, Shape
from itk_inspector.core.text.spreadsheet_text import cell_text


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One curve: name, places and values; for bars one place more than values, their edges."""

    name: str
    x: npt.NDArray[np.float64]
    y: npt.NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Plot:
    """Curves over one axis.

    Parameters
    ----------
    title, x_label, x_unit, y_label : str
    series : tuple of Series
    is_bars : bool
        A histogram: between edges.
    """

    title: str
    x_label: str
    x_unit: str
    y_label: str
    series: tuple[Series, ...]
    is_bars: bool = False


def plot_of(shape: Shape, result: Result | None, info: ImageInfo, layers: Sequence[LayerResult] = ()) -> Plot | None:
    """Return what is plotted: a profile, a curve or a histogram; None for an angle.

    Along a line or a curve each further image of the place has curves of its own, which end where it does.
    """
    match result:
        case LineResult() | CurveResult():
            profile, names = result.profile, result.names
            if layers and len(names) == 1:
                names = (info.name,)
            series = (*_series(profile, names), *(one for layer in layers for one in _layer_series(profile, layer)))
            return Plot(shape.name, profile.label, profile.unit, "value", series)
        case RegionResult():
            bars = tuple(_bars(each.name, each.histogram) for each in result.components if each.histogram.counts)
            return Plot(shape.name, "value", "", "pixels", bars, is_bars=True)
        case AngleResult() | None:
            return None


def _series(profile: Profile, names: tuple[str, ...]) -> tuple[Series, ...]:
    if profile.values.ndim == 1:
        return (Series(names[0] if len(names) == 1 else "value", profile.places, profile.values),)
    return tuple(Series(name, profile.places, profile.values[:, i]) for i, name in enumerate(names))


def _layer_series(profile: Profile, layer: LayerResult) -> tuple[Series, ...]:
    if layer.values is None or layer.inside is None:
        return ()
    inside = layer.inside.reshape(-1, *[1] * (layer.values.ndim - 1))
    values = np.where(inside, layer.values.astype(np.float64), np.nan)
    drawn = Profile(profile.places, values, profile.indices, profile.label, profile.unit)
    return _series(drawn, layer.columns)


def _bars(name: str, histogram: Histogram) -> Series:
    low, high = histogram.span
    number = np.arange(len(histogram.counts) + 1) / len(histogram.counts)
    return Series(name, low * (1.0 - number) + high * number, np.array(histogram.counts, np.int64))


def plot_csv(shape: Shape, result: Result, info: ImageInfo, layers: Sequence[LayerResult] = ()) -> str:
    """Write the numbers of a plot, with the indices in both orders of each value of a profile; ``""`` for an angle.

    The values of further images of the place follow, exact; where there are none, nothing stands.
    """
    match result:
        case LineResult():
            return _profile_csv(result.profile, result.names, info, layers)
        case CurveResult():
            names = ("value",) if shape.along == COMPONENTS else result.names
            return _profile_csv(result.profile, names, info, layers)
        case RegionResult():
            return _histogram_csv(result)
        case AngleResult():
            return ""


def _profile_csv(profile: Profile, names: tuple[str, ...], info: ImageInfo, layers: Sequence[LayerResult]) -> str:
    dimension, start = info.geometry.dimension, np.array(info.geometry.start_index)
    head = [f"{profile.label} ({profile.unit})" if profile.unit else profile.label]
    head += [f"itk {name}" for name in itk_names(dimension).split(", ")]
    head += [f"numpy {name}" for name in array_names(dimension).split(", ")]
    rows = []
    values = profile.values.reshape(len(profile.places), -1)
    for number, (place, index, each) in enumerate(zip(profile.places.tolist(), profile.indices, values, strict=True)):
        others = (text for layer in layers for text in _layer_texts(layer, number))
        both = (*index.tolist(), *(index - start)[::-1].tolist())
        rows.append([repr(place), *both, *map(repr, each.tolist()), *others])
    return _csv([*head, *names, *(cell_text(name) for layer in layers for name in layer.columns)], rows)


def _layer_texts(layer: LayerResult, number: int) -> list[str]:
    if layer.values is None or layer.inside is None or not layer.inside[number]:
        return [""] * len(layer.columns)
    return [repr(each) for each in layer.values[number].reshape(-1).tolist()]


def _histogram_csv(result: RegionResult) -> str:
    rows = []
    for each in result.components:
        for number, count in enumerate(each.histogram.counts):
            first, last = each.histogram.bounds(number)
            rows.append([each.name, repr(first), repr(last), count])
    return _csv(["component", "from", "to", "pixels"], rows)


def _csv(head: list[str], rows: list[list[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()
