"""A file that changes under an open image: said, survived, reloaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813  # its usual name
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.indexing import ItkIndex


def write(path: Path, value: int, shape: tuple[int, ...] = (9, 300, 400)) -> None:
    array = np.full(shape, value, np.uint8)
    array[..., ::2] = 3
    sitk.WriteImage(sitk.GetImageFromArray(array), str(path), useCompression=False)


def notes(composition: Composition) -> str:
    label = composition.window.findChild(QLabel, "imageNotes")
    assert label is not None
    return str(label.text())


def settle(composition: Composition) -> None:
    for _ in range(4):
        QApplication.processEvents()
    composition.window.grab()


def test_mapped_file_that_is_cut_short_does_not_end_the_window(
    composition: Composition, open_file: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "a.mhd"
    write(path, 100)
    open_file(path)
    assert composition.app.images.current is not None
    assert composition.app.images.current.document.info.mapping == "file"

    with (tmp_path / "a.raw").open("r+b") as file:
        file.truncate(4096)
    composition.app.view.set_slice(2, 8)
    composition.app.probe.hover(350.0, 250.0)
    composition.window.canvas.zoom(2.0)
    settle(composition)

    assert composition.app.images.current.probe is None
    assert "cut short" in notes(composition)


def test_edits_after_the_file_was_cut_short_do_not_end_the_window(
    composition: Composition, open_file: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "a.mhd"
    write(path, 100)
    open_file(path)
    composition.app.edit.set_editing(True)
    composition.app.edit.set_value("5")

    with (tmp_path / "a.raw").open("r+b") as file:
        file.truncate(0)
    composition.app.edit.set_pixel("350, 250, 8")
    settle(composition)

    assert composition.app.images.current is not None
    assert not composition.app.images.current.is_modified


def test_changed_file_is_told_and_reload_keeps_the_view(
    composition: Composition, qtbot: QtBot, open_file: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "a.nrrd"
    write(path, 100)
    open_file(path)
    app, canvas = composition.app, composition.window.canvas
    app.view.set_axes(0, 2)
    app.view.set_slice(1, 7)
    canvas.zoom(2.0)
    composition.app.levels.set_levels(Levels(10.0, 20.0))
    scale = canvas.view.on_screen(QRectF(0, 0, 1, 1)).width()

    write(path, 200)
    app.watch.check_disk()
    assert "changed on disk" in notes(composition)
    assert "reload" in notes(composition)
    composition.window.menus.actions["reload"].trigger()
    qtbot.waitUntil(lambda: not app.files.is_loading, timeout=30_000)

    assert app.images.current is not None
    assert app.images.current.document.pixels[0, 0, 1] == 200
    assert (app.images.current.plane.horizontal, app.images.current.plane.vertical) == (0, 2)
    assert app.images.current.plane.position[1] == 7
    assert canvas.view.item.settings.levels == Levels(10.0, 20.0)
    assert canvas.view.on_screen(QRectF(0, 0, 1, 1)).width() == scale
    assert notes(composition) == ""


def test_reload_of_another_size_begins_anew(
    composition: Composition, qtbot: QtBot, open_file: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "a.nrrd"
    write(path, 100)
    open_file(path)
    composition.app.view.set_slice(2, 8)

    write(path, 100, (3, 20, 30))
    composition.app.files.reload()
    qtbot.waitUntil(lambda: not composition.app.files.is_loading, timeout=30_000)

    assert composition.app.images.current is not None
    assert composition.app.images.current.plane.position == (15, 10, 1)


def test_a_file_that_is_gone_is_told_and_stays_on_screen(
    composition: Composition, open_file: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "a.mhd"
    write(path, 100)
    open_file(path)

    path.unlink()
    (tmp_path / "a.raw").unlink()
    composition.app.watch.check_disk()
    composition.app.probe.show_index(ItkIndex((1, 1, 1)))

    assert "no longer on disk" in notes(composition)
    assert composition.app.images.current is not None
    assert composition.app.images.current.probe is not None
    assert composition.app.images.current.probe.array_value == 100


def test_saving_a_mapped_image_over_itself_keeps_the_window_right(
    composition: Composition, qtbot: QtBot, open_file: Callable[[Path], None], tmp_path: Path
) -> None:
    from itk_inspector.core.export.preflight import ExportRequest

    path = tmp_path / "a.mhd"
    write(path, 100)
    open_file(path)
    composition.app.edit.set_editing(True)
    composition.app.edit.set_value("77")
    composition.app.edit.set_pixel("1, 2, 3")

    composition.app.saving.export(ExportRequest(path, overwrite_source=True))
    qtbot.waitUntil(lambda: not composition.app.saving.is_saving, timeout=30_000)
    settle(composition)

    saved = sitk.GetArrayFromImage(sitk.ReadImage(str(path)))
    assert saved[3, 2, 1] == 77
    assert (saved != 100).sum() == (saved == 3).sum() + 1
    assert composition.app.images.current is not None
    assert composition.app.images.current.document.pixels[3, 2, 1] == 100
