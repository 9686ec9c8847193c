"""Steps made again from the plain data that they were written down as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.painted_part import PaintedPart
from itk_inspector.core.editing.runs import Numbers, Runs, ascending
from itk_inspector.core.editing.steps import BoxStep, PixelStep, Step, StrokeStep
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.regions import Region


def step_from(record: Mapping[str, Any], pixels: npt.NDArray[Any]) -> Step:
    """Make a step again, for pixels that it was not done on yet.

    Parameters
    ----------
    record : mapping
        From `Step.record`, also after it was written as JSON and read again.
    pixels : numpy.ndarray
        What the step will be applied to; what there is to undo is taken from it. It is not changed.

    Raises
    ------
    EditError
        If the record is damaged, or was made for pixels of another shape or type.
    """
    try:
        kind, label = record["kind"], str(record["label"])
        if kind == "version":
            raise EditError(f"“{label}” has to be done again by its operation: it changes more than pixels.")
        shape = tuple(_whole(n) for n in record["shape"])
        new = _value(record["value"], np.dtype(record["dtype"]))
        if (*shape, *new.shape) != pixels.shape or new.dtype != pixels.dtype:
            raise EditError("The edit was made on an image of another size or pixel type.")
        if kind == "box":
            region = _region(record, shape)
            return BoxStep(label, shape, region, pixels[region.slices].copy(), new)
        rows = pixels.reshape(-1, *new.shape)
        if kind == "pixels":
            positions = _positions(record["positions"], rows.shape[0])
            return PixelStep(label, shape, positions, rows[positions], new)
        if kind == "stroke":
            return StrokeStep(label, shape, tuple(_part(part, rows, new) for part in record["parts"]), new)
    except (LookupError, TypeError, ValueError, OverflowError, AttributeError, SyntaxError) as e:
        raise EditError("The record of an edit is damaged.", detail=repr(e)) from e
    raise EditError(f"No pixels can be edited by a record of the kind “{kind}”.")


def _whole(number: object) -> int:
    if type(number) is not int:
        raise TypeError(f"no whole number: {number!r}")
    return number


def _region(record: Mapping[str, Any], shape: tuple[int, ...]) -> Region:
    region = Region(tuple(map(_whole, record["start"])), tuple(map(_whole, record["extent"])))
    if not region.lies_in(shape):
        raise ValueError("the box lies outside")
    return region


def _positions(numbers: list[int], count: int) -> Numbers:
    positions = ascending(np.array([_whole(n) for n in numbers], dtype=np.int64))
    if not positions.size or positions[0] < 0 or positions[-1] >= count:
        raise ValueError("a pixel lies outside")
    return positions


def _part(part: Mapping[str, Any], rows: npt.NDArray[Any], new: npt.NDArray[Any]) -> PaintedPart:
    first, stride = _whole(part["first"]), _whole(part["stride"])
    starts, stops = (np.array([_whole(n) for n in part[name]], dtype=np.int64) for name in ("starts", "stops"))
    runs = Runs(starts, stops)
    if not starts.size or starts.shape != stops.shape or stride < 1:
        raise ValueError("no runs")
    if np.any(stops <= starts) or np.any(starts[1:] <= stops[:-1]):
        raise ValueError("the runs are out of order")
    if first + stride * int(starts[0]) < 0 or first + stride * (int(stops[-1]) - 1) >= rows.shape[0]:
        raise ValueError("a pixel lies outside")
    made = PaintedPart(first, stride, runs, rows[:0])
    own = _values(part["values"], runs.count, new) if "values" in part else None
    return PaintedPart(first, stride, runs, rows[made.positions], own)


def _values(values: list[Any], count: int, like: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Read as many pixels as there are, each like another one."""
    read = np.array([_value(value, like.dtype) for value in values], dtype=like.dtype)
    if read.shape != (count, *like.shape):
        raise ValueError("not one value a pixel")
    return read


def _value(value: Any, dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    """Read one pixel back from `core.pixels.values.json_value`."""
    depth = 1 if dtype.kind == "c" else 0
    components = value if isinstance(value, list) and (not depth or isinstance(value[0], list)) else None
    numbers = [_scalar(v, dtype.kind) for v in components] if components is not None else _scalar(value, dtype.kind)
    return np.array(numbers, dtype=dtype)


def _scalar(value: Any, kind: str) -> complex | float | int | bool:
    match kind:
        case "c":
            real, imaginary = value
            return complex(float(real), float(imaginary))
        case "f":
            return float(value)
        case "b" if isinstance(value, bool):
            return value
        case "i" | "u":
            return _whole(value)
    raise ValueError(f"no pixel: {value!r}")
