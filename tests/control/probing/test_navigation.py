"""Going to an index, a point or a value: what is shown, and what is said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from itk_inspector.core.display.viewport import Viewport, Viewports
from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.outcome import Opened
from itk_inspector.core.probing.order import Order

if TYPE_CHECKING:
    from tests.control.conftest import Desk


@pytest.fixture
def volume(desk: Desk) -> Desk:
    desk.show("v.nrrd", (7, 6, 5))
    return desk


def index(desk: Desk) -> ItkIndex | None:
    image = desk.app.images.current
    return image.probe.itk_index if image is not None and image.probe is not None else None


def test_the_field_comes_up_only_where_there_is_an_image(desk: Desk) -> None:
    desk.app.navigation.ask()
    assert desk.goto.asked == []
    desk.show("v.nrrd", (7, 6, 5))
    desk.app.navigation.ask()
    assert desk.goto.asked == [3]


@pytest.mark.parametrize(
    ("text", "order"), [("(3, 2, 4)", Order.ITK), ("[4, 2, 3]", Order.ITK), ("4 2 3", Order.NUMPY)]
)
def test_the_slice_the_probe_and_the_answer_follow(volume: Desk, text: str, order: Order) -> None:
    volume.app.navigation.go_to(text, order)

    assert index(volume) == ItkIndex.of(3, 2, 4)
    image = volume.app.images.current
    assert image is not None
    assert image.plane.position[2] == 4
    assert volume.goto.answer == "ITK (3, 2, 4) · NumPy [4, 2, 3]"


def test_a_point_in_space_is_gone_to_in_the_volume_on_screen(desk: Desk) -> None:
    desk.show("v.nrrd", (7, 6, 5, 4))
    desk.app.view.set_slice(3, 2)

    desk.app.navigation.go_to("p: 3 2 4")

    assert index(desk) == ItkIndex.of(3, 2, 4, 2)


def test_the_probe_stays_while_the_pointer_moves_on(volume: Desk) -> None:
    volume.app.navigation.go_to("(3, 2, 4)")
    volume.app.probe.hover(0.0, 0.0)

    assert index(volume) == ItkIndex.of(3, 2, 4)
    assert volume.app.state.is_held


def test_a_zoomed_plane_moves_there_and_keeps_its_scale(volume: Desk) -> None:
    image = volume.app.images.current
    assert image is not None
    volume.app.view.take_viewports(Viewports((((0, 1), Viewport((1.0, 1.0), 40.0)),)))
    volume.app.navigation.go_to("(6, 5, 0)")

    assert image.viewports.of(image.plane) == Viewport((6, 5), 40.0)


def test_what_is_typed_is_echoed_and_goes_nowhere(volume: Desk) -> None:
    volume.app.navigation.preview("[4, 2, 3]", Order.ITK)
    assert (volume.goto.answer, volume.goto.is_problem) == ("ITK (3, 2, 4) · NumPy [4, 2, 3]", False)
    volume.app.navigation.preview("(9, 9, 9)", Order.ITK)
    assert volume.goto.answer == "(9, 9, 9) lies outside the image: x 0 to 6, y 0 to 5, z 0 to 4."
    assert volume.goto.is_problem
    volume.app.navigation.preview("max", Order.ITK)
    assert volume.goto.answer == "Press Enter to find max."
    volume.app.navigation.preview("  ", Order.ITK)
    assert (volume.goto.answer, volume.goto.is_problem) == ("", False)
    assert index(volume) is None


def test_entering_nonsense_is_answered_in_the_field_and_raised_in_a_script(volume: Desk) -> None:
    volume.app.navigation.enter("(9, 9, 9)", Order.ITK)
    assert volume.goto.is_problem
    with pytest.raises(ProbeError, match="lies outside"):
        volume.app.navigation.go_to("(9, 9, 9)")


def test_a_value_is_found_in_the_edited_copy_and_then_the_next_one(volume: Desk) -> None:
    volume.app.edit.toggle_editing()
    image = volume.app.images.current
    assert image is not None
    assert image.session is not None
    top = int(np.max(image.pixels)) + 1
    for place in ((1, 2, 3), (6, 0, 4)):
        image.session.set_pixel(ItkIndex.of(*place), top)

    found = []
    for _ in range(3):
        volume.app.navigation.go_to("max")
        found.append(index(volume))
    assert found == [ItkIndex.of(1, 2, 3), ItkIndex.of(6, 0, 4), ItkIndex.of(1, 2, 3)]
    assert volume.goto.answer == "max at ITK (1, 2, 3) · NumPy [3, 2, 1]"


def test_a_value_that_is_nowhere_is_told(volume: Desk) -> None:
    volume.app.navigation.go_to("nan")
    assert (volume.goto.answer, volume.goto.is_problem) == ("No pixel of this image is nan.", True)


def test_the_field_follows_the_image_on_screen_and_nothing_else(desk: Desk) -> None:
    desk.show("v.nrrd", (7, 6, 5))
    desk.show("plane.png", (7, 6))
    desk.app.navigation.go_to("(1, 1)")
    desk.app.tabs.select(0)
    for _ in range(2):
        desk.app.tabs.close(0)
    assert desk.goto.followed == [3, 2, 3, 2, None]


def test_a_position_that_is_asked_for_early_waits_for_the_first_image(desk: Desk) -> None:
    desk.app.navigation.go_to("[4, 2, 3]")
    desk.show("v.nrrd", (7, 6, 5))
    assert index(desk) == ItkIndex.of(3, 2, 4)


def test_a_file_opens_at_the_position_asked_for(desk: Desk) -> None:
    desk.app.files.open(Path("/data/v.nrrd"), at="[4, 2, 3]")
    desk.deliver(Opened(desk.files.opened[-1][0], desk.document("v.nrrd", (7, 6, 5))))
    assert index(desk) == ItkIndex.of(3, 2, 4)


def test_an_impossible_position_of_a_file_is_told_and_the_file_is_open(desk: Desk) -> None:
    desk.app.files.open(Path("/data/v.nrrd"), at="(99, 0, 0)")
    desk.deliver(Opened(desk.files.opened[-1][0], desk.document("v.nrrd", (7, 6, 5))))
    assert desk.app.state.has_image
    assert "lies outside the image" in desk.view.last("error")[1].message
