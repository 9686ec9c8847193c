"""Three planes with one position, any two axes, playing, and pictures of the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from itk_inspector.control.tools.pixel import PIXEL
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.image.outcome import Opened

if TYPE_CHECKING:
    from tests.control.conftest import Desk


def plane(desk: Desk) -> Plane:
    assert desk.app.images.current is not None
    return desk.app.images.current.plane


def quad(desk: Desk, size: tuple[int, ...] = (5, 4, 3), **kind: object) -> Desk:
    desk.show(size=size, **kind)
    desk.app.view.set_quad(True)
    desk.view.forget()
    return desk


def test_quad_shows_the_planes_through_the_position(desk: Desk) -> None:
    desk.show(size=(5, 4, 3))

    desk.app.view.set_quad(True)

    assert desk.view.last("layout") == (Plane(0, 1, (2, 2, 1)), True)
    assert desk.state.is_quad


@pytest.mark.parametrize("size", [(5, 4), (5, 4, 1), (1, 4, 5)])
def test_quad_needs_three_planes(desk: Desk, size: tuple[int, ...]) -> None:
    desk.show(size=size)

    desk.app.view.set_quad(True)

    assert not desk.state.is_quad
    assert not desk.state.offers_quad


def test_quad_from_a_plane_that_is_none_of_the_three_begins_with_the_first(desk: Desk) -> None:
    desk.show(size=(5, 4, 3, 2))
    desk.app.view.set_axes(0, 3)

    desk.app.view.set_quad(True)

    assert (plane(desk).horizontal, plane(desk).vertical) == (0, 1)


def test_leaving_keeps_the_active_plane_and_the_position(desk: Desk) -> None:
    quad(desk).app.view.activate_plane(1, 2)

    desk.app.view.set_quad(False)

    assert desk.view.last("layout") == (Plane(1, 2, (2, 2, 1)), False)


def test_an_image_opened_afterwards_is_shown_alone(desk: Desk) -> None:
    quad(desk).show("b.nrrd", (5, 4, 3))

    assert desk.view.is_quad is False


def test_reloading_keeps_the_three_planes(desk: Desk) -> None:
    quad(desk, metadata={}, data_files=(Path("/data/1.dcm"),), format="GDCMImageIO")

    desk.app.files.reload()
    again = desk.document(size=(5, 4, 3))
    desk.deliver(Opened(desk.files.opened[-1][0], again))

    assert desk.view.last("layout")[1] is True


def test_the_pointer_makes_a_plane_active(desk: Desk) -> None:
    quad(desk).app.view.activate_plane(0, 2)
    desk.app.probe.hover(4.0, 2.0)

    assert desk.found is not None
    assert desk.found.itk_index == ItkIndex((4, 2, 2))
    assert desk.state.plane_axes == (0, 2)


def test_activating_the_active_plane_tells_nothing(desk: Desk) -> None:
    quad(desk).app.view.activate_plane(0, 1)

    assert desk.view.calls == []


def test_a_plane_shown_alone_is_not_made_active(desk: Desk) -> None:
    desk.show(size=(5, 4, 3))

    desk.app.view.activate_plane(0, 2)

    assert (plane(desk).horizontal, plane(desk).vertical) == (0, 1)


def test_a_click_lays_the_planes_through_the_pixel(desk: Desk) -> None:
    quad(desk).app.keeper.click(3.6, 0.4)

    assert plane(desk).position == (4, 0, 1)
    assert desk.view.last("plane") == (plane(desk), False)


def test_a_click_counts_from_the_start_index(desk: Desk) -> None:
    quad(desk, start=(10, -3, 7)).app.keeper.click(11.0, -3.0)

    assert plane(desk).position == (11, -3, 8)


@pytest.mark.parametrize("at", [(-0.6, 0.0), (4.5, 0.0), (0.0, 3.5)])
def test_a_click_beside_the_image_moves_nothing(desk: Desk, at: tuple[float, float]) -> None:
    quad(desk).app.keeper.click(*at)

    assert desk.view.all("plane") == []


def test_a_click_on_a_plane_shown_alone_moves_nothing(desk: Desk) -> None:
    desk.show(size=(5, 4, 3))
    before = plane(desk)

    desk.app.keeper.click(0.0, 0.0)

    assert plane(desk) == before


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_every_axis_has_a_slider(desk: Desk, axis: int) -> None:
    quad(desk).app.view.set_slice(axis, 0)

    assert plane(desk).position[axis] == 0


def test_going_to_an_index_moves_the_crosshair(desk: Desk) -> None:
    quad(desk).app.probe.show_index(ItkIndex((4, 3, 2)))

    assert plane(desk).position == (4, 3, 2)
    assert desk.found is not None
    assert desk.found.itk_index == ItkIndex((4, 3, 2))


def test_stepping_is_across_the_active_plane(desk: Desk) -> None:
    quad(desk).app.view.activate_plane(1, 2)

    desk.app.view.step_slice(1)

    assert plane(desk).position == (3, 2, 1)


def test_an_edit_goes_to_the_active_plane(desk: Desk) -> None:
    quad(desk).app.edit.set_editing(True)
    desk.app.edit.set_tool(PIXEL)
    desk.app.edit.set_value("99")
    desk.app.view.activate_plane(1, 2)

    desk.app.edit.press(3.0, 0.0)

    assert desk.session.view[0, 3, 2] == 99


def test_another_plane_ends_the_quad_view(desk: Desk) -> None:
    quad(desk).app.view.set_axes(0, 1)

    assert desk.view.last("layout") == (Plane(0, 1, (2, 2, 1)), False)
    assert not desk.state.is_quad


@pytest.mark.parametrize("axes", [(0, 3), (3, 0), (2, 3), (1, 0)])
def test_any_two_axes_either_way_round(desk: Desk, axes: tuple[int, int]) -> None:
    desk.show(size=(5, 4, 3, 2))

    desk.app.view.set_axes(*axes)

    assert desk.state.plane_axes == axes


@pytest.mark.parametrize("axes", [(0, 4), (4, 0), (1, 1)])
def test_axes_that_there_are_not(desk: Desk, axes: tuple[int, int]) -> None:
    desk.show(size=(5, 4, 3, 2))

    desk.app.view.set_axes(*axes)

    assert desk.state.plane_axes == (0, 1)


def test_stepping_further_is_along_the_second_hidden_axis(desk: Desk) -> None:
    desk.show(size=(5, 4, 3, 6))

    desk.app.view.step_slice(1, further=True)

    assert plane(desk).position == (2, 2, 1, 1)


def test_stepping_passes_over_an_axis_of_one_pixel(desk: Desk) -> None:
    desk.show(size=(5, 4, 1, 6))

    desk.app.view.step_slice(2)

    assert plane(desk).position == (2, 2, 0, 2)
    assert desk.state.hidden_axes == 1


def test_stepping_further_without_a_second_axis_moves_nothing(desk: Desk) -> None:
    desk.show(size=(5, 4, 3))
    before = plane(desk)

    desk.app.view.step_slice(1, further=True)

    assert plane(desk) == before


def test_playing_begins_again_after_the_last_slice(desk: Desk) -> None:
    desk.show(size=(5, 4, 3))

    desk.app.view.advance_slice(2, 2)

    assert plane(desk).position == (2, 2, 0)


@pytest.mark.parametrize("axis", [0, 1])
def test_playing_moves_only_a_hidden_axis(desk: Desk, axis: int) -> None:
    desk.show(size=(5, 4, 3))
    before = plane(desk)

    desk.app.view.advance_slice(axis, 1)

    assert plane(desk) == before


def test_nothing_happens_without_an_image(desk: Desk) -> None:
    desk.app.view.set_quad(True)
    desk.app.view.set_axes(0, 2)
    desk.app.view.activate_plane(0, 2)
    desk.app.keeper.click(0.0, 0.0)
    desk.app.view.step_slice(1, further=True)
    desk.app.view.advance_slice(2, 1)

    assert {name for name, _ in desk.view.calls} <= {"state", "tabs"}


def test_a_picture_is_written(desk: Desk, tmp_path: Path) -> None:
    desk.app.pictures.save(tmp_path / "a.png", b"png")

    assert (tmp_path / "a.png").read_bytes() == b"png"
    assert desk.view.last("status") == "Saved the picture a.png."


def test_a_picture_that_cannot_be_written_is_told_in_one_sentence(desk: Desk, tmp_path: Path) -> None:
    desk.app.pictures.save(tmp_path / "none" / "a.png", b"png")

    assert desk.view.last("error")[1].message == "a.png could not be written: its folder cannot be reached."


@pytest.mark.parametrize("name", ["a.png", "alias.png", "other.png"])
def test_a_picture_never_replaces_an_open_image(desk: Desk, tmp_path: Path, name: str) -> None:
    for opened in ("a.png", "other.png"):
        (tmp_path / opened).write_bytes(b"pixels")
        desk.show(opened, stamp=FileStamp.of(tmp_path / opened), mapping="file")
    (tmp_path / "alias.png").hardlink_to(tmp_path / "a.png")

    desk.app.pictures.save(tmp_path / name, b"png")

    assert desk.view.last("error")[1].message == f"{name} is open here; it was left as it is."
    assert (tmp_path / name).read_bytes() == b"pixels"
