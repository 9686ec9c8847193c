"""What can be exported of what is open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from itk_inspector.control.files.export_subjects import all_offered, offered_of
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.shapes import NO_SHAPES, Through

if TYPE_CHECKING:
    from tests.control.conftest import Desk

    from itk_inspector.control.model.open_image import OpenImage


def opened(desk: Desk, size: tuple[int, ...] = (5, 4, 3), start: tuple[int, ...] | None = None) -> OpenImage:
    desk.show(size=size, start=start)
    assert desk.app.images.current is not None
    return desk.app.images.current


def test_the_slice_on_screen_is_a_part_in_numpy_order(desk: Desk) -> None:
    image = opened(desk, start=(10, 0, -1))
    image.plane = image.plane.with_axes(0, 2).at(1, 3, image.document.geometry)

    subject = offered_of(image).subject

    assert (subject.shown, subject.shown_at) == (Region((0, 3, 0), (3, 1, 5)), "y = 3")


def test_a_flat_image_is_its_own_slice(desk: Desk) -> None:
    assert offered_of(opened(desk, (5, 4))).subject.shown is None


def test_a_measured_rectangle_is_a_region_through_its_slices(desk: Desk) -> None:
    image = opened(desk)
    nodes = (ItkIndex.of(3, 2, 1), ItkIndex.of(1, 3, 1))
    image.shapes = NO_SHAPES.adding(ShapeKind.RECTANGLE, nodes, image.plane)
    flat = offered_of(image).subject.region
    shape = image.shapes.shown
    assert shape is not None
    image.shapes = image.shapes.replacing(replace(shape, through=Through(2, 0, 2)))

    assert flat == Region((1, 2, 1), (1, 2, 3))
    assert offered_of(image).subject.region == Region((0, 2, 1), (3, 2, 3))


def test_another_shape_is_no_region(desk: Desk) -> None:
    image = opened(desk)
    nodes = (ItkIndex.of(0, 0, 1), ItkIndex.of(1, 3, 1))
    image.shapes = NO_SHAPES.adding(ShapeKind.LINE, nodes, image.plane)

    assert offered_of(image).subject.region is None


def test_of_an_edited_image_the_original_is_offered_too_without_what_is_on_screen(desk: Desk) -> None:
    desk.modify((5, 4, 3))
    image = desk.app.images.current
    assert image is not None

    copy, original = all_offered(desk.app.images, image)

    assert (copy.session is image.session, copy.is_shown, copy.subject.is_edited) == (True, True, True)
    assert (original.session, original.is_shown, original.subject.shown) == (None, False, None)


def test_levels_are_those_that_are_drawn(desk: Desk) -> None:
    image = opened(desk)

    assert offered_of(image).subject.levels == image.settings.levels
