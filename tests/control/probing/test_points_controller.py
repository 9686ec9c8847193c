"""Points of the image on screen: added, named, sorted, written, read, and known again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.probing import points_controller
from itk_inspector.core.display.layer_look import LayerLook
from itk_inspector.core.errors import ExportError, ProbeError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.image.outcome import Opened

if TYPE_CHECKING:
    from tests.control.conftest import Desk


@pytest.fixture
def volume(desk: Desk) -> Desk:
    desk.show("v.nrrd", (7, 6, 5))
    return desk


def keep(desk: Desk, *texts: str) -> None:
    for text in texts:
        desk.app.navigation.go_to(text)
        desk.app.points.add()


def numbers(desk: Desk) -> list[int]:
    return [row.point.number for row in desk.points_panel.rows]


def test_the_pixel_that_is_shown_is_kept_once(volume: Desk) -> None:
    volume.app.points.add()
    assert numbers(volume) == []
    keep(volume, "(1, 2, 3)", "[4, 5, 6]", "(1, 2, 3)")

    assert [row.point.index for row in volume.points_panel.rows] == [ItkIndex.of(1, 2, 3), ItkIndex.of(6, 5, 4)]
    assert [row.array_index for row in volume.points_panel.rows] == [(3, 2, 1), (4, 5, 6)]
    assert [row.value for row in volume.points_panel.rows] == [3 * 42 + 2 * 7 + 1, 4 * 42 + 5 * 7 + 6]


def test_the_list_comes_to_the_front_with_the_first_point_of_an_image_alone(volume: Desk) -> None:
    volume.app.points.add()  # no pixel is shown
    assert volume.points_panel.fronts == 0
    keep(volume, "(1, 2, 3)", "(1, 2, 4)", "(1, 2, 4)")
    assert volume.points_panel.fronts == 1
    volume.app.points.delete([1, 2])
    keep(volume, "(0, 0, 0)")
    assert volume.points_panel.fronts == 2


def test_an_edit_is_shown_as_before_and_after(volume: Desk) -> None:
    keep(volume, "(1, 2, 3)")
    volume.app.edit.toggle_editing()
    volume.app.edit.set_value("7")
    volume.app.edit.set_pixel("(1, 2, 3)")
    assert volume.points_panel.rows[0].change_text == "141 → 7"
    volume.app.edit.undo()
    assert volume.points_panel.rows[0].change_text == "141"


def test_names_notes_sorting_and_deleting(volume: Desk) -> None:
    keep(volume, "(1, 2, 3)", "(0, 0, 0)", "(6, 5, 4)")
    volume.app.points.rename(2, "b")
    volume.app.points.rename(3, "a")
    volume.app.points.annotate(3, "far")
    volume.app.points.sort("name")
    assert numbers(volume) == [1, 3, 2]
    volume.app.points.sort("value", falling=True)
    assert numbers(volume) == [3, 1, 2]
    volume.app.points.sort("note", falling=True)
    assert numbers(volume)[0] == 3
    volume.app.points.sort("index")
    assert numbers(volume) == [2, 1, 3]
    volume.app.points.sort("number")
    volume.app.points.delete([1, 3])
    assert numbers(volume) == [2]


def test_a_point_brings_its_pixel_to_the_screen(volume: Desk) -> None:
    keep(volume, "(1, 2, 3)", "(0, 0, 0)")
    volume.app.points.go_to(1)
    image = volume.app.images.current
    assert image is not None
    assert image.probe is not None
    assert image.probe.itk_index == ItkIndex.of(1, 2, 3)


def test_points_belong_to_their_image(volume: Desk) -> None:
    keep(volume, "(1, 2, 3)")
    volume.show("w.nrrd", (4, 4))
    assert numbers(volume) == []
    volume.app.tabs.select(0)
    assert numbers(volume) == [1]


def test_texts_and_files(volume: Desk, tmp_path: Path) -> None:
    keep(volume, "(1, 2, 3)", "(6, 5, 4)")
    for suffix in (".csv", ".json", ".mrk.json"):
        path = tmp_path / f"points{suffix}"
        volume.app.points.save(path)
        before = volume.app.points.rows()
        volume.app.points.delete([1, 2])
        volume.app.points.load(path.read_text())
        assert volume.app.points.rows() == before
    assert volume.app.points.text("Python").count("\n    (") == 2
    assert json.loads((tmp_path / "points.mrk.json").read_text())["markups"]


def test_points_outside_are_left_out_and_told(volume: Desk) -> None:
    volume.app.points.load("number,itk x,itk y,itk z\n1,0,0,0\n2,99,0,0\n")
    assert numbers(volume) == [1]
    assert volume.view.last("status") == "Points added: 1. Outside the image and left out: 1."
    with pytest.raises(ProbeError):
        volume.app.points.load("nonsense")


def test_points_are_there_again_for_the_same_pixels_under_another_name(desk: Desk) -> None:
    desk.show("v.nrrd", (7, 6, 5))
    keep(desk, "(1, 2, 3)")
    desk.app.points.rename(1, "tip")
    desk.app.tabs.close(0)
    desk.show("renamed.nrrd", (7, 6, 5))
    assert [row.point.label for row in desk.points_panel.rows] == ["tip"]
    desk.app.points.delete([1])
    assert desk.point_store.kept == {}


def test_other_pixels_have_no_points_and_none_are_looked_at_without_need(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.show("v.nrrd", (7, 6, 5))
    keep(desk, "(1, 2, 3)")
    monkeypatch.setattr(points_controller, "content_key", None)  # would raise
    desk.show("w.nrrd", (7, 6, 6))
    assert numbers(desk) == []


def test_points_that_cannot_be_kept_are_told(volume: Desk) -> None:
    volume.point_store.refusal = ExportError("no room.")
    keep(volume, "(1, 2, 3)")
    assert numbers(volume) == [1]
    assert any("could not be kept" in text for text in volume.view.all("status"))


def test_damaged_points_are_passed_over(desk: Desk) -> None:
    desk.show("v.nrrd", (7, 6, 5))
    keep(desk, "(1, 2, 3)")
    (key,) = desk.point_store.kept
    desk.point_store.kept[key] = "{damaged"
    desk.app.tabs.close(0)
    desk.show("v.nrrd", (7, 6, 5))
    assert numbers(desk) == []


@pytest.mark.parametrize("dtype", ["uint8", "int16"])
def test_reloading_keeps_the_points_also_of_a_file_that_changed(desk: Desk, tmp_path: Path, dtype: str) -> None:
    path = tmp_path / "v.nrrd"
    path.write_bytes(b"x")
    desk.app.files.open(path)
    stamp = FileStamp.of(path)
    desk.deliver(Opened(desk.files.opened[-1][0], desk.document(str(path), (7, 6, 5), stamp=stamp)))
    keep(desk, "(1, 2, 3)")
    before = desk.app.images.current
    desk.app.files.reload()
    again = desk.document(str(path), (7, 6, 5), stamp=stamp, dtype=dtype)
    desk.deliver(Opened(desk.files.opened[-1][0], again))

    image = desk.app.images.current
    assert image is not None
    assert image is not before
    assert numbers(desk) == [1]
    assert image.content_key in desk.point_store.kept
    assert len(desk.point_store.kept) == (1 if dtype == "uint8" else 2)


def lay(desk: Desk, name: str) -> OpenImage:
    """Lay an image over the one on screen."""
    over = OpenImage(desk.document(name, (7, 6, 5)))
    assert desk.app.images.current is not None
    with desk.app.images.changing():
        desk.app.images.lay(over, desk.app.images.current, LayerLook())
    return over


def test_the_values_of_all_layers_are_told_the_top_one_first(volume: Desk) -> None:
    keep(volume, "(1, 2, 3)")
    lay(volume, "b.nrrd")
    lay(volume, "c.nrrd")

    told = volume.points_panel.rows[0].layers

    assert [(one.name, one.value) for one in told] == [("c.nrrd", 141), ("b.nrrd", 141)]
    assert '"c.nrrd"' in volume.app.points.text("JSON")


def test_a_list_that_stays_as_it_is_is_not_shown_again(volume: Desk) -> None:
    keep(volume, "(1, 2, 3)")
    over = lay(volume, "b.nrrd")
    volume.app.images.tell()  # what it is called is settled at the end of the event
    shown = volume.points_panel.shown
    volume.app.images.tell()
    volume.app.view.set_slice(2, 1)
    same = volume.points_panel.shown
    over.touch(None)
    volume.app.images.tell()

    assert (same, volume.points_panel.shown) == (shown, shown + 1)


def test_what_is_kept_between_runs_has_no_layers(volume: Desk) -> None:
    lay(volume, "b.nrrd")
    keep(volume, "(1, 2, 3)")

    assert volume.point_store.kept
    assert all("layers" not in text for text in volume.point_store.kept.values())
