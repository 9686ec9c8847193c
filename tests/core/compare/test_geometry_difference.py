"""How two lattices differ, with SimpleITK's points as judge."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import SimpleITK
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.compare.geometry_difference import Sameness, geometry_difference, same_space
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, nearest_to_point

CT = Geometry(
    (512, 512, 30), (0, 0, 0), (-250.0, -250.0, 10.0), (0.5, 0.5, 2.0), Geometry.identity((1, 1, 1)).direction
)


def turned(degrees: float) -> tuple[tuple[float, ...], ...]:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return ((c, -s, 0.0), (s, c, 0.0), (0.0, 0.0, 1.0))


def oracle(geometry: Geometry) -> Any:
    toolkit: Any = SimpleITK  # untyped
    image = toolkit.Image([1] * geometry.dimension, toolkit.sitkUInt8)
    image.SetOrigin(geometry.origin)
    image.SetSpacing(geometry.spacing)
    image.SetDirection([v for row in geometry.direction for v in row])
    return image


@st.composite
def geometries(draw: st.DrawFn) -> Geometry:
    number = st.floats(-300, 300)
    size = tuple(draw(st.tuples(*[st.integers(1, 40)] * 3)))
    signs = draw(st.tuples(*[st.sampled_from([-1.0, 1.0])] * 3))
    rows = turned(draw(st.integers(-180, 180)))
    return Geometry(
        size,
        draw(st.tuples(*[st.integers(-9, 9)] * 3)),
        draw(st.tuples(number, number, number)),
        draw(st.tuples(*[st.floats(0.1, 9)] * 3)),
        tuple(tuple(v * sign for v, sign in zip(row, signs, strict=True)) for row in rows),
    )


@given(geometries(), geometries())
def test_no_pixel_lies_farther_apart_than_the_one_that_is_told(a: Geometry, b: Geometry) -> None:
    found = geometry_difference(a, b)

    common = [min(m, n) for m, n in zip(a.size, b.size, strict=True)]
    images = (oracle(a), oracle(b))

    def apart(steps: tuple[int, ...]) -> float:
        points = [
            np.array(
                image.TransformContinuousIndexToPhysicalPoint(
                    [float(s + n) for s, n in zip(g.start_index, steps, strict=True)]
                )
            )
            for image, g in zip(images, (a, b), strict=True)
        ]
        return float(np.linalg.norm(points[0] - points[1]))

    corners = itertools.product(*((0, n - 1) for n in common))
    inner = tuple(n // 2 for n in common)
    assert found.common_size == tuple(common)
    assert found.farthest is not None
    farthest = max(map(apart, corners))
    assert found.farthest.distance == pytest.approx(farthest, rel=1e-9, abs=1e-9)
    assert apart(tuple(found.farthest.array_index)[::-1]) == pytest.approx(farthest, rel=1e-9, abs=1e-9)
    assert apart(inner) <= farthest + 1e-9


@given(geometries(), st.integers(0, 2), st.floats(-1e-3, 1e-3))
def test_of_the_same_lattice_to_rounding_each_centre_is_the_same_pixel(a: Geometry, axis: int, step: float) -> None:
    origin = list(a.origin)
    origin[axis] += step * 0.99 * min(a.spacing)
    b = replace(a, origin=tuple(origin))

    assert same_space(a, b) in (Sameness.EXACT, Sameness.ROUNDED)
    for corner in itertools.product(*((s, s + n - 1) for s, n in zip(a.start_index, a.size, strict=True))):
        assert nearest_to_point(b.continuous_index_of(a.point_of(ItkIndex(corner)))) == ItkIndex(corner)


def test_same_numbers_are_exactly_the_same() -> None:
    found = geometry_difference(CT, replace(CT))
    assert same_space(CT, replace(CT)) is Sameness.EXACT
    assert found.sameness is Sameness.EXACT
    assert found.differing == ()
    assert found.text == "Same size, spacing, origin, direction and start index"


@pytest.mark.parametrize(("steps", "sameness"), [(0.9e-3, Sameness.ROUNDED), (1.1e-3, Sameness.DIFFERENT)])
def test_a_thousandth_of_a_pixel_is_rounding(steps: float, sameness: Sameness) -> None:
    moved = replace(CT, origin=(-250.0 + steps * 0.5, -250.0, 10.0))
    assert same_space(CT, moved) is sameness


def test_rounding_counts_where_it_is_largest() -> None:
    """At the first pixel nothing differs."""
    wider = replace(CT, spacing=(0.5 * (1 + 1.1e-3 / 511), 0.5, 2.0))
    assert same_space(CT, wider) is Sameness.DIFFERENT
    assert same_space(replace(CT, size=(2, 2, 2)), replace(wider, size=(2, 2, 2))) is Sameness.ROUNDED


def test_start_index_that_makes_up_for_the_origin_is_the_same_lattice() -> None:
    cropped = replace(CT, start_index=(10, 20, 3))
    same = replace(CT, origin=(-245.0, -240.0, 16.0))
    found = geometry_difference(cropped, same)
    assert found.sameness is Sameness.ROUNDED
    assert found.differing == ("origin", "start index")
    assert found.text == (
        "Origin and start index differ, but to rounding the lattice is the same: pixels of the same index lie at the "
        "same points"
    )


def test_time_is_no_distance_but_a_difference() -> None:
    a = Geometry.identity((4, 4, 4, 5))
    b = replace(a, spacing=(1.0, 1.0, 1.0, 2.0))
    found = geometry_difference(a, b)
    assert found.farthest is not None
    assert found.farthest.distance == 0.0
    assert found.sameness is Sameness.DIFFERENT
    assert found.differing == ("spacing",)


def test_the_line_tells_distance_and_place_in_both_orders() -> None:
    found = geometry_difference(CT, replace(CT, spacing=(0.5, 0.5, 2.5)), ("mm", "mm"))
    assert found.farthest is not None
    assert found.farthest.array_index == ArrayIndex.of(29, 0, 0)
    assert found.farthest.distance == 14.5
    assert found.text == "Spacing differs: pixels of the same index lie up to 14.5 mm apart, at (0, 0, 29) [29, 0, 0]"


def test_rounding_is_not_told_beside_more_than_rounding() -> None:
    b = replace(CT, spacing=(0.5, 0.5, 2.5), origin=(-250.0, math.nextafter(-250.0, 0.0), 10.0))
    found = geometry_difference(CT, b, ("mm", "mm"))
    assert found.differing == ("spacing", "origin")
    assert found.rounded == ("origin",)
    assert found.text.startswith("Spacing differs: ")
    assert geometry_difference(CT, replace(b, spacing=CT.spacing)).text.startswith("Origin differs, but to rounding ")


def test_of_other_sizes_the_pixels_that_both_have_are_told() -> None:
    other = replace(CT, size=(512, 512, 28), origin=(-250.0, -247.0, 10.0))
    found = geometry_difference(CT, other, ("mm", ""))
    assert not found.has_same_size
    assert found.text == (
        "Sizes differ (512 × 512 × 30 and 512 × 512 × 28), origin differs: of the 512 × 512 × 28 pixels that both "
        "have from the first on, those of the same index lie up to 3 mm (one image states no unit) apart, at (0, 0, 0) "
        "[0, 0, 0]"
    )
    assert geometry_difference(CT, replace(CT, size=(512, 512, 28))).text == (
        "Sizes differ (512 × 512 × 30 and 512 × 512 × 28): the 512 × 512 × 28 pixels that both have from the first on "
        "lie at the same points"
    )


def test_both_indices_are_told_where_the_start_indices_differ() -> None:
    found = geometry_difference(CT, replace(CT, start_index=(0, 0, 1)), ("mm", "mm"))
    assert found.text == (
        "Start index differs: pixels of the same index lie up to 2 mm apart, at (0, 0, 0) and (0, 0, 1) [0, 0, 0]"
    )


def test_other_units_and_dimensions_have_no_distance() -> None:
    other_unit = geometry_difference(CT, CT, ("mm", "µm"))
    assert (other_unit.farthest, other_unit.sameness) == (None, Sameness.DIFFERENT)
    assert other_unit.text == "Unit differs: mm and µm"
    other_axes = geometry_difference(CT, CT.leading(2))
    assert (other_axes.farthest, other_axes.sameness) == (None, Sameness.DIFFERENT)
    assert other_axes.text == "The images have 3 and 2 axes"


def test_what_is_no_number_is_no_rounding() -> None:
    odd = replace(CT, origin=(math.nan, 0.0, 0.0))
    found = geometry_difference(CT, odd)
    assert found.sameness is Sameness.DIFFERENT
    assert "nan" in found.text
