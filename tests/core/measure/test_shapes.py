"""Shapes are taken hold of, moved, and listed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from itk_inspector.core.display.outline import OutlineForm
from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.shapes import MOVE, NO_SHAPES, Shape, Shapes, Through, clamped

GEOMETRY = replace(Geometry.identity((10, 8, 6)), start_index=(2, -4, 1))
PLANE = Plane(1, 0, (5, 0, 3))
at = ItkIndex.of


def rectangle() -> Shape:
    return Shape(1, ShapeKind.RECTANGLE, (at(3, -2, 3), at(7, 2, 3)), (0, 1))


def test_numbers_stay_and_the_newest_is_selected() -> None:
    shapes = NO_SHAPES
    for kind in (ShapeKind.LINE, ShapeKind.ELLIPSE, ShapeKind.CURVE):
        shapes = shapes.adding(kind, (at(3, 0, 3), at(4, 0, 3)), PLANE)
    assert [shape.name for shape in shapes.all] == ["Line 1", "Ellipse 2", "Curve 3"]
    assert shapes.all[0].axes == (0, 1)
    assert shapes.selected == 3
    assert shapes.without([2]).selected == 3
    left = shapes.without([3])
    assert left.selected == 2
    assert left.shown is left.all[1]
    assert left.next_number == 3
    assert left.without([1, 2]) == Shapes()
    assert left.selecting(None).shown is None
    moved = replace(left.all[0], nodes=(at(3, 0, 3), at(9, 1, 3)))
    assert left.replacing(moved).all == (moved, left.all[1])
    assert left.replacing(moved).selected == 1


def test_every_corner_of_a_rectangle_can_be_dragged() -> None:
    shape = rectangle()
    corners = {(node.components[0], node.components[1]) for handle, node in shape.handles if handle != MOVE}
    assert corners == {(3, -2), (7, 2), (7, -2), (3, 2)}
    assert dict(shape.handles)[MOVE] == at(5, 0, 3)
    for handle, node in shape.handles:
        if handle == MOVE:
            continue
        dragged = shape.dragged(handle, at(8, 3, 3), GEOMETRY)
        opposite = at(10 - node.components[0], -node.components[1], 3)
        places = {index for _, index in dragged.handles}
        assert {at(8, 3, 3), opposite} <= places


def test_a_drag_ends_at_the_border() -> None:
    assert rectangle().dragged(1, at(99, 99, 3), GEOMETRY).nodes[1] == at(11, 3, 3)
    moved = rectangle().dragged(MOVE, at(99, -99, 3), GEOMETRY)
    assert moved.nodes == (at(7, -4, 3), at(11, 0, 3))
    assert clamped(at(-5, 99, 3), GEOMETRY) == at(2, 3, 3)
    with pytest.raises(ProbeError):
        rectangle().dragged(9, at(3, 0, 3), GEOMETRY)


def test_points_of_lines_and_polygons_are_their_handles() -> None:
    line = Shape(1, ShapeKind.LINE, (at(3, 0, 3), at(9, 2, 3)), (0, 1))
    assert dict(line.handles) == {0: at(3, 0, 3), 1: at(9, 2, 3), MOVE: at(6, 1, 3)}
    assert line.dragged(0, at(4, 1, 3), GEOMETRY).nodes == (at(4, 1, 3), at(9, 2, 3))
    short = Shape(1, ShapeKind.LINE, (at(3, 0, 3), at(4, 0, 3)), (0, 1))
    assert MOVE not in dict(short.handles)
    corner = Shape(1, ShapeKind.CURVE, (at(3, 0, 3),), (0, 1))
    assert corner.handles == ((0, at(3, 0, 3)),)
    assert short.with_last(at(5, 0, 3)).adding(at(6, 0, 3)).nodes == (at(3, 0, 3), at(5, 0, 3), at(6, 0, 3))


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        (ShapeKind.LINE, OutlineForm.PATH),
        (ShapeKind.ANGLE, OutlineForm.PATH),
        (ShapeKind.RECTANGLE, OutlineForm.BOX),
        (ShapeKind.CURVE, OutlineForm.BOX),
        (ShapeKind.ELLIPSE, OutlineForm.ELLIPSE),
        (ShapeKind.POLYGON, OutlineForm.LOOP),
    ],
)
def test_outlines(kind: ShapeKind, form: OutlineForm) -> None:
    shapes = NO_SHAPES.adding(kind, (at(3, 0, 3), at(9, 2, 3)), PLANE)
    (outline,) = shapes.outlines(GEOMETRY, has_handles=False)
    assert (outline.form, outline.handles, outline.is_selected, outline.label) == (form, (), True, f"{kind.value} 1")
    (held,) = shapes.selecting(None).outlines(GEOMETRY, has_handles=True)
    assert held.handles
    assert not held.is_selected


def test_a_shape_that_covers_its_plane_cannot_be_moved_nor_taken_hold_of_while_drawing() -> None:
    (left, top, _), (wide, high, _) = GEOMETRY.start_index, GEOMETRY.size
    corners = at(left, top + high - 1, 3), at(left + wide - 1, top, 3)
    shapes = NO_SHAPES.adding(ShapeKind.RECTANGLE, corners, PLANE)
    assert shapes.all[0].covers(GEOMETRY)
    assert {which for which, _ in shapes.outlines(GEOMETRY, has_handles=True)[0].handles} == {0, 1, 2, 3}
    assert shapes.outlines(GEOMETRY, has_handles=True, is_drawing=True)[0].handles == ()
    for other in (NO_SHAPES.adding(ShapeKind.ELLIPSE, corners, PLANE), shapes.replacing(
        replace(shapes.all[0], nodes=(corners[0], at(left + wide - 2, top, 3)))
    )):  # fmt: skip
        assert not other.all[0].covers(GEOMETRY)
        assert other.outlines(GEOMETRY, has_handles=True, is_drawing=True)[0].handles == other.all[0].handles


def test_while_drawing_only_the_selected_shape_has_handles() -> None:
    shapes = NO_SHAPES
    for right in (7, 9):
        shapes = shapes.adding(ShapeKind.LINE, (at(3, 0, 3), at(right, 2, 3)), PLANE)
    for number in (1, 2):
        held = shapes.selecting(number).outlines(GEOMETRY, has_handles=True, is_drawing=True)
        assert [outline.number for outline in held if outline.handles] == [number]
    assert all(outline.handles for outline in shapes.outlines(GEOMETRY, has_handles=True))


def test_a_shape_is_seen_on_its_slices_only_either_way_round() -> None:
    flat = rectangle().outline(is_selected=False)
    deep = replace(rectangle(), through=Through(2, 2, 4)).outline(is_selected=False)
    for plane in (Plane(0, 1, (0, 0, 3)), Plane(1, 0, (9, 9, 3))):
        assert flat.lies_on(plane)
        assert deep.lies_on(plane)
    assert not flat.lies_on(Plane(0, 1, (0, 0, 4)))
    assert deep.lies_on(Plane(0, 1, (0, 0, 4)))
    assert not deep.lies_on(Plane(0, 1, (0, 0, 5)))
    assert not deep.lies_on(Plane(0, 2, (0, 0, 3)))


def test_shapes_outside_another_image_are_left_behind() -> None:
    deep = replace(rectangle(), number=2, through=Through(2, 1, 6))
    shapes = Shapes((rectangle(), deep))
    assert shapes.within(GEOMETRY) == shapes
    assert [s.number for s in shapes.within(replace(GEOMETRY, size=(10, 8, 5))).all] == [1]
