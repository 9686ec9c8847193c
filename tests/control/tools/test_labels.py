"""Tools and actions on labels: fill, eraser, pick, renumber, and what they may paint over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from itk_inspector.control.editing import flood_fills, replacing
from itk_inspector.control.editing.over import Over
from itk_inspector.control.editing.replacing import Wish
from itk_inspector.control.tools.brush import BRUSH
from itk_inspector.control.tools.eraser import ERASER
from itk_inspector.control.tools.fill import FILL
from itk_inspector.control.tools.pixel import PIXEL
from itk_inspector.control.tools.rectangle import RECTANGLE
from itk_inspector.control.tools.tool import Tool
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.labels.label_table import Label, label_table
from itk_inspector.core.measure.kinds import ShapeKind

if TYPE_CHECKING:
    from tests.control.conftest import Desk

SIZE = (6, 5, 4)
TABLE = label_table([Label(0, "nothing"), Label(2, "liver", 0xFF0000), Label(7, "spleen")], "by hand")


@pytest.fixture
def labels(desk: Desk) -> Desk:
    """A copy of a label volume: 2 in the left half, 0 in the right one."""
    document = desk.document("labels.nrrd", SIZE, labels=TABLE)
    document.pixels.flags.writeable = True
    document.pixels[...] = 0
    document.pixels[:, :, :3] = 2
    document.pixels.flags.writeable = False
    desk.app.files.adopt(document)
    desk.app.edit.set_editing(True)
    desk.app.edit.set_value("7")
    desk.app.edit.set_option("brushRadius", 0)
    return desk


def take(desk: Desk, tool: Tool) -> Desk:
    desk.app.edit.set_tool(tool)
    return desk


def drag(desk: Desk, *places: tuple[float, float]) -> None:
    desk.app.edit.press(*places[0])
    for place in places[1:]:
        desk.app.edit.drag(*place)
    desk.app.edit.release(*places[-1])


def held(desk: Desk, value: int) -> list[tuple[int, ...]]:
    return [tuple(int(n) for n in place) for place in np.argwhere(desk.session.view == value)]


def steps(desk: Desk) -> int:
    count = 0
    while desk.session.undo():
        count += 1
    return count


# ------------------------------------------------------------------ fill


@pytest.mark.parametrize(
    ("axes", "across", "count"), [((0, 1), "slice 2", 15), ((0, 2), "row 2", 12), ((2, 1), "column 3", 20)]
)
def test_a_click_fills_what_is_connected_in_the_plane(
    labels: Desk, axes: tuple[int, int], across: str, count: int
) -> None:
    take(labels, FILL).app.view.set_axes(*axes)

    drag(labels, (1.0, 1.0))

    assert labels.session.undo_label == f"fill {count} pixels"
    axis = {"slice": 0, "row": 1, "column": 2}[across.split()[0]]
    assert {place[axis] for place in held(labels, 7)} == {int(across.split()[1])}
    assert steps(labels) == 1


def test_a_tolerance_takes_near_values_along(labels: Desk) -> None:
    labels.app.edit.set_option("fillTolerance", "2")

    drag(take(labels, FILL), (1.0, 1.0))

    assert len(held(labels, 7)) == 30
    assert {place[0] for place in held(labels, 7)} == {2}
    assert labels.session.undo_label == "fill 30 pixels"
    labels.app.edit.undo()
    assert (len(held(labels, 7)), len(held(labels, 2))) == (0, 60)


def test_what_is_protected_ends_the_way_of_a_tolerance(labels: Desk) -> None:
    labels.app.edit.set_option("fillTolerance", "2")
    labels.app.painting_over.use(Over.BACKGROUND)

    drag(take(labels, FILL), (4.0, 1.0))

    assert len(held(labels, 7)) == 15
    assert len(held(labels, 2)) == 60


def test_what_is_no_tolerance_is_told_and_fills_nothing(labels: Desk) -> None:
    labels.app.edit.set_option("fillTolerance", "-1")

    drag(take(labels, FILL), (1.0, 1.0))

    assert labels.view.last("problem") == "The tolerance cannot be negative."
    assert not labels.session.can_undo


def test_in_3d_it_goes_through_the_slices(labels: Desk) -> None:
    labels.app.edit.set_option("fillReach", "in 3-D")

    drag(take(labels, FILL), (1.0, 1.0))

    assert len(held(labels, 7)) == 60
    assert held(labels, 2) == []
    assert labels.view.last("status") == "Filled 60 pixels."


def test_many_pixels_in_3d_are_asked_about_first(labels: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flood_fills, "MOST_UNASKED", 59)
    labels.app.edit.set_option("fillReach", "in 3-D")

    drag(take(labels, FILL), (1.0, 1.0))
    assert (held(labels, 7), labels.view.last("ask_whether")) == ([], "60 pixels are connected. Fill them all?")
    labels.view.go_on()

    assert len(held(labels, 7)) == 60


def test_an_answer_about_a_copy_that_was_edited_meanwhile_fills_nothing(
    labels: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flood_fills, "MOST_UNASKED", 0)
    labels.app.edit.set_option("fillReach", "in 3-D")
    drag(take(labels, FILL), (1.0, 1.0))
    drag(take(labels, PIXEL), (5.0, 4.0))

    labels.view.go_on()

    assert len(held(labels, 7)) == 1
    assert labels.view.last("status") == "The copy was edited meanwhile. Nothing was filled."


@pytest.mark.parametrize(("reach", "count"), [("in this plane", 15), ("in 3-D", 60)])
def test_a_large_plane_or_volume_is_searched_beside_the_window(
    labels: Desk, monkeypatch: pytest.MonkeyPatch, reach: str, count: int
) -> None:
    monkeypatch.setattr(flood_fills, "MOST_AT_ONCE", 1)
    labels.app.edit.set_option("fillReach", reach)

    drag(take(labels, FILL), (1.0, 1.0))

    assert "Looking for connected pixels…" in labels.view.all("status")
    assert len(held(labels, 7)) == count


def test_pixels_that_hold_the_value_already_are_no_step(labels: Desk) -> None:
    labels.app.edit.set_value("2")

    drag(take(labels, FILL), (1.0, 1.0))

    assert not labels.session.can_undo
    assert labels.view.last("status") == "These pixels hold the value already."


def test_a_click_beside_the_image_fills_nothing(labels: Desk) -> None:
    drag(take(labels, FILL), (-1.0, 1.0))

    assert not labels.session.can_undo


# ------------------------------------------------------------------ eraser


def test_the_eraser_puts_the_original_back_without_a_value(labels: Desk) -> None:
    drag(take(labels, BRUSH), (0.0, 0.0), (5.0, 0.0))
    labels.app.edit.set_value("")

    drag(take(labels, ERASER), (1.0, 0.0), (3.0, 0.0))

    assert labels.session.undo_label == "erase 3 pixels"
    assert [place[2] for place in held(labels, 7)] == [0, 4, 5]
    assert np.array_equal(labels.session.view[2, 0, 1:4], [2, 2, 0])
    labels.app.edit.undo()
    assert len(held(labels, 7)) == 6


# ------------------------------------------------------------------ pick


def test_a_picked_value_is_painted_with(labels: Desk) -> None:
    labels.app.label_editing.pick(1.0, 1.0)
    drag(take(labels, PIXEL), (4.0, 1.0))

    assert labels.view.last("value") == "2"
    assert labels.view.last("status") == "Value to paint: 2 · liver."
    assert labels.session.view[2, 1, 4] == 2


def test_a_place_beside_the_image_gives_no_value(labels: Desk) -> None:
    labels.app.label_editing.pick(9.0, 1.0)

    assert labels.view.all("value") == []


def test_without_a_copy_there_is_nothing_to_pick_for(desk: Desk) -> None:
    desk.show()

    desk.app.label_editing.pick(1.0, 1.0)

    assert desk.view.last("status") == "Choose “Edit a copy” first."


@pytest.mark.parametrize(("dtype", "text"), [("uint8", "7"), ("float32", "7.0"), ("uint64", "7"), ("bool", "True")])
def test_a_picked_value_is_exactly_that(desk: Desk, dtype: str, text: str) -> None:
    session = desk.edit((5, 4), dtype=dtype)

    desk.app.probe.hover(2.0, 1.0)
    desk.app.label_editing.pick_probed()

    assert desk.view.last("value") == text
    assert session.checked(text).item() == session.view[1, 2]


def test_all_components_are_picked(desk: Desk) -> None:
    desk.edit((3, 3), components=2)

    desk.app.label_editing.pick(1.0, 0.0)

    assert desk.view.last("value") == "2 3"


# ------------------------------------------------------------------ replace


def wish(desk: Desk, low: str, high: str | None = None, by: str = "9", place: int = 0) -> Wish:
    return Wish(low, high, by, desk.app.replacing.places()[place])


def told(desk: Desk, wish: Wish) -> tuple[str, int]:
    heard: list[tuple[str, int]] = []
    desk.app.replacing.count(wish, desk.measuring, lambda text, count: heard.append((text, count)))
    return heard[-1]


def test_a_label_is_replaced_everywhere_in_one_step(labels: Desk) -> None:
    assert told(labels, wish(labels, "2")) == ("60 pixels hold 2 · liver.", 60)

    labels.app.replacing.replace(wish(labels, "2"))

    assert (len(held(labels, 9)), held(labels, 2)) == (60, [])
    assert labels.view.last("status") == "Replaced 60 pixels."
    assert labels.session.undo_label == "replace 2 by 9, 60 pixels"
    labels.app.edit.undo()
    assert len(held(labels, 2)) == 60


def test_values_within_bounds_are_replaced_in_the_slice(labels: Desk) -> None:
    labels.app.view.set_axes(0, 2)
    names = [place.name for place in labels.app.replacing.places()]
    assert names == ["the whole copy", "this slice (y 2)"]
    assert told(labels, wish(labels, "1", "3", place=1)) == ("12 pixels lie within the bounds.", 12)

    labels.app.replacing.replace(wish(labels, "1", "", place=1))

    assert len(held(labels, 9)) == 12
    assert {place[1] for place in held(labels, 9)} == {2}
    assert labels.session.undo_label == "replace 1 and more by 9, 12 pixels"


def test_values_are_replaced_in_a_shape(labels: Desk) -> None:
    image = labels.app.images.current
    assert image is not None
    nodes = ItkIndex.of(1, 1, 2), ItkIndex.of(4, 3, 2)
    image.shapes = image.shapes.adding(ShapeKind.RECTANGLE, nodes, image.plane)

    labels.app.replacing.replace(wish(labels, "", "9", place=2))

    assert labels.app.replacing.places()[2].name == "Rectangle 1"
    assert len(held(labels, 9)) == 12
    assert {place[0] for place in held(labels, 9)} == {2}


def test_what_is_protected_stays_within_bounds(labels: Desk) -> None:
    labels.app.painting_over.use(Over.BACKGROUND)
    assert told(labels, wish(labels, "0", "5")) == ("60 pixels lie within the bounds and may be painted over.", 60)

    labels.app.replacing.replace(wish(labels, "0", "5"))

    assert (len(held(labels, 9)), len(held(labels, 2))) == (60, 60)


def test_a_large_copy_is_looked_through_beside_the_window(labels: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replacing, "MOST_AT_ONCE", 1)
    assert told(labels, wish(labels, "2")) == ("60 pixels hold 2 · liver.", 60)

    labels.app.replacing.replace(wish(labels, "2"))

    assert "Looking for the values…" in labels.view.all("status")
    assert len(held(labels, 9)) == 60


def test_a_removed_label_is_background(labels: Desk) -> None:
    labels.app.replacing.remove("2")

    assert len(held(labels, 0)) == 120


def test_what_is_no_value_is_told(labels: Desk) -> None:
    assert told(labels, wish(labels, "300")) == ("300 does not fit: uint8 holds 0 to 255.", -1)
    assert told(labels, wish(labels, "")) == ("Enter a value.", -1)
    assert told(labels, wish(labels, "5")) == ("0 pixels hold 5.", 0)
    assert told(labels, wish(labels, "2", by="-1")) == ("-1 does not fit: uint8 holds 0 to 255.", -1)
    assert told(labels, wish(labels, "2", by="")) == ("60 pixels hold 2 · liver.", -1)
    assert told(labels, wish(labels, "", "")) == ("Enter a lower or an upper bound.", -1)
    assert told(labels, wish(labels, "3", "1")) == ("The lower bound 3 is greater than the upper one, 1.", -1)


def test_what_is_refused_replaces_nothing(labels: Desk) -> None:
    labels.app.replacing.replace(wish(labels, "2", by="300"))
    assert labels.view.last("status") == "300 does not fit: uint8 holds 0 to 255."

    labels.app.replacing.replace(wish(labels, "5"))

    assert labels.view.last("status") == "Nothing was changed."
    assert not labels.session.can_undo


def test_the_value_under_the_cursor_is_in_question(labels: Desk) -> None:
    assert labels.app.label_editing.value_in_question == "7"

    labels.app.probe.hover(1.0, 1.0)

    assert labels.app.label_editing.value_in_question == "2"


# ------------------------------------------------------------------ paint over


@pytest.mark.parametrize("tool", [BRUSH, RECTANGLE])
def test_only_the_background_is_painted_over(labels: Desk, tool: Tool) -> None:
    labels.app.painting_over.use(Over.BACKGROUND)

    drag(take(labels, tool), (0.0, 2.0), (5.0, 2.0))

    assert held(labels, 7) == [(2, 2, 3), (2, 2, 4), (2, 2, 5)]
    assert steps(labels) == 1


@pytest.mark.parametrize("tool", [PIXEL, FILL])
def test_a_click_on_a_protected_label_says_so(labels: Desk, tool: Tool) -> None:
    labels.app.painting_over.use(Over.BACKGROUND)

    drag(take(labels, tool), (0.0, 2.0))

    assert not labels.session.can_undo
    assert labels.view.last("problem") == "This pixel holds 2, which “Paint over” protects."


def test_a_typed_index_is_protected_too(labels: Desk) -> None:
    labels.app.painting_over.use(Over.BACKGROUND)

    labels.app.edit.set_pixel("0 0 0")

    assert not labels.session.can_undo


def test_the_eraser_heeds_it(labels: Desk) -> None:
    drag(take(labels, BRUSH), (0.0, 0.0), (5.0, 0.0))
    labels.app.painting_over.use(Over.CHOSEN)

    drag(take(labels, ERASER), (0.0, 0.0), (5.0, 0.0))
    assert len(held(labels, 7)) == 6
    labels.app.painting_over.choose(7, True)
    drag(take(labels, ERASER), (0.0, 0.0), (5.0, 0.0))

    assert held(labels, 7) == []


def test_labels_are_chosen_by_name(labels: Desk) -> None:
    labels.app.painting_over.use(Over.CHOSEN)

    over, rows = labels.view.last("paint_over")
    assert over is Over.CHOSEN
    assert [(row.value, row.name, row.is_chosen) for row in rows] == [
        (0, "nothing", False),
        (2, "liver", False),
        (7, "spleen", False),
    ]
    assert rows[1].colour == 0xFF0000

    labels.app.painting_over.choose(2, True)
    drag(take(labels, BRUSH), (0.0, 2.0), (5.0, 2.0))

    assert held(labels, 7) == [(2, 2, 0), (2, 2, 1), (2, 2, 2)]
    labels.app.painting_over.choose(2, False)
    assert [row.is_chosen for row in labels.view.last("paint_over")[1]] == [False] * 3


def test_the_background_chosen_before_is_the_first_of_chosen_labels(labels: Desk) -> None:
    labels.app.painting_over.use(Over.BACKGROUND)
    assert labels.view.last("paint_over") == (Over.BACKGROUND, ())

    labels.app.painting_over.use(Over.CHOSEN)

    assert [row.value for row in labels.view.last("paint_over")[1] if row.is_chosen] == [0]
    labels.app.painting_over.use(Over.ALL)
    assert labels.view.last("paint_over") == (Over.ALL, ())


def test_each_image_has_its_own(labels: Desk) -> None:
    labels.app.painting_over.use(Over.BACKGROUND)
    labels.show_on_disk("other.nrrd", (5, 4))
    labels.app.edit.set_editing(True)
    assert labels.view.last("paint_over") == (Over.ALL, ())

    labels.app.tabs.select(0)

    assert labels.view.last("paint_over") == (Over.BACKGROUND, ())


def test_values_on_screen_are_listed_where_no_table_is(desk: Desk) -> None:
    desk.edit((3, 2), dtype="int16")
    desk.app.painting_over.use(Over.CHOSEN)

    assert [row.value for row in desk.view.last("paint_over")[1]] == [0, 1, 2, 3, 4, 5]


def test_without_a_copy_nothing_is_shown_or_chosen(desk: Desk) -> None:
    desk.app.painting_over.use(Over.CHOSEN)
    desk.app.painting_over.choose(1, True)
    desk.show()
    desk.app.painting_over.choose(1, True)

    assert desk.view.all("paint_over") == []


def test_a_pixel_of_the_place_is_what_was_filled(labels: Desk) -> None:
    take(labels, FILL).app.probe.hover(1.0, 1.0)
    drag(labels, (1.0, 1.0))

    image = labels.app.images.current
    assert image is not None
    assert image.probe is not None
    assert (image.probe.itk_index, image.probe.array_value) == (ItkIndex.of(1, 1, 2), 7)
