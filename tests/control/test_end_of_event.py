"""After an event each thing is shown once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.tools.brush import BRUSH
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.outcome import HeaderReady, Opened

if TYPE_CHECKING:
    from tests.control.conftest import Desk

SIZE = (5, 4, 3)


def begin(desk: Desk) -> None:
    desk.begin("c.nrrd")


def arrive(desk: Desk) -> None:
    desk.deliver(Opened(desk.files.opened[-1][0], desk.document("c.nrrd", SIZE)))


def read_header(desk: Desk) -> None:
    desk.deliver(HeaderReady(desk.files.opened[-1][0], desk.document("c.nrrd", SIZE).info))


EVENTS: dict[str, Callable[[Desk], None]] = {
    "open": begin,
    "header": lambda desk: (begin(desk), desk.view.forget(), read_header(desk))[0],
    "arrive": lambda desk: (begin(desk), desk.view.forget(), arrive(desk))[0],
    "tab": lambda desk: desk.app.tabs.select(0),
    "edited tab": lambda desk: (desk.app.tabs.select(0), desk.view.forget(), desk.app.tabs.select(1))[0],
    "close": lambda desk: desk.app.tabs.close(0),
    "hover": lambda desk: desk.app.probe.hover(1.0, 1.0),
    "slice": lambda desk: desk.app.view.step_slice(1),
    "plane": lambda desk: desk.app.view.set_axes(0, 2),
    "three planes": lambda desk: desk.app.view.set_quad(True),
    "go to": lambda desk: desk.app.probe.show_index(ItkIndex((1, 1, 0))),
    "press": lambda desk: desk.app.edit.press(1.0, 1.0),
    "set pixel": lambda desk: desk.app.edit.set_pixel("1 1 0"),
    "undo": lambda desk: (desk.app.edit.set_pixel("1 1 0"), desk.view.forget(), desk.app.edit.undo())[0],
    "original": lambda desk: desk.app.edit.set_editing(False),
}


@pytest.mark.parametrize("event", EVENTS)
def test_nothing_is_shown_twice(desk: Desk, event: str) -> None:
    desk.show_on_disk("a.nrrd", SIZE)
    desk.show_on_disk("b.nrrd", SIZE)
    desk.app.edit.set_editing(True)
    desk.app.edit.set_value("7")
    desk.app.edit.set_tool(BRUSH)
    desk.app.probe.hover(2.0, 2.0)
    desk.view.forget()

    EVENTS[event](desk)

    counts = Counter(name for name, _ in desk.view.calls)
    assert {name: count for name, count in counts.items() if count > 1 and name != "status"} == {}


def test_what_is_changed_in_one_event_is_told_once_at_its_end() -> None:
    images, told = OpenImages(), []
    images.changed = lambda: told.append("told")

    with images.changing():
        images.tell()
        with images.changing():
            images.tell()
        before = list(told)

    assert (before, told) == ([], ["told"])


def test_what_is_changed_while_it_is_told_is_told_too() -> None:
    images, told = OpenImages(), []

    def show() -> None:
        told.append("told")
        if len(told) == 1:
            images.tell()

    images.changed = show

    images.tell()

    assert told == ["told", "told"]


def test_an_event_that_fails_is_told_too() -> None:
    images, told = OpenImages(), []
    images.changed = lambda: told.append("told")

    with pytest.raises(ValueError, match="bad"), images.changing():
        raise ValueError("bad")

    assert told == ["told"]


def test_tabs_are_shown_when_they_are_others(desk: Desk) -> None:
    begin(desk)
    before = desk.view.all("tabs")

    arrive(desk)

    assert (before, desk.view.all("tabs")) == ([], [0])


def test_only_a_move_of_the_cut_is_told_as_one() -> None:
    images, told = OpenImages(), list[bool]()
    images.changed = lambda: told.append(images.only_moved)

    with images.changing(is_move=True):
        pass
    with images.changing(is_move=True), images.changing():
        pass
    with images.changing(), images.changing(is_move=True):
        pass
    with images.changing(is_move=True):
        images.tell()
    with images.changing(is_move=True):
        pass

    assert told == [True, False, False, False, True]


@pytest.mark.parametrize("event", EVENTS)
def test_a_move_of_the_cut_leaves_no_state_behind(desk: Desk, event: str) -> None:
    desk.show_on_disk("a.nrrd", SIZE)
    desk.show_on_disk("b.nrrd", SIZE)
    desk.app.edit.set_editing(True)
    desk.app.edit.set_value("7")
    desk.app.edit.set_tool(BRUSH)
    desk.app.probe.hover(2.0, 2.0)
    EVENTS[event](desk)
    end = desk.app.end_of_event

    with desk.app.images.changing():
        desk.app.view.step_slice(-1)
        EVENTS[event](desk)
    desk.app.view.step_slice(1)
    shown = end.state
    desk.app.images.tell()

    assert shown == end.state
