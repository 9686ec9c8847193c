"""Operations that make a value of those around it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from itk_inspector.core.editing.operations import names
from itk_inspector.core.editing.operations.expected import Expected
from itk_inspector.core.editing.operations.parameter import Choice, Number, Parameter
from itk_inspector.core.editing.operations.row import Given, OperationRow, Others
from itk_inspector.core.editing.operations.working_type import exact_type, real_type
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.header.image_info import ImageInfo

_LARGEST_RADIUS = 20
_FEWEST = 4
"""Pixels along an axis that ``itk::RecursiveGaussianImageFilter`` needs."""
_KEPT, _REAL = "kept", "real"


def _each(info: ImageInfo) -> tuple[str, ...]:
    return ("Each component is filtered by itself.",) if info.channels > 1 else ()


def _working_bytes(info: ImageInfo, kind: str, copies: int) -> int:
    return copies * np.dtype(kind).itemsize * int(np.prod(info.geometry.shape, dtype=np.int64))


def _radius_parameters(info: ImageInfo, others: Others) -> tuple[Parameter, ...]:
    radius = tuple(int(axis < SPATIAL_AXES and n > 1) for axis, n in enumerate(info.geometry.size))
    return (Number("radius", "Radius", radius, 0, _LARGEST_RADIUS, is_whole=True, unit="pixels"),)


def _median_expected(info: ImageInfo, given: Given, others: Others) -> Expected:
    kind = exact_type(info, "Median")
    if not any(given["radius"]):
        raise EditError("Median: choose a radius.")
    notes = ("Where there are NaN around a pixel, its median is not defined.",) if np.dtype(kind).kind == "f" else ()
    is_whole = np.dtype(info.dtype).kind in "iub"
    notes = (*_each(info), *(() if is_whole else notes))
    return replace(Expected.like(info), notes=notes, working_bytes=_working_bytes(info, kind, 3))


def _radius_text(given: Given) -> str:
    radius = given["radius"]
    return str(radius[0]) if len(set(radius)) == 1 else " × ".join(map(str, radius))


def _median_script(given: Given) -> tuple[str, ...]:
    return (
        "kind, dtype = exact_type(pixels.dtype), pixels.dtype",
        f"run = lambda image: itk.median_image_filter(image, radius={given['radius']!r})",
        "pixels = filtered(pixels, kind, start, origin, spacing, direction, run).astype(dtype)",
    )


MEDIAN = OperationRow(
    names.MEDIAN,
    parameters=_radius_parameters,
    expected=_median_expected,
    text=lambda given: f"median, radius {_radius_text(given)}",
    script=_median_script,
    reach=lambda given: tuple(given["radius"]),
)


def _smooth_parameters(info: ImageInfo, others: Others) -> tuple[Parameter, ...]:
    geometry = info.geometry
    sigma = tuple(
        float(s) if axis < SPATIAL_AXES and n >= _FEWEST else 0.0
        for axis, (s, n) in enumerate(zip(geometry.spacing, geometry.size, strict=True))
    )
    return (
        Number("sigma", "Standard deviation", sigma, 0.0, unit=info.space.unit),
        Choice("result", "Result", _KEPT, {_KEPT: f"{info.dtype}, rounded", _REAL: "floating point"}),
    )


def _smooth_expected(info: ImageInfo, given: Given, others: Others) -> Expected:
    kind = real_type(info, "Smooth")
    if not any(given["sigma"]):
        raise EditError("Smooth: choose a standard deviation.")
    for sigma, count in zip(given["sigma"], info.geometry.size, strict=True):
        if sigma and count < _FEWEST:
            raise EditError(f"Smooth: ITK’s filter needs {_FEWEST} pixels along an axis; leave the others at 0.")
    notes = list(_each(info))
    is_whole = np.dtype(info.dtype).kind in "iub"
    if given["result"] == _KEPT and is_whole:
        notes.append("Values are rounded, half to even; none wraps.")
    dtype = kind if given["result"] == _REAL else info.dtype
    return replace(Expected.like(info), dtype=dtype, notes=tuple(notes), working_bytes=_working_bytes(info, kind, 5))


def _smooth_script(given: Given) -> tuple[str, ...]:
    lines = [
        "kind, dtype = real_type(pixels.dtype), pixels.dtype",
        f"for axis, sigma in enumerate({given['sigma']!r}):",
        "    if sigma:",
        "        run = lambda image: itk.recursive_gaussian_image_filter(image, sigma=sigma, direction=axis)",
        "        pixels = filtered(pixels, kind, start, origin, spacing, direction, run)",
    ]
    return (*lines, "pixels = rounded(pixels, dtype)") if given["result"] == _KEPT else tuple(lines)


def _smooth_text(given: Given) -> str:
    sigma = given["sigma"]
    told = f"{sigma[0]:g}" if len(set(sigma)) == 1 else " × ".join(f"{one:g}" for one in sigma)
    return f"smooth, sigma {told}"


SMOOTH = OperationRow(
    names.SMOOTH,
    parameters=_smooth_parameters,
    expected=_smooth_expected,
    text=_smooth_text,
    script=_smooth_script,
    reach=lambda given: (),
)
