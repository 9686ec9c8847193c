"""Files dropped on an image, and images of other tabs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from itk_inspector.core.display.colour_map_names import LABELS
from itk_inspector.core.display.layer_look import IMAGE_LOOK, LABELS_LOOK
from itk_inspector.core.display.placing import Placing, is_named_like_labels
from itk_inspector.core.image.outcome import Opened


def drop(desk: Any, *names: str) -> None:
    desk.app.adding.take_dropped([Path("/data") / name for name in names])


def deliver(desk: Any, *names: str) -> None:
    for name in names:
        desk.deliver(Opened(desk.files.opened[-1][0], desk.document(name)))


def names(desk: Any) -> list[list[str]]:
    return [[image.document.info.path.name for image in tab.images] for tab in desk.app.images.tabs]


def test_on_an_empty_window_nothing_is_asked(desk: Any) -> None:
    drop(desk, "a.nrrd", "b.nrrd")
    deliver(desk, "a.nrrd", "b.nrrd")

    assert names(desk) == [["a.nrrd"], ["b.nrrd"]]
    assert desk.view.all("ask_placing") == []


def test_files_on_an_image_are_asked_about_together(desk: Any) -> None:
    desk.show("a.nrrd")

    drop(desk, "b.nrrd", "c.nrrd")

    assert desk.view.all("ask_placing") == [(["b.nrrd", "c.nrrd"], "a.nrrd", Placing.TAB)]
    assert len(desk.files.opened) == 1


@pytest.mark.parametrize(
    ("placing", "expected"),
    [
        (Placing.TAB, [["a.nrrd"], ["b.nrrd"], ["c.nrrd"]]),
        (Placing.LAYER, [["a.nrrd", "b.nrrd", "c.nrrd"]]),
        (Placing.LABELS, [["a.nrrd", "b.nrrd", "c.nrrd"]]),
    ],
)
def test_they_come_where_the_answer_says(desk: Any, placing: Placing, expected: list[list[str]]) -> None:
    desk.show("a.nrrd")
    drop(desk, "b.nrrd", "c.nrrd")

    desk.view.place(placing)
    deliver(desk, "b.nrrd", "c.nrrd")

    assert names(desk) == expected


def test_they_come_over_the_image_that_they_were_dropped_on(desk: Any) -> None:
    desk.show("a.nrrd")
    drop(desk, "b.nrrd")
    desk.show("z.nrrd")

    desk.view.place(Placing.LAYER)
    deliver(desk, "b.nrrd")

    assert names(desk) == [["a.nrrd", "b.nrrd"], ["z.nrrd"]]


@pytest.mark.parametrize(
    ("name", "is_it"),
    [
        ("ct_labels.nii.gz", True),
        ("Segmentation.seg.nrrd", True),
        ("mask.png", True),
        ("sub-01_dseg.nii.gz", True),
        ("ct.nii.gz", False),
        ("masked-ct.nrrd", False),
        ("segovia.png", False),
    ],
)
def test_labels_are_told_by_the_name(desk: Any, name: str, is_it: bool) -> None:
    assert is_named_like_labels(name) is is_it
    desk.show("a.nrrd")
    drop(desk, name)
    assert desk.view.last("ask_placing")[2] is (Placing.LABELS if is_it else Placing.TAB)
    drop(desk, name, "other.nrrd")
    assert desk.view.last("ask_placing")[2] is Placing.TAB


def test_the_images_of_another_tab_come_over_this_one(desk: Any) -> None:
    desk.show("b.nrrd")
    desk.app.levels.set_colour_map(LABELS)
    desk.app.files.open(Path("/data/c.nrrd"), placing=Placing.LAYER)
    deliver(desk, "c.nrrd")
    desk.show("a.nrrd")
    assert desk.state.other_tabs == ((0, "b.nrrd + 1"),)

    desk.app.adding.gather(0)

    assert names(desk) == [["a.nrrd", "b.nrrd", "c.nrrd"]]
    assert [layer.look for layer in desk.app.images.layers][1:] == [LABELS_LOOK, IMAGE_LOOK]
    assert (desk.state.other_tabs, desk.view.current_tab) == ((), 0)


@pytest.mark.parametrize("number", [1, 7, -1])
def test_a_tab_is_not_laid_over_itself(desk: Any, number: int) -> None:
    desk.show("a.nrrd")
    desk.show("b.nrrd")
    desk.app.adding.gather(number)
    assert names(desk) == [["a.nrrd"], ["b.nrrd"]]
