"""Shapes are on the pixels that they were drawn on, or wait until these are back."""

from __future__ import annotations

from dataclasses import replace

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.moved_shapes import MovedShapes
from itk_inspector.core.measure.shapes import NO_SHAPES

WHOLE = Geometry.identity((10, 8))
PLANE = Plane.first(WHOLE)
DRAWN = NO_SHAPES.adding(ShapeKind.LINE, (ItkIndex.of(1, 1), ItkIndex.of(3, 3)), PLANE).adding(
    ShapeKind.LINE, (ItkIndex.of(5, 5), ItkIndex.of(9, 7)), PLANE
)
SMALLER = replace(WHOLE, size=(5, 5))
ELSEWHERE = replace(WHOLE, size=(5, 5), origin=(5.0, 3.0))


def test_on_the_same_lattice_those_that_fit_stay() -> None:
    moved = MovedShapes()

    part = moved.moved(DRAWN, WHOLE, SMALLER)
    back = moved.moved(part, SMALLER, WHOLE)

    assert ([shape.number for shape in part.all], back) == ([1], DRAWN)


def test_on_another_lattice_none_stays_until_the_first_one_is_back() -> None:
    moved = MovedShapes()

    other = moved.moved(DRAWN, WHOLE, ELSEWHERE)
    drawn_there = other.adding(ShapeKind.LINE, (ItkIndex.of(0, 0), ItkIndex.of(2, 2)), PLANE)
    back = moved.moved(drawn_there, ELSEWHERE, WHOLE)
    again = moved.moved(back, WHOLE, ELSEWHERE)

    assert (other.all, back, again) == ((), DRAWN, drawn_there)
