"""Choosing another image of a tab shows the same place of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.display.layer_look import LABELS_LOOK
from itk_inspector.core.display.viewport import ALL_FITTED, Layout, Viewport, Viewports
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex

SIZE = (9, 8, 7)
COARSE = replace(Geometry.identity((3, 4, 3)), spacing=(3.0, 2.0, 3.0))
TURNED = replace(Geometry.identity((7, 9, 8)), direction=((0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, 0.0, 0.0)))
"""Its x, y and z run along z, x and y of an image that is upright."""


def two(desk: Any, **of_other: Any) -> tuple[OpenImage, OpenImage]:
    """Two images of one tab; the lower one is chosen."""
    desk.show("a.nrrd", SIZE)
    under = desk.app.images.current
    over = OpenImage(desk.document("b.nrrd", SIZE, **of_other))
    with desk.app.images.changing():
        desk.app.images.lay(over, under, LABELS_LOOK)
    return under, over


def choose(desk: Any, image: OpenImage) -> None:
    with desk.app.images.changing():
        desk.app.images.bring(image)


def zoomed(scale: float, axes: tuple[int, int] = (0, 1), centre: tuple[float, float] = (4.0, 3.0)) -> Viewports:
    return Viewports(((axes, Viewport(centre, scale)),))


def test_on_the_same_lattice_nothing_moves(desk: Any) -> None:
    _, over = two(desk)
    desk.app.view.set_axes(2, 0)
    desk.app.view.set_slice(1, 5)
    before = desk.view.scene

    choose(desk, over)

    now = desk.view.scene
    assert now.info.path.name == "b.nrrd"
    assert (now.plane, now.viewports, now.layout) == (before.plane, before.viewports, before.layout)
    assert now.viewports == ALL_FITTED


def test_the_pixel_under_the_pointer_is_the_one_at_the_same_point(desk: Any) -> None:
    _, over = two(desk, geometry=COARSE)
    desk.app.view.set_slice(2, 6)
    desk.app.probe.hover(6.0, 4.0)

    choose(desk, over)

    assert over.pointer == (2.0, 2.0)
    assert desk.found.itk_index == ItkIndex((2, 2, 2))


def test_the_kept_pixel_is_the_one_at_the_same_point(desk: Any) -> None:
    under, over = two(desk, geometry=COARSE)
    desk.app.view.set_slice(2, 3)
    desk.app.keeper.click(6.0, 4.0)

    choose(desk, over)

    assert (over.is_held, over.probe.itk_index) == (True, ItkIndex((2, 2, 1)))
    assert under.is_held


def test_a_kept_pixel_outside_the_other_image_is_kept_no_more(desk: Any) -> None:
    far = replace(Geometry.identity(SIZE), origin=(100.0, 0.0, 0.0))
    _, over = two(desk, geometry=far)
    desk.app.keeper.click(6.0, 4.0)

    choose(desk, over)

    assert not over.is_held


def test_back_again_is_where_it_was_also_on_a_coarser_lattice(desk: Any) -> None:
    under, over = two(desk, geometry=COARSE)
    desk.app.view.set_slice(2, 4)
    desk.app.view.take_viewports(zoomed(7.0, centre=(4.3, 3.3)))
    desk.app.keeper.click(4.0, 3.0)
    before = under.plane, under.viewports, under.probe.itk_index

    choose(desk, over)
    choose(desk, under)

    assert (under.plane, under.viewports, under.probe.itk_index) == before
    assert under.is_held


def test_who_went_elsewhere_meanwhile_comes_back_to_that_place(desk: Any) -> None:
    under, over = two(desk, geometry=COARSE)
    choose(desk, over)
    desk.app.view.set_slice(2, 2)

    choose(desk, under)

    assert under.plane.position[2] == 6


def test_a_fitted_view_keeps_its_zoom_in_millimetres(desk: Any) -> None:
    _, over = two(desk, geometry=COARSE)

    choose(desk, over)

    assert desk.view.scene.viewports == Viewports((((0, 1), Viewport((1.0 / 3, 1.0), 9.0)),))


def test_a_fitted_view_stays_fitted_where_the_other_image_covers_the_same_box(desk: Any) -> None:
    wide = replace(Geometry.identity((3, 4, 7)), spacing=(3.0, 2.0, 1.0), origin=(1.0, 0.5, 0.0))
    _, over = two(desk, geometry=wide)

    choose(desk, over)

    assert desk.view.scene.viewports == ALL_FITTED


def test_another_way_of_the_axes_shows_the_same_plane(desk: Any) -> None:
    _, over = two(desk, geometry=TURNED)
    desk.app.view.take_viewports(zoomed(2.0))

    choose(desk, over)

    plane = desk.view.scene.plane
    assert (plane.horizontal, plane.vertical, plane.position[0]) == (1, 2, 3)


def test_three_planes_stay_where_the_other_image_has_them(desk: Any) -> None:
    under, over = two(desk, geometry=COARSE)
    desk.app.view.set_quad(True)
    choose(desk, over)
    assert over.layout is Layout.THREE_PLANES
    choose(desk, under)
    assert under.layout is Layout.THREE_PLANES


def test_a_slice_alone_has_no_three_planes(desk: Any) -> None:
    _, over = two(desk, geometry=Geometry.identity((9, 8, 1)))
    desk.app.view.set_quad(True)
    choose(desk, over)
    assert over.layout is Layout.SINGLE


def test_images_of_two_tabs_keep_their_own_places(desk: Any) -> None:
    desk.show("a.nrrd", SIZE)
    desk.app.view.set_slice(2, 6)
    desk.show("b.nrrd", SIZE)
    assert desk.view.scene.plane.position[2] == 3


def test_removing_the_chosen_image_keeps_the_place(desk: Any) -> None:
    under, over = two(desk)
    choose(desk, over)
    desk.app.view.set_slice(2, 6)

    with desk.app.images.changing():
        desk.app.images.remove(over)

    assert under.plane.position[2] == 6
    assert desk.view.scene.info is under.info
