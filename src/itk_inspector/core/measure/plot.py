"""What is plotted of a shape that was measured with, and its numbers as text."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.display.histogram import Histogram
from itk_inspector.core.geometry.axes import array_names, itk_names
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.measure.measuring import AngleResult, CurveResult, LineResult, RegionResult, Result
from itk_inspector.core.measure.profile import Profile
from itk_inspector.core.measure.shapes import COMPONENTS, Shape


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


def plot_of(shape: Shape, result: Result | None, info: ImageInfo) -> Plot | None:
    """Return what is plotted: a profile, a curve or a histogram; None for an angle."""
    match result:
        case LineResult() | CurveResult():
            profile, names = result.profile, result.names
            return Plot(shape.name, profile.label, profile.unit, "value", _series(profile, names))
        case RegionResult():
            bars = tuple(_bars(each.name, each.histogram) for each in result.components if each.histogram.counts)
            return Plot(shape.name, "value", "", "pixels", bars, is_bars=True)
        case AngleResult() | None:
            return None


def _series(profile: Profile, names: tuple[str, ...]) -> tuple[Series, ...]:
    if profile.values.ndim == 1:
        return (Series(names[0] if len(names) == 1 else "value", profile.places, profile.values),)
    return tuple(Series(name, profile.places, profile.values[:, i]) for i, name in enumerate(names))


def _bars(name: str, histogram: Histogram) -> Series:
    low, high = histogram.span
    number = np.arange(len(histogram.counts) + 1) / len(histogram.counts)
    return Series(name, low * (1.0 - number) + high * number, np.array(histogram.counts, np.int64))


def plot_csv(shape: Shape, result: Result, info: ImageInfo) -> str:
    """Write the numbers of a plot, with the indices in both orders of each value of a profile; ``""`` for an angle."""
    match result:
        case LineResult():
            return _profile_csv(result.profile, result.names, info)
        case CurveResult():
            return _profile_csv(result.profile, ("value",) if shape.along == COMPONENTS else result.names, info)
        case RegionResult():
            return _histogram_csv(result)
        case AngleResult():
            return ""


def _profile_csv(profile: Profile, names: tuple[str, ...], info: ImageInfo) -> str:
    dimension, start = info.geometry.dimension, np.array(info.geometry.start_index)
    head = [f"{profile.label} ({profile.unit})" if profile.unit else profile.label]
    head += [f"itk {name}" for name in itk_names(dimension).split(", ")]
    head += [f"numpy {name}" for name in array_names(dimension).split(", ")]
    rows = []
    values = profile.values.reshape(len(profile.places), -1)
    for place, index, each in zip(profile.places.tolist(), profile.indices, values, strict=True):
        rows.append([repr(place), *index.tolist(), *(index - start)[::-1].tolist(), *map(repr, each.tolist())])
    return _csv([*head, *names], rows)


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
