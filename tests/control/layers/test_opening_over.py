"""Opening an image over another one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.ports import UnsavedChoice
from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog
from itk_inspector.core.display.colour_map_names import LABELS
from itk_inspector.core.display.layer_look import IMAGE_LOOK, LABELS_LOOK, PLAIN_LOOK, LayerStyle
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.image.outcome import Cancelled, Opened, SeriesFound, SliceReady

B = Path("/data/b.nrrd")
ON_DISK = {"stamp": FileStamp(1, 2, 3, 4), "mapping": "file"}


def begin_over(desk: Any, placing: Placing = Placing.LABELS, path: Path = B, **given: Any) -> int:
    desk.app.files.open(path, placing=placing, **given)
    return int(desk.files.opened[-1][0])


def lay(desk: Any, placing: Placing = Placing.LABELS, path: Path = B, **facts: Any) -> OpenImage:
    token = begin_over(desk, placing, path)
    desk.deliver(Opened(token, desk.document(path.name, **facts)))
    image = desk.app.images.layers[-1].image
    assert isinstance(image, OpenImage)
    return image


def names(desk: Any) -> list[list[str]]:
    return [[image.document.info.path.name for image in tab.images] for tab in desk.app.images.tabs]


def test_labels_come_over_the_image_and_nothing_else_changes(desk: Any) -> None:
    desk.show("a.nrrd")
    under = desk.app.images.current

    over = lay(desk)

    assert (names(desk), desk.app.images.current) == ([["a.nrrd", "b.nrrd"]], under)
    assert [layer.look for layer in desk.app.images.layers] == [PLAIN_LOOK, LABELS_LOOK]
    assert over.settings.colour_map == LABELS
    assert desk.view.last("status") == "b.nrrd is shown over a.nrrd."
    assert desk.view.last("opened") == B


def test_an_image_comes_half_transparent(desk: Any) -> None:
    desk.show("a.nrrd")

    over = lay(desk, Placing.LAYER)

    assert desk.app.images.layers[1].look == IMAGE_LOOK
    assert over.settings.colour_map != LABELS


@pytest.mark.parametrize(
    ("kind", "words"), [({"dtype": "float32"}, "has float32 values"), ({"components": 3}, "has 3 components a pixel")]
)
def test_what_cannot_be_labels_is_shown_as_an_image_and_that_is_said(
    desk: Any, kind: dict[str, Any], words: str
) -> None:
    desk.show("a.nrrd")

    lay(desk, **kind)

    assert desk.app.images.layers[1].look == IMAGE_LOOK
    assert words in desk.view.last("status")


def test_without_an_image_it_gets_a_tab(desk: Any) -> None:
    token = begin_over(desk)
    desk.deliver(Opened(token, desk.document("b.nrrd")))

    assert names(desk) == [["b.nrrd"]]
    assert desk.app.images.layers == ()


def test_it_lies_over_the_image_that_was_on_screen_when_it_was_asked_for(desk: Any) -> None:
    desk.show("a.nrrd")
    token = begin_over(desk)
    desk.app.files.open(Path("/data/c.nrrd"))

    desk.deliver(Opened(token, desk.document("b.nrrd")))
    desk.deliver(Opened(desk.files.opened[-1][0], desk.document("c.nrrd")))

    assert names(desk) == [["a.nrrd", "b.nrrd"], ["c.nrrd"]]


def test_when_that_image_was_closed_it_gets_a_tab(desk: Any) -> None:
    desk.show("a.nrrd")
    token = begin_over(desk)
    desk.app.tabs.close()

    desk.deliver(Opened(token, desk.document("b.nrrd")))

    assert names(desk) == [["b.nrrd"]]


def test_what_belongs_over_a_file_waits_until_that_is_there(desk: Any) -> None:
    desk.app.files.open(Path("/data/a.nrrd"), layers=((B, Placing.LABELS), (Path("/data/c.nrrd"), Placing.LAYER)))
    desk.app.files.open(Path("/data/d.nrrd"))
    assert [path.name for _, path, _ in desk.files.opened] == ["a.nrrd"]

    for name in ("a.nrrd", "d.nrrd", "b.nrrd", "c.nrrd"):
        assert desk.files.opened[-1][1].name == name
        desk.deliver(Opened(desk.files.opened[-1][0], desk.document(name)))

    assert names(desk) == [["a.nrrd", "b.nrrd", "c.nrrd"], ["d.nrrd"]]


def test_what_belongs_over_a_series_comes_over_the_series(desk: Any) -> None:
    desk.app.files.open(Path("/data/ct"), layers=((B, Placing.LABELS),))
    files = (Path("/data/ct/1"), Path("/data/ct/2"))
    series = DicomSeries("1.2", "Doe", "head", "CT", 1, (5, 4, 2), (1.0, 1.0, 2.0), "axial", files)
    desk.deliver(SeriesFound(desk.files.opened[-1][0], SeriesCatalog(Path("/data/ct"), (series,), 0, ())))
    desk.deliver(Opened(desk.files.opened[-1][0], desk.document("ct")))
    desk.deliver(Opened(desk.files.opened[-1][0], desk.document("b.nrrd")))

    assert names(desk) == [["ct", "b.nrrd"]]


def test_cancelled_leaves_all_as_it_was(desk: Any) -> None:
    desk.show("a.nrrd")
    token = begin_over(desk)
    desk.deliver(Cancelled(token, B))
    assert names(desk) == [["a.nrrd"]]


def test_a_failure_leaves_all_as_it_was(desk: Any) -> None:
    desk.show("a.nrrd")
    desk.fail(begin_over(desk))
    assert names(desk) == [["a.nrrd"]]


def test_the_first_slice_of_a_series_lies_where_the_volume_will(desk: Any) -> None:
    desk.show("a.nrrd")
    token = begin_over(desk, Placing.LAYER)
    files = tuple(Path(f"/data/{n}.dcm") for n in range(3))

    desk.deliver(SliceReady(token, desk.document("slice", (5, 4, 1), data_files=files[:1])))
    shown = names(desk)
    desk.deliver(Opened(token, desk.document("b.nrrd", (5, 4, 3), data_files=files)))

    assert (shown, names(desk)) == ([["a.nrrd", "slice"]], [["a.nrrd", "b.nrrd"]])
    assert desk.app.images.layers[1].look == IMAGE_LOOK


def test_an_image_of_another_tab_moves_over_this_one(desk: Any) -> None:
    desk.show("b.nrrd", **ON_DISK)
    other = desk.app.images.current
    desk.show("a.nrrd")

    desk.app.files.open(B, placing=Placing.LABELS)

    assert names(desk) == [["a.nrrd", "b.nrrd"]]
    assert desk.app.images.layers[1].image is other
    assert desk.view.current_tab == 0


def test_an_image_that_lies_there_already_is_not_opened_twice(desk: Any) -> None:
    desk.show("a.nrrd")
    lay(desk, **ON_DISK)

    desk.app.files.open(B, placing=Placing.LAYER)

    assert (names(desk), len(desk.files.opened)) == ([["a.nrrd", "b.nrrd"]], 2)
    assert desk.view.last("status") == "b.nrrd is already open."


def test_reading_a_layer_again_keeps_its_place_and_its_look(desk: Any) -> None:
    desk.show("a.nrrd")
    over = lay(desk, **ON_DISK)
    lay(desk, path=Path("/data/c.nrrd"))
    with desk.app.images.changing():
        desk.app.images.set_look(over, replace(LABELS_LOOK, opacity=0.25, style=LayerStyle.OUTLINE))
        desk.app.images.bring(over)

    desk.app.files.reload()
    desk.deliver(Opened(desk.files.opened[-1][0], desk.document("b.nrrd", **ON_DISK)))

    assert names(desk) == [["a.nrrd", "b.nrrd", "c.nrrd"]]
    layer = desk.app.images.layers[1]
    assert (layer.look.opacity, layer.look.style) == (0.25, LayerStyle.OUTLINE)
    assert layer.image is desk.app.images.current
    assert layer.image.settings.colour_map == LABELS


def test_labels_that_are_read_again_as_floats_are_an_image(desk: Any) -> None:
    desk.show("a.nrrd")
    over = lay(desk, **ON_DISK)
    with desk.app.images.changing():
        desk.app.images.bring(over)

    desk.app.files.reload("F")
    desk.deliver(Opened(desk.files.opened[-1][0], desk.document("b.nrrd", dtype="float32", **ON_DISK)))

    assert desk.app.images.layers[1].look.style is LayerStyle.IMAGE


def test_edits_of_a_layer_are_asked_about_when_its_tab_is_closed(desk: Any) -> None:
    desk.show("a.nrrd")
    over = lay(desk)
    with desk.app.images.changing():
        desk.app.images.bring(over)
    desk.app.edit.set_editing(True)
    desk.change_pixel()
    with desk.app.images.changing():
        desk.app.images.bring(desk.app.images.layers[0].image)

    stores = [document.store for document in desk.made]

    desk.app.tabs.close()
    assert desk.view.last("ask_unsaved") == "b.nrrd"
    desk.view.answer(UnsavedChoice.DISCARD)

    assert names(desk) == []
    assert all(store.closed for store in stores)


def test_a_layer_of_another_size_that_is_read_again_shows_the_same_place(desk: Any) -> None:
    desk.show("a.nrrd", (9, 8, 7))
    over = lay(desk, size=(9, 8, 7), **ON_DISK)
    with desk.app.images.changing():
        desk.app.images.bring(over)
    desk.app.view.set_slice(2, 6)

    desk.app.files.reload()
    halved = replace(Geometry.identity((5, 4, 4)), spacing=(2.0, 2.0, 2.0))
    desk.deliver(Opened(desk.files.opened[-1][0], desk.document("b.nrrd", geometry=halved, **ON_DISK)))

    assert desk.app.images.current.plane.position[2] == 3
