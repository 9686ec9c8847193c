"""Several images in one window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itk_inspector.control.ports import UnsavedChoice
from itk_inspector.core.display.viewport import ALL_FITTED, Viewport, Viewports
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.image.outcome import Failed, Opened


def zoomed(scale: float) -> Viewports:
    return Viewports((((0, 1), Viewport((1.0, 2.0), scale)),))


def names(desk: Any) -> list[str]:
    return [image.document.info.path.name for image in desk.app.images.all]


def on_screen(desk: Any) -> str:
    return str(desk.app.images.current.document.info.path.name)


def test_each_image_keeps_its_cut(desk: Any) -> None:
    desk.show("a.nrrd", (5, 4, 9))
    desk.app.view.set_slice(2, 7)
    desk.show("b.nrrd", (5, 4, 9))
    desk.app.view.set_slice(2, 1)

    desk.app.tabs.select(0)

    assert desk.view.last("document")[1].position[2] == 7


def test_each_image_keeps_its_zoom(desk: Any) -> None:
    desk.show("a.nrrd")
    desk.app.view.take_viewports(zoomed(2.0))
    desk.show("b.nrrd")
    begun = desk.view.scene.viewports
    desk.app.view.take_viewports(zoomed(3.0))

    desk.app.tabs.select(0)
    first = desk.view.scene.viewports
    desk.app.tabs.select(1)

    assert (begun, first, desk.view.scene.viewports) == (ALL_FITTED, zoomed(2.0), zoomed(3.0))


def test_what_is_laid_over_one_image_lies_over_all_also_over_those_to_come(desk: Any) -> None:
    desk.show("a.nrrd")
    desk.app.switches.toggle("scaleBar")
    drawn = desk.view.scene.overlays
    desk.show("b.nrrd")
    come = desk.view.scene.overlays
    desk.app.switches.toggle("scaleBar")

    desk.app.tabs.select(0)

    assert (drawn, come, desk.view.scene.overlays) == ({"scaleBar"}, {"scaleBar"}, frozenset())


def test_each_image_keeps_how_it_is_drawn(desk: Any) -> None:
    desk.show("a.nrrd")
    desk.app.levels.set_levels(Levels(2.0, 3.0))
    chosen = desk.view.scene.settings
    desk.show("b.nrrd", (6, 4))  # of the same pixels the levels would be known
    begun = desk.view.scene.settings

    desk.app.tabs.select(0)

    assert (chosen.levels, begun.levels != chosen.levels) == (Levels(2.0, 3.0), True)
    assert desk.view.scene.settings == chosen


def test_other_axes_are_fitted(desk: Any) -> None:
    desk.show("a.nrrd", (5, 4, 9))
    desk.app.view.take_viewports(zoomed(2.0))

    desk.app.view.set_slice(2, 7)
    moved = desk.view.scene.viewports
    desk.app.view.set_axes(0, 2)

    assert (moved, desk.view.scene.viewports) == (zoomed(2.0), ALL_FITTED)


def test_each_image_keeps_its_edited_copy(desk: Any) -> None:
    session = desk.modify()
    desk.show("b.nrrd")
    other = desk.state.is_editing

    desk.app.tabs.select(0)

    assert (other, desk.view.last("session") is session, desk.view.session_is_new) == (False, True, False)
    assert desk.view.last("pixels")[1] is True


def test_an_edited_image_is_marked_in_its_tab(desk: Any) -> None:
    desk.modify()

    assert [label.is_modified for label in desk.view.tabs] == [True]


def test_going_round(desk: Any) -> None:
    for name in ("a.nrrd", "b.nrrd", "c.nrrd"):
        desk.show(name)

    seen = []
    for step in (1, 1, -1, -1, -1):
        desk.app.tabs.step(step)
        seen.append(on_screen(desk))

    assert seen == ["a.nrrd", "b.nrrd", "a.nrrd", "c.nrrd", "b.nrrd"]


def test_selecting_what_is_not_there_does_nothing(desk: Any) -> None:
    desk.show("a.nrrd")

    desk.app.tabs.select(5)
    desk.app.tabs.select(-1)

    assert on_screen(desk) == "a.nrrd"


def test_closing_shows_the_neighbour_and_gives_the_memory_back(desk: Any) -> None:
    documents = [desk.show(name) for name in ("a.nrrd", "b.nrrd", "c.nrrd")]
    store = documents[1].store

    desk.app.tabs.close(1)

    assert (names(desk), on_screen(desk), store.closed) == (["a.nrrd", "c.nrrd"], "c.nrrd", True)


def test_closing_the_last_image_empties_the_window(desk: Any) -> None:
    desk.show("a.nrrd")

    desk.app.tabs.close()

    assert (names(desk), desk.view.all("nothing"), desk.state.has_image, desk.view.tabs) == ([], [()], False, [])


def test_closing_an_edited_image_brings_it_to_the_screen_and_asks(desk: Any) -> None:
    desk.modify()
    desk.show("b.nrrd")

    desk.app.tabs.close(0)

    assert (on_screen(desk), desk.view.last("ask_unsaved"), names(desk)) == ("a.nrrd", "a.nrrd", ["a.nrrd", "b.nrrd"])
    desk.view.answer(UnsavedChoice.DISCARD)
    assert names(desk) == ["b.nrrd"]


def test_closing_the_window_asks_about_each_edited_image(desk: Any) -> None:
    left: list[bool] = []
    for name in ("a.nrrd", "b.nrrd"):
        desk.show(name)
        desk.app.edit.set_editing(True)
        desk.change_pixel()

    desk.app.unsaved.close(lambda: left.append(True))
    desk.view.answer(UnsavedChoice.DISCARD)
    between = list(left)
    desk.view.answer(UnsavedChoice.DISCARD)

    assert (desk.view.all("ask_unsaved"), between, left) == (["a.nrrd", "b.nrrd"], [], [True])


def test_staying_keeps_the_window(desk: Any) -> None:
    left: list[bool] = []
    desk.modify()

    desk.app.unsaved.close(lambda: left.append(True))
    desk.view.answer(UnsavedChoice.CANCEL)

    assert (left, desk.session.is_modified) == ([], True)


def test_a_file_that_is_open_comes_to_the_front(desk: Any, tmp_path: Path) -> None:
    desk.show_on_disk("a.nrrd")
    desk.show("b.nrrd")
    asked = len(desk.files.opened)
    desk.app.images.all[0].document.disk_state = lambda: None

    desk.app.files.open(Path("/data/a.nrrd"))

    assert (on_screen(desk), len(desk.files.opened)) == ("a.nrrd", asked)


def test_the_same_file_read_as_another_type_gets_a_tab(desk: Any) -> None:
    desk.show_on_disk("a.nrrd")

    desk.app.files.open(Path("/data/a.nrrd"), "UC")

    assert desk.files.opened[-1][2] == "UC"


def test_reading_again_keeps_the_tab_the_cut_and_the_zoom(desk: Any) -> None:
    desk.show_on_disk("a.nrrd", (5, 4, 9))
    desk.app.view.set_slice(2, 7)
    desk.app.view.take_viewports(zoomed(2.0))
    desk.show("b.nrrd")
    desk.app.tabs.select(0)

    desk.app.files.reload()
    desk.deliver(Opened(desk.files.opened[-1][0], desk.document("a.nrrd", (5, 4, 9))))

    assert (names(desk), on_screen(desk), desk.view.scene.viewports) == (["a.nrrd", "b.nrrd"], "a.nrrd", zoomed(2.0))
    assert desk.app.images.current.plane.position[2] == 7


def test_reading_again_behind_another_tab_stays_there(desk: Any) -> None:
    desk.show_on_disk("a.nrrd")
    desk.show("b.nrrd")
    desk.app.tabs.select(0)
    desk.app.files.reload()
    desk.app.tabs.select(1)
    again = desk.document("a.nrrd")

    desk.deliver(Opened(desk.files.opened[-1][0], again))

    assert (on_screen(desk), desk.app.images.all[0].document is again) == ("b.nrrd", True)


def test_closing_what_is_read_again_ends_the_reading(desk: Any) -> None:
    desk.show_on_disk("a.nrrd")
    desk.app.files.reload()
    token = desk.files.opened[-1][0]

    desk.app.tabs.close()
    late = desk.document("a.nrrd")
    desk.deliver(Opened(token, late))

    assert (names(desk), desk.files.cancelled, desk.app.files.is_loading) == ([], [token], False)


def test_letting_go_closes_all(desk: Any) -> None:
    stores = [desk.show(name).store for name in ("a.nrrd", "b.nrrd")]

    desk.app.release()

    assert [store.closed for store in stores] == [True, True]


def test_a_series_chosen_while_another_file_is_read_waits(desk: Any) -> None:
    desk.begin("a.nrrd")

    desk.app.files.open(Path("/data/folder"))
    desk.deliver(Failed(desk.files.opened[0][0], Path("/data/a.nrrd"), InspectorError("bad")))

    assert desk.files.opened[-1][1] == Path("/data/folder")
