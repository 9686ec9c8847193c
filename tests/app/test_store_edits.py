"""Edits of a store far larger than the machine in a real window, with real children: judged by zarr-python."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from generated_stores import served
from itk_inspector.app.composition import Composition
from itk_inspector.app.recovery import Recovery
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.editing.present_pixels import present_pixels
from itk_inspector.core.editing.step_records import step_from
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.storage.recovery import RecoveryStore
from window_driver import WindowDriver

pytest.importorskip("tensorstore", reason="the extra for images in chunks is not installed")
pytest.importorskip("dask", reason="the extra that writes stores is not installed")
zarr = pytest.importorskip("zarr", reason="zarr writes and judges the store")
cleanup_resources = pytest.importorskip("zarr.core.sync").cleanup_resources

SHAPE, CHUNKS, COUNT = (16, 20_000, 24_000), (4, 128, 128), 6
MIDDLE = np.s_[6:10, 9_800:10_200, 11_800:12_200]
AT = (12_000, 10_000, 8)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An OME-Zarr 0.5 of 15 GB, of which the coarsest level and the middle of level 0 are written."""
    folder = tmp_path_factory.mktemp("store") / "giant.ome.zarr"
    group = zarr.open_group(folder, mode="w", zarr_format=3)
    rng, told = np.random.default_rng(1), []
    for level in range(COUNT):
        shape = (SHAPE[0], *(-(-n // 2**level) for n in SHAPE[1:]))
        array = group.create_array(str(level), shape=shape, chunks=CHUNKS, dtype="uint16", fill_value=7)
        if level == COUNT - 1:
            array[...] = rng.integers(0, 9_000, shape, dtype=np.uint16)
        if level == 0:
            array[MIDDLE] = rng.integers(0, 9_000, (4, 400, 400), dtype=np.uint16)
        moves = [{"type": "scale", "scale": [2.0, 0.5 * 2**level, 0.5 * 2**level]}]
        told.append({"path": str(level), "coordinateTransformations": moves})
    axes = [{"name": name, "type": "space", "unit": "micrometer"} for name in "zyx"]
    group.attrs["ome"] = {"version": "0.5", "multiscales": [{"axes": axes, "datasets": told, "name": "giant"}]}
    cleanup_resources()
    return folder


def opened(composition: Composition, qtbot: QtBot, store: Path) -> OpenImage:
    composition.open(store)
    qtbot.waitUntil(lambda: composition.app.images.current is not None, timeout=60_000)
    shown = composition.app.images.current
    assert shown is not None
    return shown


def stored(path: Path, box: Any) -> np.ndarray[Any, Any]:
    found = np.asarray(zarr.open_array(path / "0", mode="r")[box])
    cleanup_resources()
    return found


def edit(composition: Composition, driver: WindowDriver) -> None:
    """Set a pixel, fill a box over the edge of chunks, and paint."""
    driver.action("editCopy")
    composition.app.edit.set_value("60000")
    composition.app.edit.set_pixel("{} {} {}".format(*AT))
    session = composition.app.images.current.session
    composition.app.edit.step(lambda copy: copy.fill(_region(), "61000") or "Filled.")
    session.paint(np.array([np.ravel_multi_index((8, 10_050, n), SHAPE) for n in range(11_900, 12_000)]), "62000")
    session.end_stroke()
    composition.app.images.tell()


def _region() -> Any:
    from itk_inspector.core.geometry.regions import Region

    return Region((7, 10_110, 12_030), (2, 20, 20))


def expected(store: Path) -> np.ndarray[Any, Any]:
    """Return the middle with the same changes."""
    whole = stored(store, MIDDLE)
    whole[AT[2] - 6, AT[1] - 9_800, AT[0] - 11_800] = 60_000
    whole[1:3, 310:330, 230:250] = 61_000
    whole[2, 250, 100:200] = 62_000
    return whole


def places(whole: np.ndarray[Any, Any], before: np.ndarray[Any, Any]) -> set[tuple[int, ...]]:
    indices = np.argwhere(whole != before) + np.array([s.start for s in MIDDLE])
    return {tuple(map(int, place)) for place in indices // CHUNKS}


def save(driver: WindowDriver, action: str, target: Path) -> None:
    driver.action(action)
    dialog = driver.find("newStoreDialog", QFileDialog)
    dialog.fileSelected.emit(str(target))
    dialog.done(QFileDialog.DialogCode.Accepted)


def test_changed_chunks_are_saved_as_a_store_of_their_own(
    composition: Composition, qtbot: QtBot, driver: WindowDriver, store: Path, tmp_path: Path
) -> None:
    image = opened(composition, qtbot, store)
    assert not driver.qaction("saveChanged").isEnabled()
    edit(composition, driver)
    before, wanted, target = stored(store, MIDDLE), expected(store), tmp_path / "changed.ome.zarr"
    assert image.is_modified
    save(driver, "saveChanged", target)
    qtbot.waitUntil(lambda: not composition.app.tasks.is_saving, timeout=60_000)
    assert driver.error is None
    assert not image.is_modified
    chunks = places(wanted, before)
    found = json.loads((target / ".zattrs").read_text())["changed_chunks"]
    assert {tuple(place) for place in found["chunks"]} == chunks
    assert found["pixels"] == np.count_nonzero(wanted != before) == image.session.version.changed
    files = [each for each in (target / "0").rglob("*") if each.is_file() and not each.name.startswith(".")]
    assert len(files) == len(chunks)
    made = zarr.open_array(target / "0", mode="r")
    for place in chunks:
        box = tuple(slice(p * c, (p + 1) * c) for p, c in zip(place, CHUNKS, strict=True))
        whole = stored(store, box)
        inside = tuple(slice(max(b.start, m.start), min(b.stop, m.stop)) for b, m in zip(box, MIDDLE, strict=True))
        there = tuple(slice(i.start - b.start, i.stop - b.start) for i, b in zip(inside, box, strict=True))
        whole[there] = wanted[
            tuple(slice(i.start - m.start, i.stop - m.start) for i, m in zip(inside, MIDDLE, strict=True))
        ]
        np.testing.assert_array_equal(made[box], whole)
    cleanup_resources()
    assert sorted(os.listdir(tmp_path)) == ["changed.ome.zarr"]
    save(driver, "saveChanged", target)
    qtbot.waitUntil(lambda: driver.error is not None, timeout=20_000)
    assert "changed.ome.zarr exists" in driver.error.text()
    driver.error.accept()
    driver.action("editCopy")
    assert image.session is None
    check_loaded(composition, qtbot, driver, image, target)


def check_loaded(composition: Composition, qtbot: QtBot, driver: WindowDriver, image: OpenImage, changes: Path) -> None:
    """The changed chunks give back the copy, as one step; another store changes nothing."""

    def load(path: Path) -> None:
        driver.action("loadChanged")
        dialog = driver.find("folderDialog", QFileDialog)
        dialog.fileSelected.emit(str(path))
        dialog.done(QFileDialog.DialogCode.Accepted)
        qtbot.waitUntil(lambda: not composition.app.tasks.is_counting, timeout=60_000)

    load(changes)
    assert driver.error is None
    session = image.session
    assert session is not None
    assert session.version.changed == json.loads((changes / ".zattrs").read_text())["changed_chunks"]["pixels"]
    values = [session.access.pixel(ItkIndex(at)) for at in (AT, (12_040, 10_120, 7), (11_999, 10_050, 8))]
    assert values == [60_000, 61_000, 62_000]
    assert driver.label("statusMessage") == "Loaded 901 pixels of changed.ome.zarr."
    replayed = image.document.edit()
    replayed.apply(step_from(session.history.journal.entries[-1].record, present_pixels(replayed)))
    assert replayed.version.changed == session.version.changed
    assert replayed.access.pixel(ItkIndex(AT)) == 60_000
    driver.action("undo")
    assert session.version.changed == 0
    load(image.info.path)
    assert driver.error is not None
    assert driver.error.text().startswith(f"{image.info.path.name} holds no changed chunks")
    driver.error.accept()
    assert session.version.changed == 0
    session.mark_saved()


def test_a_refused_save_from_the_question_keeps_the_edits(
    composition: Composition, qtbot: QtBot, driver: WindowDriver, store: Path, tmp_path: Path
) -> None:
    image = opened(composition, qtbot, store)
    edit(composition, driver)
    driver.action("save")
    driver.find("newStoreDialog", QFileDialog).reject()
    driver.settle()
    assert image.is_modified
    assert not composition.app.tasks.is_saving
    image.session.mark_saved()


def test_edits_of_a_window_that_was_ended_are_restored_in_the_next(
    composition: Composition, other: Composition, qtbot: QtBot, driver: WindowDriver, store: Path, tmp_path: Path
) -> None:
    kept = RecoveryStore(tmp_path / "recovery")
    Recovery(composition, kept)
    opened(composition, qtbot, store)
    edit(composition, driver)
    count = composition.app.images.current.session.version.changed
    qtbot.waitUntil(lambda: _steps(tmp_path / "recovery") == 3, timeout=20_000)
    composition.dispose()

    Recovery(other, kept).offer()
    there = WindowDriver(other.window)
    qtbot.waitUntil(lambda: there.has("leftEditsDialog"), timeout=20_000)
    there.find("leftEditsContinue", QPushButton).click()
    qtbot.waitUntil(
        lambda: other.app.images.current is not None and other.app.images.current.session is not None, timeout=60_000
    )
    session = other.app.images.current.session
    assert session.version.changed == count
    assert session.access.pixel(ItkIndex(AT)) == 60_000
    assert session.access.pixel(ItkIndex((12_040, 10_120, 7))) == 61_000
    assert session.access.pixel(ItkIndex((11_999, 10_050, 8))) == 62_000
    session.mark_saved()


def _steps(folder: Path) -> int:
    names = os.listdir(folder) if folder.is_dir() else []
    return sum((folder / name).read_bytes().count(b'{"kind":"step"') for name in names)


def test_all_chunks_are_saved_with_the_changes(
    composition: Composition, qtbot: QtBot, driver: WindowDriver, tmp_path: Path
) -> None:
    source, target, shape = tmp_path / "wide.zarr", tmp_path / "all.ome.zarr", (2, 15_000, 10_000)
    array = zarr.create_array(source, shape=shape, chunks=(1, 1000, 1000), dtype="uint8", fill_value=1, zarr_format=2)
    array[1, 2000:5000, 3000:4000] = np.random.default_rng(2).integers(0, 200, (3000, 1000), dtype=np.uint8)
    cleanup_resources()
    image = opened(composition, qtbot, source)
    assert image.document.is_tiled
    driver.action("editCopy")
    composition.app.edit.set_value("250")
    composition.app.edit.set_pixel("3500 2500 1")
    composition.app.edit.set_pixel("9999 14999 0")
    save(driver, "saveStore", target)
    qtbot.waitUntil(lambda: not composition.app.tasks.is_saving, timeout=120_000)
    assert driver.error is None
    assert not image.is_modified
    found, wanted = (zarr.open_array(path, mode="r") for path in (target / "0", source))
    assert found.shape == shape
    for rows in (np.s_[:, 0:5000], np.s_[:, 14_000:15_000]):
        part = wanted[rows]
        if rows[1].start == 0:
            part[1, 2500, 3500] = 250
        else:
            part[0, 999, 9999] = 250
        np.testing.assert_array_equal(found[rows], part)
    cleanup_resources()


def test_a_save_that_is_cancelled_leaves_nothing_and_keeps_the_edits(
    composition: Composition, qtbot: QtBot, driver: WindowDriver, store: Path, tmp_path: Path
) -> None:
    image = opened(composition, qtbot, store)
    edit(composition, driver)
    save(driver, "saveStore", tmp_path / "all.ome.zarr")
    qtbot.waitUntil(lambda: bool(os.listdir(tmp_path)), timeout=20_000)
    assert composition.app.tasks.is_saving
    driver.action("cancel")
    qtbot.waitUntil(lambda: not composition.app.tasks.is_saving, timeout=60_000)
    qtbot.waitUntil(lambda: os.listdir(tmp_path) == [], timeout=20_000)
    assert image.is_modified
    assert image.session.undo()
    image.session.mark_saved()


def test_edits_of_an_address_are_saved_too(
    composition: Composition, qtbot: QtBot, driver: WindowDriver, store: Path, tmp_path: Path
) -> None:
    with served(store.parent) as address:
        image = opened(composition, qtbot, Path(f"{address}/{store.name}"))
        assert image.document.is_tiled
        edit(composition, driver)
        save(driver, "saveChanged", tmp_path / "changed.ome.zarr")
        qtbot.waitUntil(lambda: not composition.app.tasks.is_saving, timeout=60_000)
        assert driver.error is None
        found = json.loads((tmp_path / "changed.ome.zarr" / ".zattrs").read_text())["changed_chunks"]
        assert {tuple(place) for place in found["chunks"]} == places(expected(store), stored(store, MIDDLE))
        composition.app.tabs.close(0)
        driver.settle()


def test_a_tab_with_edits_is_closed_once_its_changed_chunks_are_saved(
    composition: Composition, qtbot: QtBot, driver: WindowDriver, store: Path, tmp_path: Path
) -> None:
    opened(composition, qtbot, store)
    edit(composition, driver)
    driver.action("closeImage")
    box = composition.window.findChild(QMessageBox)
    assert box is not None
    box.button(QMessageBox.StandardButton.Save).click()
    driver.settle()
    dialog = driver.find("newStoreDialog", QFileDialog)
    assert dialog.selectedFiles()[0].endswith("giant-changed.ome.zarr")
    dialog.fileSelected.emit(str(tmp_path / "kept.ome.zarr"))
    dialog.done(QFileDialog.DialogCode.Accepted)
    qtbot.waitUntil(lambda: composition.app.images.current is None, timeout=60_000)
    assert os.listdir(tmp_path) == ["kept.ome.zarr"]
