"""Open images of one name can be told apart: in the tabs, the title and the question about unsaved edits."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from itk_inspector.control.model.image_title import ImageTitle
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.model.titles import Titles
from itk_inspector.core.display.layer_look import PLAIN_LOOK
from itk_inspector.core.image.outcome import Opened

if TYPE_CHECKING:
    from tests.control.conftest import Desk


def tabs(desk: Desk) -> list[str]:
    return [label.text for label in desk.view.tabs]


def adopt(desk: Desk, name: str = "array") -> None:
    document = desk.document(name)
    document.info = replace(document.info, path=Path(name), format="memory")
    desk.app.files.adopt(document)


def labels(desk: Desk) -> list[str]:
    return [image.label for image in desk.app.images.all]


def test_files_of_one_name_are_told_by_their_folders(desk: Desk) -> None:
    desk.show("patient1/ct.nii.gz")
    alone = desk.state.name
    desk.show("patient2/ct.nii.gz")

    shown = desk.view.tabs

    assert (alone, desk.state.name) == ("ct.nii.gz", "patient2/ct.nii.gz")
    assert [label.text for label in shown] == ["patient1/ct.nii.gz", "patient2/ct.nii.gz"]
    assert [label.tip for label in shown] == ["/data/patient1/ct.nii.gz", "/data/patient2/ct.nii.gz"]


def test_a_name_is_short_again_when_the_other_is_closed(desk: Desk) -> None:
    desk.show("patient1/ct.nii.gz")
    desk.show("patient2/ct.nii.gz")

    desk.app.tabs.close(0)

    assert (desk.state.name, tabs(desk)) == ("ct.nii.gz", ["ct.nii.gz"])


def test_one_file_read_in_two_ways_is_told_by_them(desk: Desk) -> None:
    desk.show("ct.nrrd")
    desk.app.files.open(Path("/data/ct.nrrd"), "UC")
    desk.deliver(Opened(desk.files.opened[-1][0], desk.document("ct.nrrd", read_as="UC")))

    assert tabs(desk) == ["ct.nrrd", "ct.nrrd (as UC)"]


def test_arrays_of_one_name_keep_their_number(desk: Desk) -> None:
    for _ in range(3):
        adopt(desk)
    three = labels(desk)
    desk.app.tabs.close(1)
    two = labels(desk)
    adopt(desk)

    assert three == ["array 1", "array 2", "array 3"]
    assert two == ["array 1", "array 3"]
    assert labels(desk) == ["array 1", "array 3", "array 2"]


def test_the_question_about_edits_says_which(desk: Desk) -> None:
    desk.show("patient1/ct.nii.gz")
    desk.show("patient2/ct.nii.gz")
    desk.app.edit.set_editing(True)
    desk.change_pixel()

    desk.app.tabs.close()

    assert desk.view.last("ask_unsaved") == "patient2/ct.nii.gz"


def test_what_is_read_again_keeps_its_name_and_number(desk: Desk) -> None:
    adopt(desk)
    adopt(desk)
    desk.app.tabs.close(0)
    adopt(desk)
    kept = labels(desk)
    images = desk.app.images
    with images.changing():
        images.replace(images.all[0], OpenImage(desk.document("array")))
    again = images.all[0].title.number

    assert (kept, again) == (["array 2", "array 1"], 2)


def test_a_given_name_is_that_of_tab_and_title(desk: Desk) -> None:
    images = desk.app.images
    for name in ("before", "after", "after"):
        with images.changing():
            images.add(OpenImage(desk.document("ct.nrrd"), ImageTitle(given=name)))

    assert tabs(desk) == ["before", "after 1", "after 2"]


def test_tabs_stand_in_the_order_that_was_asked_for(desk: Desk) -> None:
    images = desk.app.images
    desk.show("opened.nrrd")
    for order in (2, 0, 1):
        with images.changing():
            images.add(OpenImage(desk.document(f"{order}.nrrd"), ImageTitle(order=order)))

    assert labels(desk) == ["0.nrrd", "1.nrrd", "2.nrrd", "opened.nrrd"]


def test_a_tab_of_layers_is_called_by_the_lowest_one(desk: Desk) -> None:
    images = desk.app.images
    desk.show("patient1/ct.nii.gz")
    with images.changing():
        images.lay(OpenImage(desk.document("patient2/ct.nii.gz")), images.all[0], PLAIN_LOOK)

    assert tabs(desk) == ["patient1/ct.nii.gz + 1"]
    assert [image.label for image in images.all] == ["patient1/ct.nii.gz", "patient2/ct.nii.gz"]


# ------------------------------------------------------------------ several windows


def test_windows_are_told_from_one_another(two_desks: tuple[Desk, Desk]) -> None:
    one, other = two_desks
    one.show("patient1/ct.nii.gz")
    other.show("patient2/ct.nii.gz")
    both = one.state.name, other.state.name, tabs(one), tabs(other)
    other.app.release()

    assert both == ("patient1/ct.nii.gz", "patient2/ct.nii.gz", ["patient1/ct.nii.gz"], ["patient2/ct.nii.gz"])
    assert one.state.name == "ct.nii.gz"


def test_a_window_that_is_not_concerned_is_left_alone(two_desks: tuple[Desk, Desk]) -> None:
    one, other = two_desks
    one.show("ct.nrrd")
    one.view.forget()

    other.show("mr.nrrd")

    assert not one.view.calls


def test_a_closed_window_is_not_held(desk: Desk) -> None:
    titles, images = Titles(), OpenImages()
    images.add(OpenImage(desk.document("ct.nrrd")))
    titles.settle(images)
    images.release()
    titles.settle(images)
    gone = weakref.ref(images)

    del images
    gc.collect()

    assert gone() is None
