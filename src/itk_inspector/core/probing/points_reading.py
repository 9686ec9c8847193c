"""Points that this program, or 3D Slicer, has written."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import Any

from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.axes import SPATIAL_AXES, itk_names
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, PhysicalPoint
from itk_inspector.core.probing.points import Point
from itk_inspector.core.probing.points_text import JSON_KIND
from itk_inspector.core.text.spreadsheet_text import FORMULA_MARKS
from itk_inspector.core.text.typed_numbers import read_whole

_MOST = 100_000
_SIGNS = {"LPS": (1.0, 1.0, 1.0), "RAS": (-1.0, -1.0, 1.0), "0": (-1.0, -1.0, 1.0), "1": (1.0, 1.0, 1.0)}
"""Into LPS; 0 and 1 are the numbers that 3D Slicer has used for RAS and LPS."""


def read_points(text: str, geometry: Geometry, here: ItkIndex) -> tuple[Point, ...]:
    """Read points from CSV or JSON of this program, or from markups JSON of 3D Slicer.

    Parameters
    ----------
    text : str
    geometry : Geometry
        Of the image that they are for; physical points become the pixel that covers them.
    here : ItkIndex
        Where a point of three numbers finds its place on the axes after z, or z of a flat image is 0.

    Returns
    -------
    tuple of Point
        Inside the image or not.

    Raises
    ------
    ProbeError
        If the text is nothing of this, or its points have another number of axes.
    """
    begin = text.lstrip("\ufeff \t\r\n")
    points = _of_json(begin, geometry, here) if begin.startswith(("{", "[")) else _of_csv(begin, geometry)
    if len(points) > _MOST:
        raise ProbeError(f"These are {len(points):,} points; {_MOST:,} can be kept.")
    return points


def _of_csv(text: str, geometry: Geometry) -> tuple[Point, ...]:
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as e:
        raise ProbeError(f"This is no table of points: {e}.") from e
    names = [f"itk {name}" for name in itk_names(geometry.dimension).split(", ")]
    if rows and not all(name in rows[0] for name in ("number", *names)):
        raise ProbeError(f"The table needs the columns number, {', '.join(names)}.")
    if rows and f"itk {itk_names(geometry.dimension + 1).split(', ')[-1]}" in rows[0]:
        raise ProbeError(f"The points of this table have more than the {geometry.dimension} axes of the image.")
    if not rows and "number" not in text:
        raise ProbeError("This is neither a table of points nor JSON.")
    return tuple(_csv_point(row, names) for row in rows)


def _csv_point(row: dict[str | Any, Any], names: list[str]) -> Point:
    try:
        number, index = read_whole(row["number"]), ItkIndex(tuple(read_whole(row[name]) for name in names))
    except (ValueError, TypeError, AttributeError) as e:
        raise ProbeError(f"A row of the table is no point: {list(row.values())[:8]}.") from e
    return Point(number, index, _unguarded(row.get("name") or ""), _unguarded(row.get("note") or ""))


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_MARKS) else text


def _of_json(text: str, geometry: Geometry, here: ItkIndex) -> tuple[Point, ...]:
    try:
        told = json.loads(text)
        if told.get("kind") == JSON_KIND:
            return tuple(_json_point(one, geometry) for one in told["points"])
        return tuple(_markup_points(told["markups"], geometry, here))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as e:
        raise ProbeError("This JSON holds no points of ITK Inspector or 3D Slicer.") from e


def _json_point(one: dict[str, Any], geometry: Geometry) -> Point:
    index = ItkIndex(tuple(one["itk_index"]))
    if index.dimension != geometry.dimension:
        raise ProbeError(f"These points have {index.dimension} axes; the image has {geometry.dimension}.")
    number = one["number"]
    if type(number) is not int:
        raise TypeError("a number")
    return Point(number, index, str(one.get("name", "")), str(one.get("note", "")))


def _markup_points(markups: list[dict[str, Any]], geometry: Geometry, here: ItkIndex) -> list[Point]:
    points: list[Point] = []
    for markup in markups:
        signs = _SIGNS[str(markup.get("coordinateSystem", "LPS"))]
        for control in markup.get("controlPoints", []):
            if control.get("positionStatus", "defined") != "defined":
                continue
            position = [sign * float(c) for sign, c in zip(signs, control["position"], strict=True)]
            index = _index_at(position, geometry, here)
            number = len(points) + 1
            label = str(control.get("label", ""))
            points.append(
                Point(number, index, "" if label == str(number) else label, str(control.get("description", "")))
            )
    return points


def _index_at(position: list[float], geometry: Geometry, here: ItkIndex) -> ItkIndex:
    if not all(map(math.isfinite, position)):
        raise ValueError("a position")
    components = position[: geometry.dimension]
    if geometry.dimension > SPATIAL_AXES:
        components += geometry.point_of(here).components[SPATIAL_AXES:]
    return geometry.nearest_index_of(PhysicalPoint(tuple(components)))
