"""Press, drag and release."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from itk_inspector.control.tools.brush import BRUSH
from itk_inspector.control.tools.pan import PAN
from itk_inspector.control.tools.pixel import PIXEL
from itk_inspector.control.tools.rectangle import RECTANGLE
from itk_inspector.control.tools.tool import Tool
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.pixels.pixel_value import PixelValue

if TYPE_CHECKING:
    from tests.control.conftest import Desk


def ready(desk: Desk, tool: Tool, value: str = "99", size: tuple[int, ...] = (5, 4), **kind: object) -> Desk:
    """An edited copy, a tool in hand and a value typed; the brush is one pixel."""
    desk.edit(size, **kind)
    desk.app.edit.set_tool(tool)
    desk.app.edit.set_value(value)
    desk.app.edit.set_option("brushRadius", 0)
    return desk


def changed(desk: Desk) -> list[tuple[int, ...]]:
    """NumPy indices of the pixels that differ from the original."""
    assert desk.app.images.current is not None
    original = desk.app.images.current.document.pixels
    return [tuple(int(c) for c in where) for where in np.argwhere(desk.session.view != original)]


def steps(desk: Desk) -> int:
    """Number of steps that undo can take back."""
    count = 0
    while desk.session.undo():
        count += 1
    return count


# ------------------------------------------------------------------ pixel


@pytest.mark.parametrize(
    ("horizontal", "vertical", "place"),
    [
        (0.0, 0.0, (0, 0)),
        (4.0, 3.0, (3, 4)),
        (-0.5, -0.5, (0, 0)),
        (4.49, 3.49, (3, 4)),
        (0.5, 0.0, (0, 1)),
        (1.5, 2.5, (3, 2)),
        (0.49, 1.49, (1, 0)),
    ],
)
def test_a_click_sets_the_pixel_that_covers_it(
    desk: Desk, horizontal: float, vertical: float, place: tuple[int, int]
) -> None:
    ready(desk, PIXEL).app.edit.press(horizontal, vertical)

    assert changed(desk) == [place]


@pytest.mark.parametrize(("horizontal", "vertical"), [(-0.51, 0.0), (4.5, 0.0), (0.0, -0.51), (0.0, 3.5)])
def test_a_click_beside_the_image_is_no_step(desk: Desk, horizontal: float, vertical: float) -> None:
    ready(desk, PIXEL).app.edit.press(horizontal, vertical)

    assert (changed(desk), desk.session.can_undo) == ([], False)


def test_a_click_is_counted_from_the_start_index(desk: Desk) -> None:
    ready(desk, PIXEL, start=(10, -2)).app.edit.press(11.0, -1.0)

    assert changed(desk) == [(1, 1)]


def test_a_click_sets_the_pixel_of_the_slice_on_screen(desk: Desk) -> None:
    ready(desk, PIXEL, size=(5, 4, 3)).app.view.set_slice(2, 2)

    desk.app.edit.press(4.0, 3.0)

    assert changed(desk) == [(2, 3, 4)]


def test_a_click_on_another_plane_sets_its_pixel(desk: Desk) -> None:
    ready(desk, PIXEL, size=(5, 4, 3)).app.view.set_axes(1, 2)

    desk.app.edit.press(3.0, 2.0)

    assert changed(desk) == [(2, 3, 2)]


def test_dragging_with_the_pixel_tool_sets_no_more(desk: Desk) -> None:
    ready(desk, PIXEL).app.edit.press(0.0, 0.0)

    desk.app.edit.drag(3.0, 0.0)
    desk.app.edit.release(3.0, 0.0)

    assert changed(desk) == [(0, 0)]


@pytest.mark.parametrize("tool", [PIXEL, BRUSH, RECTANGLE])
def test_300_in_uint8_leaves_the_pixels_unchanged(desk: Desk, tool: Tool) -> None:
    ready(desk, tool, "300")
    before = desk.session.view.tobytes()

    desk.app.edit.press(1.0, 1.0)
    desk.app.edit.drag(3.0, 2.0)
    desk.app.edit.release(3.0, 2.0)

    assert (desk.session.view.tobytes(), desk.session.can_undo) == (before, False)


def test_a_refused_click_says_why(desk: Desk) -> None:
    ready(desk, PIXEL, "300").view.forget()

    desk.app.edit.press(1.0, 1.0)

    assert desk.view.last("problem") == "300 does not fit: uint8 holds 0 to 255."


def test_moving_the_image_changes_no_pixel(desk: Desk) -> None:
    ready(desk, PAN).app.edit.press(1.0, 1.0)

    desk.app.edit.release(1.0, 1.0)

    assert changed(desk) == []


# ------------------------------------------------------------------ brush


def test_one_drag_is_one_step(desk: Desk) -> None:
    ready(desk, BRUSH).app.edit.press(0.0, 0.0)
    desk.app.edit.drag(2.0, 0.0)
    desk.app.edit.drag(2.0, 3.0)
    desk.app.edit.release(2.0, 3.0)

    assert steps(desk) == 1


def test_a_fast_drag_leaves_no_gap(desk: Desk) -> None:
    ready(desk, BRUSH).app.edit.press(0.0, 1.0)

    desk.app.edit.drag(4.0, 1.0)

    assert changed(desk) == [(1, 0), (1, 1), (1, 2), (1, 3), (1, 4)]


def test_a_drag_is_seen_while_it_goes_on(desk: Desk) -> None:
    ready(desk, BRUSH).app.edit.press(0.0, 0.0)
    desk.view.forget()

    desk.app.edit.drag(1.0, 0.0)

    assert len(desk.view.all("pixels_changed")) == 1


def test_a_drag_may_leave_the_image_and_come_back(desk: Desk) -> None:
    ready(desk, BRUSH).app.edit.press(0.0, 0.0)
    desk.app.edit.drag(-3.0, 0.0)
    desk.app.edit.drag(-3.0, 2.0)
    desk.app.edit.drag(1.0, 2.0)
    desk.app.edit.release(1.0, 2.0)

    assert (changed(desk), steps(desk)) == ([(0, 0), (2, 0), (2, 1)], 1)


def test_a_stroke_that_begins_outside_paints_inside(desk: Desk) -> None:
    ready(desk, BRUSH).app.edit.press(-2.0, 0.0)

    desk.app.edit.drag(1.0, 0.0)

    assert changed(desk) == [(0, 0), (0, 1)]


def test_a_stroke_outside_is_no_step(desk: Desk) -> None:
    ready(desk, BRUSH).app.edit.press(-9.0, -9.0)
    desk.app.edit.drag(-9.0, 20.0)
    desk.app.edit.release(-9.0, 20.0)

    assert not desk.session.can_undo


def test_the_brush_has_its_shape(desk: Desk) -> None:
    ready(desk, BRUSH)
    desk.app.edit.set_option("brushRadius", 1)
    desk.app.edit.set_option("brushShape", "disc")

    desk.app.edit.press(2.0, 2.0)

    assert changed(desk) == [(1, 2), (2, 1), (2, 2), (2, 3), (3, 2)]


def test_undo_in_the_middle_of_a_drag_takes_back_what_was_painted(desk: Desk) -> None:
    ready(desk, BRUSH).app.edit.press(0.0, 0.0)
    desk.app.edit.drag(3.0, 0.0)

    desk.app.edit.undo()

    assert changed(desk) == []


def test_a_new_stroke_does_not_begin_where_the_last_one_ended(desk: Desk) -> None:
    ready(desk, BRUSH).app.edit.press(0.0, 0.0)
    desk.app.edit.release(0.0, 0.0)

    desk.app.edit.press(4.0, 0.0)

    assert changed(desk) == [(0, 0), (0, 4)]


# ------------------------------------------------------------------ rectangle


def test_a_rectangle_is_filled_at_release(desk: Desk) -> None:
    ready(desk, RECTANGLE).app.edit.press(1.0, 1.0)
    desk.app.edit.drag(2.0, 3.0)
    before = changed(desk)

    desk.app.edit.release(2.0, 2.0)

    assert (before, changed(desk)) == ([], [(1, 1), (1, 2), (2, 1), (2, 2)])


def test_a_rectangle_is_one_step(desk: Desk) -> None:
    ready(desk, RECTANGLE).app.edit.press(4.0, 3.0)
    desk.app.edit.drag(2.0, 3.0)
    desk.app.edit.release(0.0, 0.0)

    assert (len(changed(desk)), steps(desk)) == (20, 1)


def test_a_rectangle_without_a_drag_is_one_pixel(desk: Desk) -> None:
    ready(desk, RECTANGLE).app.edit.press(1.0, 2.0)

    desk.app.edit.release(1.0, 2.0)

    assert changed(desk) == [(2, 1)]


def test_a_rectangle_is_cut_to_the_image(desk: Desk) -> None:
    ready(desk, RECTANGLE).app.edit.press(-100.0, -100.0)

    desk.app.edit.release(0.0, 1.0)

    assert changed(desk) == [(0, 0), (1, 0)]


def test_a_rectangle_beside_the_image_is_no_step(desk: Desk) -> None:
    ready(desk, RECTANGLE).app.edit.press(-9.0, 0.0)

    desk.app.edit.release(-2.0, 3.0)

    assert not desk.session.can_undo


def test_the_rectangle_being_dragged_has_its_corners(desk: Desk) -> None:
    ready(desk, RECTANGLE).app.edit.press(1.0, 1.0)

    desk.app.edit.drag(3.0, 2.0)

    assert desk.view.rectangle == (ItkIndex.of(1, 1), ItkIndex.of(3, 2))


def test_no_rectangle_remains_after_release(desk: Desk) -> None:
    ready(desk, RECTANGLE).app.edit.press(1.0, 1.0)

    desk.app.edit.release(3.0, 2.0)

    assert desk.view.rectangle is None


def test_no_rectangle_remains_when_its_value_is_refused_at_the_end(desk: Desk) -> None:
    ready(desk, RECTANGLE).app.edit.press(1.0, 1.0)
    desk.app.edit.set_value("300")

    desk.app.edit.release(3.0, 2.0)

    assert (desk.view.rectangle, changed(desk)) == (None, [])


def test_no_rectangle_remains_when_another_image_comes(desk: Desk) -> None:
    ready(desk, RECTANGLE).app.edit.press(1.0, 1.0)

    desk.show("b.nrrd")

    assert desk.view.rectangle is None


def test_no_rectangle_remains_when_the_copy_is_left(desk: Desk) -> None:
    ready(desk, RECTANGLE).app.edit.press(1.0, 1.0)

    desk.app.edit.set_editing(False)

    assert desk.view.rectangle is None


def test_a_rectangle_fills_one_slice_only(desk: Desk) -> None:
    ready(desk, RECTANGLE, size=(2, 2, 3)).app.edit.press(0.0, 0.0)

    desk.app.edit.release(1.0, 1.0)

    assert changed(desk) == [(1, 0, 0), (1, 0, 1), (1, 1, 0), (1, 1, 1)]


# ------------------------------------------------------------------ typed


@pytest.mark.parametrize("text", ["1 2", "1, 2", "(1, 2)", " 1   2 "])
def test_a_typed_index_is_in_itk_order(desk: Desk, text: str) -> None:
    ready(desk, PAN).app.edit.set_pixel(text)

    assert changed(desk) == [(2, 1)]


def test_a_typed_index_may_be_on_another_slice(desk: Desk) -> None:
    ready(desk, PAN, size=(5, 4, 3)).app.edit.set_pixel("4 3 2")

    assert changed(desk) == [(2, 3, 4)]


def test_a_typed_index_may_be_negative(desk: Desk) -> None:
    ready(desk, PAN, start=(-3, -3)).app.edit.set_pixel("-3 -2")

    assert changed(desk) == [(1, 0)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Enter (x, y)"),
        ("1", "axes, not 1"),
        ("1 2 3", "axes, not 3"),
        ("1.5 2", "is not a position"),
        ("x y", "is not a position"),
        ("5 0", "outside the image"),
        ("-1 0", "outside the image"),
    ],
)
def test_a_wrong_index_is_explained(desk: Desk, text: str, problem: str) -> None:
    ready(desk, PAN).app.edit.set_pixel(text)

    assert (problem in desk.view.last("problem"), changed(desk)) == (True, [])


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("99", ("stores 99 as uint8", False)),
        ("300", ("300 does not fit: uint8 holds 0 to 255.", True)),
        ("", ("Enter a value.", False)),
    ],
)
def test_a_typed_value_is_judged_at_once(desk: Desk, text: str, note: tuple[str, bool]) -> None:
    ready(desk, PIXEL).app.edit.set_value(text)

    assert (desk.view.last("note"), desk.view.all("problem")) == (note, [])


def test_a_typed_value_is_judged_anew_for_another_copy(desk: Desk) -> None:
    ready(desk, PIXEL, "300").show_on_disk("b.nrrd", dtype="int16")

    desk.app.edit.set_editing(True)

    assert desk.view.last("note") == ("stores 300 as int16", False)


@pytest.mark.parametrize("tool", [BRUSH, RECTANGLE])
def test_a_typed_value_is_read_once_however_long_the_drag(
    desk: Desk, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    parse = PixelValue.parse
    monkeypatch.setattr(PixelValue, "parse", lambda *given: read.append(given[0]) or parse(*given))
    ready(desk, tool).app.edit.press(0.0, 0.0)
    before = len(read)
    for place in range(4):
        desk.app.edit.drag(float(place), 1.0)

    desk.app.edit.release(4.0, 1.0)

    assert (before, len(read), len(changed(desk)) > 4) == (2, 2, True)  # when editing began, and when it was typed


def test_what_a_drag_is_over_is_read_once_a_move(desk: Desk) -> None:
    ready(desk, BRUSH).app.edit.press(0.0, 0.0)
    desk.view.forget()

    for place in (1.0, 2.0, 3.0):  # as the canvas tells a move: to the tool, and to the probe
        desk.app.edit.drag(place, 0.0)
        desk.app.probe.hover(place, 0.0)

    assert [probe.itk_index.components for probe in desk.view.all("probe")] == [(1, 0), (2, 0), (3, 0)]
    assert [probe.array_value for probe in desk.view.all("probe")] == [99, 99, 99]


def test_the_pointer_is_followed_again_after_a_drag(desk: Desk) -> None:
    ready(desk, BRUSH).app.edit.press(0.0, 0.0)
    desk.app.edit.drag(1.0, 0.0)
    desk.app.edit.release(1.0, 0.0)
    desk.view.forget()

    desk.app.probe.hover(1.25, 0.0)

    assert len(desk.view.all("probe")) == 1


def test_all_components_are_painted(desk: Desk) -> None:
    ready(desk, PIXEL, "7, 8, 9", components=3).app.edit.press(1.0, 2.0)

    assert desk.session.view[2, 1].tolist() == [7, 8, 9]


def test_a_one_pixel_image_can_be_painted(desk: Desk) -> None:
    ready(desk, BRUSH, size=(1, 1)).app.edit.set_option("brushRadius", 5)

    desk.app.edit.press(0.0, 0.0)

    assert changed(desk) == [(0, 0)]


def test_what_can_be_done_is_derived_when_a_stroke_begins_and_ends_and_not_at_every_move(desk: Desk) -> None:
    ready(desk, BRUSH).view.forget()
    desk.app.edit.press(-5.0, 0.0)
    for place in (0.0, 1.0, 2.0):
        desk.app.edit.drag(place, 0.0)
    undo = desk.state.undo_label

    desk.app.edit.release(2.0, 0.0)

    assert (undo, desk.state.undo_label) == ("paint 1 pixels", "paint 3 pixels")
    assert len(desk.view.all("state")) == 3  # at the press, at the first pixel, at the release
