"""Steps made again from the plain data that they were written down as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.editable import Editable, Rows, pixel_rows
from itk_inspector.core.editing.packed_numbers import unpacked, unpacked_pixels
from itk_inspector.core.editing.painted_part import PaintedPart
from itk_inspector.core.editing.runs import Runs, ascending
from itk_inspector.core.editing.steps import BoxStep, PixelStep, Step, StrokeStep
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.regions import Region

_DAMAGES = (LookupError, TypeError, ValueError, OverflowError, AttributeError, SyntaxError)
"""What damaged plain data lead to."""


def step_from(record: Mapping[str, Any], pixels: Editable, original: Editable | None = None) -> Step:
    """Make a step again, for pixels that it was not done on yet.

    Parameters
    ----------
    record : mapping
        From `Step.record`, also after it was written as JSON and read again.
    pixels : numpy.ndarray or ChangedChunks
        What the step will be applied to; what there is to undo is taken from it. It is not changed.
    original : numpy.ndarray or ChangedChunks, optional
        All pixels of the original, for steps that put them back.

    Raises
    ------
    EditError
        If the record is damaged, or was made for pixels of another shape or type; or puts pixels of the original back
        that is not there, or has another shape or type.
    """
    try:
        kind, label = record["kind"], str(record["label"])
        shape, new = _shape_and_value(record, pixels)
        if kind == "box":
            region = _region(record, shape)
            return BoxStep(label, shape, region, pixels[region.slices].copy(), new)
        rows = pixel_rows(pixels, new)
        if kind == "pixels":
            positions = ascending(unpacked(record["positions"], rows.shape[0]))
            if not positions.size or positions[0] < 0 or positions[-1] >= rows.shape[0]:
                raise ValueError("a pixel lies outside")
            return PixelStep(label, shape, positions, rows[positions], new)
        if kind == "stroke":
            step = StrokeStep(label, shape, tuple(_part(part, rows, new) for part in record["parts"]), new)
            return _restoring(step, original) if record.get("restores", False) else step
    except _DAMAGES as e:
        raise _damaged(e) from e
    raise EditError(f"No pixels can be edited by a record of the kind “{kind}”.")


def check_fits(record: Mapping[str, Any], pixels: Editable) -> None:
    """Look whether a step was made for pixels of this shape and type, without making it again.

    Raises
    ------
    EditError
        As `step_from` does.
    """
    try:
        _shape_and_value(record, pixels)
    except _DAMAGES as e:
        raise _damaged(e) from e


def _shape_and_value(record: Mapping[str, Any], pixels: Editable) -> tuple[tuple[int, ...], npt.NDArray[Any]]:
    if record["kind"] == "version":
        raise EditError(f"“{record['label']}” has to be done again by its operation: it changes more than pixels.")
    shape = tuple(_whole(n) for n in record["shape"])
    new = _value(record["value"], np.dtype(record["dtype"]))
    if (*shape, *new.shape) != pixels.shape or new.dtype != pixels.dtype:
        raise EditError("The edit was made on an image of another size or pixel type.")
    return shape, unpacked_pixels(record["bits"], 1, new)[0, ...] if "bits" in record else new


def _damaged(error: Exception) -> EditError:
    return EditError("The record of an edit is damaged.", detail=repr(error))


def _whole(number: object) -> int:
    if type(number) is not int:
        raise TypeError(f"no whole number: {number!r}")
    return number


def _region(record: Mapping[str, Any], shape: tuple[int, ...]) -> Region:
    region = Region(tuple(map(_whole, record["start"])), tuple(map(_whole, record["extent"])))
    if not region.lies_in(shape):
        raise ValueError("the box lies outside")
    return region


def _restoring(step: StrokeStep, original: Editable | None) -> StrokeStep:
    if original is None or (original.shape, original.dtype) != ((*step.shape, *step.new.shape), step.new.dtype):
        raise EditError("The copy has another size than the original: no pixels can be put back.")
    return replace(step, restores=True).restoring(original)


def _part(part: Mapping[str, Any], rows: Rows, new: npt.NDArray[Any]) -> PaintedPart:
    first, stride = _whole(part["first"]), _whole(part["stride"])
    starts, stops = (unpacked(part[name], rows.shape[0]) for name in ("starts", "stops"))
    runs = Runs(starts, stops)
    if not starts.size or starts.shape != stops.shape or stride < 1:
        raise ValueError("no runs")
    if np.any(stops <= starts) or np.any(starts[1:] <= stops[:-1]):
        raise ValueError("the runs are out of order")
    if first + stride * int(starts[0]) < 0 or first + stride * (int(stops[-1]) - 1) >= rows.shape[0]:
        raise ValueError("a pixel lies outside")
    made = PaintedPart(first, stride, runs, np.empty(0, new.dtype))
    own = unpacked_pixels(part["values"], runs.count, new) if "values" in part else None
    return PaintedPart(first, stride, runs, rows[made.positions], own)


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
