"""Statistics under labels as a table: for the panel, and for other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, reverse, to_array, to_itk
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.labels.label_table import LabelTable
from itk_inspector.core.measure.facts import number_text
from itk_inspector.core.measure.under_label import UnderLabel, UnderLabels
from itk_inspector.core.measure.under_labels import MOST
from itk_inspector.core.pixels.json_values import json_value
from itk_inspector.core.text.decimal_text import rounded_text
from itk_inspector.core.text.spreadsheet_text import cell_text
from itk_inspector.core.text.visible_text import visible_text

_SIZES = {2: "area", 3: "volume"}
_DIGITS = 6
_TOGETHER = 4096
"""Rows that are written at once."""


def headings(found: UnderLabels, unit: str) -> tuple[str, ...]:
    """Return what stands above `cells`, or above those of places where no other image is measured."""
    size = _SIZES[found.dimensions].capitalize()
    power = "²" if found.dimensions == 2 else "³"
    unit = f" ({unit}{power})" if unit else ""
    own = ("Mean", "SD", "Median", "Min", "Max") if found.is_measured else ("First index", "Size", "Centroid", "Point")
    return ("Label", "Name", "Pixels", f"{size}{unit}", *own)


def cells(row: UnderLabel, names: LabelTable | None) -> tuple[str, ...]:
    """Return what the panel shows of a label; figures that are no whole numbers rounded."""
    told = row.statistics
    figures = (told.mean, told.deviation, told.median, told.minimum, told.maximum)
    return (*_counted(row, names), *map(number_text, figures))


def row_cells(found: UnderLabels, row: UnderLabel, info: ImageInfo, names: LabelTable | None) -> tuple[str, ...]:
    """Return what is shown of a label: what is measured under it, or else the box around it, and its centroid."""
    if found.is_measured:
        return cells(row, names)
    first, size = _box(row, info)
    point = info.geometry.point_of(row.centroid)
    return (
        *_counted(row, names),
        str(first),
        " × ".join(map(str, size)),
        *(f"({', '.join(rounded_text(c, _DIGITS) for c in place.components)})" for place in (row.centroid, point)),
    )


def _counted(row: UnderLabel, names: LabelTable | None) -> tuple[str, ...]:
    size = "–" if row.size is None else rounded_text(row.size, _DIGITS, is_grouped=True)
    return (str(row.label), name_of(row, names), f"{row.pixels:,}", size)


def _box(row: UnderLabel, info: ImageInfo) -> tuple[ItkIndex, tuple[int, ...]]:
    """Return the box around a label as ITK's region: its first index, and its size."""
    return to_itk(ArrayIndex(row.box.start), info.geometry.start_index), reverse(row.box.shape)


def told(found: UnderLabels, image: str, labels: str) -> str:
    """Say in plain sentences what was measured under what."""
    if found.has_too_many:
        return f"{labels} has more than {MOST:,} labels."
    outside = f" {found.outside:,} pixels of {image} lie outside {labels}." if found.outside else ""
    if not found.rows and not found.is_measured:
        return f"No pixel of {labels} has a label other than 0."
    if not found.rows:
        return f"No pixel of {image} has a label other than 0 in {labels}.{outside}"
    count = f"{len(found.rows):,} {'label' if len(found.rows) == 1 else 'labels'} of {labels}; 0 is left out."
    return f"{image} under {count}{outside}{_missing(found)}" if found.is_measured else count


def _missing(found: UnderLabels) -> str:
    """Say what is not told where images are gone through in chunks."""
    measured = next((row.statistics for row in found.rows if row.statistics.count), None)
    return " Medians need all values at once." if measured is not None and measured.median is None else ""


def name_of(row: UnderLabel, names: LabelTable | None) -> str:
    """Return what a label stands for, or nothing."""
    label = None if names is None else names.at(row.label)
    return "" if label is None else label.name


def under_labels_text(
    found: UnderLabels,
    info: ImageInfo,
    names: LabelTable | None = None,
    delimiter: str = "\t",
    *,
    path: str | None = None,
    has_titles: bool = True,
) -> str:
    """Write a line of names, and one for each label; numbers in as many digits as tell them apart.

    Parameters
    ----------
    found : UnderLabels
    info : ImageInfo
        Of the measured image.
    names : LabelTable, optional
        Of the label image.
    delimiter : str
    path : str, optional
        Of the label image, as a first column.
    has_titles : bool
        The line of names is written; not for what follows in a table of several label images.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    place = [] if path is None else [cell_text(visible_text(path))]
    titles = [
        "label", "name", "pixels", _SIZES[found.dimensions], "unit", "n", "mean", "sd (n-1)", "median", "min", "max",
        "sum", "nan", "inf", "first itk", "first numpy", "box itk", "box size", "centroid itk", "centroid point",
    ]  # fmt: skip
    if has_titles:
        writer.writerow([*(["path"] if place else []), *titles])
    for row in found.rows:
        writer.writerow([*place, *_exact(row, info, names)])
    return out.getvalue()


def parts_of(found: UnderLabels) -> Iterator[UnderLabels]:
    """Yield some rows after the others, one time at least: what is written of a million takes gigabytes."""
    for first in range(0, max(1, len(found.rows)), _TOGETHER):
        yield replace(found, rows=found.rows[first : first + _TOGETHER])


def under_labels_dict(found: UnderLabels, info: ImageInfo, names: LabelTable | None = None) -> dict[str, Any]:
    """Return the same as JSON values; ``area`` or ``volume`` is null where there is none."""
    return {
        "unit": info.space.unit,
        "outside": found.outside,
        "has_too_many": found.has_too_many,
        "labels": [_json(row, found.dimensions, info, names) for row in found.rows],
    }


def _json(row: UnderLabel, dimensions: int, info: ImageInfo, names: LabelTable | None) -> dict[str, Any]:
    told, (first, size) = row.statistics, _box(row, info)
    figures = {
        "mean": told.mean, "sd": told.deviation, "median": told.median, "min": told.minimum, "max": told.maximum,
        "sum": told.total,
    }  # fmt: skip
    return {
        "label": row.label,
        "name": name_of(row, names),
        "pixels": row.pixels,
        _SIZES[dimensions]: row.size,
        "n": told.count,
        **{key: json_value(value) for key, value in figures.items()},
        "nan": told.nan,
        "inf": told.infinite,
        "first_itk_index": list(row.first.components),
        "first_array_index": list(to_array(row.first, info.geometry.start_index)),
        "box_itk_index": list(first.components),
        "box_size": list(size),
        "centroid_itk_index": list(row.centroid.components),
        "centroid_point": list(info.geometry.point_of(row.centroid).components),
    }


def _exact(row: UnderLabel, info: ImageInfo, names: LabelTable | None) -> Sequence[str]:
    told, (first, size) = row.statistics, _box(row, info)
    figures = (told.mean, told.deviation, told.median, told.minimum, told.maximum, told.total)
    places = (row.centroid, info.geometry.point_of(row.centroid))
    return (
        str(row.label),
        cell_text(name_of(row, names)),
        str(row.pixels),
        _number(row.size),
        info.space.unit,
        str(told.count),
        *map(_number, figures),
        str(told.nan),
        str(told.infinite),
        str(row.first),
        str(to_array(row.first, info.geometry.start_index)),
        str(first),
        str(ItkIndex(size)),
        *(f"({', '.join(map(repr, place.components))})" for place in places),
    )


def _number(value: float | None) -> str:
    return "" if value is None else repr(value)
