"""Operations that move pixels and change none: where each of them lies afterwards."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from itk_inspector.core.editing.operations import names
from itk_inspector.core.editing.operations.expected import Expected
from itk_inspector.core.editing.operations.parameter import Axes, Choice, Number, Parameter
from itk_inspector.core.editing.operations.row import Given, OperationRow, Others
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, PhysicalPoint
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.typed_values import as_typed, parse_value

_MOST_PADDED = 1 << 20
_FEWEST_AXES = 2
_START = Choice(
    "start",
    "Start index",
    "zero",
    {"zero": "Begin at 0, and move the origin", "keep": "Keep the indices, and the origin"},
)
_SIZE = "size_of(pixels, start)"


def placed_at(geometry: Geometry, first: PhysicalPoint) -> Geometry:
    """Return a geometry moved so that its first pixel lies at a point."""
    from_origin = replace(geometry, origin=(0.0,) * geometry.dimension).point_of(ItkIndex(geometry.start_index))
    origin = tuple(p - w for p, w in zip(first.components, from_origin.components, strict=True))
    return replace(geometry, origin=origin)


def begun_at_zero(geometry: Geometry) -> Geometry:
    """Return the same lattice with a start index of 0; its origin is the point of the first pixel."""
    first = geometry.point_of(ItkIndex(geometry.start_index))
    return replace(geometry, start_index=(0,) * geometry.dimension, origin=first.components)


_BEGIN_AT_ZERO = ("origin = point_of(start, origin, spacing, direction)", "start = [0] * len(start)")


def flipped(geometry: Geometry, axes: list[int]) -> Geometry:
    """Return where an image lies whose pixels were reversed along axes, each of them staying at its physical point.

    Source: ``itk::FlipImageFilter`` with ``FlipAboutOrigin`` off.
    """
    lattice = zip(geometry.start_index, geometry.size, strict=True)
    last = tuple(s + n - 1 if a in axes else s for a, (s, n) in enumerate(lattice))
    direction = tuple(tuple(-d if a in axes else d for a, d in enumerate(row)) for row in geometry.direction)
    return placed_at(replace(geometry, direction=direction), geometry.point_of(ItkIndex(last)))


def permuted(geometry: Geometry, order: list[int]) -> Geometry:
    """Return where an image lies whose axes were put in another order, each pixel staying at its physical point.

    Source: ``itk::PermuteAxesImageFilter``.
    """
    return replace(
        geometry,
        size=tuple(geometry.size[a] for a in order),
        start_index=tuple(geometry.start_index[a] for a in order),
        spacing=tuple(geometry.spacing[a] for a in order),
        direction=tuple(tuple(row[a] for a in order) for row in geometry.direction),
    )


def _axes_text(axes: list[int]) -> str:
    return ", ".join(map(axis_name, axes))


def _flip_parameters(info: ImageInfo, others: Others) -> tuple[Parameter, ...]:
    space = {"keep": "Each pixel keeps its physical point", "mirror": "Mirror the image in space"}
    return Axes("axes", "Axes", (0,), info.geometry.dimension), Choice("space", "In space", "keep", space)


def _flip_expected(info: ImageInfo, given: Given, others: Others) -> Expected:
    if not given["axes"]:
        raise EditError("Flip: choose at least one axis.")
    keeps = given["space"] == "keep"
    geometry = flipped(info.geometry, given["axes"]) if keeps else info.geometry
    return replace(Expected.like(info), geometry=geometry)


def _flip_script(given: Given) -> tuple[str, ...]:
    lines = [
        f"axes = {given['axes']!r}  # x is 0",
        "pixels = np.flip(pixels, tuple(len(start) - 1 - a for a in axes))",
    ]
    if given["space"] == "keep":
        lines += [
            f"last = [s + n - 1 if a in axes else s for a, (s, n) in enumerate(zip(start, {_SIZE}))]",
            "first = point_of(last, origin, spacing, direction)",
            "direction = [[-d if a in axes else d for a, d in enumerate(row)] for row in direction]",
            "origin = origin_for(first, start, spacing, direction)",
        ]
    return tuple(lines)


FLIP = OperationRow(
    names.FLIP,
    parameters=_flip_parameters,
    expected=_flip_expected,
    text=lambda given: f"flip {_axes_text(given['axes'])}{' (mirror)' if given['space'] == 'mirror' else ''}",
    script=_flip_script,
)


def _permute_parameters(info: ImageInfo, others: Others) -> tuple[Parameter, ...]:
    dimension = info.geometry.dimension
    return (Axes("order", "New order", tuple(reversed(range(dimension))), dimension, is_order=True),)


def _permute_expected(info: ImageInfo, given: Given, others: Others) -> Expected:
    return replace(Expected.like(info), geometry=permuted(info.geometry, given["order"]))


def _permute_script(given: Given) -> tuple[str, ...]:
    return (
        f"order = {given['order']!r}  # the first new axis was this one",
        "axes = [len(order) - 1 - a for a in reversed(order)]",
        "pixels = np.transpose(pixels, (*axes, *range(len(axes), pixels.ndim)))",
        "start, spacing = [start[a] for a in order], [spacing[a] for a in order]",
        "direction = [[row[a] for a in order] for row in direction]",
    )


PERMUTE = OperationRow(
    names.PERMUTE,
    parameters=_permute_parameters,
    expected=_permute_expected,
    text=lambda given: f"permute axes to {_axes_text(given['order'])}",
    script=_permute_script,
)


def _crop_parameters(info: ImageInfo, others: Others) -> tuple[Parameter, ...]:
    geometry = info.geometry
    most = max(geometry.size)
    first = min(geometry.start_index), max(s + n for s, n in zip(geometry.start_index, geometry.size, strict=True))
    return (
        Number("index", "First index", geometry.start_index, *first, is_whole=True),
        Number("size", "Size", geometry.size, 1, most, is_whole=True, unit="pixels"),
        _START,
    )


def _crop_expected(info: ImageInfo, given: Given, others: Others) -> Expected:
    geometry = info.geometry
    for axis, (index, count) in enumerate(zip(given["index"], given["size"], strict=True)):
        start, size = geometry.start_index[axis], geometry.size[axis]
        if index < start or index + count > start + size:
            raise EditError(
                f"The region extends beyond the image along {axis_name(axis)}: {start} to {start + size - 1}."
            )
    cropped = replace(geometry, start_index=tuple(given["index"]), size=tuple(given["size"]))
    return replace(Expected.like(info), geometry=cropped if given["start"] == "keep" else begun_at_zero(cropped))


def _crop_script(given: Given) -> tuple[str, ...]:
    lines = (
        f"index, size = {given['index']!r}, {given['size']!r}",
        "first = [i - s for i, s in zip(index, start)][::-1]",
        "pixels = pixels[tuple(slice(f, f + n) for f, n in zip(first, size[::-1]))]",
        "start = index",
    )
    return lines if given["start"] == "keep" else (*lines, *_BEGIN_AT_ZERO)


CROP = OperationRow(
    names.CROP,
    parameters=_crop_parameters,
    expected=_crop_expected,
    text=lambda given: f"crop to {' × '.join(map(str, given['size']))}",
    script=_crop_script,
)

PAD_MODES = {"constant": "constant", "edge": "edge", "mirror": "symmetric", "wrap": "wrap"}
"""Ways to pad, with NumPy's names for them."""


def _pad_parameters(info: ImageInfo, others: Others) -> tuple[Parameter, ...]:
    none = (0,) * info.geometry.dimension
    ways = {"constant": "One value", "edge": "Repeat the edge", "mirror": "Mirror", "wrap": "Wrap round"}
    return (
        Number("before", "Before the first", none, 0, _MOST_PADDED, is_whole=True, unit="pixels"),
        Number("after", "After the last", none, 0, _MOST_PADDED, is_whole=True, unit="pixels"),
        Choice("mode", "With", "constant", ways),
        Number("value", "Value", 0),
        _START,
    )


def _pad_expected(info: ImageInfo, given: Given, others: Others) -> Expected:
    geometry = info.geometry
    if not any(given["before"]) and not any(given["after"]):
        raise EditError("Pad: choose how many pixels to add.")
    if given["mode"] == "constant":
        parse_value(as_typed(given["value"], np.dtype(info.dtype)), info.dtype)
    lattice = tuple(zip(geometry.size, given["before"], given["after"], strict=True))
    start = tuple(s - b for s, b in zip(geometry.start_index, given["before"], strict=True))
    padded = replace(geometry, size=tuple(n + b + a for n, b, a in lattice), start_index=start)
    return replace(Expected.like(info), geometry=padded if given["start"] == "keep" else begun_at_zero(padded))


def _pad_script(given: Given) -> tuple[str, ...]:
    more = f", constant_values={given['value']!r}" if given["mode"] == "constant" else ""
    lines = (
        f"before, after = {given['before']!r}, {given['after']!r}",
        "widths = [*zip(before[::-1], after[::-1]), *[(0, 0)] * (pixels.ndim - len(start))]",
        f'pixels = np.pad(pixels, widths, mode="{PAD_MODES[given["mode"]]}"{more})',
        "start = [s - b for s, b in zip(start, before)]",
    )
    return lines if given["start"] == "keep" else (*lines, *_BEGIN_AT_ZERO)


def _pad_text(given: Given) -> str:
    added = [b + a for b, a in zip(given["before"], given["after"], strict=True)]
    return f"pad by {' × '.join(map(str, added))}, {given['mode']}"


PAD = OperationRow(
    names.PAD,
    parameters=_pad_parameters,
    expected=_pad_expected,
    text=_pad_text,
    script=_pad_script,
)


def without(geometry: Geometry, axis: int, index: int) -> Geometry:
    """Return where one slice of an image lies, in the space that is left without the axis.

    Source: ``itk::ExtractImageFilter``; where the axis is not one of space's own, the direction is the identity.
    """
    kept = [a for a in range(geometry.dimension) if a != axis]
    first = [index if a == axis else s for a, s in enumerate(geometry.start_index)]
    origin = geometry.point_of(ItkIndex(tuple(first))).components
    plain = Geometry.identity(tuple(geometry.size[a] for a in kept))
    made = replace(
        plain,
        origin=tuple(origin[a] for a in kept),
        spacing=tuple(geometry.spacing[a] for a in kept),
        direction=tuple(tuple(geometry.direction[row][a] for a in kept) for row in kept),
    )
    return made if made.is_sound else replace(made, direction=plain.direction)


def _extract_parameters(info: ImageInfo, others: Others) -> tuple[Parameter, ...]:
    geometry = info.geometry
    last = geometry.dimension - 1
    axes = {str(a): axis_name(a) for a in reversed(range(geometry.dimension))}
    middle = geometry.start_index[last] + geometry.size[last] // 2
    return Choice("axis", "Across", str(last), axes), Number("index", "At index", middle, is_whole=True)


def _extract_expected(info: ImageInfo, given: Given, others: Others) -> Expected:
    geometry, axis = info.geometry, int(given["axis"])
    if geometry.dimension <= _FEWEST_AXES:
        raise EditError("Extract: the image has two axes only.")
    first, last = geometry.start_index[axis], geometry.start_index[axis] + geometry.size[axis] - 1
    if not first <= given["index"] <= last:
        raise EditError(f"Extract: along {axis_name(axis)} the image reaches from {first} to {last}.")
    place = without(geometry, axis, given["index"])
    notes = [f"The result does not state its position along {axis_name(axis)}."]
    if any(geometry.direction[axis][a] for a in range(geometry.dimension) if a != axis):
        notes.append("The axes that are left do not lie in a plane of space: their direction is not kept whole.")
    return replace(Expected.like(info), geometry=place, notes=tuple(notes))


def _extract_script(given: Given) -> tuple[str, ...]:
    axis, index = int(given["axis"]), given["index"]
    return (
        f"axis, index = {axis}, {index}",
        "pixels = np.take(pixels, index - start[axis], axis=len(start) - 1 - axis)",
        "kept = [a for a in range(len(start)) if a != axis]",
        "first = [index if a == axis else s for a, s in enumerate(start)]",
        "point = point_of(first, origin, spacing, direction)",
        "origin, spacing = [point[a] for a in kept], [spacing[a] for a in kept]",
        "direction = [[direction[row][a] for a in kept] for row in kept]",
        "if abs(np.linalg.det(direction)) <= 1e-12:",
        "    direction = np.eye(len(kept)).tolist()",
        "start = [0] * len(kept)",
    )


EXTRACT = OperationRow(
    names.EXTRACT,
    parameters=_extract_parameters,
    expected=_extract_expected,
    text=lambda given: f"extract {axis_name(int(given['axis']))} = {given['index']}",
    script=_extract_script,
)
