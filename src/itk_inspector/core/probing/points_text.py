"""Points as text for other programs: CSV, JSON, Python, and the markups of 3D Slicer."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.axes import SPATIAL_AXES, array_names, itk_names
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.json_values import json_value
from itk_inspector.core.probing.point_rows import LayerValue, PointRow
from itk_inspector.core.text.spreadsheet_text import cell_text

_SCHEMA = (
    "https://raw.githubusercontent.com/slicer/slicer/master/Modules/Loadable/Markups/Resources/Schema/"
    "markups-schema-v1.0.3.json#"
)
JSON_KIND = "ITK Inspector points"
Writer: TypeAlias = "Callable[[Sequence[PointRow], ImageInfo], str]"


@dataclass(frozen=True, slots=True)
class PointsFormat:
    """One way to write points.

    Parameters
    ----------
    name : str
        As people call it.
    suffix : str
    write : callable
        ``(rows, info) -> text``.
    """

    name: str
    suffix: str
    write: Writer


def place_titles(dimension: int) -> list[str]:
    """Return what stands above both indices and the physical point."""
    itk = itk_names(dimension).split(", ")
    array = array_names(dimension).split(", ")
    return [*(f"itk {name}" for name in itk), *(f"numpy {name}" for name in array), *(f"point {name}" for name in itk)]


def csv_text(rows: Sequence[PointRow], info: ImageInfo) -> str:
    """Write one line a point, with both indices, the physical point and the value, under a line of names.

    The indices and the value in each further image of the place follow; they are empty outside it.
    """
    head = ["number", "name", *place_titles(info.geometry.dimension), "value", "before", "note"]
    for layer in rows[0].layers if rows else ():
        name = cell_text(_one_line(layer.name))
        head += [f"{name}: ITK", f"{name}: NumPy", f"{name}: value"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    for row in rows:
        point = row.point
        numbers = [*point.index.components, *row.array_index, *map(repr, row.physical_point.components)]
        texts = [cell_text(text) for text in (point.name, row.value_text, row.before_text, point.note)]
        others = (text for layer in row.layers for text in _layer_texts(layer))
        writer.writerow([point.number, texts[0], *numbers, *texts[1:], *others])
    return out.getvalue()


def _layer_texts(layer: LayerValue) -> tuple[str, str, str]:
    if layer.itk_index is None:
        return "", "", ""
    return str(layer.itk_index), str(layer.array_index), cell_text(layer.text)


def json_text(rows: Sequence[PointRow], info: ImageInfo) -> str:
    """Write both indices, the physical point and the value of each point, and which image they belong to.

    Where there are further images at the place, ``layers`` has the indices (null outside) and the value in each.
    """
    geometry = info.geometry
    told = {
        "kind": JSON_KIND,
        "image": {"name": info.name, "size": list(geometry.size), "start_index": list(geometry.start_index)},
        "unit": info.unit,
        "points": [_json_point(row) for row in rows],
    }
    return json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _json_point(row: PointRow) -> dict[str, Any]:
    told = {
        "number": row.point.number,
        "name": row.point.name,
        "itk_index": list(row.point.index.components),
        "array_index": list(row.array_index),
        "physical_point": [json_value(c) for c in row.physical_point.components],
        "value": json_value(row.value),
        "note": row.point.note,
    }
    if row.before is not None:
        told["before"] = json_value(row.before)
    if row.layers:
        told["layers"] = [_json_layer(layer) for layer in row.layers]
    return told


def _json_layer(layer: LayerValue) -> dict[str, Any]:
    return {
        "name": layer.name,
        "itk_index": None if layer.itk_index is None else list(layer.itk_index.components),
        "array_index": None if layer.array_index is None else list(layer.array_index),
        "value": json_value(layer.value),
    }


def python_text(rows: Sequence[PointRow], info: ImageInfo) -> str:
    """Write a program that reads the image and prints each point through ITK and through NumPy."""
    lines = [
        f"# Points of {_one_line(info.name)}: number, name, ITK index (x first), NumPy index (slowest axis first)",
        "import itk",
        "",
        "points = [",
        *(
            f"    ({row.point.number}, {row.point.name!r}, {row.point.index}, {tuple(row.array_index)}),{_comment(row)}"
            for row in rows
        ),
        "]",
        f"image = itk.imread({str(info.path)!r})",
        "array = itk.array_view_from_image(image)",
        "for number, name, itk_index, array_index in points:",
        "    print(number, name, image.GetPixel(itk_index), array[array_index])",
    ]
    return "\n".join(lines) + "\n"


def _comment(row: PointRow) -> str:
    said = ", ".join(filter(None, (row.change_text, _one_line(row.point.note))))
    return f"  # {said}" if said else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def markups_text(rows: Sequence[PointRow], info: ImageInfo) -> str:
    """Write a list of control points in LPS, as the *Markups* module of 3D Slicer reads it.

    Source: the markups schema 1.0.3 of 3D Slicer. Only x, y and z are kept; the slice of a flat image lies at z = 0.
    A point that lies nowhere, because the header's numbers are not finite, has no defined position.
    """
    controls = [
        {
            "id": str(row.point.number),
            "label": row.point.label,
            "description": row.point.note,
            "position": _in_space(row.physical_point.components),
            "selected": True,
            "locked": False,
            "visibility": True,
            "positionStatus": "defined" if all(map(math.isfinite, row.physical_point.components)) else "undefined",
        }
        for row in rows
    ]
    markup = {
        "type": "Fiducial",
        "coordinateSystem": "LPS",
        "coordinateUnits": info.unit or "mm",
        "controlPoints": controls,
    }
    return json.dumps({"@schema": _SCHEMA, "markups": [markup]}, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _in_space(components: Sequence[float]) -> list[float]:
    spatial = [c if math.isfinite(c) else 0.0 for c in components[:SPATIAL_AXES]]
    return spatial + [0.0] * (SPATIAL_AXES - len(spatial))


POINTS_FORMATS = (
    PointsFormat("CSV", ".csv", csv_text),
    PointsFormat("JSON", ".json", json_text),
    PointsFormat("Python", ".py", python_text),
    PointsFormat("3D Slicer markups", ".mrk.json", markups_text),
)
"""All ways, the first one is the usual one."""
