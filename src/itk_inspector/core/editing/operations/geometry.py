"""Operations that move pixels and change none: where each of them lies afterwards."""

from __future__ import annotations

from dataclasses import replace

from itk_inspector.core.editing.operations.expected import Expected
from itk_inspector.core.editing.operations.parameter import Axes, Choice, Parameter
from itk_inspector.core.editing.operations.row import Given, Group, OperationRow, Others
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, PhysicalPoint
from itk_inspector.core.header.image_info import ImageInfo

_LETTERS = "xyzt"


def axis_names(axes: list[int]) -> str:
    """Name axes by their letters."""
    return ", ".join(_LETTERS[a] if a < len(_LETTERS) else str(a) for a in axes)


def flipped(geometry: Geometry, axes: list[int]) -> Geometry:
    """Return where an image lies whose pixels were reversed along axes, each of them staying at its physical point.

    Source: ``itk::FlipImageFilter`` with ``FlipAboutOrigin`` off.
    """
    lattice = zip(geometry.start_index, geometry.size, strict=True)
    last = tuple(s + n - 1 if a in axes else s for a, (s, n) in enumerate(lattice))
    direction = tuple(tuple(-d if a in axes else d for a, d in enumerate(row)) for row in geometry.direction)
    return placed_at(replace(geometry, direction=direction), geometry.point_of(ItkIndex(last)))


def placed_at(geometry: Geometry, first: PhysicalPoint) -> Geometry:
    """Return a geometry moved so that its first pixel lies at a point."""
    from_origin = replace(geometry, origin=(0.0,) * geometry.dimension).point_of(ItkIndex(geometry.start_index))
    origin = tuple(p - w for p, w in zip(first.components, from_origin.components, strict=True))
    return replace(geometry, origin=origin)


def _flip_parameters(info: ImageInfo, others: Others) -> tuple[Parameter, ...]:
    space = {"keep": "Each pixel keeps its physical point", "mirror": "Mirror the image in space"}
    return (
        Axes("axes", "Axes", (0,), info.geometry.dimension),
        Choice("space", "In space", "keep", space),
    )


def _flip_expected(info: ImageInfo, given: Given, others: Others) -> Expected:
    if not given["axes"]:
        raise EditError("Flip: choose at least one axis.")
    keeps = given["space"] == "keep"
    geometry = flipped(info.geometry, given["axes"]) if keeps else info.geometry
    return replace(Expected.like(info), geometry=geometry)


def _flip_script(given: Given) -> tuple[str, ...]:
    lines = [
        f"axes = {tuple(given['axes'])!r}  # x is 0",
        "pixels = np.flip(pixels, [len(start) - 1 - a for a in axes])",
    ]
    if given["space"] == "keep":
        lines += [
            "last = [s + n - 1 if a in axes else s for a, (s, n) in enumerate(zip(start, size_of(pixels, start)))]",
            "first = point_of(last, origin, spacing, direction)",
            "direction = [[-d if a in axes else d for a, d in enumerate(row)] for row in direction]",
            "origin = origin_for(first, start, spacing, direction)",
        ]
    return tuple(lines)


FLIP = OperationRow(
    name="flip",
    label="Flip…",
    group=Group.GEOMETRY,
    tip="Reverse the pixels along axes.",
    parameters=_flip_parameters,
    expected=_flip_expected,
    text=lambda given: f"flip {axis_names(given['axes'])}{' (mirror)' if given['space'] == 'mirror' else ''}",
    script=_flip_script,
)
