"""Patients stand upright where the file says how they lie, and where that is wanted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.display.viewport import ALL_FITTED, Viewport, Viewports
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.orientation import ARRAY_ORDER, patient_orientation
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.space import Space

IN_PATIENT = Space("mm", is_patient=True)
SIDEWAYS = ((0.0, 1.0, 0.0), (-1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
"""x leads to anterior and y to the left: axial planes lie on their side."""


def turned(direction: tuple[tuple[float, ...], ...]) -> Geometry:
    return replace(Geometry.identity((5, 4, 3)), direction=direction)


def show_patient(desk: Any, direction: tuple[tuple[float, ...], ...] = SIDEWAYS, space: Space = IN_PATIENT) -> Plane:
    desk.show("a.nrrd", size=(5, 4, 3), space=space, geometry=turned(direction))
    return shown(desk)


def shown(desk: Any) -> Plane:
    found = desk.app.images.current.plane
    assert isinstance(found, Plane)
    return found


@pytest.fixture
def upright(desk: Any) -> Any:
    desk.app.switches.set_on("patientOrientation", is_on=True)
    return desk


def axes(plane: Plane) -> tuple[int, int]:
    return plane.horizontal, plane.vertical


def test_a_patient_opens_upright(upright: Any) -> None:
    plane = show_patient(upright)

    assert axes(plane) == (1, 0)
    assert upright.view.scene.orientation == patient_orientation(turned(SIDEWAYS))
    assert upright.view.scene.orientation.flips(plane) == (False, True)
    assert upright.state.plane_name == "axial"
    assert upright.state.plane_names == ("axial", "sagittal", "coronal")
    assert upright.state.is_of_patient


@pytest.mark.parametrize("space", [Space("mm"), Space(is_by_convention=True)])
def test_where_the_file_states_no_patient_it_is_array_order(upright: Any, space: Space) -> None:
    plane = show_patient(upright, space=space)

    assert axes(plane) == (0, 1)
    assert upright.view.scene.orientation == ARRAY_ORDER
    assert not upright.state.is_of_patient


def test_array_order_shows_what_the_array_has_and_is_remembered(upright: Any) -> None:
    show_patient(upright)

    upright.app.switches.set_on("patientOrientation", is_on=False)

    assert axes(shown(upright)) == (0, 1)
    assert upright.view.scene.orientation == ARRAY_ORDER
    assert "patientOrientation" not in upright.state.switches


def test_the_position_stays(upright: Any) -> None:
    show_patient(upright)
    upright.app.view.set_slice(2, 0)

    upright.app.switches.set_on("patientOrientation", is_on=False)

    assert shown(upright) == Plane(0, 1, (2, 2, 0))


def test_axes_that_the_user_chose_stay(upright: Any) -> None:
    show_patient(upright)
    upright.app.view.set_axes(0, 1)

    upright.app.switches.set_on("patientOrientation", is_on=False)
    upright.app.switches.set_on("patientOrientation", is_on=True)

    assert axes(shown(upright)) == (1, 0)


def test_sideways_axes_are_there_for_who_asks_for_them(upright: Any) -> None:
    show_patient(upright)

    upright.app.view.set_axes(0, 1)

    assert axes(shown(upright)) == (0, 1)
    assert upright.view.scene.orientation.flips(shown(upright)) == (True, False)


def test_zoom_stays_where_only_the_drawing_is_flipped(upright: Any) -> None:
    show_patient(upright, ((-1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.0, 0.0, 1.0)))
    seen = Viewports((((0, 1), Viewport((1.0, 2.0), 30.0)),))
    upright.app.view.take_viewports(seen)

    upright.app.switches.set_on("patientOrientation", is_on=False)

    assert upright.view.scene.viewports == seen


def test_a_plane_that_is_laid_anew_is_fitted(upright: Any) -> None:
    show_patient(upright)
    upright.app.view.take_viewports(Viewports((((1, 0), Viewport((1.0, 2.0), 30.0)),)))

    upright.app.switches.set_on("patientOrientation", is_on=False)

    assert upright.view.scene.viewports == ALL_FITTED


@pytest.mark.parametrize(("pair", "laid"), [((0, 1), (1, 0)), ((0, 2), (0, 2)), ((1, 2), (1, 2))])
def test_planes_of_the_menu_are_laid_upright(upright: Any, pair: tuple[int, int], laid: tuple[int, int]) -> None:
    show_patient(upright)

    upright.app.view.show_plane(*pair)

    assert axes(shown(upright)) == laid
    assert upright.state.laid_axes == ((1, 0), (0, 2), (1, 2))


def test_a_plane_that_there_is_not_is_not_shown(upright: Any) -> None:
    upright.show(size=(5, 4))

    upright.app.view.show_plane(0, 2)

    assert axes(shown(upright)) == (0, 1)


def test_the_three_planes_stand_upright(upright: Any) -> None:
    show_patient(upright)

    upright.app.view.set_quad(True)

    assert [axes(plane) for plane in upright.view.scene.planes] == [(1, 0), (0, 2), (1, 2)]
    assert axes(shown(upright)) == (1, 0)


def test_the_three_planes_follow_the_orientation(upright: Any) -> None:
    show_patient(upright)
    upright.app.view.set_quad(True)

    upright.app.switches.set_on("patientOrientation", is_on=False)

    assert upright.view.scene.plane in upright.view.scene.planes
    assert [axes(plane) for plane in upright.view.scene.planes] == [(0, 1), (0, 2), (1, 2)]


def test_an_index_leads_to_the_same_pixel(upright: Any) -> None:
    show_patient(upright)
    upright.app.probe.show_index(ItkIndex((4, 1, 2)))
    before = upright.app.images.current.probe

    upright.app.switches.set_on("patientOrientation", is_on=False)
    upright.app.probe.show_index(ItkIndex((4, 1, 2)))

    after = upright.app.images.current.probe
    assert (after.itk_index, after.array_index, after.array_value) == (
        before.itk_index,
        before.array_index,
        before.array_value,
    )
    pixels = upright.app.images.current.pixels
    assert np.array_equal(after.array_value, pixels[2, 1, 4])


def test_what_is_probed_is_looked_at_again_when_the_drawing_is_flipped(upright: Any) -> None:
    show_patient(upright)
    before = upright.view.scene

    upright.app.switches.set_on("patientOrientation", is_on=False)

    assert upright.view.scene.puts_other_pixels_under_the_pointer(before)


def test_a_reload_keeps_the_plane(upright: Any) -> None:
    show_patient(upright)
    before = upright.app.images.current
    upright.app.view.set_axes(0, 1)
    upright.show("b.nrrd", size=(5, 4, 3), space=IN_PATIENT, geometry=turned(SIDEWAYS))
    after = upright.app.images.current

    after.look_like(before)
    upright.app.switches.set_on("scaleBar", is_on=True)

    assert axes(after.plane) == (0, 1)
    assert after.orientation == before.orientation


def test_a_frozen_pixel_stays_where_axes_are_exchanged(upright: Any) -> None:
    show_patient(upright)
    upright.app.probe.show_index(ItkIndex((4, 1, 2)))
    upright.app.probe.set_held(True)

    upright.app.switches.set_on("patientOrientation", is_on=False)

    assert axes(shown(upright)) == (0, 1)
    assert upright.app.images.current.probe.itk_index == ItkIndex((4, 1, 2))


def test_asking_for_the_orientation_that_there_is_changes_nothing(upright: Any) -> None:
    show_patient(upright)
    upright.view.forget()

    upright.app.switches.set_on("patientOrientation", is_on=True)

    assert upright.view.all("state") == []
