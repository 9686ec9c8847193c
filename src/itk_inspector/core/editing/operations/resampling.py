"""Operations that look values up between pixels."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from itk_inspector.core.editing.operations import names
from itk_inspector.core.editing.operations.expected import Expected
from itk_inspector.core.editing.operations.geometry import placed_at
from itk_inspector.core.editing.operations.parameter import (
    Choice,
    Lattice,
    Number,
    Parameter,
    lattice_of,
    lattice_record,
)
from itk_inspector.core.editing.operations.row import Given, OperationRow, Others
from itk_inspector.core.editing.operations.working_type import exact_type, real_type
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.typed_values import as_typed, parse_value

_WAYS = {"nearest": "nearest pixel", "linear": "linear", "bspline": "B-spline (cubic)"}


_KINDS = {"nearest": "exact_type(pixels.dtype)", "linear": "real_type(pixels.dtype)", "bspline": '"float64"'}


def resampled(geometry: Geometry, spacing: list[float]) -> Geometry:
    """Return a lattice of another spacing that has the same middle and, as near as can be, the same extent."""
    lattice = tuple(zip(geometry.size, geometry.spacing, spacing, strict=True))
    size = tuple(max(1, math.floor(n * s / new + 0.5)) for n, s, new in lattice)
    first = tuple(
        start - 0.5 + (n - count * new / s) / 2 + new / s / 2
        for start, count, (n, s, new) in zip(geometry.start_index, size, lattice, strict=True)
    )
    corner = geometry.point_of(ContinuousIndex(first))
    start = (0,) * geometry.dimension
    return placed_at(replace(geometry, size=size, start_index=start, spacing=tuple(spacing)), corner)


def _ways(info: ImageInfo) -> tuple[Parameter, ...]:
    default = "nearest" if info.labels is not None or info.dtype == "bool" else "linear"
    return Choice("interpolation", "Interpolation", default, _WAYS), Number("outside", "Value outside", 0)


def _spacing_parameters(info: ImageInfo, others: Others) -> tuple[Parameter, ...]:
    return (Number("spacing", "Spacing", info.geometry.spacing, 1e-9, unit=info.space.unit), *_ways(info))


def _other_parameters(info: ImageInfo, others: Others) -> tuple[Parameter, ...]:
    choices = {
        name: lattice_record(other.geometry, other.name)
        for name, other in others.items()
        if other.geometry.dimension == info.geometry.dimension
    }
    default = next(iter(choices.values()), {})
    return (Lattice("lattice", "Lattice of", default, choices), *_ways(info))


def resampled_lattice(info: ImageInfo, given: Given) -> Geometry:
    """Return the lattice that an image is looked up on.

    Raises
    ------
    EditError
    """
    if "spacing" in given:
        if list(info.geometry.spacing) == given["spacing"]:
            raise EditError("Resample: the image has this spacing already.")
        return resampled(info.geometry, given["spacing"])
    geometry = lattice_of(given["lattice"])
    if geometry.dimension != info.geometry.dimension:
        raise EditError(f"Resample: the other image has {geometry.dimension} axes, not {info.geometry.dimension}.")
    if geometry == info.geometry:
        raise EditError("Resample: both images have the same grid already.")
    return geometry


def looked_up_type(info: ImageInfo, given: Given) -> str:
    """Return the NumPy name of the type in which values are looked up.

    Raises
    ------
    EditError
        If ITK has none that holds all values.
    """
    way = given["interpolation"]
    kind = (exact_type if way == "nearest" else real_type)(info, "Resample")
    return "float64" if way == "bspline" else kind  # itk wraps float32 with coefficients of float32 only


def _expected(info: ImageInfo, given: Given, others: Others) -> Expected:
    is_nearest = given["interpolation"] == "nearest"
    kind = looked_up_type(info, given)
    parse_value(as_typed(given["outside"], np.dtype(info.dtype)), info.dtype)
    geometry = resampled_lattice(info, given)
    notes = []
    if not is_nearest and np.dtype(info.dtype).kind in "iub":
        notes.append("Values are rounded, half to even; none wraps.")
    if info.channels > 1:
        notes.append("Each component is looked up by itself.")
    count = np.prod(geometry.shape, dtype=np.int64) + 2 * np.prod(info.geometry.shape, dtype=np.int64)
    working = int(count) * np.dtype(kind).itemsize * 5 // 4
    return replace(Expected.like(info), geometry=geometry, notes=tuple(notes), working_bytes=working)


def _script(given: Given) -> tuple[str, ...]:
    if "spacing" in given:
        lattice = [
            f"there = spaced({given['spacing']!r}, pixels, start, origin, spacing, direction)",
            "size, start_there, origin_there, spacing_there, direction_there = there",
        ]
    else:
        there = given["lattice"]
        lattice = [
            f"size, start_there = {there['size']!r}, {there['start_index']!r}",
            f"origin_there, spacing_there = {there['origin']!r}, {there['spacing']!r}",
            f"direction_there = {there['direction']!r}",
        ]
    names = {"nearest": "NearestNeighbor", "linear": "Linear", "bspline": "BSpline"}
    return (
        *lattice,
        f"kind, dtype = {_KINDS[given['interpolation']]}, pixels.dtype",
        "run = lambda image: itk.resample_image_filter(",
        f"    image, interpolator=itk.{names[given['interpolation']]}InterpolateImageFunction.New(image),",
        "    size=size, output_start_index=start_there, output_origin=origin_there, output_spacing=spacing_there,",
        "    output_direction=itk.matrix_from_array(np.array(direction_there)),",
        f"    default_pixel_value={given['outside']!r},",
        ")",
        "pixels = rounded(filtered(pixels, kind, start, origin, spacing, direction, run), dtype)",
        "start, origin, spacing, direction = start_there, origin_there, spacing_there, direction_there",
    )


def _text(given: Given) -> str:
    if "spacing" in given:
        return f"resample to {' × '.join(f'{s:g}' for s in given['spacing'])}, {given['interpolation']}"
    return f"resample to {given['lattice']['of'] or 'another lattice'}, {given['interpolation']}"


RESAMPLE = OperationRow(names.RESAMPLE, parameters=_spacing_parameters, expected=_expected, text=_text, script=_script)
RESAMPLE_LIKE = OperationRow(
    names.RESAMPLE_LIKE, parameters=_other_parameters, expected=_expected, text=_text, script=_script
)
