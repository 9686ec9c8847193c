"""Regions copied as pixels, and pasted on other slices, tabs, planes and flips."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from itk_inspector.control.editing.over import Over
from itk_inspector.control.tools.stamp import STAMP
from itk_inspector.core.display.footprint import Footprint
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.measure.kinds import ShapeKind

if TYPE_CHECKING:
    from tests.control.conftest import Desk

    from itk_inspector.control.model.open_image import OpenImage

SIZE = (6, 5, 4)


@pytest.fixture
def volume(desk: Desk) -> Desk:
    desk.app.files.adopt(desk.document("volume.nrrd", SIZE))
    desk.app.edit.set_editing(True)
    return desk


def image(desk: Desk) -> OpenImage:
    current = desk.app.images.current
    assert current is not None
    return current


def select(desk: Desk, first: ItkIndex, last: ItkIndex) -> None:
    image(desk).shapes = image(desk).shapes.adding(ShapeKind.RECTANGLE, (first, last), image(desk).plane)


def copy(desk: Desk) -> str:
    return desk.app.later.beside.region.copy(desk.app.edit)


def paste(desk: Desk) -> None:
    desk.app.later.beside.region.paste(desk.app.edit)


def stamp(desk: Desk, horizontal: float, vertical: float) -> None:
    desk.app.edit.set_tool(STAMP)
    desk.app.edit.press(horizontal, vertical)
    desk.app.edit.release(horizontal, vertical)


def test_a_slice_is_pasted_into_another_one(volume: Desk) -> None:
    before = volume.session.view.copy()

    assert copy(volume).splitlines()[0] == "\t".join(str(n) for n in range(60, 66))
    volume.app.view.set_slice(2, 0)
    paste(volume)

    before[0] = before[2]
    assert np.array_equal(volume.session.view, before)
    assert volume.session.undo_label == "paste 30 pixels"
    assert "Copied 30 pixels of the slice; their values are on the clipboard." in volume.view.all("status")
    assert volume.view.last("status") == "Pasted 30 pixels."


def test_the_selected_rectangle_is_what_is_copied(volume: Desk) -> None:
    select(volume, ItkIndex.of(1, 1, 2), ItkIndex.of(3, 2, 2))
    before = volume.session.view.copy()

    assert copy(volume) == "67\t68\t69\n73\t74\t75\n"
    volume.app.view.set_slice(2, 3)
    paste(volume)

    before[3, 1:3, 1:4] = before[2, 1:3, 1:4]
    assert np.array_equal(volume.session.view, before)


def test_a_rectangle_of_another_slice_or_plane_is_not_on_screen(volume: Desk) -> None:
    select(volume, ItkIndex.of(1, 1, 2), ItkIndex.of(3, 2, 2))
    volume.app.view.set_slice(2, 1)
    assert len(copy(volume).splitlines()) == 5

    volume.app.view.set_axes(0, 2)

    assert len(copy(volume).splitlines()) == 4


def test_the_stamp_puts_the_middle_at_the_pointer(volume: Desk) -> None:
    select(volume, ItkIndex.of(1, 1, 2), ItkIndex.of(3, 2, 2))
    before = volume.session.view.copy()
    copy(volume)
    volume.app.view.set_axes(0, 2)
    volume.app.edit.set_tool(STAMP)

    volume.app.edit.press(2.0, 1.0)
    assert volume.view.rectangle == (ItkIndex.of(1, 2, 0), ItkIndex.of(3, 2, 1))
    volume.app.edit.drag(4.0, 3.0)
    assert volume.view.rectangle == (ItkIndex.of(3, 2, 2), ItkIndex.of(5, 2, 3))
    volume.app.edit.release(4.0, 3.0)

    before[2:4, 2, 3:6] = [[67, 68, 69], [73, 74, 75]]
    assert np.array_equal(volume.session.view, before)


def test_it_looks_as_it_did_where_the_axes_run_the_other_way(volume: Desk) -> None:
    select(volume, ItkIndex.of(1, 1, 2), ItkIndex.of(3, 2, 2))
    copy(volume)
    before = volume.session.view.copy()
    image(volume).orientation = replace(image(volume).orientation, flipped=(True, False, True))
    volume.app.view.set_axes(0, 2)

    stamp(volume, 4.0, 3.0)

    before[2:4, 2, 3:6] = [[75, 74, 73], [69, 68, 67]]
    assert np.array_equal(volume.session.view, before)


def test_what_lies_beyond_the_image_is_left_out(volume: Desk) -> None:
    copy(volume)
    before = volume.session.view.copy()

    stamp(volume, 5.0, 4.0)

    before[2, 2:, 2:] = before[2, :3, :4]
    assert np.array_equal(volume.session.view, before)
    assert volume.view.last("status") == "Pasted 12 pixels."


def test_a_region_of_another_plane_is_for_the_stamp(volume: Desk) -> None:
    copy(volume)
    volume.app.view.set_axes(0, 2)

    paste(volume)

    assert volume.app.edit.tool is STAMP
    assert volume.view.last("status") == "The region is of another plane: click where to put it."
    assert not volume.session.can_undo


def test_it_is_pasted_into_another_tab_of_the_same_type(volume: Desk) -> None:
    copy(volume)
    volume.app.files.adopt(volume.document("other.nrrd", (6, 5)))
    volume.app.edit.set_editing(True)

    paste(volume)

    assert volume.session.view.tolist() == np.arange(60, 90).reshape(5, 6).tolist()


def test_it_is_not_pasted_into_another_type(volume: Desk) -> None:
    copy(volume)
    volume.app.files.adopt(volume.document("other.nrrd", (6, 5), dtype="int16"))
    volume.app.edit.set_editing(True)

    paste(volume)

    assert volume.view.last("status") == "The region holds uint8; this image holds int16."
    stamp(volume, 1.0, 1.0)
    assert not volume.session.can_undo


def test_what_is_protected_stays(volume: Desk) -> None:
    copy(volume)
    volume.app.view.set_slice(2, 0)
    volume.app.painting_over.use(Over.BACKGROUND)

    paste(volume)

    assert volume.session.view[0, 0].tolist() == [60, 1, 2, 3, 4, 5]
    assert volume.session.undo_label == "paste 1 pixels"


def test_where_all_is_protected_nothing_is_pasted(volume: Desk) -> None:
    copy(volume)
    volume.app.painting_over.use(Over.BACKGROUND)

    paste(volume)
    stamp(volume, 1.0, 1.0)

    assert "Nothing was pasted: the region lies beyond this image, or all is protected." in volume.view.all("status")
    assert not volume.session.can_undo


def test_the_original_can_be_copied_from(desk: Desk) -> None:
    desk.show()

    assert copy(desk).startswith("0\t1\t2")


def test_without_a_region_there_is_nothing_to_paste(volume: Desk) -> None:
    paste(volume)
    assert volume.view.last("status") == "Copy a region first."

    stamp(volume, 1.0, 1.0)

    assert volume.view.last("problem").startswith("Copy a region first")


def test_without_an_image_nothing_is_copied_or_pasted(desk: Desk) -> None:
    assert copy(desk) == ""
    paste(desk)
    assert desk.view.all("status") == []


def test_the_stamp_shows_where_it_would_go(volume: Desk) -> None:
    select(volume, ItkIndex.of(1, 1, 2), ItkIndex.of(3, 2, 2))
    volume.app.edit.set_tool(STAMP)
    assert not volume.view.all("tool_note") or volume.view.last("tool_note") == ""
    copy(volume)
    volume.app.images.tell()

    shown = volume.app.edit._preview._under
    assert shown is not None
    assert isinstance(shown.shape, Footprint)
    assert shown.shape.bounds == (-1.5, 1.5, -1.5, 0.5)
    assert shown.note == "6 pixels"
