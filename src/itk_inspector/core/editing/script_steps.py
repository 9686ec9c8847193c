"""The lines of Python that repeat one step of a journal with NumPy; operations bring their own."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.operations.table import row_of
from itk_inspector.core.editing.packed_numbers import unpacked
from itk_inspector.core.editing.steps import Record
from itk_inspector.core.errors import EditError

_READABLE = 200
"""Up to so many runs are written as numbers."""
_A_LINE = 8
_MOST = 1 << 40
"""Numbers in one record: more than any image has pixels."""

HELPERS = '''\
def numbers(text):
    """Unpack many whole numbers: each is told by its difference from the one before it."""
    kind, packed = text.split(":")
    return np.cumsum(np.frombuffer(zlib.decompress(base64.b64decode(packed)), "<" + kind), dtype=np.int64)


def places(first, stride, runs):
    """Return flat positions: runs of neighbours (start, stop) on every stride-th pixel from the first."""
    if isinstance(runs[0], str):
        runs = zip(numbers(runs[0]).tolist(), numbers(runs[1]).tolist())
    return np.concatenate([np.arange(start, stop) for start, stop in runs]) * stride + first


def same_bits(text, like):
    """Unpack values bit by bit."""
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), like.dtype.newbyteorder("<"))


def rows(pixels, start):
    """Return a view with one row a pixel."""
    return pixels.reshape(-1, *pixels.shape[len(start):])
'''
"""Functions that the lines use, besides ``np``, ``base64`` and ``zlib``."""


def step_lines(record: Record) -> tuple[str, ...]:
    """Return lines that change ``pixels`` (C-contiguous, NumPy order), given ``start`` and ``original``.

    Raises
    ------
    EditError
        If the record is damaged, or an operation cannot be written.
    """
    try:
        match record["kind"]:
            case "box":
                return (f"pixels[{_slices(record)}] = {_value(record)}",)
            case "pixels":
                return tuple(_pixel_lines(record))
            case "stroke":
                return tuple(line for part in record["parts"] for line in _part_lines(record, part))
            case "version":
                return _operation_lines(record["operation"])
    except (LookupError, TypeError, ValueError, OverflowError) as e:
        raise EditError("Its record is damaged.", detail=repr(e)) from e
    raise EditError("There is no way to write it.")


def _slices(record: Mapping[str, Any]) -> str:
    return ", ".join(f"{int(s)}:{int(s) + int(n)}" for s, n in zip(record["start"], record["extent"], strict=True))


def _pixel_lines(record: Record) -> Iterator[str]:
    positions = unpacked(record["positions"], _MOST)
    shape = tuple(record["shape"])
    value = _value(record)
    if positions.size > _READABLE:
        yield f"rows(pixels, start)[numbers({record['positions']!r})] = {value}"
        return
    for index in zip(*(axis.tolist() for axis in np.unravel_index(positions, shape)), strict=True):
        yield f"pixels[{', '.join(map(str, index))}] = {value}"


def _part_lines(record: Record, part: Mapping[str, Any]) -> Iterator[str]:
    starts, stops = unpacked(part["starts"], _MOST), unpacked(part["stops"], _MOST)
    first, stride = int(part["first"]), int(part["stride"])
    if starts.size == 1 and stride == 1:
        yield f"at = slice({first + int(starts[0])}, {first + int(stops[0])})"
    elif starts.size > _READABLE:
        yield f"at = places({first}, {stride}, ({part['starts']!r}, {part['stops']!r}))"
    else:
        yield f"at = places({first}, {stride}, ["
        pairs = [f"({a}, {b})" for a, b in zip(starts.tolist(), stops.tolist(), strict=True)]
        for line in range(0, len(pairs), _A_LINE):
            yield f"    {', '.join(pairs[line : line + _A_LINE])},"
        yield "])"
    if record.get("restores", False):
        yield "rows(pixels, start)[at] = rows(original, start)[at]"
    elif "values" in part:
        shape = "".join(f", {n}" for n in _pixel_shape(record))
        yield f"rows(pixels, start)[at] = same_bits({part['values']!r}, pixels).reshape(-1{shape})"
    else:
        yield f"rows(pixels, start)[at] = {_value(record)}"


def _pixel_shape(record: Record) -> tuple[int, ...]:
    value, is_complex = record["value"], np.dtype(record["dtype"]).kind == "c"
    has_components = isinstance(value, list) and (not is_complex or isinstance(value[0], list))
    return (len(value),) if has_components else ()


def _value(record: Record) -> str:
    """Write one pixel so that storing it gives the very bits."""
    if "bits" in record:
        shape = _pixel_shape(record)
        return f"same_bits({record['bits']!r}, pixels)" + ("" if shape else "[0]")
    kind = np.dtype(record["dtype"]).kind
    if _pixel_shape(record):
        parts = [_number(v, kind) for v in record["value"]]
        return f"np.array([{', '.join(parts)}], {np.dtype(record['dtype']).name!r})"
    return _number(record["value"], kind)


def _number(value: Any, kind: str) -> str:
    if kind == "c":
        real, imaginary = (_real(v) for v in value)
        return f"complex({real}, {imaginary})"
    if kind == "f":
        return _real(value)
    if type(value) not in (int, bool):
        raise TypeError("no whole number")
    return repr(value)


def _real(value: Any) -> str:
    number = float(value)
    if math.isnan(number):
        return "np.nan"
    if math.isinf(number):
        return "np.inf" if number > 0 else "-np.inf"
    return repr(number)


def _operation_lines(told: Mapping[str, Any]) -> tuple[str, ...]:
    operation = Operation.from_record(told)
    try:
        lines = row_of(operation.name).lines(operation.parameters)
    except LookupError as e:
        raise EditError("Its parameters are incomplete.", detail=repr(e)) from e
    if any("others[" in line for line in lines):
        raise EditError("It uses another image, which the script would not have.")
    return (*lines, 'pixels = np.array(pixels, order="C")')
