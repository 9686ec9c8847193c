"""Operations that make another value of each."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from itk_inspector.core.editing.operations import names
from itk_inspector.core.editing.operations.expected import Expected
from itk_inspector.core.editing.operations.parameter import Choice, Number, Parameter, typed
from itk_inspector.core.editing.operations.row import Given, OperationRow, Others
from itk_inspector.core.editing.operations.working_type import refuse_several
from itk_inspector.core.errors import EditError
from itk_inspector.core.header.image_info import ImageInfo

WHOLE = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64")
TYPES = (*WHOLE, "float32", "float64")
"""What pixels can be cast to."""
_HOW = {"refuse": "are refused", "clip": "are clipped to the type’s range"}


def _nowhere(given: Given) -> tuple[int, ...]:
    return (0,) * 16


def type_choice(info: ImageInfo, name: str = "type", types: tuple[str, ...] = TYPES) -> Choice:
    """Return the choice of a pixel type, the image's own by default."""
    default = info.dtype if info.dtype in types else types[-1]
    return Choice(name, "Pixel type", default, {one: one for one in types})


def _cast_parameters(info: ImageInfo, others: Others) -> tuple[Parameter, ...]:
    return type_choice(info), Choice("misfit", "Values that do not fit", "refuse", _HOW)


def _cast_expected(info: ImageInfo, given: Given, others: Others) -> Expected:
    if info.is_complex:
        raise EditError("Cast: complex numbers would lose their imaginary part.")
    if given["type"] == info.dtype:
        raise EditError(f"Cast: the pixel type is {info.dtype} already.")
    stored, wanted = np.dtype(info.dtype), np.dtype(given["type"])
    notes = []
    if wanted.kind in "iu" and stored.kind == "f":
        notes.append("Values are rounded, half to even.")
    if not np.can_cast(stored, wanted, "safe") and wanted.kind in "iu":
        limits = np.iinfo(given["type"])
        what = "are clipped" if given["misfit"] == "clip" else "are refused"
        notes.append(f"Values outside {limits.min} to {limits.max} {what}; none wraps.")
    if wanted.kind == "f" and not np.can_cast(stored, wanted, "safe"):
        notes.append(f"Each value becomes the nearest that {wanted.name} can hold.")
    made = replace(Expected.like(info), dtype=given["type"], notes=tuple(notes))
    return replace(made, working_bytes=made.bytes)


def _cast_script(given: Given) -> tuple[str, ...]:
    if np.dtype(given["type"]).kind == "f":
        return (f"pixels = pixels.astype(np.{given['type']})",)
    return (f'pixels = cast(pixels, "{given["type"]}", clips={given["misfit"] == "clip"})',)


CAST = OperationRow(
    names.CAST,
    parameters=_cast_parameters,
    expected=_cast_expected,
    text=lambda given: f"cast to {given['type']}{', clipped' if given['misfit'] == 'clip' else ''}",
    script=_cast_script,
)


def _rescale_parameters(info: ImageInfo, others: Others) -> tuple[Parameter, ...]:
    return (
        Number("low", "New minimum", 0),
        Number("high", "New maximum", 255 if np.dtype(info.dtype).kind in "iu" else 1),
        type_choice(info),
    )


def _rescale_expected(info: ImageInfo, given: Given, others: Others) -> Expected:
    if info.is_complex:
        raise EditError("Rescale intensity: complex numbers have no order.")
    if info.dtype in ("int64", "uint64"):
        raise EditError("Rescale intensity: 64-bit whole numbers do not fit into a double.", advice="Cast them first.")
    if not given["low"] < given["high"]:
        raise EditError("Rescale intensity: the new minimum must be less than the new maximum.")
    wanted = np.dtype(given["type"])
    notes = ["The least value becomes the new minimum, the greatest the new maximum."]
    if wanted.kind in "iu":
        limits = np.iinfo(given["type"])
        if given["low"] < limits.min or given["high"] > limits.max:
            raise EditError(f"{wanted.name} holds {limits.min} to {limits.max} only.")
        notes.append("Values are rounded, half to even.")
    if np.dtype(info.dtype).kind == "f":
        notes.append("NaN and infinities are refused.")
    return replace(Expected.like(info), dtype=given["type"], notes=tuple(notes))


def _rescale_script(given: Given) -> tuple[str, ...]:
    low, high = float(given["low"]), float(given["high"])
    return (
        "values = pixels.astype(np.float64)",
        "least, greatest = values.min(), values.max()",
        f"scale = ({high!r} - {low!r}) / (greatest - least)",
        f"values = np.clip(values * scale + ({low!r} - least * scale), {low!r}, {high!r})",
        f'pixels = rounded(values, "{given["type"]}")',
    )


RESCALE = OperationRow(
    names.RESCALE,
    parameters=_rescale_parameters,
    expected=_rescale_expected,
    text=lambda given: f"rescale to {typed(given['low'])} … {typed(given['high'])}, {given['type']}",
    script=_rescale_script,
    reach=_nowhere,
)


def _threshold_parameters(info: ImageInfo, others: Others) -> tuple[Parameter, ...]:
    types = {"uint8": "uint8 (labels)"} | {info.dtype: f"{info.dtype} (as it is)"}
    return (
        Number("lower", "From", 1),
        Number("upper", "To", _greatest(info)),
        Number("inside", "Inside", 1, 0, 255, is_whole=True),
        Number("outside", "Outside", 0, 0, 255, is_whole=True),
        Choice("type", "Pixel type", "uint8", types),
    )


def _greatest(info: ImageInfo) -> float | int:
    kind = np.dtype(info.dtype)
    if kind.kind in "iu":
        return int(np.iinfo(kind).max)
    return 1 if kind.kind == "b" else float(np.finfo(kind).max)


def _threshold_expected(info: ImageInfo, given: Given, others: Others) -> Expected:
    refuse_several(info, "Threshold")
    if given["lower"] > given["upper"]:
        raise EditError("Threshold: the lower bound must not exceed the upper one.")
    most = _greatest(replace(info, dtype=given["type"]))
    if max(given["inside"], given["outside"]) > most:
        raise EditError(f"{given['type']} holds values up to {most} only.")
    notes = ("NaN is outside.",) if np.dtype(info.dtype).kind == "f" else ()
    return replace(Expected.like(info), dtype=given["type"], notes=notes)


def whole_bounds(lower: float, upper: float, dtype: str) -> tuple[int, int]:
    """Return the whole numbers of a type that lie between two numbers; the first exceeds the last where none does."""
    limits = np.iinfo(dtype)
    return max(math.ceil(lower), int(limits.min)), min(math.floor(upper), int(limits.max))


def _threshold_script(given: Given) -> tuple[str, ...]:
    inside, outside, kind = given["inside"], given["outside"], given["type"]
    return (
        f"inside = between(pixels, {given['lower']!r}, {given['upper']!r})",
        f'pixels = np.where(inside, {inside}, {outside}).astype("{kind}")',
    )


def _threshold_text(given: Given) -> str:
    return f"threshold {typed(given['lower'])} … {typed(given['upper'])}"


THRESHOLD = OperationRow(
    names.THRESHOLD,
    parameters=_threshold_parameters,
    expected=_threshold_expected,
    text=_threshold_text,
    script=_threshold_script,
    reach=_nowhere,
)
