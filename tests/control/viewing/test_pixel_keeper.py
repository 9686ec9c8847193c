"""A pixel is kept by a click or by the arrow keys, and stays until it is let go."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.display.viewport import Viewport, Viewports
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.outcome import Opened

if TYPE_CHECKING:
    from tests.control.conftest import Desk


def image(desk: Desk) -> OpenImage:
    assert desk.app.images.current is not None
    return desk.app.images.current


def probed(desk: Desk) -> ItkIndex | None:
    found = image(desk).probe
    return None if found is None else found.itk_index


@pytest.fixture
def volume(desk: Desk) -> Desk:
    desk.show("v.nrrd", (7, 6, 5))
    return desk


def test_a_click_keeps_the_pixel_while_the_pointer_moves_on_and_leaves(volume: Desk) -> None:
    volume.app.keeper.click(3.2, 1.9)
    volume.app.probe.hover(0.0, 0.0)
    volume.app.probe.hover(None, None)

    assert probed(volume) == ItkIndex.of(3, 2, 2)
    assert volume.view.last("kept") == ItkIndex.of(3, 2, 2)
    assert volume.view.scene is not None
    assert volume.view.scene.marks.kept == ItkIndex.of(3, 2, 2)
    assert volume.app.state.is_held


def test_a_kept_pixel_that_was_read_again_is_told_again(volume: Desk) -> None:
    volume.app.keeper.click(3.0, 2.0)
    volume.view.forget()

    volume.app.probe.look()

    assert volume.view.all("kept") == [ItkIndex.of(3, 2, 2)]


def test_a_hovered_pixel_is_not_kept(volume: Desk) -> None:
    volume.app.probe.hover(3.0, 2.0)

    assert volume.view.all("kept") == []
    assert volume.view.scene is not None
    assert volume.view.scene.marks.pixel == ItkIndex.of(3, 2, 2)
    assert volume.view.scene.marks.kept is None


def test_a_click_elsewhere_keeps_that_pixel_instead(volume: Desk) -> None:
    volume.app.keeper.click(3.0, 2.0)
    volume.app.keeper.click(5.0, 4.0)

    assert probed(volume) == ItkIndex.of(5, 4, 2)
    assert volume.app.state.is_held


@pytest.mark.parametrize("at", [(3.4, 1.6), (-0.6, 0.0), (7.0, 0.0), (0.0, 5.5)])
def test_a_click_on_it_or_beside_the_image_lets_go(volume: Desk, at: tuple[float, float]) -> None:
    volume.app.keeper.click(3.0, 2.0)
    volume.app.keeper.click(*at)

    assert not volume.app.state.is_held
    assert volume.view.last("kept") is None


def test_what_is_let_go_gives_way_to_the_pixel_under_the_pointer(volume: Desk) -> None:
    volume.app.keeper.click(3.0, 2.0)
    volume.app.probe.hover(1.0, 1.0)
    volume.app.keeper.let_go()

    assert probed(volume) == ItkIndex.of(1, 1, 2)


def test_nothing_is_shown_when_it_is_let_go_while_the_pointer_is_elsewhere(volume: Desk) -> None:
    volume.app.probe.hover(3.0, 2.0)
    volume.app.keeper.click(3.0, 2.0)
    volume.app.probe.hover(None, None)
    volume.app.keeper.let_go()

    assert probed(volume) is None
    assert not volume.app.state.has_probe


@pytest.mark.parametrize(
    ("right", "down", "expected"),
    [
        (1, 0, (4, 2, 2)),
        (-1, 0, (2, 2, 2)),
        (0, 1, (3, 3, 2)),
        (0, -1, (3, 1, 2)),
        (10, 0, (6, 2, 2)),
        (0, -10, (3, 0, 2)),
    ],
)
def test_steps_move_it_on_screen_and_end_at_the_edge(
    volume: Desk, right: int, down: int, expected: tuple[int, ...]
) -> None:
    volume.app.keeper.click(3.0, 2.0)
    volume.app.keeper.step(right, down)

    assert probed(volume) == ItkIndex(expected)
    assert volume.view.last("reveal") == ItkIndex(expected)
    assert volume.view.last("kept") == ItkIndex(expected)


def test_steps_begin_under_the_pointer(volume: Desk) -> None:
    volume.app.probe.hover(5.0, 1.0)
    volume.app.keeper.step(0, 1)

    assert probed(volume) == ItkIndex.of(5, 2, 2)
    assert volume.app.state.is_held


@pytest.mark.parametrize("start", [(0, 0, 0), (10, -3, 7)])
def test_steps_begin_in_the_middle_of_the_screen(desk: Desk, start: tuple[int, int, int]) -> None:
    desk.show("v.nrrd", (7, 5, 5), start=start)
    desk.app.keeper.step(1, 0)

    assert probed(desk) == ItkIndex.of(start[0] + 4, start[1] + 2, start[2] + 2)


@pytest.mark.parametrize(("centre", "expected"), [((5.2, 1.0), (4, 1)), ((90.0, -7.0), (5, 0))])
def test_of_a_zoomed_plane_the_middle_is_what_is_seen(
    volume: Desk, centre: tuple[float, float], expected: tuple[int, int]
) -> None:
    volume.app.view.take_viewports(Viewports((((0, 1), Viewport(centre, 40.0)),)))
    volume.app.keeper.step(-1, 0)

    assert probed(volume) == ItkIndex.of(*expected, 2)


def test_slices_move_it_along(volume: Desk) -> None:
    volume.app.keeper.click(3.0, 2.0)
    volume.app.view.step_slice(1)
    volume.app.view.step_slice(1)

    assert probed(volume) == ItkIndex.of(3, 2, 4)
    assert volume.view.last("kept") == ItkIndex.of(3, 2, 4)


@pytest.mark.parametrize("axes", [(0, 2), (1, 2), (2, 0), (1, 0)])
def test_it_stays_the_same_pixel_on_other_planes(volume: Desk, axes: tuple[int, int]) -> None:
    volume.app.keeper.click(3.0, 1.0)
    volume.app.view.step_slice(1)
    volume.app.view.set_axes(*axes)

    assert probed(volume) == ItkIndex.of(3, 1, 3)
    assert volume.app.state.is_held
    assert image(volume).plane.shows(ItkIndex.of(3, 1, 3))


def test_it_stays_the_same_pixel_among_three_planes_and_back(volume: Desk) -> None:
    volume.app.keeper.click(3.0, 1.0)
    volume.app.view.set_quad(True)
    assert image(volume).plane.position == (3, 1, 2)
    volume.app.view.activate_plane(1, 2)
    assert probed(volume) == ItkIndex.of(3, 1, 2)
    volume.app.keeper.step(1, 1)
    assert probed(volume) == ItkIndex.of(3, 2, 3)
    assert image(volume).plane.position == (3, 2, 3)
    volume.app.view.set_quad(False)

    assert probed(volume) == ItkIndex.of(3, 2, 3)
    assert volume.app.state.is_held


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_among_three_planes_it_is_where_they_meet(volume: Desk, axis: int) -> None:
    volume.app.view.set_quad(True)
    volume.app.keeper.click(3.0, 1.0)
    volume.app.view.set_slice(axis, 4)

    assert probed(volume) == ItkIndex(image(volume).plane.position)
    assert image(volume).plane.position[axis] == 4


def test_every_tab_keeps_its_own(volume: Desk) -> None:
    volume.app.keeper.click(3.0, 1.0)
    volume.show("b.nrrd", (7, 6, 5))
    assert volume.view.last("kept") is None
    volume.app.tabs.select(0)

    assert probed(volume) == ItkIndex.of(3, 1, 2)
    assert volume.view.last("kept") == ItkIndex.of(3, 1, 2)


def test_reloading_leaves_it(desk: Desk) -> None:
    desk.show_on_disk("a.nrrd", (7, 6))
    desk.app.keeper.click(3.0, 1.0)
    desk.app.files.reload()
    desk.deliver(Opened(desk.files.opened[-1][0], desk.document("a.nrrd", (7, 6))))

    assert probed(desk) == ItkIndex.of(3, 1)
    assert desk.app.state.is_held


def test_reloading_a_smaller_image_lets_go(desk: Desk) -> None:
    desk.show_on_disk("a.nrrd", (7, 6))
    desk.app.keeper.click(6.0, 1.0)
    desk.app.files.reload()
    desk.deliver(Opened(desk.files.opened[-1][0], desk.document("a.nrrd", (3, 6))))

    assert probed(desk) is None
    assert not desk.app.state.is_held


def test_a_copy_and_its_edits_leave_it_and_show_its_new_value(volume: Desk) -> None:
    volume.app.keeper.click(0.0, 0.0)
    volume.app.view.go_to_end(-1)
    volume.app.edit.set_editing(True)
    volume.change_pixel("77")

    found = image(volume).probe
    assert found is not None
    assert (found.itk_index, found.array_value) == (ItkIndex.of(0, 0, 0), 77)
    assert volume.app.state.is_held


def test_pixels_that_are_gone_are_kept_no_longer(volume: Desk) -> None:
    volume.app.keeper.click(3.0, 1.0)
    volume.made[-1].store.is_cut = True  # type: ignore[attr-defined]
    volume.app.probe.look()

    assert not image(volume).is_held
    assert volume.view.last("kept") is None


def test_nothing_happens_without_an_image(desk: Desk) -> None:
    desk.app.keeper.click(0.0, 0.0)
    desk.app.keeper.step(1, 0)
    desk.app.keeper.let_go()

    assert {name for name, _ in desk.view.calls} <= {"state", "tabs"}


@pytest.mark.parametrize(("size", "start"), [((9, 7), (0, 0)), ((6, 9, 5), (0, 0, 0)), ((5, 6, 4, 3), (-3, 10, 0, 2))])
def test_the_keyboard_reads_the_pixel_that_it_names(desk: Desk, size: tuple[int, ...], start: tuple[int, ...]) -> None:
    """A walk at random; the values count up, so that each names its place in NumPy's order."""
    desk.show("v.nrrd", size, start=start, dtype="uint16")
    way = random.Random(len(size))
    here = dict(enumerate(image(desk).plane.position))
    desk.app.keeper.step(0, 0)
    middle = probed(desk)
    assert middle is not None
    here.update(enumerate(middle.components))
    horizontal, vertical = 0, 1
    for _ in range(3000):
        move = way.randrange(4)
        if move == 0 and len(size) > 2:
            horizontal, vertical = way.sample(range(len(size)), 2)
            desk.app.view.set_axes(horizontal, vertical)
        elif move == 1 and len(size) > 2:
            axis = next(a for a in range(len(size)) if a not in (horizontal, vertical))
            here[axis] = min(here[axis] + 1, start[axis] + size[axis] - 1)
            desk.app.view.step_slice(1)
        else:
            right, down = way.randint(-3, 3), way.randint(-3, 3)
            for axis, steps in ((horizontal, right), (vertical, down)):
                here[axis] = min(max(here[axis] + steps, start[axis]), start[axis] + size[axis] - 1)
            desk.app.keeper.step(right, down)
        found = image(desk).probe
        assert found is not None
        assert found.itk_index.components == tuple(here[a] for a in range(len(size)))
        numbers = [here[a] - start[a] for a in reversed(range(len(size)))]
        assert found.array_value == np.ravel_multi_index(numbers, size[::-1])
        assert found.itk_value == found.array_value
