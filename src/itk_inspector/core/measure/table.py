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
    LayerResult,
    LineResult,
    RegionResult,
    Result,
)
from itk_inspector.core.measure.numpy_text import numpy_text
from itk_inspector.core.measure.shapes import Shape
from itk_inspector.core.text.spreadsheet_text import cell_text

Measured: TypeAlias = tuple[Shape, Result, tuple[LayerResult, ...]]
"""A shape, what was measured with it, and what was in the further images of the place."""
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


LAYER = "layer"
"""The column that names the further image, where there is one."""


def table_text(measured: Sequence[Measured], info: ImageInfo, delimiter: str = "\t") -> str:
    """Write a line of names, and what was measured; numbers in as many digits as tell them apart.

    Where there are further images at the place, each has lines of its own for a region, and a column names the image.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    columns = (*COLUMNS, LAYER) if any(layers for *_, layers in measured) else COLUMNS
    writer.writerow(columns)
    for shape, result, layers in measured:
        of_layers = (row for layer in layers for row in _layer_rows(shape, layer))
        for row in (*_rows(shape, result, info), *of_layers):
            writer.writerow([row.get(name, "") for name in columns])
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


def _layer_rows(shape: Shape, layer: LayerResult) -> list[dict[str, str]]:
    """Return what is told of a region in a further image; its places are those of that image."""
    return [
        {
            "shape": shape.name,
            LAYER: cell_text(layer.name),
            "pixels": str(each.statistics.seen),
            **_component(each, layer.info),
        }
        for each in layer.components
    ]


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
