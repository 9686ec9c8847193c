"""Several images in one file: each in a tab of its own, and never taken for another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from itk_inspector.core.display.scene import Note
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Opened

PARTS = ("8 × 6 uint8", "40 × 30 uint16", "8 × 6 float32")


def show(desk: Any, part: int = 0) -> None:
    desk.show_on_disk("a.tif", parts=PARTS, part=part)


def choose(desk: Any, part: int) -> None:
    desk.app.files.choose_part()
    assert desk.view.last("ask_part").parts == PARTS
    desk.view.choose_part(part)


def test_the_list_is_offered_only_where_there_are_several(desk: Any) -> None:
    desk.show_on_disk("b.tif")
    assert not desk.state.offers_parts
    desk.app.files.choose_part()
    assert desk.view.all("ask_part") == []

    show(desk)
    assert desk.state.offers_parts


def test_another_one_is_opened_in_a_tab_of_its_own(desk: Any) -> None:
    show(desk)

    choose(desk, 2)
    request = desk.files.requests[-1]
    made = desk.document("a.tif", parts=PARTS, part=2)
    desk.deliver(Opened(desk.files.opened[-1][0], made))

    assert request == OpenRequest(Path("/data/a.tif"), part=2)
    assert [label.text for label in desk.view.tabs] == ["a.tif (1 of 3)", "a.tif (3 of 3)"]
    assert desk.view.tabs[1].tip == "/data/a.tif\n8 × 6 float32"
    assert desk.state.name == "a.tif (3 of 3)"


def test_one_that_is_open_comes_to_the_front(desk: Any) -> None:
    show(desk, 0)
    show_second = desk.document("a.tif", parts=PARTS, part=1)
    choose(desk, 1)
    desk.deliver(Opened(desk.files.opened[-1][0], show_second))
    asked = len(desk.files.opened)

    choose(desk, 0)

    assert len(desk.view.tabs) == 2
    assert desk.state.name == "a.tif (1 of 3)"
    assert len(desk.files.opened) == asked


def test_reading_again_keeps_the_part(desk: Any) -> None:
    show(desk, 1)

    desk.app.files.reload()

    assert desk.files.requests[-1] == OpenRequest(Path("/data/a.tif"), part=1)


@pytest.mark.parametrize("part", [0, 2])
def test_it_is_said_beside_the_image(desk: Any, part: int) -> None:
    desk.show("a.tif", parts=PARTS, part=part)

    said = f"Image {part + 1} of 3 in this file: {PARTS[part]}."
    assert desk.view.scene.notes[-2:] == (Note(said), Note("Choose another", "choosePart"))
