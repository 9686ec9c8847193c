"""What the application does, without a toolkit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from itk_inspector.control.model.app_state import AppState
from itk_inspector.control.ports import UnsavedChoice
from itk_inspector.control.tools.brush import BRUSH
from itk_inspector.control.tools.pan import PAN
from itk_inspector.control.tools.pixel import PIXEL
from itk_inspector.core.errors import InspectorError, OutsideError, ProbeError
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.outcome import Cancelled, Failed, HeaderReady, Opened, Progress
from itk_inspector.core.pixels.probe import Late
from itk_inspector.core.pixels.values import Value

if TYPE_CHECKING:
    from tests.control.conftest import Desk, FakeItk, FakeStore

    from itk_inspector.core.image.document import ImageDocument


def closed(document: ImageDocument) -> bool:
    try:
        _ = document.pixels
    except InspectorError:
        return True
    return False


def shown(desk: Desk) -> ImageDocument | None:
    return None if desk.app.images.current is None else desk.app.images.current.document


# ------------------------------------------------------------------ open


def test_opening_asks_the_service(desk: Desk) -> None:
    desk.app.files.open(Path("/data/a.png"), "UC")

    assert desk.files.opened == [(1, Path("/data/a.png"), "UC")]


def test_opening_is_shown_at_once(desk: Desk) -> None:
    desk.begin("a.nrrd")

    assert (desk.view.last("loading"), desk.state.is_loading) == ((Path("/data/a.nrrd"), None), True)


def test_the_header_is_told_before_the_pixels(desk: Desk) -> None:
    token = desk.begin()
    info = ImageInfo(Path("/d/a.nrrd"), "NrrdImageIO", "scalar", "short", 1, "int16", Geometry.identity((5, 4, 3)))

    desk.deliver(HeaderReady(token, info))

    assert desk.view.last("header") is info
    assert desk.view.last("status") == (
        "Reading a.nrrd … 5 × 4 × 3 · int16 · 120 bytes · spacing 1 × 1 × 1 · NrrdImageIO"
    )


@pytest.mark.parametrize("fraction", [None, 0.0, 0.5, 1.0])
def test_progress_is_shown(desk: Desk, fraction: float | None) -> None:
    token = desk.begin()

    desk.deliver(Progress(token, fraction))

    assert desk.view.last("loading") == (Path("/data/a.nrrd"), fraction)


def test_a_tick_asks_for_progress(desk: Desk) -> None:
    desk.files.reports = [Progress(desk.begin(), 0.25)]

    desk.app.tasks.tick()

    assert desk.view.last("loading") == (Path("/data/a.nrrd"), 0.25)


def test_a_tick_without_a_task_asks_nothing(desk: Desk) -> None:
    desk.files.reports = [Progress(1, 0.25)]

    desk.app.tasks.tick()

    assert desk.view.calls == []


def test_an_opened_image_is_shown_with_its_first_plane(desk: Desk) -> None:
    document = desk.show(size=(5, 4, 7))

    assert desk.view.last("document") == (document, Plane(0, 1, (2, 2, 3)))


def test_an_opened_image_is_shown_without_a_copy_of_its_pixels(desk: Desk) -> None:
    document = desk.show()

    pixels, edited = desk.view.last("pixels")

    assert (np.shares_memory(pixels, document.pixels), edited) == (True, False)


def test_opening_ends_the_progress(desk: Desk) -> None:
    desk.show()

    assert (desk.view.last("loading"), desk.state.is_loading) == ((None, None), False)


def test_an_opened_file_is_remembered(desk: Desk) -> None:
    desk.show("a.nrrd")

    assert desk.view.all("opened") == [Path("/data/a.nrrd")]


def test_the_state_after_opening(desk: Desk) -> None:
    desk.show("a.nrrd", (5, 4, 3))

    assert desk.state == AppState(
        name="a.nrrd",
        has_image=True,
        hidden_axes=1,
        dimension=3,
        plane_axes=(0, 1),
        offers_quad=True,
        takes_labels=True,
        open_images=1,
    )


def test_another_image_gets_a_tab_of_its_own(desk: Desk) -> None:
    first = desk.show("a.nrrd")

    second = desk.show("b.nrrd")

    assert (closed(first), closed(second), shown(desk)) == (False, False, second)
    assert ([label.text for label in desk.view.tabs], desk.view.current_tab) == (["a.nrrd", "b.nrrd"], 1)


def test_the_image_stays_while_another_is_read(desk: Desk) -> None:
    first = desk.show("a.nrrd")

    desk.begin("b.nrrd")

    assert (closed(first), shown(desk)) == (False, first)


def test_a_second_file_waits_for_the_first(desk: Desk) -> None:
    first = desk.begin("a.nrrd")
    desk.app.files.open(Path("/data/b.nrrd"))
    before = len(desk.files.opened)
    early, late = desk.document("a.nrrd"), desk.document("b.nrrd")

    desk.deliver(Opened(first, early))
    desk.deliver(Opened(desk.files.opened[-1][0], late))

    assert (before, [i.document for i in desk.app.images.all], shown(desk)) == (1, [early, late], late)


def test_a_file_that_cannot_be_read_does_not_hold_up_the_next(desk: Desk) -> None:
    first = desk.begin("a.nrrd")
    desk.app.files.open(Path("/data/b.nrrd"))

    desk.fail(first)

    assert [opened[1].name for opened in desk.files.opened] == ["a.nrrd", "b.nrrd"]


def test_a_cancelled_file_does_not_hold_up_the_next(desk: Desk) -> None:
    desk.begin("a.nrrd")
    desk.app.files.open(Path("/data/b.nrrd"))

    desk.app.tasks.cancel()

    assert desk.files.opened[-1][1].name == "b.nrrd"


def test_a_file_without_a_sign_of_life_lets_another_go_first(desk: Desk) -> None:
    stuck = desk.begin("stuck.mha")
    desk.now = 3.0

    second = desk.begin("b.nrrd")
    desk.deliver(Opened(second, desk.document("b.nrrd")))

    assert desk.files.cancelled == [stuck]
    assert [opened[1].name for opened in desk.files.opened] == ["stuck.mha", "b.nrrd", "stuck.mha"]


def test_a_file_whose_header_came_is_waited_for(desk: Desk) -> None:
    token = desk.begin("large.nrrd")
    desk.deliver(HeaderReady(token, desk.document("large.nrrd").info))
    desk.now = 3.0

    desk.app.files.open(Path("/data/b.nrrd"))

    assert (desk.files.cancelled, len(desk.files.opened)) == ([], 1)


def test_a_stale_image_is_closed(desk: Desk) -> None:
    stale = desk.begin("a.nrrd")
    desk.app.tasks.cancel()
    desk.begin("b.nrrd")
    late = desk.document("a.nrrd")

    desk.deliver(Opened(stale, late))

    assert (closed(late), shown(desk), desk.app.files.is_loading) == (True, None, True)


def test_stale_reports_change_nothing_on_screen(desk: Desk) -> None:
    stale = desk.begin("a.nrrd")
    desk.app.tasks.cancel()
    desk.begin("b.nrrd")
    desk.view.forget()

    desk.deliver(Progress(stale, 0.5), Cancelled(stale, Path("a.nrrd")))
    desk.fail(stale)
    desk.finish(stale)

    assert desk.view.calls == []


def test_an_image_that_arrives_after_cancelling_is_closed(desk: Desk) -> None:
    token = desk.begin()
    desk.app.tasks.cancel()
    late = desk.document()

    desk.deliver(Opened(token, late))

    assert (closed(late), shown(desk)) == (True, None)


def test_failing_keeps_the_old_image(desk: Desk) -> None:
    first = desk.show("a.nrrd")

    desk.fail(desk.begin("bad.nrrd"))

    assert (shown(desk), closed(first), desk.app.files.is_loading) == (first, False, False)


def test_failing_shows_one_error(desk: Desk) -> None:
    desk.fail(desk.begin("bad.nrrd"))

    ((path, error),) = desk.view.all("error")
    assert (path, error.message) == (Path("/data/bad.nrrd"), "bad.nrrd is damaged.")


def test_cancelling_keeps_the_old_image(desk: Desk) -> None:
    first = desk.show("a.nrrd")
    token = desk.begin("b.nrrd")

    desk.app.tasks.cancel()

    assert (desk.files.cancelled, shown(desk), desk.view.last("loading")) == ([token], first, (None, None))


def test_cancelling_without_a_task_does_nothing(desk: Desk) -> None:
    desk.app.tasks.cancel()

    assert desk.files.cancelled == []


def test_an_adopted_document_is_shown(desk: Desk) -> None:
    document = desk.document()

    desk.app.files.adopt(document)

    assert (shown(desk), desk.view.all("opened")) == (document, [])


def test_letting_go_of_the_image_closes_it(desk: Desk) -> None:
    document = desk.show()

    desk.app.release()

    assert (closed(document), desk.app.images.current) == (True, None)


# ------------------------------------------------------------------ hover


def test_hovering_an_empty_window_shows_nothing(desk: Desk) -> None:
    desk.app.probe.hover(1.0, 1.0)

    assert desk.view.calls == []


@pytest.mark.parametrize(
    ("horizontal", "vertical", "index"),
    [
        (0.0, 0.0, (0, 0)),
        (-0.5, -0.5, (0, 0)),
        (0.5, 0.49, (1, 0)),
        (1.5, 2.5, (2, 3)),
        (4.49, 3.49, (4, 3)),
    ],
)
def test_the_pixel_that_covers_the_pointer_is_probed(
    desk: Desk, horizontal: float, vertical: float, index: tuple[int, int]
) -> None:
    desk.show()

    desk.app.probe.hover(horizontal, vertical)

    assert desk.found is not None
    assert (desk.found.itk_index, desk.found.array_value) == (ItkIndex(index), index[0] + 5 * index[1])


@pytest.mark.parametrize(("horizontal", "vertical"), [(-0.51, 0.0), (4.5, 0.0), (0.0, -0.51), (0.0, 3.5)])
def test_beside_the_image_nothing_is_under_the_pointer(desk: Desk, horizontal: float, vertical: float) -> None:
    desk.show()
    desk.app.probe.hover(0.0, 0.0)

    desk.app.probe.hover(horizontal, vertical)

    assert (desk.found, desk.state.has_probe) == (None, False)


def itk_of(desk: Desk) -> FakeItk:
    image = desk.app.images.current
    assert image is not None
    read: FakeItk = image.document.itk_pixels  # type: ignore[assignment]
    return read


def test_what_itk_says_late_is_filled_in(desk: Desk) -> None:
    desk.show()
    itk_of(desk).is_late = True
    desk.app.probe.hover(2.0, 1.0)
    assert desk.found is not None
    assert (desk.found.array_value, desk.found.awaits_itk) == (7, True)

    itk_of(desk).is_late = False
    desk.app.probe.look_again()

    told = desk.view.last("itk")
    assert (told.itk_value, told.awaits_itk, told.agree) == (7, False, True)


def test_what_itk_says_within_the_event_is_shown_at_its_end(desk: Desk) -> None:
    desk.show()
    read = itk_of(desk)
    asked: list[ItkIndex] = []
    plain = read.value

    def late_at_first(index: ItkIndex) -> Value | Late | None:
        asked.append(index)
        return plain(index) if len(asked) > 1 else Late.LATE

    read.value = late_at_first  # type: ignore[method-assign]

    desk.app.probe.hover(2.0, 1.0)

    told = desk.view.last("itk")
    assert (told.itk_value, told.awaits_itk) == (7, False)
    assert asked == [ItkIndex.of(2, 1)] * 2


def test_news_of_itk_disturb_nothing_that_is_known(desk: Desk) -> None:
    desk.show()
    desk.app.probe.hover(2.0, 1.0)
    shown = len(desk.view.all("probe"))

    desk.app.probe.look_again()

    assert len(desk.view.all("probe")) == shown


@pytest.mark.parametrize("left", [(None, None), (1.0, None), (None, 1.0)])
def test_leaving_clears_what_was_under_the_pointer(desk: Desk, left: tuple[float | None, float | None]) -> None:
    desk.show()
    desk.app.probe.hover(1.0, 1.0)

    desk.app.probe.hover(*left)

    assert (desk.found, desk.state.has_probe) == (None, False)


def test_the_pointer_at_the_origin_is_not_outside(desk: Desk) -> None:
    desk.show()

    desk.app.probe.hover(0.0, 0.0)

    assert (desk.found is not None, desk.state.has_probe) == (True, True)


def test_the_probe_knows_where_between_the_centres_the_pointer_stands(desk: Desk) -> None:
    desk.show(size=(5, 4, 3))

    desk.app.probe.hover(1.25, 2.75)

    assert desk.found is not None
    assert desk.found.continuous == ContinuousIndex.of(1.25, 2.75, 1.0)


def test_a_start_index_is_honoured(desk: Desk) -> None:
    desk.show(start=(10, -2))

    desk.app.probe.hover(11.0, -2.0)

    assert desk.found is not None
    assert (desk.found.itk_index, desk.found.array_index) == (ItkIndex.of(11, -2), (0, 1))


def test_moving_within_the_image_does_not_derive_the_state_again(desk: Desk) -> None:
    desk.show()
    desk.app.probe.hover(0.0, 0.0)
    desk.view.forget()

    desk.app.probe.hover(1.0, 0.0)

    assert [name for name, _ in desk.view.calls] == ["probe"]


def test_new_pixels_under_a_still_pointer_are_probed(desk: Desk) -> None:
    desk.show("a.nrrd")
    desk.app.probe.hover(4.0, 3.0)

    desk.show("b.nrrd", (9, 9))

    assert desk.found is not None
    assert desk.found.array_value == 4 + 3 * 9


def test_a_smaller_image_under_a_still_pointer_shows_nothing(desk: Desk) -> None:
    desk.show("a.nrrd")
    desk.app.probe.hover(4.0, 3.0)

    desk.show("b.nrrd", (1, 1))

    assert (desk.found, desk.state.has_probe) == (None, False)


def test_another_slice_is_probed_under_a_still_pointer(desk: Desk) -> None:
    desk.show(size=(5, 4, 3))
    desk.app.probe.hover(1.0, 2.0)

    desk.app.view.set_slice(2, 2)

    assert desk.found is not None
    assert (desk.found.itk_index, desk.found.array_value) == (ItkIndex.of(1, 2, 2), 1 + 5 * 2 + 20 * 2)


def test_another_plane_is_probed_under_a_still_pointer(desk: Desk) -> None:
    desk.show(size=(5, 4, 3))
    desk.app.probe.hover(1.0, 2.0)

    desk.app.view.set_axes(1, 2)

    assert desk.found is not None
    assert desk.found.itk_index == ItkIndex.of(2, 1, 2)


def test_a_plane_without_the_pointer_shows_nothing(desk: Desk) -> None:
    desk.show(size=(5, 4, 3))
    desk.app.probe.hover(4.0, 3.0)

    desk.app.view.set_axes(1, 2)

    assert (desk.found, desk.state.has_probe) == (None, False)


def test_the_probe_can_be_copied_as_text(desk: Desk) -> None:
    desk.show()
    desk.app.probe.hover(3.0, 1.0)

    assert desk.app.probe.text().splitlines()[:3] == [
        "ITK index    (3, 1)",
        "NumPy index  [1, 3]",
        "value        8",
    ]


def test_the_probe_can_be_copied_as_python(desk: Desk) -> None:
    desk.show()
    desk.app.probe.hover(3.0, 1.0)

    assert desk.app.probe.code() == "image.GetPixel((3, 1))  # 8\narray[1, 3]  # 8\n"


def test_without_a_probe_there_is_nothing_to_copy(desk: Desk) -> None:
    desk.show()

    assert (desk.app.probe.text(), desk.app.probe.code()) == ("", "")


# ------------------------------------------------------------------ slices and planes


@pytest.mark.parametrize(("asked", "kept"), [(0, 0), (2, 2), (3, 2), (99, 2), (-1, 0)])
def test_a_slice_stays_inside(desk: Desk, asked: int, kept: int) -> None:
    desk.show(size=(5, 4, 3))

    desk.app.view.set_slice(2, asked)

    assert desk.app.images.current is not None
    assert desk.app.images.current.plane.position[2] == kept


def test_the_same_slice_is_not_shown_again(desk: Desk) -> None:
    desk.show(size=(5, 4, 3))

    desk.app.view.set_slice(2, 1)

    assert desk.view.all("plane") == []


@pytest.mark.parametrize("axis", [0, 1, 3, -1])
def test_only_a_hidden_axis_has_slices(desk: Desk, axis: int) -> None:
    desk.show(size=(5, 4, 3))

    desk.app.view.set_slice(axis, 2)

    assert desk.view.all("plane") == []


@pytest.mark.parametrize(("steps", "position"), [(1, 4), (-1, 2), (100, 6), (-100, 0)])
def test_stepping_moves_the_first_hidden_axis(desk: Desk, steps: int, position: int) -> None:
    desk.show(size=(5, 4, 7, 2))

    desk.app.view.step_slice(steps)

    assert desk.view.last("plane") == (Plane(0, 1, (2, 2, position, 0)), False)


@pytest.mark.parametrize(
    ("steps", "fetched"), [(1, [5 * 20]), (-1, [20]), (3, []), (2, [6 * 20]), (-2, [0]), (100, [])]
)
def test_going_through_slices_fetches_the_next_one(desk: Desk, steps: int, fetched: list[int]) -> None:
    desk.show(size=(5, 4, 7))
    image = desk.app.images.current
    assert image is not None
    store = cast("FakeStore", image.document.store)

    desk.app.view.step_slice(steps)

    assert store.fetched == [(start, 20) for start in fetched]
    assert store.begun == [(image.plane.position[2] * 20, 20)]


def test_a_flat_image_has_no_slices(desk: Desk) -> None:
    desk.show()

    desk.app.view.step_slice(1)

    assert desk.view.all("plane") == []


def test_another_plane_is_shown_with_other_axes(desk: Desk) -> None:
    desk.show(size=(5, 4, 3))

    desk.app.view.set_axes(0, 2)

    plane, axes_changed = desk.view.last("plane")
    assert ((plane.horizontal, plane.vertical), axes_changed, desk.state.plane_axes) == ((0, 2), True, (0, 2))


@pytest.mark.parametrize("axes", [(0, 1), (0, 2)])
def test_a_flat_image_has_one_plane(desk: Desk, axes: tuple[int, int]) -> None:
    desk.show()

    desk.app.view.set_axes(*axes)

    assert desk.view.all("plane") == []


def test_going_to_an_index_moves_the_slice_and_probes(desk: Desk) -> None:
    desk.show(size=(5, 4, 3, 2))

    desk.app.probe.show_index(ItkIndex.of(4, 3, 2, 1))

    assert desk.found is not None
    assert desk.found.itk_index == ItkIndex.of(4, 3, 2, 1)


@pytest.mark.parametrize("index", [ItkIndex.of(5, 0), ItkIndex.of(0, -1), ItkIndex.of(0, 0, 0)])
def test_going_outside_is_refused(desk: Desk, index: ItkIndex) -> None:
    desk.show()

    with pytest.raises(ProbeError):
        desk.app.probe.show_index(index)


# ------------------------------------------------------------------ edit


def test_editing_works_on_a_copy(desk: Desk) -> None:
    desk.modify()

    document = shown(desk)
    assert document is not None
    assert (int(desk.session.view[0, 0]), int(document.pixels[0, 0])) == (99, 0)


def test_the_copy_is_shown_instead_of_the_original(desk: Desk) -> None:
    session = desk.edit()

    pixels, edited = desk.view.last("pixels")
    assert (np.shares_memory(pixels, session.view), edited, desk.state.is_editing) == (True, True, True)


def test_editing_takes_the_pixel_tool(desk: Desk) -> None:
    desk.edit()

    assert desk.state.tool is PIXEL


def test_an_edit_is_probed_under_a_still_pointer(desk: Desk) -> None:
    desk.edit()
    desk.app.probe.hover(0.0, 0.0)

    desk.change_pixel("99")

    assert desk.found is not None
    assert (desk.found.itk_value, desk.found.array_value) == (99, 99)


def test_undo_is_probed_under_a_still_pointer(desk: Desk) -> None:
    desk.modify()
    desk.app.probe.hover(0.0, 0.0)

    desk.app.edit.undo()

    assert desk.found is not None
    assert desk.found.array_value == 0


def test_redo_repeats_the_edit(desk: Desk) -> None:
    desk.modify()
    desk.app.edit.undo()

    desk.app.edit.redo()

    assert (int(desk.session.view[0, 0]), desk.state.undo_label) == (99, "set (0, 0)")


def test_the_state_follows_the_history(desk: Desk) -> None:
    desk.modify()
    after_edit = desk.state

    desk.app.edit.undo()

    assert (after_edit.is_modified, after_edit.undo_label, after_edit.redo_label) == (True, "set (0, 0)", "")
    assert (desk.state.is_modified, desk.state.undo_label, desk.state.redo_label) == (False, "", "set (0, 0)")


def test_nothing_to_undo_draws_nothing(desk: Desk) -> None:
    desk.edit()

    desk.app.edit.undo()

    assert desk.view.all("pixels_changed") == []


def test_undo_stays_within_its_budget(desk: Desk) -> None:
    session = desk.edit()
    session.history.budget = 20
    for value in ("11", "12", "13", "14"):
        desk.change_pixel(value)
    while desk.state.undo_label:
        desk.app.edit.undo()

    assert (int(session.view[0, 0]), session.history.forgotten) == (12, 2)


@pytest.mark.parametrize("gesture", ["press", "drag", "release"])
def test_the_original_cannot_be_painted(desk: Desk, gesture: str) -> None:
    document = desk.show()
    desk.app.edit.set_tool(BRUSH)
    before = document.pixels.tobytes()

    getattr(desk.app.edit, gesture)(1.0, 1.0)

    assert (document.pixels.tobytes(), desk.view.all("pixels_changed")) == (before, [])


def test_a_tool_without_a_copy_is_not_in_hand(desk: Desk) -> None:
    desk.show()

    desk.app.edit.set_tool(BRUSH)

    assert desk.state.tool is PAN


def test_leaving_an_unchanged_copy_asks_nothing(desk: Desk) -> None:
    desk.edit()

    desk.app.edit.set_editing(False)

    assert (desk.view.all("ask_unsaved"), desk.state.is_editing, desk.view.last("session")) == ([], False, None)


def test_the_original_is_probed_after_leaving_the_copy(desk: Desk) -> None:
    desk.modify()
    desk.app.probe.hover(0.0, 0.0)

    desk.app.edit.set_editing(False)
    desk.view.answer(UnsavedChoice.DISCARD)

    assert desk.found is not None
    assert (desk.found.itk_value, desk.found.array_value) == (0, 0)


def test_an_empty_window_has_nothing_to_edit(desk: Desk) -> None:
    desk.app.edit.set_editing(True)

    assert desk.state == AppState()


def test_another_image_begins_without_a_copy(desk: Desk) -> None:
    desk.edit()

    desk.show("b.nrrd")

    assert (desk.state.is_editing, desk.state.tool, desk.view.last("session")) == (False, PAN, None)


# ------------------------------------------------------------------ unsaved edits

WAYS = ["reload", "closeImage", "close", "leave"]


def set_off(desk: Desk, way: str) -> list[str]:
    """Begin what would lose the edits; the list fills when it has happened."""
    happened: list[str] = []
    if way == "reload":
        desk.app.files.reload()
    elif way == "closeImage":
        desk.app.tabs.close()
    elif way == "close":
        desk.app.unsaved.close(lambda: happened.append("closed"))
    else:
        desk.app.edit.set_editing(False)
    return happened


def has_happened(desk: Desk, way: str, happened: list[str]) -> bool:
    if way == "reload":
        return bool(desk.files.opened[1:])
    if way == "closeImage":
        return not desk.app.images.all
    return bool(happened) if way == "close" else not desk.app.state.is_editing


@pytest.mark.parametrize("way", WAYS)
def test_unsaved_edits_are_asked_about_first(desk: Desk, way: str) -> None:
    desk.modify()

    happened = set_off(desk, way)

    assert (desk.view.all("ask_unsaved"), has_happened(desk, way, happened)) == (["a.nrrd"], False)


@pytest.mark.parametrize("way", WAYS)
def test_discard_goes_on(desk: Desk, way: str) -> None:
    desk.modify()
    happened = set_off(desk, way)

    desk.view.answer(UnsavedChoice.DISCARD)

    assert has_happened(desk, way, happened)


@pytest.mark.parametrize("way", WAYS)
def test_cancel_keeps_the_edits(desk: Desk, way: str) -> None:
    session = desk.modify()
    happened = set_off(desk, way)

    desk.view.answer(UnsavedChoice.CANCEL)

    assert (has_happened(desk, way, happened), desk.session is session, session.is_modified) == (False, True, True)


def test_cancel_tells_the_state_again_for_the_toggled_button(desk: Desk) -> None:
    desk.modify()
    desk.app.edit.set_editing(False)
    desk.view.forget()

    desk.view.answer(UnsavedChoice.CANCEL)

    assert [state.is_editing for state in desk.view.all("state")] == [True]


@pytest.mark.parametrize("way", WAYS)
def test_save_asks_where_and_waits(desk: Desk, way: str) -> None:
    desk.modify()
    happened = set_off(desk, way)

    desk.view.answer(UnsavedChoice.SAVE)

    assert (desk.view.last("ask_export"), has_happened(desk, way, happened)) == ((shown(desk).info, True), False)


@pytest.mark.parametrize("way", WAYS)
def test_save_goes_on_only_when_the_copy_is_written(desk: Desk, way: str) -> None:
    desk.modify()
    happened = set_off(desk, way)
    desk.view.answer(UnsavedChoice.SAVE)
    token = desk.save()
    before = has_happened(desk, way, happened)

    desk.finish(token)

    assert (before, has_happened(desk, way, happened)) == (False, True)


@pytest.mark.parametrize("way", WAYS)
def test_a_dismissed_dialog_cancels(desk: Desk, way: str) -> None:
    desk.modify()
    happened = set_off(desk, way)
    desk.view.answer(UnsavedChoice.SAVE)

    desk.view.answer_export(None)
    desk.finish(desk.save())

    assert not has_happened(desk, way, happened)


def test_a_dismissed_dialog_tells_the_state_again_for_the_toggled_button(desk: Desk) -> None:
    desk.modify()
    desk.app.edit.set_editing(False)
    desk.view.answer(UnsavedChoice.SAVE)
    desk.view.forget()

    desk.view.answer_export(None)

    assert [state.is_editing for state in desk.view.all("state")] == [True]


@pytest.mark.parametrize("way", WAYS)
def test_a_failed_save_cancels(desk: Desk, way: str) -> None:
    desk.modify()
    happened = set_off(desk, way)
    desk.view.answer(UnsavedChoice.SAVE)

    desk.fail(desk.save())
    desk.finish(desk.save())

    assert not has_happened(desk, way, happened)


@pytest.mark.parametrize("way", WAYS)
def test_a_cancelled_save_cancels(desk: Desk, way: str) -> None:
    desk.modify()
    happened = set_off(desk, way)
    desk.view.answer(UnsavedChoice.SAVE)
    desk.save()

    desk.app.tasks.cancel()

    assert (has_happened(desk, way, happened), desk.session.is_modified) == (False, True)


@pytest.mark.parametrize("way", WAYS)
def test_saved_edits_are_not_asked_about(desk: Desk, way: str) -> None:
    desk.modify()
    desk.finish(desk.save())

    happened = set_off(desk, way)

    assert (desk.view.all("ask_unsaved"), has_happened(desk, way, happened)) == ([], True)


def test_edits_made_while_saving_are_asked_about_again_before_going_on(desk: Desk) -> None:
    desk.modify()
    happened = set_off(desk, "close")
    desk.view.answer(UnsavedChoice.SAVE)
    token = desk.save()
    desk.change_pixel("77")

    desk.finish(token)

    assert (len(desk.view.all("ask_unsaved")), happened) == (2, [])


def test_saving_first_during_a_save_does_not_lose_later_edits(desk: Desk) -> None:
    desk.modify()
    token = desk.save()
    desk.change_pixel("77")
    happened = set_off(desk, "close")

    desk.finish(token)
    desk.view.answer(UnsavedChoice.CANCEL)

    assert happened == []


def test_the_window_waits_for_the_copy_that_is_being_saved(desk: Desk) -> None:
    desk.modify()
    token = desk.save()
    happened = set_off(desk, "close")
    before = list(happened)

    desk.finish(token)

    assert (before, len(happened)) == ([], 1)


def test_opening_another_file_loses_no_edits(desk: Desk) -> None:
    session = desk.modify()

    desk.show("b.nrrd")
    desk.app.tabs.select(0)

    assert (desk.view.all("ask_unsaved"), desk.session is session, session.is_modified) == ([], True, True)


def test_edits_made_while_the_file_is_read_again_are_asked_about(desk: Desk) -> None:
    desk.edit()
    desk.app.files.reload()
    desk.change_pixel("99")

    desk.deliver(Opened(desk.files.opened[-1][0], desk.document()))

    assert desk.view.all("ask_unsaved") == ["a.nrrd"]


def test_edits_that_were_given_up_are_not_asked_about_when_the_file_arrives(desk: Desk) -> None:
    desk.modify()
    token = desk.reload_discarding()
    document = desk.document()

    desk.deliver(Opened(token, document))

    assert (len(desk.view.all("ask_unsaved")), shown(desk)) == (1, document)


def test_edits_survive_when_the_file_they_were_given_up_for_cannot_be_read(desk: Desk) -> None:
    session = desk.modify()

    desk.fail(desk.reload_discarding())

    assert (desk.session is session, session.is_modified) == (True, True)


# ------------------------------------------------------------------ save


def test_saving_hands_over_the_copy(desk: Desk) -> None:
    session = desk.modify()
    request = ExportRequest(Path("/out/b.nrrd"))

    desk.app.saving.export(request)

    protected = (FileStamp(1, 2, 3, 4),)  # of the image on screen
    assert desk.files.exported == [(2, shown(desk), session, replace(request, protected=protected))]


def test_saving_without_a_copy_hands_over_the_original(desk: Desk) -> None:
    document = desk.show()

    desk.save()

    assert desk.files.exported[0][1:3] == (document, None)


def test_saving_is_shown(desk: Desk) -> None:
    desk.show()

    desk.save("b.nrrd")

    assert (desk.view.last("saving"), desk.state.is_saving) == (Path("/out/b.nrrd"), True)


def test_saving_ends_the_stroke_under_way(desk: Desk) -> None:
    desk.edit()
    desk.app.edit.set_value("99")
    desk.app.edit.set_tool(BRUSH)
    desk.app.edit.press(1.0, 1.0)

    desk.finish(desk.save())

    assert not desk.state.is_modified


def test_a_saved_copy_is_not_modified(desk: Desk) -> None:
    desk.modify()

    desk.finish(desk.save())

    assert (desk.state.is_modified, desk.state.is_saving, desk.view.last("saving")) == (False, False, None)


def test_edits_made_while_saving_are_still_unsaved(desk: Desk) -> None:
    desk.modify()
    token = desk.save()
    desk.change_pixel("77")

    desk.finish(token)

    assert desk.state.is_modified


def test_saving_the_original_does_not_save_the_copy_begun_meanwhile(desk: Desk) -> None:
    desk.show()
    token = desk.save()
    desk.app.edit.set_editing(True)
    desk.change_pixel("77")

    desk.finish(token)

    assert desk.state.is_modified


def test_saving_one_copy_does_not_save_the_next(desk: Desk) -> None:
    desk.modify()
    token = desk.save()
    desk.app.edit.set_editing(False)
    desk.view.answer(UnsavedChoice.DISCARD)
    desk.app.edit.set_editing(True)
    desk.change_pixel("77")

    desk.finish(token)

    assert desk.state.is_modified


def test_a_failed_save_leaves_the_copy_unsaved(desk: Desk) -> None:
    desk.modify()

    desk.fail(desk.save())

    assert (desk.state.is_modified, desk.state.is_saving, len(desk.view.all("error"))) == (True, False, 1)


def test_a_save_that_cannot_begin_is_an_error(desk: Desk) -> None:
    desk.modify()
    desk.files.refusal = InspectorError("There is no room.")

    desk.app.saving.export(ExportRequest(Path("/out/b.nrrd")))

    path, error = desk.view.last("error")
    assert (path, error.message, desk.state.is_saving) == (Path("/out/b.nrrd"), "There is no room.", False)


def test_only_one_copy_is_saved_at_a_time(desk: Desk) -> None:
    desk.show()
    desk.save()

    desk.save()

    assert len(desk.files.exported) == 1


def test_the_dialog_is_not_shown_while_saving(desk: Desk) -> None:
    desk.show()
    desk.save()

    desk.app.saving.ask()

    assert desk.view.all("ask_export") == []


def test_an_empty_window_has_nothing_to_save(desk: Desk) -> None:
    desk.app.saving.ask()
    desk.app.saving.export(ExportRequest(Path("/out/b.nrrd")))

    assert (desk.view.calls, desk.files.exported) == ([], [])


def test_a_saved_file_is_told_with_its_notes(desk: Desk) -> None:
    desk.show()

    desk.finish(desk.save(), notes=("One note.",))

    assert desk.view.last("status") == "Saved /out/out.nrrd · 12,345 bytes · verified. One note."


def test_who_has_read_it_back_is_told(desk: Desk) -> None:
    desk.show()

    desk.finish(desk.save(), verified_by="ITK, and samples by nibabel 5.4.2")

    told = "Saved /out/out.nrrd · 12,345 bytes · verified by ITK, and samples by nibabel 5.4.2."
    assert desk.view.last("status") == told


def test_what_was_not_verified_is_not_called_verified(desk: Desk) -> None:
    desk.show()

    desk.finish(desk.save(), verified=False)

    assert desk.view.last("status") == "Saved /out/out.nrrd · 12,345 bytes · not verified."


def test_reading_and_saving_go_on_side_by_side(desk: Desk) -> None:
    desk.show("a.nrrd")
    saving = desk.save()
    reading = desk.begin("b.nrrd")
    document = desk.document("b.nrrd")

    desk.deliver(Opened(reading, document))
    state = desk.state
    desk.finish(saving)

    assert (shown(desk), state.is_saving, desk.state.is_saving) == (document, True, False)


def test_cancel_ends_reading_before_saving(desk: Desk) -> None:
    desk.show("a.nrrd")
    saving = desk.save()
    reading = desk.begin("b.nrrd")

    desk.app.tasks.cancel()
    desk.app.tasks.cancel()

    assert desk.files.cancelled == [reading, saving]


def test_the_states_are_values() -> None:
    assert replace(AppState(), name="a") == AppState(name="a")


# ------------------------------------------------------------------ stalled


def test_a_reader_without_a_sign_of_life_is_asked_about_once(desk: Desk) -> None:
    token = desk.begin("a.nrrd")

    desk.deliver(Progress(token, None, is_stalled=True))
    desk.deliver(Progress(token, None, is_stalled=True))

    assert desk.view.all("ask_stalled") == ["a.nrrd"]


def test_waiting_on_forgives(desk: Desk) -> None:
    token = desk.begin("a.nrrd")
    desk.deliver(Progress(token, None, is_stalled=True))

    desk.view.stalled(True)

    assert (desk.files.forgiven, desk.app.files.is_loading) == (token, True)


def test_stopping_cancels(desk: Desk) -> None:
    token = desk.begin("a.nrrd")
    desk.deliver(Progress(token, None, is_stalled=True))

    desk.view.stalled(False)

    assert not desk.app.files.is_loading


def test_an_answer_about_another_file_does_nothing(desk: Desk) -> None:
    token = desk.begin("a.nrrd")
    desk.deliver(Progress(token, None, is_stalled=True))
    desk.app.tasks.cancel()
    desk.begin("b.nrrd")

    desk.view.stalled(False)

    assert desk.app.files.is_loading


# ------------------------------------------------------------------ outside


def test_a_header_that_reaches_outside_is_asked_about(desk: Desk) -> None:
    token = desk.begin("a.mhd")

    desk.deliver(Failed(token, Path("/d/a.mhd"), OutsideError("a.mhd takes its pixels from /etc/hostname.")))

    assert desk.view.all("ask_outside") == ["a.mhd takes its pixels from /etc/hostname."]
    assert desk.view.all("error") == []


def test_what_was_allowed_is_read(desk: Desk) -> None:
    token = desk.begin("a.mhd")
    desk.deliver(Failed(token, Path("/d/a.mhd"), OutsideError("outside")))

    desk.view.allow()

    assert (desk.files.opened[-1][1], desk.files.outside) == (Path("/data/a.mhd"), True)
