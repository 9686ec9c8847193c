"""Measuring on the image on screen: drawn, dragged, told, kept up to date, and written."""

from __future__ import annotations

import csv
import gc
import io
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.tools.measuring import MEASURING_TOOLS
from itk_inspector.control.tools.pan import PAN
from itk_inspector.core.display.layer_look import LayerLook
from itk_inspector.core.display.outline import Outline
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.outcome import Opened
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.shapes import COMPONENTS, MOVE, Shape, Shapes, Through

if TYPE_CHECKING:
    from tests.control.conftest import Desk

    from itk_inspector.control.viewing.background import Holds

TOOLS = {tool.draws: tool for tool in MEASURING_TOOLS}
SIZE = (9, 8, 5)


@pytest.fixture
def volume(desk: Desk) -> Desk:
    desk.show("v.nrrd", SIZE)
    return desk


def draw(desk: Desk, kind: ShapeKind, *places: tuple[float, float]) -> None:
    """Press at the first place, drag over the others, and let go at the last one."""
    desk.app.edit.set_tool(TOOLS[kind])
    desk.app.button.press(*places[0])
    for place in places[1:]:
        desk.app.button.drag(*place)
    desk.app.button.release(*places[-1])


def click(desk: Desk, *places: tuple[float, float]) -> None:
    for place in places:
        desk.app.button.press(*place)
        desk.app.button.release(*place)


def shapes(desk: Desk) -> Shapes:
    image = desk.app.images.current
    assert image is not None
    return image.shapes


def outlines(desk: Desk) -> tuple[Outline, ...]:
    scene = desk.view.scene
    assert scene is not None
    return scene.outlines


def nodes(desk: Desk) -> list[tuple[int, ...]]:
    shown = shapes(desk).shown
    assert shown is not None
    return [node.components for node in shown.nodes]


def told(desk: Desk) -> dict[str, tuple[str, ...]]:
    assert desk.measure_panel.told is not None
    return {fact.label: fact.texts for fact in desk.measure_panel.told.facts}


def pixels(desk: Desk) -> Any:
    return desk.made[-1].access.all()


def test_a_rectangle_is_told_as_numpy_would(volume: Desk) -> None:
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (3, 3), (4, 6))
    values = pixels(volume)[2, 2:7, 1:5]
    assert nodes(volume) == [(1, 2, 2), (4, 6, 2)]
    assert told(volume)["Pixels"] == (str(values.size),)
    assert told(volume)["Sum"] == (str(int(values.sum())),)
    assert told(volume)["Maximum at (ITK)"] == ("(4, 6, 2)",)
    assert told(volume)["Maximum at (NumPy)"] == ("[2, 6, 4]",)
    assert volume.measure_panel.rows[0].told.startswith("mean ")
    assert volume.measure_panel.fronts == 1


def test_measuring_needs_no_copy_and_leaves_the_image_as_it_is(volume: Desk) -> None:
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (4, 6))
    assert not volume.state.is_editing
    assert volume.state.tool is TOOLS[ShapeKind.RECTANGLE]


def test_the_profile_follows_while_a_line_is_dragged(volume: Desk) -> None:
    volume.app.edit.set_tool(TOOLS[ShapeKind.LINE])
    volume.app.button.press(1, 2)
    for end in ((3, 2), (6, 2), (99, -5)):
        volume.app.button.drag(*end)
        assert volume.measure_panel.told is not None
        plot = volume.measure_panel.told.plot
        assert plot is not None
        x, y = min(end[0], 8), max(end[1], 0)
        assert (plot.series[0].y[0], plot.series[0].y[-1]) == (pixels(volume)[2, 2, 1], pixels(volume)[2, y, x])
    volume.app.button.release(99, -5)
    assert told(volume)["To (ITK)"] == ("(8, 0, 2)",)
    assert told(volume)["To (NumPy)"] == ("[2, 0, 8]",)


def test_a_click_leaves_no_line(volume: Desk) -> None:
    draw(volume, ShapeKind.LINE, (1, 2))
    assert shapes(volume) == Shapes()
    assert volume.measure_panel.rows == ()
    assert volume.measure_panel.told is None


def test_a_polygon_is_clicked_and_ends_where_it_began_or_by_a_double_click(volume: Desk) -> None:
    volume.app.edit.set_tool(TOOLS[ShapeKind.POLYGON])
    click(volume, (1, 1), (6, 1), (6, 5), (1, 1))
    click(volume, (2, 2), (5, 2), (5, 6), (2, 6), (2, 6))
    assert [len(shape.nodes) for shape in shapes(volume).all] == [3, 4]
    volume.app.edit.set_tool(PAN)
    assert all(outline.handles for outline in outlines(volume))


def test_while_a_polygon_grows_its_corners_are_no_handles(volume: Desk) -> None:
    volume.app.edit.set_tool(TOOLS[ShapeKind.POLYGON])
    click(volume, (1, 1), (6, 1))
    assert outlines(volume)[0].handles == ()
    click(volume, (6, 5), (6, 5))
    assert outlines(volume)[0].handles


def test_a_polygon_can_be_drawn_in_one_go(volume: Desk) -> None:
    draw(volume, ShapeKind.POLYGON, (1, 1), (4, 1), (4, 4), (4, 4), (1, 4), (1, 1))
    assert nodes(volume) == [(1, 1, 2), (4, 1, 2), (4, 4, 2), (1, 4, 2)]


def test_an_angle_takes_three_points(volume: Desk) -> None:
    volume.app.edit.set_tool(TOOLS[ShapeKind.ANGLE])
    click(volume, (5, 1), (1, 1), (1, 4))
    assert told(volume)["Angle"] == ("90.0000°",)
    draw(volume, ShapeKind.ANGLE, (5, 1), (3, 1), (1, 1))
    click(volume, (3, 3))
    assert nodes(volume) == [(5, 1, 2), (1, 1, 2), (3, 3, 2)]
    assert told(volume)["Angle"] == ("45.0000°",)


@pytest.mark.parametrize("leave", [
    lambda desk: desk.app.edit.set_tool(PAN),
    lambda desk: desk.app.view.step_slice(1),
    lambda desk: desk.show("other.nrrd", SIZE),
])  # fmt: skip
def test_what_is_not_finished_goes_with_its_tool_and_its_slice(volume: Desk, leave: Callable[[Desk], object]) -> None:
    first = volume.app.images.current
    assert first is not None
    volume.app.edit.set_tool(TOOLS[ShapeKind.POLYGON])
    click(volume, (1, 1), (6, 1))
    leave(volume)
    click(volume, (1, 1))
    assert all(len(shape.nodes) != 2 for shape in first.shapes.all)
    assert first.shapes.of_number(1) is None or volume.state.tool is not PAN


@pytest.mark.parametrize("handle", [0, 1, 2, 3, MOVE])
def test_a_handle_is_dragged_with_any_tool_but_those_that_edit(volume: Desk, handle: int) -> None:
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (4, 6))
    volume.app.edit.set_tool(PAN)
    before = told(volume)["Mean"]
    volume.app.button.grab(1, handle)
    volume.app.button.drag(5, 5)
    volume.app.button.release(6, 3)
    shape = shapes(volume).shown
    assert shape is not None
    assert ItkIndex.of(6, 3, 2) in {index for _, index in shape.handles} or handle == MOVE
    assert told(volume)["Mean"] != before
    volume.app.edit.set_editing(True)
    assert all(not outline.handles for outline in outlines(volume))


@pytest.mark.parametrize("kind", [ShapeKind.POLYGON, ShapeKind.ANGLE])
def test_esc_takes_back_what_grows_and_then_lets_the_pixel_go(volume: Desk, kind: ShapeKind) -> None:
    draw(volume, ShapeKind.LINE, (0, 0), (3, 2))
    before = shapes(volume).all
    volume.app.keeper.click(1, 1)
    volume.app.edit.set_tool(TOOLS[kind])
    click(volume, (5, 1), (7, 2))
    assert len(shapes(volume).all) == 2

    volume.app.button.escape()
    assert shapes(volume).all == before
    assert volume.app.state.is_held
    volume.app.button.escape()
    assert not volume.app.state.is_held

    click(volume, (5, 1), (7, 2), (6, 5))  # begins anew
    assert len(shapes(volume).all[-1].nodes) == 3


def test_esc_takes_back_a_line_that_is_dragged_and_the_rest_of_the_drag_does_nothing(volume: Desk) -> None:
    volume.app.edit.set_tool(TOOLS[ShapeKind.LINE])
    volume.app.button.press(1, 1)
    volume.app.button.drag(4, 4)
    volume.app.button.escape()
    volume.app.button.drag(6, 6)
    volume.app.button.release(7, 7)

    assert shapes(volume).all == ()
    assert not volume.app.measure.is_dragging


def test_esc_brings_a_shape_back_that_was_dragged_by_its_end(volume: Desk) -> None:
    draw(volume, ShapeKind.LINE, (1, 1), (4, 4))
    before = shapes(volume)
    volume.app.button.grab(1, 1)
    volume.app.button.drag(7, 2)
    assert shapes(volume) != before
    volume.app.button.escape()
    volume.app.button.release(7, 2)

    assert shapes(volume) == before


def test_taking_hold_of_what_is_not_there_does_nothing(volume: Desk) -> None:
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (4, 6))
    before = shapes(volume)
    for number, handle in ((7, 0), (1, 9)):
        volume.app.button.grab(number, handle)
        volume.app.button.drag(5, 5)
        volume.app.button.release(6, 3)
    assert shapes(volume) == before


def test_the_statistics_are_those_of_the_edited_copy_and_say_so(volume: Desk) -> None:
    draw(volume, ShapeKind.RECTANGLE, (0, 0), (4, 6))
    before = int(told(volume)["Sum"][0])
    volume.app.edit.set_editing(True)
    volume.app.edit.set_value("200")
    volume.app.edit.set_pixel("(1, 1, 2)")
    assert volume.measure_panel.told is not None
    assert volume.measure_panel.told.title == "Rectangle 1 of the edited copy"
    after = int(told(volume)["Sum"][0])
    assert after == before + 200 - int(pixels(volume)[2, 1, 1])
    volume.app.edit.undo()
    assert int(told(volume)["Sum"][0]) == before


def test_a_region_reaches_through_slices(volume: Desk) -> None:
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (4, 6))
    told_now = volume.measure_panel.told
    assert told_now is not None
    assert told_now.slices is not None
    assert (told_now.slices.name, told_now.slices.first, told_now.slices.last) == ("z", 0, 4)
    volume.app.measure.set_slices(2, 1, 3)
    assert told(volume)["Pixels"] == ("60",)
    assert told(volume)["Sum"] == (str(int(pixels(volume)[1:4, 2:7, 1:5].sum())),)
    assert "Volume" in told(volume)


def test_whole_slice_and_whole_volume(volume: Desk) -> None:
    volume.app.view.set_axes(2, 1)
    volume.app.measure.add_all(is_volume=False)
    assert told(volume)["Sum"] == (str(int(pixels(volume)[:, :, 4].sum())),)
    volume.app.measure.add_all(is_volume=True)
    assert told(volume)["Sum"] == (str(int(pixels(volume).sum())),)


def test_with_a_tool_that_draws_no_handle_of_the_whole_slice_is_in_the_way(volume: Desk) -> None:
    volume.app.measure.add_all(is_volume=True)
    assert {which for which, _ in outlines(volume)[0].handles} == {0, 1, 2, 3}
    volume.app.edit.set_tool(TOOLS[ShapeKind.LINE])
    assert outlines(volume)[0].handles == ()
    draw(volume, ShapeKind.LINE, (4, 3), (7, 3))
    assert nodes(volume) == [(4, 3, 2), (7, 3, 2)]
    assert [bool(outline.handles) for outline in outlines(volume)] == [False, True]


def test_a_curve_runs_along_the_axis_across_the_plane_or_another(volume: Desk) -> None:
    volume.app.measure.add_curve()
    assert shapes(volume) == Shapes()
    volume.app.probe.hover(3, 4)
    volume.app.measure.add_curve()
    for axis, wanted in ((2, pixels(volume)[:, 4, 3]), (0, pixels(volume)[2, 4, :])):
        volume.app.measure.set_along(axis)
        assert volume.measure_panel.told is not None
        plot = volume.measure_panel.told.plot
        assert plot is not None
        assert np.array_equal(plot.series[0].y, wanted)


def test_profiles_are_interpolated_where_that_is_asked_for(volume: Desk) -> None:
    draw(volume, ShapeKind.LINE, (0, 0), (8, 2))
    assert told(volume)["Profile"] == ("9 values, nearest pixels",)
    volume.app.measure.set_linear(is_linear=True)
    assert told(volume)["Profile"] == ("9 values, interpolated linearly",)


def test_the_list_leads_to_the_slice_and_the_maximum_to_its_pixel(volume: Desk) -> None:
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (4, 6))
    image = volume.app.images.current
    assert image is not None
    volume.app.view.set_axes(0, 2)
    volume.app.measure.select(1)
    assert (image.plane.horizontal, image.plane.vertical, image.plane.position[2]) == (0, 1, 2)
    volume.app.view.set_slice(2, 0)
    volume.app.measure.select(1)
    assert image.plane.position[2] == 2
    volume.app.measure.select(9)
    volume.app.measure.go_to(ItkIndex.of(4, 6, 3))
    assert volume.found is not None
    assert volume.found.itk_index == ItkIndex.of(4, 6, 3)


def test_shapes_are_deleted(volume: Desk) -> None:
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (4, 6))
    draw(volume, ShapeKind.LINE, (1, 2), (4, 6))
    volume.app.measure.delete([2])
    assert [row.name for row in volume.measure_panel.rows] == ["Rectangle 1"]
    volume.app.measure.delete([1])
    assert volume.measure_panel.rows == ()


def test_another_image_has_shapes_of_its_own(volume: Desk) -> None:
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (4, 6))
    volume.show("w.nrrd", SIZE)
    assert volume.measure_panel.rows == ()
    volume.app.tabs.select(0)
    assert [row.name for row in volume.measure_panel.rows] == ["Rectangle 1"]


def test_the_table_has_a_line_a_shape(volume: Desk) -> None:
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (4, 6))
    draw(volume, ShapeKind.LINE, (0, 0), (8, 0))
    draw(volume, ShapeKind.POLYGON, (1, 1), (4, 1), (4, 4), (1, 1))
    rows = list(csv.DictReader(io.StringIO(volume.app.measure.text("csv"))))
    assert [row["shape"] for row in rows] == ["Rectangle 1", "Line 2", "Polygon 3"]
    a = pixels(volume)
    values = eval(rows[0]["numpy expression"], {"a": a})
    assert (int(rows[0]["sum"]), float(rows[0]["mean"])) == (values.sum(), values.mean())
    assert (float(rows[0]["sd (n-1)"]), float(rows[0]["median"])) == (values.std(ddof=1), np.median(values))
    assert eval(rows[1]["numpy expression"], {"a": a}).tolist() == a[2, 0, :].tolist()
    assert rows[2]["numpy expression"] == ""
    assert volume.app.measure.text("table").startswith("shape\titk nodes\t")


def test_expressions_and_the_values_of_the_plot(volume: Desk) -> None:
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (4, 6))
    assert volume.app.measure.text("numpy") == "# Rectangle 1\na[2, 2:7, 1:5]\n"
    rows = list(csv.DictReader(io.StringIO(volume.app.measure.text("plot"))))
    assert sum(int(row["pixels"]) for row in rows) == 20
    draw(volume, ShapeKind.LINE, (0, 0), (8, 2))
    rows = list(csv.DictReader(io.StringIO(volume.app.measure.text("plot"))))
    assert [int(row["value"]) for row in rows] == [
        pixels(volume)[int(row["numpy slice"]), int(row["numpy row"]), int(row["numpy col"])] for row in rows
    ]
    volume.app.edit.set_tool(TOOLS[ShapeKind.ANGLE])
    click(volume, (5, 1), (1, 1), (1, 4))
    assert volume.app.measure.text("plot") == ""


def test_without_an_image_there_is_nothing_to_measure(desk: Desk) -> None:
    for form in ("table", "csv", "numpy", "plot"):
        assert desk.app.measure.text(form) == ""
    desk.app.measure.press(ShapeKind.LINE, 0, 0)
    desk.app.measure.drag(1, 1)
    desk.app.measure.release(1, 1)
    desk.app.measure.grab(1, 0)
    desk.app.measure.add_all(is_volume=True)
    desk.app.measure.go_to(ItkIndex.of(0, 0))
    desk.app.measure.set_along(COMPONENTS)
    assert desk.measure_panel.shown == 0


def test_it_is_written_into_a_file(volume: Desk, tmp_path: Path) -> None:
    volume.app.measure.save(tmp_path / "m.csv", b"a,b\n")
    assert (tmp_path / "m.csv").read_bytes() == b"a,b\n"
    assert volume.view.last("status") == "Saved m.csv."


class Later:
    """Does the work when it is told to."""

    def __init__(self) -> None:
        self.work: Callable[[Holds], Any] | None = None
        self.answered: Callable[[Any], None] = lambda _: None
        self.asked = self.stopped = 0

    def ask(self, work: Callable[[Holds], Any], is_safe: Holds, answered: Callable[[Any], None]) -> None:
        self.work, self.answered = work, answered
        self.asked += 1

    def give_up(self) -> None:
        self.work = None

    def stop(self) -> None:
        self.work = None
        self.stopped += 1

    def do(self) -> None:
        assert self.work is not None
        work, self.work = self.work, None
        answer = work(lambda: True)
        if answer is not None:
            self.answered(answer)


@pytest.fixture
def later(volume: Desk) -> Later:
    made = Later()
    volume.measuring.ask, volume.measuring.give_up, volume.measuring.stop = made.ask, made.give_up, made.stop  # type: ignore[method-assign]
    return made


def test_only_the_latest_question_counts_and_what_was_known_stays_until_it_is_answered(
    volume: Desk, later: Later
) -> None:
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (2, 3), (4, 6))
    later.do()
    first = told(volume)["Pixels"]
    volume.app.measure.set_slices(2, 0, 1)
    volume.app.measure.set_slices(2, 0, 3)
    assert volume.measure_panel.told is not None
    assert volume.measure_panel.told.is_pending
    assert told(volume)["Pixels"] == first
    assert volume.app.measure.text("csv").count("\n") == 1  # what is not known yet is not written
    later.do()
    assert told(volume)["Pixels"] == ("80",)
    assert later.work is None


def test_an_event_that_changes_nothing_asks_for_nothing(volume: Desk, later: Later) -> None:
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (4, 6))
    asked = later.asked
    for _ in range(3):
        volume.app.images.tell()
    assert later.asked == asked
    later.do()
    shown = volume.measure_panel.shown
    volume.app.view.step_slice(1)
    assert (later.asked, volume.measure_panel.shown) == (asked, shown)


def test_the_pixels_of_an_image_that_is_left_are_let_go_of(volume: Desk, later: Later) -> None:
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (4, 6))
    stopped = later.stopped
    volume.show("w.nrrd", SIZE)
    assert later.stopped == stopped + 1
    assert later.work is None


def test_what_cannot_be_read_any_more_is_not_measured(volume: Desk, later: Later) -> None:
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (4, 6))
    volume.made[-1].store.is_cut = True
    later.do()
    assert volume.measure_panel.told is not None
    assert volume.measure_panel.told.facts == ()


def test_shapes_outlive_a_reload(desk: Desk) -> None:
    desk.show_on_disk("v.nrrd", SIZE)
    draw(desk, ShapeKind.RECTANGLE, (1, 2), (4, 6))
    before = shapes(desk)
    desk.app.files.reload()
    desk.deliver(Opened(desk.files.opened[-1][0], desk.document("v.nrrd", SIZE)))
    assert shapes(desk) == before
    assert told(desk)["Pixels"] == ("20",)


def test_a_shape_without_an_event_is_drawn_at_once(volume: Desk) -> None:
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (4, 6))
    volume.app.button.grab(1, 1)
    volume.app.button.drag(5, 5)
    assert outlines(volume)[0].nodes[1] == ItkIndex.of(5, 5, 2)


def test_through_is_kept_within_the_list(volume: Desk) -> None:
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (4, 6))
    volume.app.measure.set_slices(2, 1, 3)
    shape = shapes(volume).shown
    assert isinstance(shape, Shape)
    assert shape.through == Through(2, 1, 3)


def test_a_number_that_is_given_anew_begins_without_a_result(volume: Desk, later: Later) -> None:
    draw(volume, ShapeKind.LINE, (0, 0), (8, 0))
    later.do()
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (4, 6))
    later.do()
    volume.app.measure.delete([2])
    draw(volume, ShapeKind.RECTANGLE, (0, 0), (1, 1))
    assert volume.measure_panel.told is not None
    assert (volume.measure_panel.told.shape.number, volume.measure_panel.told.facts) == (2, ())


def test_neither_image_nor_copy_is_kept_by_what_was_measured(volume: Desk) -> None:
    volume.app.edit.set_editing(True)
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (4, 6))
    copy = weakref.ref(volume.session)
    image = weakref.ref(volume.app.images.current)
    volume.app.measure.delete([1])
    volume.app.edit.set_editing(False)
    volume.view.forget()
    gc.collect()
    assert copy() is None
    volume.app.images.release()
    volume.app.images.tell()
    volume.view.scene = None
    gc.collect()
    assert image() is None


def test_what_is_not_known_yet_is_marked(volume: Desk, later: Later) -> None:
    draw(volume, ShapeKind.RECTANGLE, (1, 2), (4, 6))
    later.do()
    before = volume.measure_panel.rows[0].told
    volume.app.measure.set_slices(2, 0, 4)
    assert volume.measure_panel.rows[0].told == f"{before} …"


# further images at the same place


def lay(desk: Desk, name: str) -> OpenImage:
    """Lay an image over the one on screen."""
    over = OpenImage(desk.document(name, SIZE, dtype="uint16"))
    assert desk.app.images.current is not None
    with desk.app.images.changing():
        desk.app.images.lay(over, desk.app.images.current, LayerLook())
    return over


def columns(desk: Desk) -> tuple[str, ...]:
    assert desk.measure_panel.told is not None
    return desk.measure_panel.told.columns


def test_a_layer_is_measured_with_the_image_as_soon_as_it_is_there(volume: Desk) -> None:
    draw(volume, ShapeKind.RECTANGLE, (1, 1), (3, 2))
    alone = columns(volume)
    over = lay(volume, "labels.nrrd")
    volume.app.images.tell()  # what it is called is settled at the end of the event
    with_it = columns(volume)
    with volume.app.images.changing():
        volume.app.images.remove(over)

    assert (alone, with_it, columns(volume)) == ((), ("v.nrrd", "labels.nrrd"), ())


def test_an_edit_of_a_layer_is_measured_anew(volume: Desk) -> None:
    draw(volume, ShapeKind.RECTANGLE, (0, 0), (1, 0))
    over, under = lay(volume, "labels.nrrd"), volume.app.images.current
    before = maximum(volume)
    with volume.app.images.changing():
        volume.app.images.bring(over)
    volume.app.edit.set_editing(True)
    volume.app.edit.set_value("999")
    volume.app.edit.set_pixel("0 0 2")
    assert under is not None
    with volume.app.images.changing():
        volume.app.images.bring(under)

    assert (before, maximum(volume)) == (("145", "145"), ("145", "999"))


def maximum(desk: Desk) -> tuple[str, ...]:
    assert desk.measure_panel.told is not None
    return next(fact.texts for fact in desk.measure_panel.told.facts if fact.label == "Maximum")


def test_layers_are_written_with_the_table_and_the_plot(volume: Desk) -> None:
    lay(volume, "labels.nrrd")
    draw(volume, ShapeKind.RECTANGLE, (1, 1), (3, 2))
    rows = list(csv.DictReader(io.StringIO(volume.app.measure.text("csv"))))
    draw(volume, ShapeKind.LINE, (1, 1), (3, 1))

    plot = volume.app.measure.text("plot").splitlines()

    assert [row["layer"] for row in rows] == ["", "labels.nrrd"]
    assert plot[0].endswith("value,labels.nrrd")
    assert plot[1].endswith("154,154")
