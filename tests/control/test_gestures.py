"""A drag stays on the cut it began on; undo goes where it undid."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from itk_inspector.control.tools.brush import BRUSH
from itk_inspector.control.tools.pixel import PIXEL
from itk_inspector.control.tools.rectangle import RECTANGLE
from itk_inspector.control.tools.tool import Tool
from itk_inspector.core.geometry.indexing import ItkIndex

if TYPE_CHECKING:
    from tests.control.conftest import Desk

SIZE = (9, 9, 9)


def ready(desk: Desk, tool: Tool, *, is_quad: bool = False) -> Desk:
    desk.edit(SIZE, dtype="int32")
    desk.app.view.set_slice(2, 2)
    desk.app.view.set_quad(is_quad)
    desk.app.edit.set_tool(tool)
    desk.app.edit.set_value("999")
    desk.app.edit.set_option("brushRadius", 0)
    return desk


def changed(desk: Desk, number: int = 0) -> list[tuple[int, ...]]:
    image = desk.app.images.all[number]
    return [tuple(int(c) for c in where) for where in np.argwhere(image.pixels != image.document.pixels)]


def other_tab(desk: Desk) -> None:
    desk.app.tabs.select(1)
    desk.app.view.set_slice(2, 8)


CHANGES: dict[str, Callable[[Desk], None]] = {
    "next slice": lambda desk: desk.app.view.step_slice(1),
    "two slices": lambda desk: (desk.app.view.step_slice(1), desk.app.view.step_slice(1))[0],
    "last slice": lambda desk: desk.app.view.step_slice(9),
    "player": lambda desk: desk.app.view.advance_slice(2, 1),
    "plane": lambda desk: desk.app.view.set_axes(0, 2),
    "layout": lambda desk: desk.app.view.set_quad(not desk.state.is_quad),
    "tab": other_tab,
    "tool": lambda desk: desk.app.edit.set_tool(PIXEL),
}


@pytest.fixture
def two(desk: Desk) -> Desk:
    """Two edited images in tabs; the first is on screen."""
    desk.edit(SIZE, dtype="int32")
    desk.show_on_disk("b.nrrd", SIZE, dtype="int32")
    desk.app.edit.set_editing(True)
    desk.app.tabs.select(0)
    return desk


def hold(desk: Desk, tool: Tool) -> Desk:
    desk.app.view.set_slice(2, 2)
    desk.app.edit.set_tool(tool)
    desk.app.edit.set_value("999")
    desk.app.edit.set_option("brushRadius", 0)
    return desk


@pytest.mark.parametrize("way", CHANGES)
def test_a_rectangle_never_goes_on_elsewhere(two: Desk, way: str) -> None:
    hold(two, RECTANGLE).app.edit.press(3.0, 3.0)
    two.app.edit.drag(5.0, 5.0)

    CHANGES[way](two)
    shown = two.view.rectangle
    two.app.edit.drag(6.0, 6.0)
    two.app.edit.release(6.0, 6.0)

    assert (shown, changed(two), changed(two, 1)) == (None, [], [])


@pytest.mark.parametrize("way", CHANGES)
def test_a_stroke_ends_as_one_step_where_it_was(two: Desk, way: str) -> None:
    hold(two, BRUSH).app.edit.press(3.0, 3.0)
    two.app.edit.drag(5.0, 3.0)
    session = two.app.images.all[0].session
    assert session is not None

    CHANGES[way](two)
    label = session.undo_label
    two.app.edit.drag(6.0, 6.0)
    two.app.edit.release(6.0, 6.0)

    assert (changed(two), changed(two, 1)) == ([(2, 3, 3), (2, 3, 4), (2, 3, 5)], [])
    assert label.startswith("paint")
    assert session.undo()
    assert not session.undo()


@pytest.mark.parametrize("tool", [BRUSH, RECTANGLE])
def test_another_slice_and_back_does_not_take_the_gesture_up_again(desk: Desk, tool: Tool) -> None:
    ready(desk, tool).app.edit.press(3.0, 3.0)
    desk.app.view.step_slice(1)
    desk.app.view.step_slice(-1)
    before = changed(desk)

    desk.app.edit.drag(6.0, 6.0)
    desk.app.edit.release(6.0, 6.0)

    assert changed(desk) == before


@pytest.mark.parametrize("tool", [BRUSH, RECTANGLE])
def test_the_crosshair_ends_a_gesture(desk: Desk, tool: Tool) -> None:
    ready(desk, tool, is_quad=True).app.edit.press(3.0, 3.0)
    desk.app.view.set_slice(2, 5)
    before = changed(desk)

    desk.app.edit.release(6.0, 6.0)

    assert changed(desk) == before


def test_another_plane_of_three_ends_a_gesture(desk: Desk) -> None:
    ready(desk, RECTANGLE, is_quad=True).app.edit.press(3.0, 3.0)

    desk.app.view.activate_plane(0, 2)
    desk.app.edit.release(6.0, 6.0)

    assert changed(desk) == []


def test_a_stroke_left_for_another_tab_leaves_its_last_pixel_to_the_pointer(two: Desk) -> None:
    hold(two, BRUSH)
    two.app.edit.press(3, 3)
    two.app.edit.drag(4, 4)
    two.app.tabs.select(1)
    two.app.edit.release(4, 4)
    two.app.probe.hover(None, None)

    two.app.tabs.select(0)
    two.app.probe.hover(4, 4)

    image = two.app.images.current
    assert image is not None
    assert image.probe is not None
    assert image.probe.itk_index == ItkIndex.of(4, 4, 2)


def test_moving_the_pointer_does_not_end_a_gesture(desk: Desk) -> None:
    ready(desk, RECTANGLE).app.edit.press(3.0, 3.0)
    desk.app.probe.hover(4.0, 4.0)
    desk.app.edit.drag(4.0, 4.0)
    shown = desk.view.rectangle

    desk.app.edit.release(4.0, 4.0)

    assert shown == (ItkIndex.of(3, 3, 2), ItkIndex.of(4, 4, 2))
    assert len(changed(desk)) == 4
    assert desk.view.rectangle is None


# ------------------------------------------------------------------ undo


def put(desk: Desk, index: str, value: str = "999") -> None:
    desk.app.edit.set_value(value)
    desk.app.edit.set_pixel(index)


def position(desk: Desk) -> tuple[int, ...]:
    assert desk.app.images.current is not None
    return desk.app.images.current.plane.position


def test_undo_goes_to_the_slice_and_says_what(desk: Desk) -> None:
    ready(desk, PIXEL)
    put(desk, "3 4 2")
    desk.app.view.set_slice(2, 8)

    desk.app.edit.undo()

    assert (position(desk)[2], changed(desk), desk.view.last("status")) == (2, [], "Undone: set (3, 4, 2).")


def test_redo_goes_to_the_slice_and_says_what(desk: Desk) -> None:
    ready(desk, PIXEL)
    put(desk, "3 4 2")
    desk.app.edit.undo()
    desk.app.view.set_slice(2, 8)

    desk.app.edit.redo()

    assert (position(desk)[2], changed(desk)) == (2, [(2, 4, 3)])
    assert desk.view.last("status") == "Redone: set (3, 4, 2)."


def test_undo_on_the_cut_on_screen_moves_nothing(desk: Desk) -> None:
    ready(desk, PIXEL)
    put(desk, "3 4 2")
    desk.view.forget()

    desk.app.edit.undo()

    assert desk.view.all("plane") == []


def test_undo_in_another_plane_goes_to_the_nearest_cut_of_that_plane(desk: Desk) -> None:
    ready(desk, RECTANGLE).app.edit.press(3.0, 3.0)
    desk.app.edit.release(6.0, 6.0)
    desk.app.view.set_axes(0, 2)
    desk.app.view.set_slice(1, 8)

    desk.app.edit.undo()

    assert position(desk)[1] == 6


def test_undo_in_three_planes_moves_when_none_of_them_shows_it(desk: Desk) -> None:
    ready(desk, PIXEL, is_quad=True)
    put(desk, "3 4 2")
    desk.app.view.set_slice(0, 8)
    desk.app.view.set_slice(1, 8)
    near = position(desk)
    desk.app.edit.undo()
    kept = position(desk)
    desk.app.edit.redo()
    desk.app.view.set_slice(2, 8)

    desk.app.edit.undo()

    assert (near, kept, position(desk)) == ((8, 8, 2), (8, 8, 2), (3, 4, 2))


def test_a_typed_pixel_out_of_sight_is_gone_to(desk: Desk) -> None:
    ready(desk, PIXEL)

    put(desk, "3 4 7")

    assert (position(desk)[2], desk.view.last("status")) == (7, "Set (3, 4, 7).")


def test_nothing_to_undo_says_nothing(desk: Desk) -> None:
    ready(desk, PIXEL).view.forget()

    desk.app.edit.undo()
    desk.app.edit.redo()

    assert (desk.view.all("status"), desk.view.all("pixels_changed")) == ([], [])


def test_undo_in_the_middle_of_a_stroke_says_the_stroke(desk: Desk) -> None:
    ready(desk, BRUSH).app.edit.press(3.0, 3.0)
    desk.app.edit.drag(5.0, 3.0)

    desk.app.edit.undo()

    assert (changed(desk), desk.view.last("status")) == ([], "Undone: paint 3 pixels.")
