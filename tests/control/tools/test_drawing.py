"""Lines, rectangles, ellipses and polygons, and what is shown of a tool before it changes anything."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from itk_inspector.control.editing.over import Over
from itk_inspector.control.editing.tool_in_hand import ToolInHand
from itk_inspector.control.tools.brush import BRUSH
from itk_inspector.control.tools.ellipse import ELLIPSE
from itk_inspector.control.tools.eraser import ERASER
from itk_inspector.control.tools.line import LINE
from itk_inspector.control.tools.pan import PAN
from itk_inspector.control.tools.pixel import PIXEL
from itk_inspector.control.tools.polygon import POLYGON
from itk_inspector.control.tools.rectangle import RECTANGLE
from itk_inspector.control.tools.tool import Tool
from itk_inspector.core.display.footprint import Footprint, edges_of
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.editing.drawn_area import Drawn
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.measure.kinds import ShapeKind

if TYPE_CHECKING:
    from tests.control.conftest import Desk

SIZE, START = (9, 8, 7), (3, -2, 5)
KINDS = {
    LINE: ShapeKind.LINE,
    RECTANGLE: ShapeKind.RECTANGLE,
    ELLIPSE: ShapeKind.ELLIPSE,
    POLYGON: ShapeKind.POLYGON,
}
DRAGGED = (LINE, RECTANGLE, ELLIPSE)
Spot = tuple[float, float]


def ready(desk: Desk, tool: Tool, *, axes: tuple[int, int] = (0, 1), value: str = "9999") -> Desk:
    desk.edit(SIZE, start=START, dtype="int16")
    desk.app.view.set_axes(*axes)
    desk.app.edit.set_tool(tool)
    desk.app.edit.set_value(value)
    desk.view.forget()
    return desk


def act(desk: Desk, *spots: Spot) -> None:
    """Drag over places, or click on them and end where that is what the tool takes."""
    edit = desk.app.edit
    if edit.tool.takes_corners:
        for spot in spots:
            edit.press(*spot)
            edit.release(*spot)
        desk.app.button.enter()
        return
    edit.press(*spots[0])
    for spot in spots[1:]:
        edit.drag(*spot)
    edit.release(*spots[-1])


def changed(desk: Desk) -> set[tuple[int, ...]]:
    image = desk.app.images.current
    assert image is not None
    return {tuple(int(n) for n in place) for place in np.argwhere(desk.session.view != image.document.pixels)}


def footprint(desk: Desk) -> Footprint | None:
    assert desk.view.scene is not None
    return next((shape for shape in desk.view.scene.shapes if isinstance(shape, Footprint)), None)


def steps(desk: Desk) -> int:
    return sum(1 for _ in iter(desk.session.undo, False))


def covered(drawn: Drawn) -> set[tuple[int, ...]]:
    mask, area = np.zeros(drawn.geometry.shape, np.bool_), drawn.area()
    for piece, inside in area.pieces() if area is not None else ():
        mask[piece.slices] |= True if inside is None else inside
    return {tuple(int(n) for n in place) for place in np.argwhere(mask)}


# ------------------------------------------------------------------ any plane


@pytest.mark.parametrize("tool", KINDS, ids=lambda tool: tool.id)
@pytest.mark.parametrize("axes", list(itertools.permutations(range(3), 2)))
def test_what_is_drawn_on_any_plane_is_what_the_rule_says(desk: Desk, tool: Tool, axes: tuple[int, int]) -> None:
    chance = random.Random(f"{tool.id} {axes}")
    ready(desk, tool, axes=axes)
    geometry = desk.session.geometry
    across = next(axis for axis in range(3) if axis not in axes)
    for style, width, slices in (("filled", 1, 0), ("outline", 2, 0), ("filled", 3, 2), ("outline", 1, 1)):
        for name, chosen in (("drawnStyle", style), ("drawnWidth", width), ("throughSlices", slices)):
            desk.app.edit.set_option(name, chosen)
        desk.app.view.set_slice(across, START[across] + chance.randrange(SIZE[across]))
        image = desk.app.images.current
        assert image is not None
        spots = [tuple(START[axis] + chance.randrange(-2, SIZE[axis] + 2) for axis in axes) for _ in range(2)]
        if tool is POLYGON:
            spots = [(START[axes[0]] + h, START[axes[1]] + v) for h, v in ((0, 1), (5, 0), (6, 6), (-1, 4))]
        nodes = []
        for h, v in spots:
            full = list(image.plane.position)
            full[axes[0]], full[axes[1]] = h, v
            nodes.append(ItkIndex(tuple(full)))
        is_wide = tool is LINE or style == "outline"
        wanted = covered(Drawn(KINDS[tool], tuple(nodes), image.plane, geometry, slices, width if is_wide else 0))

        act(desk, *((h + chance.uniform(-0.49, 0.49), v + chance.uniform(-0.49, 0.49)) for h, v in spots))

        assert changed(desk) == wanted
        assert steps(desk) == bool(wanted)
        assert changed(desk) == set()


# ------------------------------------------------------------------ what is said and shown before


@pytest.mark.parametrize("tool", DRAGGED, ids=lambda tool: tool.id)
@pytest.mark.parametrize("slices", [0, 1])
def test_the_count_is_said_before_the_button_is_released(desk: Desk, tool: Tool, slices: int) -> None:
    ready(desk, tool).app.edit.set_option("throughSlices", slices)

    desk.app.edit.press(5.0, 0.0)
    desk.app.edit.drag(8.0, 3.0)
    said, before = desk.view.last("tool_note"), changed(desk)
    desk.app.edit.release(8.0, 3.0)

    assert before == set()
    assert said == f"{len(changed(desk))} pixels" + (" in 3 slices" if slices else "")
    assert desk.view.last("tool_note") == ""


@pytest.mark.parametrize("tool", [LINE, ELLIPSE], ids=lambda tool: tool.id)
def test_the_outline_of_the_very_pixels_is_shown_before(desk: Desk, tool: Tool) -> None:
    ready(desk, tool).app.edit.press(5.0, 0.0)
    desk.app.edit.drag(9.0, 4.0)
    shown = footprint(desk)
    desk.app.edit.release(9.0, 4.0)
    mask = (desk.session.view == 9999).any(axis=0)

    assert shown is not None
    assert sorted(shown.edges.tolist()) == sorted(edges_of(mask, START[0], START[1]).tolist())
    assert footprint(desk) is None


def test_a_drag_works_its_outline_out_once_a_move(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out = []
    before = Drawn.footprint
    monkeypatch.setattr(Drawn, "footprint", lambda drawn: (worked_out.append(1), before(drawn))[1])
    ready(desk, ELLIPSE).app.edit.press(5.0, 0.0)
    worked_out.clear()

    for place in (6.0, 7.0, 8.0):
        desk.app.edit.drag(place, 3.0)
        desk.app.probe.hover(place, 3.0)
        desk.app.images.tell()

    assert len(worked_out) == 3


@pytest.mark.parametrize("tool", [BRUSH, ERASER], ids=lambda tool: tool.id)
def test_a_brush_shows_its_pixels_under_the_pointer(desk: Desk, tool: Tool) -> None:
    ready(desk, tool)
    desk.app.edit.set_option("brushRadius", 1)
    shown = footprint(desk)

    assert shown is not None
    assert shown.follows
    assert shown.bounds == (-1.5, 1.5, -1.5, 1.5)
    assert desk.view.last("tool_note") == "5 pixels"


def test_hovering_works_nothing_out(desk: Desk) -> None:
    ready(desk, BRUSH)
    desk.app.probe.hover(5.0, 1.0)
    shown = footprint(desk)
    desk.view.forget()

    for place in range(4, 9):
        desk.app.probe.hover(float(place), 1.0)

    assert footprint(desk) is shown
    assert desk.view.all("tool_note") == []


def test_an_option_is_seen_at_once(desk: Desk) -> None:
    ready(desk, BRUSH)
    for name, chosen, said in (
        ("brushRadius", 2, "21 pixels"),
        ("brushShape", "square", "25 pixels"),
        ("throughSlices", 1, "75 pixels in 3 slices"),
        ("brushShape", "ball", "57 pixels in 5 slices"),
        ("brushRadius", 0, "1 pixel"),
    ):
        desk.app.edit.set_option(name, chosen)

        assert desk.view.last("tool_note") == said


def test_slices_that_the_image_does_not_have_are_not_counted(desk: Desk) -> None:
    ready(desk, BRUSH)
    desk.app.edit.set_option("brushRadius", 0)
    desk.app.edit.set_option("throughSlices", 2)
    desk.app.view.set_slice(2, START[2])

    assert desk.view.last("tool_note") == "3 pixels in 3 slices"


@pytest.mark.parametrize("tool", [PAN, PIXEL, RECTANGLE], ids=lambda tool: tool.id)
def test_other_tools_show_nothing_under_the_pointer(desk: Desk, tool: Tool) -> None:
    ready(desk, BRUSH).app.edit.set_tool(tool)

    assert footprint(desk) is None
    assert desk.view.last("tool_note") == ""


def test_without_a_copy_nothing_is_shown(desk: Desk) -> None:
    ready(desk, BRUSH).app.edit.set_editing(False)

    assert footprint(desk) is None


def test_too_large_a_brush_says_so_before_it_is_used(desk: Desk) -> None:
    ready(desk, BRUSH)
    desk.app.edit.set_option("brushShape", "ball")
    desk.app.edit.set_option("brushRadius", 200)

    assert footprint(desk) is None
    assert desk.view.last("tool_note").endswith("the most are 2,097,152. Make it smaller.")

    act(desk, (5.0, 1.0))
    assert changed(desk) == set()
    assert desk.view.last("problem").startswith("This brush holds 33,")


# ------------------------------------------------------------------ the brush through slices


@pytest.mark.parametrize("tool", [BRUSH, ERASER], ids=lambda tool: tool.id)
def test_a_brush_stays_in_its_slice_unless_it_is_asked_to_leave_it(desk: Desk, tool: Tool) -> None:
    ready(desk, RECTANGLE).app.edit.set_option("throughSlices", 9)
    act(desk, (3.0, -2.0), (11.0, 5.0))
    for slices, deep in ((0, 1), (1, 3)):
        desk.app.edit.set_option("throughSlices", slices)
        desk.app.edit.set_tool(tool)
        desk.app.edit.set_value("55")
        before = desk.session.view.copy()
        act(desk, (5.0, 0.0), (6.0, 0.0))
        where = np.argwhere(desk.session.view != before)
        desk.app.edit.undo()

        assert len(set(where[:, 0].tolist())) == deep
        assert np.array_equal(desk.session.view, before)


# ------------------------------------------------------------------ rules that all tools keep


@pytest.mark.parametrize("tool", KINDS, ids=lambda tool: tool.id)
def test_a_value_that_does_not_fit_begins_nothing(desk: Desk, tool: Tool) -> None:
    ready(desk, tool, value="99999")

    act(desk, (5.0, 0.0), (8.0, 3.0), (4.0, 3.0))

    assert (changed(desk), desk.session.can_undo, desk.view.all("tool_note")) == (set(), False, [])
    assert desk.view.last("problem").startswith("99999 does not fit")


@pytest.mark.parametrize("tool", KINDS, ids=lambda tool: tool.id)
def test_what_may_not_be_painted_over_is_left(desk: Desk, tool: Tool) -> None:
    ready(desk, RECTANGLE)
    act(desk, (3.0, -2.0), (5.0, 5.0))
    before = desk.session.view.copy()
    desk.app.painting_over.use(Over.CHOSEN)
    desk.app.painting_over.choose(9999, True)
    desk.app.edit.set_tool(tool)
    desk.app.edit.set_value("7")

    act(desk, (3.0, 1.0), (9.0, 1.0), (5.0, 4.0))
    differs = desk.session.view != before

    assert differs.any()
    assert set(before[differs].tolist()) == {9999}
    assert set(desk.session.view[differs].tolist()) == {7}


@pytest.mark.parametrize(
    ("tool", "label"),
    [
        (LINE, "line 4 pixels"),
        (RECTANGLE, "fill 16 pixels"),
        (ELLIPSE, "ellipse 12 pixels"),
        (POLYGON, "polygon 10 pixels"),
    ],
    ids=lambda each: each.id if isinstance(each, Tool) else "",
)
def test_undo_says_what_was_drawn(desk: Desk, tool: Tool, label: str) -> None:
    spots = ((5.0, 0.0), (8.0, 3.0), (5.0, 3.0)) if tool is POLYGON else ((5.0, 0.0), (8.0, 3.0))

    act(ready(desk, tool), *spots)

    assert desk.session.undo_label == label


def test_an_outline_is_called_so(desk: Desk) -> None:
    ready(desk, RECTANGLE).app.edit.set_option("drawnStyle", "outline")

    act(desk, (5.0, 0.0), (8.0, 3.0))

    assert desk.session.undo_label == "rectangle outline 12 pixels"


@pytest.mark.parametrize("tool", DRAGGED, ids=lambda tool: tool.id)
def test_a_click_draws_one_pixel(desk: Desk, tool: Tool) -> None:
    act(ready(desk, tool), (5.0, 0.0))

    assert changed(desk) == {(3, 2, 2)}


@pytest.mark.parametrize("tool", DRAGGED, ids=lambda tool: tool.id)
def test_beside_the_image_nothing_is_drawn(desk: Desk, tool: Tool) -> None:
    act(ready(desk, tool), (-9.0, -9.0), (-5.0, -5.0))

    assert not desk.session.can_undo


@pytest.mark.parametrize("tool", DRAGGED, ids=lambda tool: tool.id)
def test_escape_in_the_middle_of_a_drag_draws_nothing(desk: Desk, tool: Tool) -> None:
    ready(desk, tool).app.edit.press(5.0, 0.0)
    desk.app.edit.drag(8.0, 3.0)

    desk.app.button.escape()
    desk.app.edit.drag(9.0, 3.0)
    desk.app.edit.release(9.0, 3.0)

    assert (changed(desk), desk.session.can_undo) == (set(), False)
    assert desk.view.scene is not None
    assert desk.view.scene.shapes == ()


def test_escape_without_a_gesture_lets_go_of_the_kept_pixel(desk: Desk) -> None:
    ready(desk, ELLIPSE).app.probe.hover(5.0, 0.0)
    desk.app.probe.set_held(True)

    desk.app.button.escape()

    assert not desk.state.is_held


# ------------------------------------------------------------------ polygons


TRIANGLE = ((5.0, 0.0), (8.0, 0.0), (5.0, 3.0))


def click(desk: Desk, *spots: Spot) -> None:
    for spot in spots:
        desk.app.button.press(*spot)
        desk.app.button.release(*spot)


@pytest.mark.parametrize("last", [TRIANGLE[0], TRIANGLE[-1]], ids=["first corner", "double click"])
def test_a_click_on_the_first_or_the_last_corner_draws_a_polygon(desk: Desk, last: Spot) -> None:
    click(ready(desk, POLYGON), *TRIANGLE)
    before = changed(desk)

    click(desk, last)

    assert (before, len(changed(desk)), steps(desk)) == (set(), 10, 1)


def test_enter_draws_it_and_adds_a_point_otherwise(desk: Desk) -> None:
    click(ready(desk, POLYGON), *TRIANGLE)
    desk.app.probe.hover(4.0, 4.0)

    desk.app.button.enter()
    drawn, points = len(changed(desk)), len(desk.app.images.current.points.all)  # type: ignore[union-attr]
    desk.app.button.enter()

    assert (drawn, points) == (10, 0)
    assert len(desk.app.images.current.points.all) == 1  # type: ignore[union-attr]


def test_a_drag_around_is_a_polygon(desk: Desk) -> None:
    ready(desk, POLYGON).app.button.press(5.0, 0.0)
    for spot in ((6.0, 0.0), (8.0, 0.0), (7.0, 1.0), (5.0, 3.0), (5.0, 2.0)):
        desk.app.button.drag(*spot)

    desk.app.button.release(5.0, 1.0)

    assert len(changed(desk)) == 10
    assert steps(desk) == 1


def test_backspace_takes_the_last_corner_back(desk: Desk) -> None:
    click(ready(desk, POLYGON), *TRIANGLE[:2], (11.0, 5.0))

    desk.app.button.take_back()
    click(desk, TRIANGLE[2])
    desk.app.button.enter()

    assert len(changed(desk)) == 10


def test_backspace_ends_what_has_no_corner_left(desk: Desk) -> None:
    click(ready(desk, POLYGON), (11.0, 5.0))

    desk.app.button.take_back()
    desk.app.button.take_back()
    click(desk, *TRIANGLE)
    desk.app.button.enter()

    assert len(changed(desk)) == 10


def test_escape_gives_up_all_corners(desk: Desk) -> None:
    click(ready(desk, POLYGON), *TRIANGLE)

    desk.app.button.escape()
    desk.app.button.enter()

    assert (changed(desk), footprint(desk)) == (set(), None)


@pytest.mark.parametrize("corners", [1, 2])
def test_fewer_than_three_corners_draw_nothing(desk: Desk, corners: int) -> None:
    click(ready(desk, POLYGON), *TRIANGLE[:corners])

    desk.app.button.enter()

    assert (changed(desk), footprint(desk), desk.session.can_undo) == (set(), None, False)


def test_a_line_leads_from_the_last_corner_to_the_pointer(desk: Desk) -> None:
    for count, spot in enumerate(TRIANGLE, start=1):
        click(desk if count > 1 else ready(desk, POLYGON), spot)
        shown = footprint(desk)

        assert shown is not None
        assert shown.end == spot
        assert shown.plane == desk.app.images.current.plane  # type: ignore[union-attr]

    assert desk.view.last("tool_note").startswith("10 pixels · Enter draws, Backspace undoes")


@pytest.mark.parametrize("way", ["slice", "plane", "tool"])
def test_a_polygon_is_given_up_where_something_else_is_on_screen_or_in_hand(desk: Desk, way: str) -> None:
    click(ready(desk, POLYGON), *TRIANGLE)

    {
        "slice": lambda: desk.app.view.step_slice(1),
        "plane": lambda: desk.app.view.set_axes(0, 2),
        "tool": lambda: desk.app.edit.set_tool(PIXEL),
    }[way]()
    desk.app.button.enter()

    assert (changed(desk), footprint(desk)) == (set(), None)


def test_a_polygon_waits_while_the_pointer_crosses_another_of_three_planes(desk: Desk) -> None:
    ready(desk, POLYGON).app.view.set_quad(True)
    click(desk, *TRIANGLE[:2])
    desk.app.view.activate_plane(0, 2)
    shown = footprint(desk)
    desk.app.view.activate_plane(0, 1)
    click(desk, TRIANGLE[2])
    desk.app.view.activate_plane(1, 2)

    desk.app.button.enter()

    assert shown is not None
    assert len(changed(desk)) == 10


def test_a_click_on_another_of_three_planes_begins_anew(desk: Desk) -> None:
    ready(desk, POLYGON).app.view.set_quad(True)
    click(desk, *TRIANGLE[:2])
    desk.app.view.activate_plane(0, 2)
    click(desk, (5.0, 6.0), (8.0, 6.0), (5.0, 9.0))

    desk.app.button.enter()

    assert len(changed(desk)) == 10
    assert {place[1] for place in changed(desk)} == {desk.app.images.current.plane.position[1] - START[1]}  # type: ignore[union-attr]


def test_corners_may_lie_beside_the_image(desk: Desk) -> None:
    click(ready(desk, POLYGON), (-40.0, -40.0), (60.0, -40.0), (60.0, 40.0), (-40.0, 40.0))

    desk.app.button.enter()

    assert len(changed(desk)) == SIZE[0] * SIZE[1]


def test_a_refused_value_leaves_the_corners(desk: Desk) -> None:
    click(ready(desk, POLYGON), *TRIANGLE[:2])
    desk.app.edit.set_value("99999")
    click(desk, TRIANGLE[2])
    desk.app.edit.set_value("9999")

    click(desk, TRIANGLE[2])
    desk.app.button.enter()

    assert len(changed(desk)) == 10


def test_a_hand_without_a_gesture_has_nothing_to_give_up_or_to_finish() -> None:
    hand = ToolInHand()

    assert not hand.can_give_up
    assert not hand.is_growing
    hand.take_corner_back()
    assert hand.preview is None


# ------------------------------------------------------------------ layers


@pytest.mark.parametrize("tool", [BRUSH, *KINDS], ids=lambda tool: tool.id)
def test_the_chosen_layer_is_drawn_on_and_no_other(desk: Desk, tool: Tool) -> None:
    under = desk.app.files.adopt(desk.document("under.nrrd", SIZE, start=START, dtype="int16"))
    over = desk.document("over.nrrd", SIZE, start=START, dtype="int16")
    desk.app.files.adopt(over, placing=Placing.LAYER, over=under)
    desk.app.layers.choose(1)
    desk.app.edit.set_editing(True)
    desk.app.edit.set_tool(tool)
    desk.app.edit.set_value("9999")
    image = desk.app.images.current
    assert image is not None
    before = under.document.pixels.copy()

    act(desk, (5.0, 0.0), (8.0, 3.0), (5.0, 3.0))

    assert image.document is over
    assert (image.pixels == 9999).any()
    assert np.array_equal(under.pixels, before)
    assert under.session is None
