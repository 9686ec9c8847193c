"""How far the boxes of two images lie apart, with SimpleITK's points as judge."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import SimpleITK
from hypothesis import given
from hypothesis import strategies as st

from directions import SIGNED_PERMUTATIONS, rotation
from itk_inspector.core.compare.box_note import box_note, corner_distance
from itk_inspector.core.geometry.geometry import Geometry

CT = Geometry(
    (512, 512, 30), (0, 0, 0), (-250.0, -250.0, 10.0), (0.5, 0.5, 2.0), Geometry.identity((1, 1, 1)).direction
)
MM = ("mm", "mm")


@st.composite
def volumes(draw: st.DrawFn) -> Geometry:
    angles = draw(st.tuples(*[st.integers(-180, 180)] * 3))
    return Geometry(
        draw(st.tuples(*[st.integers(1, 40)] * 3)),
        draw(st.tuples(*[st.integers(-9, 9)] * 3)),
        draw(st.tuples(*[st.floats(-300, 300)] * 3)),
        draw(st.tuples(*[st.floats(0.1, 9)] * 3)),
        tuple(tuple(float(v) for v in row) for row in rotation(angles)),
    )


def corners(geometry: Geometry) -> list[Any]:
    toolkit: Any = SimpleITK  # untyped
    image = toolkit.Image([1] * 3, toolkit.sitkUInt8)
    image.SetOrigin(geometry.origin)
    image.SetSpacing(geometry.spacing)
    image.SetDirection([v for row in geometry.direction for v in row])
    ends = [(s - 0.5, s + n - 0.5) for s, n in zip(geometry.start_index, geometry.size, strict=True)]
    return [np.array(image.TransformContinuousIndexToPhysicalPoint(corner)) for corner in itertools.product(*ends)]


@given(volumes(), volumes())
def test_the_distance_is_that_of_the_worst_corner(a: Geometry, b: Geometry) -> None:
    one, other = corners(a), corners(b)
    there = max(min(float(np.linalg.norm(p - q)) for q in other) for p in one)
    back = max(min(float(np.linalg.norm(p - q)) for q in one) for p in other)

    assert corner_distance(a, b) == pytest.approx(max(there, back))
    assert corner_distance(b, a) == pytest.approx(max(there, back))


@given(volumes(), st.sampled_from(SIGNED_PERMUTATIONS))
def test_a_box_whose_axes_run_another_way_has_the_same_corners(a: Geometry, way: np.ndarray) -> None:
    cube = replace(a, size=(a.size[0],) * 3, spacing=(a.spacing[0],) * 3, start_index=(0, 0, 0))
    middle = np.asarray(cube.origin) + np.asarray(cube.direction) @ np.full(3, cube.spacing[0] * (cube.size[0] - 1) / 2)
    turned = np.asarray(cube.direction) @ way
    origin = middle - turned @ np.full(3, cube.spacing[0] * (cube.size[0] - 1) / 2)
    rows = tuple(tuple(float(v) for v in row) for row in turned)

    assert corner_distance(cube, replace(cube, direction=rows, origin=tuple(map(float, origin)))) < 1e-9


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"size": (512, 512, 28)}, "Corners up to 4 mm apart: size differs."),
        ({"origin": (-250.0, -247.0, 14.0)}, "Corners up to 5 mm apart: origin differs."),
        (
            {"size": (256, 256, 30), "spacing": (1.0, 1.0, 2.0), "origin": (-249.75, -249.75, 10.0)},
            "Same corners: size, spacing and origin differ.",
        ),
        ({"origin": (-250.0, -250.0, 10.0 + 1e-6)}, "Corners up to 1 nm apart: origin differs by rounding only."),
    ],
)
def test_what_is_said(changes: dict[str, Any], said: str) -> None:
    assert box_note(CT, replace(CT, **changes), MM) == said


def test_a_length_without_a_unit_takes_that_of_the_other_image() -> None:
    moved = replace(CT, origin=(-247.0, -246.0, 10.0))
    assert box_note(CT, moved, ("", "mm")) == "Corners up to 5 mm apart: origin differs."
    assert box_note(CT, moved, ("mm", "µm")) == "Origin and unit differ."


def test_other_axes_have_no_distance() -> None:
    assert box_note(CT, Geometry.identity((3, 4))) == "The images have 3 and 2 axes."
