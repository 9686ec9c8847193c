"""All that was measured, as a table for other programs: one line a shape, of a region one a component."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TypeAlias

from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.measure.measuring import (
    AngleResult,
    ComponentStatistics,
    LineResult,
    RegionResult,
    Result,
)
from itk_inspector.core.measure.numpy_text import numpy_text
from itk_inspector.core.measure.shapes import Shape

Measured: TypeAlias = tuple[Shape, Result]
COLUMNS = (
    "shape",
    "itk nodes",
    "numpy nodes",
    "slices",
    "unit",
    "length",
    "length in pixels",
    "angle",
    "pixels",
    "area",
    "volume",
    "component",
    "n",
    "mean",
    "sd (n-1)",
    "median",
    "min",
    "min itk",
    "min numpy",
    "max",
    "max itk",
    "max numpy",
    "sum",
    "nan",
    "inf",
    "numpy expression",
)


def table_text(measured: Sequence[Measured], info: ImageInfo, delimiter: str = "\t") -> str:
    """Write a line of names, and what was measured; numbers in as many digits as tell them apart."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(COLUMNS)
    for shape, result in measured:
        for row in _rows(shape, result, info):
            writer.writerow([row.get(name, "") for name in COLUMNS])
    return out.getvalue()


def _rows(shape: Shape, result: Result, info: ImageInfo) -> list[dict[str, str]]:
    start = info.geometry.start_index
    row = {
        "shape": shape.name,
        "itk nodes": " ".join(map(str, shape.nodes)),
        "numpy nodes": " ".join(str(to_array(node, start)) for node in shape.nodes),
        "unit": info.space.unit,
        "numpy expression": numpy_text(
            shape, info.geometry, is_linear=isinstance(result, LineResult) and result.is_linear
        ).replace("\n", "; ")
        if not _has_block(shape, info)
        else "",
    }
    if shape.through is not None:
        row["slices"] = f"{axis_name(shape.through.axis)} {shape.through.first} to {shape.through.last}"
    match result:
        case LineResult():
            row |= {"length": _number(result.length), "length in pixels": _number(result.pixels)}
        case AngleResult():
            row |= {"angle": _number(result.degrees)}
        case RegionResult():
            row |= {"pixels": str(result.pixels), "area" if result.dimensions == 2 else "volume": _number(result.size)}
            return [{**row, **_component(each, info)} for each in result.components]
    return [row]


def _has_block(shape: Shape, info: ImageInfo) -> bool:
    """Tell whether the expression has a loop, which does not fit one line."""
    return ":\n" in numpy_text(shape, info.geometry)


def _component(each: ComponentStatistics, info: ImageInfo) -> dict[str, str]:
    found = each.statistics
    return {
        "component": each.name,
        "n": str(found.count),
        "mean": _number(found.mean),
        "sd (n-1)": _number(found.deviation),
        "median": _number(found.median),
        "min": _number(found.minimum),
        "max": _number(found.maximum),
        "sum": _number(found.total),
        "nan": str(found.nan),
        "inf": str(found.infinite),
        **_place("min", each.minimum_at, info),
        **_place("max", each.maximum_at, info),
    }


def _place(name: str, index: ItkIndex | None, info: ImageInfo) -> dict[str, str]:
    if index is None:
        return {}
    return {f"{name} itk": str(index), f"{name} numpy": str(to_array(index, info.geometry.start_index))}


def _number(value: float | None) -> str:
    return "" if value is None else repr(value)
