"""Statistics of all pixels of an image, wherever they are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, fields, replace
from functools import partial
from typing import Any

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.components import choices
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode
from itk_inspector.core.display.histogram import BINS, Histogram, histogram_asked, histogram_of_counts
from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, reverse, to_itk
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.measure.measuring import component_names
from itk_inspector.core.measure.report_text import histogram_of, index_of, numbers, pairs, whole
from itk_inspector.core.measure.statistics import Counted, Statistics, statistics_asked
from itk_inspector.core.pixels.passes import Asking, Question, Reduce, answered, of_components, together
from itk_inspector.core.probing.value_counts import (
    MANY,
    Outstanding,
    ValueRow,
    added_labels,
    layers_of,
    outstanding,
    outstanding_of_counts,
    with_labels,
)

MOST = MANY
"""Different whole numbers up to which each is listed."""
MOST_BINS = 65536
"""Bins of a histogram that can be asked for."""
_NONE: Counted = np.zeros(0, np.int64), np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class ComponentReport:
    """What is told of one component of all pixels.

    Parameters
    ----------
    name : str
        ``""`` where a pixel is one number.
    count : int
        Finite values; NaN and infinities are counted apart, and in nothing else.
    nan, infinite : int
    total, mean, deviation, median, minimum, maximum
        As of `statistics.Statistics`; the median is None where nobody asked for it.
    values : tuple of tuple of int
        Which whole numbers occur, in rising order, and how often; empty for floats, where there are more than `MOST`,
        and where nobody asked for it.
    histogram : Histogram or None
        None where nobody asked for it.
    minimum_at, maximum_at : ItkIndex or None
        The first pixel that holds it, in NumPy's order, counted from the image's start index; None without a value.
    """

    name: str
    count: int
    nan: int = 0
    infinite: int = 0
    total: int | float | None = None
    mean: float | None = None
    deviation: float | None = None
    median: float | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    values: tuple[tuple[int, int], ...] = ()
    histogram: Histogram | None = None
    minimum_at: ItkIndex | None = None
    maximum_at: ItkIndex | None = None

    @property
    def text(self) -> str:
        """All of it, as JSON."""
        return json.dumps(astuple(self), allow_nan=False)

    @classmethod
    def of_text(cls, text: str) -> ComponentReport:
        """Return what a text of this kind says.

        Raises
        ------
        ValueError
            If it says anything else.
        """
        told = json.loads(text)
        if not isinstance(told, list) or len(told) != len(fields(cls)) or type(told[0]) is not str:
            raise ValueError("no report")
        name, *figures, values, histogram, low_at, high_at = told
        count, nan, infinite = whole(figures[:3])
        total, mean, deviation, median, minimum, maximum = numbers(figures[3:])
        return cls(
            name, count, nan, infinite, total, mean, deviation, median, minimum, maximum,
            pairs(values), histogram_of(histogram), index_of(low_at), index_of(high_at),
        )  # fmt: skip

    @property
    def statistics(self) -> Statistics:
        """The same as of a region, but without places."""
        figures = (self.total, self.mean, self.deviation, self.median, self.minimum, self.maximum)
        return Statistics(self.count, self.nan, self.infinite, *figures)


@dataclass(frozen=True, slots=True)
class WholeReport:
    """What is told of all pixels.

    Parameters
    ----------
    components : tuple of ComponentReport
    outstanding : Outstanding or None
        What stands out among all components; None where nobody asked for it.
    colours : Histogram or None
        Of the numbers of red, green and blue together, where pixels are colours.
    samples : bytes
        The values at the places of a line, one after the other, as they are stored; there are no components then.
    """

    components: tuple[ComponentReport, ...]
    outstanding: Outstanding | None = None
    colours: Histogram | None = None
    samples: bytes = b""

    def rows(self, dtype: np.dtype[Any], most: int) -> tuple[ValueRow, ...]:
        """Return a row for each value that stands out, as `Outstanding.rows`; extremes lead to their first pixels."""
        if self.outstanding is None:
            return ()
        ends = {name: self.first_at(is_smallest=name == "minimum") for name in ("minimum", "maximum")}
        return tuple(replace(row, at=ends.get(row.name)) for row in self.outstanding.rows(dtype, most))

    def first_at(self, *, is_smallest: bool) -> ItkIndex | None:
        """Return the first pixel, in NumPy's order, one of whose numbers is the smallest of all, or the largest."""
        found = [
            (each.minimum, each.minimum_at) if is_smallest else (each.maximum, each.maximum_at)
            for each in self.components
        ]
        known = [(value, index) for value, index in found if value is not None and index is not None]
        if not known:
            return None
        outermost = (min if is_smallest else max)(value for value, _ in known)
        return min((index for value, index in known if value == outermost), key=lambda index: reverse(index.components))

    def drawn(self, choice: ComponentChoice) -> Histogram | None:
        """Return the histogram of what is drawn; None where that is computed of a pixel's numbers."""
        match choice.kind:
            case ComponentMode.COLOUR:
                return self.colours
            case ComponentMode.VALUE | ComponentMode.COMPONENT:
                return self.components[choice.component].histogram
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is told only where it is asked for.

    Parameters
    ----------
    median : bool
        Of numbers of more than two bytes it takes one more pass or several; of others it is always told.
    values : bool
        Which whole numbers of more than two bytes occur, and how often; of others it is always told.
    histogram : int
        Bins of the histogram, at the most; 0 for none.
    outstanding : bool
        What stands out, and the histogram of colours.
    """

    median: bool = False
    values: bool = False
    histogram: int = 0
    outstanding: bool = False

    def __post_init__(self) -> None:
        """Refuse a histogram that nobody could look at.

        Raises
        ------
        UsageError
        """
        if not 0 <= self.histogram <= MOST_BINS:
            raise UsageError(f"A histogram has 1 to {MOST_BINS} bins, not {self.histogram}.")

    def passes(self, dtype: np.dtype[Any]) -> int:
        """Return how often all pixels are gone through."""
        if dtype.kind in "iub" and dtype.itemsize <= 2:
            return 1
        return 1 + max(1, self.median * dtype.itemsize // 2)


def whole_report(reduce: Reduce, info: ImageInfo, wanted: Wanted) -> WholeReport:
    """Return what is told of all pixels of an image, or of a part of it.

    Parameters
    ----------
    reduce : Reduce
        Goes through all pixels in blocks ``[pixel, component]``.
    info : ImageInfo
        Of the pixels.
    wanted : Wanted

    Raises
    ------
    UsageError
        For complex numbers, which have no order.
    """
    dtype = np.dtype(info.dtype)
    if dtype.kind not in "iufb":
        raise UsageError("Complex numbers have no order: there are no statistics of them.")
    dtype, names = numbers_type(dtype), component_names(info)
    has_colours = any(choice.kind is ComponentMode.COLOUR for choice, _ in choices(info))
    askings: dict[str, Asking[Any]] = {
        str(part): of_components(_report_asked(dtype, name if len(names) > 1 else "", wanted, info.geometry), part)
        for part, name in enumerate(names)
    }
    if wanted.outstanding and not (_is_small(dtype) and len(names) == 1):
        askings["outstanding"] = _outstanding_asked(layers_of(dtype, len(names), has_layers=info.has_layers))
    if wanted.outstanding and has_colours and not _is_small(dtype):
        askings["colours"] = of_components(histogram_asked(dtype, wanted.histogram or BINS), slice(0, 3))
    found = dict(zip(askings, answered(together(list(askings.values())), reduce), strict=True))
    parts = [found[str(part)] for part in range(len(names))]
    rest = found.get("outstanding"), found.get("colours")
    if wanted.outstanding and _is_small(dtype):  # it follows from the counts
        counted: list[Counted] = [counts for _, counts in parts]
        rest = (
            outstanding_of_counts(counted[0][0], counted[0][1], MOST) if len(names) == 1 else rest[0],
            _histogram(_together(counted[:3]), wanted.histogram or BINS) if has_colours else None,
        )
    return WholeReport(tuple(report for report, _ in parts), *rest)


def numbers_type(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return as what values are counted: those of a mask as 0 and 1."""
    return np.dtype(np.uint8) if dtype.kind == "b" else dtype


def _is_small(dtype: np.dtype[Any]) -> bool:
    """Tell whether values are counted one by one."""
    return dtype.kind in "iu" and dtype.itemsize <= 2


def _together(counted: Sequence[Counted]) -> Counted:
    """Return how often each value occurs in any of several components."""
    values, places = np.unique(np.concatenate([values for values, _ in counted]), return_inverse=True)
    counts = np.zeros(len(values), np.int64)
    np.add.at(counts, places, np.concatenate([counts for _, counts in counted]))
    return values, counts


def _histogram(counted: Counted, most: int) -> Histogram:
    values, counts = counted
    return histogram_of_counts(values, counts, most)


def _report_asked(
    dtype: np.dtype[Any], name: str, wanted: Wanted, geometry: Geometry
) -> Asking[tuple[ComponentReport, Counted]]:
    askings: dict[str, Asking[Any]] = {"statistics": statistics_asked(dtype, has_median=wanted.median)}
    if wanted.values and dtype.kind in "iu" and not _is_small(dtype):
        askings["values"] = _values_asked()
    if wanted.histogram and not _is_small(dtype):
        askings["histogram"] = histogram_asked(dtype, wanted.histogram)
    several = dict(zip(askings, (yield from together(list(askings.values()))), strict=True))
    found, values, histogram = several["statistics"], several.get("values"), several.get("histogram")
    assert found is not None  # all values are there each time
    if found.counted is not None and wanted.histogram:
        histogram = _histogram(found.counted, wanted.histogram)
    if found.counted is not None and len(found.counted[0]) <= MOST:
        values = dict(zip(*(each.tolist() for each in found.counted), strict=True))
    report = ComponentReport(
        name, found.count, found.nan, found.infinite, found.total, found.mean, found.deviation, found.median,
        found.minimum, found.maximum, tuple(sorted((values or {}).items())), histogram,
        _index_of(found.minimum_at, geometry), _index_of(found.maximum_at, geometry),
    )  # fmt: skip
    return report, found.counted or _NONE


def _index_of(number: int | None, geometry: Geometry) -> ItkIndex | None:
    """Return the pixel of a number among all, in NumPy's order."""
    if number is None:
        return None
    return to_itk(ArrayIndex(map(int, np.unravel_index(number, geometry.shape))), geometry.start_index)


def _values_asked() -> Asking[dict[int, int] | None]:
    found: dict[int, int] | None = yield Question(partial(with_labels, {}, most=MOST), partial(added_labels, most=MOST))
    return found


def _outstanding_asked(layers: tuple[int, ...]) -> Asking[Outstanding]:
    found = yield Question(partial(outstanding, layers, MOST), partial(Outstanding.with_other, most=MOST))
    return found or Outstanding(labels=({},) * len(layers))
