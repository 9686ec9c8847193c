"""A tab that comes to the front takes what is linked from the one that leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.display.viewport import ALL_FITTED, Layout, Viewport, Viewports
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.space import Space

SIZE = (9, 8, 7)
COARSE = replace(Geometry.identity((3, 4, 3)), spacing=(3.0, 2.0, 3.0))
ALL = ("linkPan", "linkZoom", "linkSlice", "linkPlane", "linkContrast")


def two(desk: Any, *linked: str, **of_other: Any) -> tuple[OpenImage, OpenImage]:
    """Two tabs; the first one is on screen."""
    for name in linked:
        desk.app.switches.toggle(name)
    desk.show("a.nrrd", SIZE)
    first = desk.app.images.current
    second = OpenImage(desk.document("b.nrrd", SIZE, **of_other))
    with desk.app.images.changing():
        desk.app.images.add(second)
    return first, second


def bring(desk: Any, image: OpenImage) -> None:
    with desk.app.images.changing():
        desk.app.images.bring(image)


def go_elsewhere(desk: Any) -> None:
    desk.app.view.set_axes(2, 0)
    desk.app.view.set_slice(1, 6)
    desk.app.view.take_viewports(Viewports((((2, 0), Viewport((3.0, 6.0), 12.0)),)))


def test_at_first_nothing_is_linked(desk: Any) -> None:
    _, second = two(desk)
    plane, settings = second.plane, second.settings
    go_elsewhere(desk)

    bring(desk, second)

    assert (second.plane, second.viewports, second.settings) == (plane, ALL_FITTED, settings)
    assert not any("Linked" in said for said in map(str, desk.view.all("status")))


def test_all_parts_by_physical_point(desk: Any) -> None:
    first, second = two(desk, *ALL, geometry=COARSE)
    go_elsewhere(desk)
    with desk.app.images.changing():
        first.settings = replace(first.settings, levels=Levels(-3, 44))

    bring(desk, second)

    assert (second.plane.horizontal, second.plane.vertical, second.plane.position[1]) == (2, 0, 3)
    assert second.viewports.of(second.plane) == Viewport((1.0, 2.0), 36.0)
    assert second.settings.levels == Levels(-3, 44)
    assert desk.view.last("status") == "Linked by physical point."


def test_by_index_where_the_spaces_are_different(desk: Any) -> None:
    _, second = two(desk, "linkSlice", geometry=COARSE)
    second.document = replace_space(second, Space("µm", is_patient=True))
    desk.app.view.set_slice(2, 1)

    bring(desk, second)

    assert second.plane.position[2] == 1
    assert desk.view.last("status") == "Linked by index: the images lie in different spaces."


def replace_space(image: OpenImage, space: Space) -> Any:
    document = image.document
    object.__setattr__(document, "info", replace(document.info, space=space))
    return document


def test_three_planes_are_a_plane(desk: Any) -> None:
    _, second = two(desk, "linkPlane", "linkSlice")
    desk.app.view.set_quad(True)
    desk.app.view.set_slice(2, 4)

    bring(desk, second)

    assert second.layout is Layout.THREE_PLANES
    assert second.plane.position[2] == 4


@pytest.mark.parametrize("is_linked", [False, True])
def test_a_pixel_that_is_kept_stays_the_same_in_another_plane(desk: Any, is_linked: bool) -> None:
    first, second = two(desk, *(("linkPlane",) if is_linked else ()))
    bring(desk, second)
    desk.app.probe.hover(2.0, 5.0)
    desk.app.keeper.click(2.0, 5.0)
    bring(desk, first)
    desk.app.view.set_axes(1, 0)

    bring(desk, second)

    assert second.probe is not None
    assert second.probe.itk_index.components[:2] == (2, 5)
    assert second.pointer == ((5.0, 2.0) if is_linked else (2.0, 5.0))
