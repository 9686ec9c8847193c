"""A store far larger than the machine in a real window, with a real child: judged by zarr-python on the same store."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from drawn_colours import tone
from generated_stores import served
from itk_inspector.app.composition import Composition
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.tiled_document import TiledDocument
from itk_inspector.worker.sandbox import family
from window_driver import WindowDriver

pytest.importorskip("tensorstore", reason="the extra for images in chunks is not installed")
zarr = pytest.importorskip("zarr", reason="zarr writes and judges the store")
cleanup_resources = pytest.importorskip("zarr.core.sync").cleanup_resources

SHAPE, CHUNKS, COUNT = (64, 40_000, 48_000), (8, 128, 128), 8
"""246 GB, of which a few chunks are written."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An OME-Zarr 0.5 with half-step translations: two coarse levels are whole, of level 0 the middle is written."""
    folder = tmp_path_factory.mktemp("store") / "giant.ome.zarr"
    group = zarr.open_group(folder, mode="w", zarr_format=3)
    rng, told = np.random.default_rng(1), []
    for level in range(COUNT):
        factor = 2**level
        shape = tuple(-(-n // factor) for n in SHAPE)
        array = group.create_array(str(level), shape=shape, chunks=CHUNKS, dtype="uint16", fill_value=7)
        if level >= COUNT - 2:
            array[...] = rng.integers(1000 * level, 1000 * level + 999, shape, dtype=np.uint16)
        if level == 0:
            array[24:40, 19_900:20_400, 23_900:24_400] = rng.integers(0, 60_000, (16, 500, 500), dtype=np.uint16)
        scale = [3.0 * factor, 0.5 * factor, 0.5 * factor]
        shift = [s / factor * (factor - 1) / 2 + o for s, o in zip(scale, (100.0, -20.0, 5.0), strict=True)]
        moves = [{"type": "scale", "scale": scale}, {"type": "translation", "translation": shift}]
        told.append({"path": str(level), "coordinateTransformations": moves})
    axes = [{"name": name, "type": "space", "unit": "micrometer"} for name in "zyx"]
    group.attrs["ome"] = {"version": "0.5", "multiscales": [{"axes": axes, "datasets": told, "name": "giant"}]}
    cleanup_resources()
    return folder


@pytest.fixture
def image(image_of_store: OpenImage) -> OpenImage:
    return image_of_store


def level(image: OpenImage) -> int | None:
    assert isinstance(image.document, TiledDocument)
    return image.document.tiles.drawn_level(image.plane)


def stored(store: Path, level: int, box: Any) -> Any:
    """Return what zarr reads of a level; none of its threads stays."""
    found = zarr.open_array(store / str(level), mode="r")[box]
    cleanup_resources()
    return found


def probed(image: OpenImage, composition: Composition, qtbot: QtBot, x: int, y: int) -> tuple[Any, Any]:
    composition.app.probe.hover(float(x), float(y))
    qtbot.waitUntil(lambda: not (image.probe.absent or image.probe.awaits_itk), timeout=60_000)
    assert image.probe is not None
    return image.probe.array_value, image.probe.itk_value


def test_all_of_it_is_seen_at_once_by_the_level_that_suits(
    composition: Composition, qtbot: QtBot, image: OpenImage, store: Path
) -> None:
    qtbot.waitUntil(lambda: level(image) == COUNT - 2, timeout=60_000)
    for _ in range(6):
        QApplication.processEvents()
    item = composition.window.canvas.view.item
    where = item._shown[1]
    # a pixel of level n has the middle of its 2^n at its own centre: by the scales and translations of the store
    factor = 2 ** (COUNT - 2)
    rows, columns = ((one + 0.5) // factor for one in (where.rows, where.columns))
    plane = stored(store, COUNT - 2, int((image.plane.position[2] + 0.5) // factor))
    values = plane[np.ix_(rows.astype(int), columns.astype(int))]
    grey = np.array([tone(v, image.settings.levels) for v in range(int(values.max()) + 1)], np.uint32)[values]
    np.testing.assert_array_equal(item.colours, 0xFF000000 | grey << 16 | grey << 8 | grey)


def test_pixels_are_those_of_level_0_also_where_no_chunk_was_written(
    composition: Composition, qtbot: QtBot, image: OpenImage, store: Path
) -> None:
    z = image.plane.position[2]
    for x, y in ((23_900, 19_900), (24_127, 20_000), (24_128, 20_128), (24_399, 20_399), (5, 6), (47_999, 39_999)):
        value = int(stored(store, 0, (z, y, x)))
        assert probed(image, composition, qtbot, x, y) == (value, value), (x, y)
        assert image.probe.itk_index == ItkIndex((x, y, z))
        assert image.probe.physical_point.components == (5.0 + 0.5 * x, -20.0 + 0.5 * y, 100.0 + 3.0 * z)


def test_a_part_opens_as_any_image(
    composition: Composition, qtbot: QtBot, image: OpenImage, store: Path, driver: WindowDriver
) -> None:
    composition.app.navigation.go_to("(24100, 20100, 30)")
    driver.action("oneToOne")
    qtbot.waitUntil(lambda: level(image) == 0, timeout=60_000)
    driver.action("openPart")
    driver.find("partsList", QListWidget).setCurrentRow(0)
    driver.find("partsOpen", QPushButton).click()
    qtbot.waitUntil(lambda: len(composition.app.images.tabs) == 2, timeout=60_000)
    part = composition.app.images.current
    assert part is not None
    geometry = part.info.geometry
    start, size = geometry.start_index[::-1], geometry.shape
    box = tuple(slice(s, s + n) for s, n in zip(start, size, strict=True))
    assert start[0] == 30
    assert size[0] == 1
    np.testing.assert_array_equal(part.document.pixels, stored(store, 0, box))
    assert driver.qaction("editCopy").isEnabled()
    driver.action("reload")
    qtbot.waitUntil(lambda: composition.app.images.current is not part, timeout=60_000)
    assert composition.app.images.current.info.geometry == geometry


def test_an_address_opens_as_a_folder_does(composition: Composition, qtbot: QtBot, store: Path) -> None:
    with served(store.parent, delay=0.01) as address:
        composition.open(Path(f"{address}/{store.name}"))
        qtbot.waitUntil(lambda: composition.app.images.current is not None, timeout=60_000)
        image = composition.app.images.current
        assert image is not None
        value = int(stored(store, 0, (image.plane.position[2], 20_001, 24_001)))
        assert probed(image, composition, qtbot, 24_001, 20_001) == (value, value)
        composition.app.tabs.close(0)


def notes(composition: Composition) -> list[str]:
    """Return what is told of the picture."""
    scene = composition.app.view._screen.scene
    return [note.text for note in scene.notes] if scene is not None else []


def test_that_chunks_were_never_written_is_told(composition: Composition, qtbot: QtBot, image: OpenImage) -> None:
    words = "Some chunks were never written: the pixels there are the store’s fill value."
    qtbot.waitUntil(lambda: level(image) == COUNT - 2, timeout=60_000)
    assert words not in notes(composition)
    assert probed(image, composition, qtbot, 24_000, 20_000) != (7, 7)
    assert words not in notes(composition)
    assert probed(image, composition, qtbot, 5, 6) == (7, 7)
    qtbot.waitUntil(lambda: words in notes(composition), timeout=60_000)


@pytest.fixture
def copied(store: Path, tmp_path: Path) -> Path:
    """The store, where chunks may be broken; the middle of level 0 lies in the four around (156, 187)."""
    return Path(shutil.copytree(store, tmp_path / store.name))


def broken(image: OpenImage) -> str:
    assert isinstance(image.document, TiledDocument)
    return next(iter(image.document.tiles.cache.problems.values()), "")


def check_it_lives(image: OpenImage, composition: Composition, qtbot: QtBot, store: Path) -> None:
    """Look at a pixel of another chunk, and draw another slice."""
    value = int(stored(store, 0, (image.plane.position[2], 20_200, 24_200)))
    assert probed(image, composition, qtbot, 24_200, 20_200) == (value, value)
    composition.app.view.step_slice(1)
    qtbot.waitUntil(lambda: level(image) == COUNT - 2, timeout=60_000)


def shown(composition: Composition, qtbot: QtBot, path: Path) -> OpenImage:
    composition.open(path)
    qtbot.waitUntil(lambda: composition.app.images.current is not None, timeout=60_000)
    image = composition.app.images.current
    assert image is not None
    qtbot.waitUntil(lambda: level(image) == COUNT - 2, timeout=60_000)
    return image


def test_a_damaged_chunk_is_told_and_the_window_lives(
    composition: Composition, qtbot: QtBot, copied: Path, store: Path, driver: WindowDriver
) -> None:
    (copied / "0" / "c" / "4" / "156" / "187").write_bytes(b"no chunk")
    image = shown(composition, qtbot, copied)
    composition.app.probe.hover(24_000.0, 20_000.0)
    qtbot.waitUntil(lambda: "could not be decoded: they are damaged" in driver.label("pixelValue"), timeout=60_000)
    qtbot.waitUntil(lambda: any("1 part could not be read" in text for text in notes(composition)), timeout=60_000)
    check_it_lives(image, composition, qtbot, store)


@pytest.mark.parametrize(("status", "words"), [(403, "access is denied"), (503, "could not be reached")])
def test_a_chunk_that_the_server_refuses_is_told_and_the_window_lives(
    composition: Composition, qtbot: QtBot, store: Path, driver: WindowDriver, status: int, words: str
) -> None:
    with served(store.parent, refused={"/0/c/4/156/187": status}) as address:
        image = shown(composition, qtbot, Path(f"{address}/{store.name}"))
        composition.app.probe.hover(24_000.0, 20_000.0)
        qtbot.waitUntil(lambda: words in driver.label("pixelValue"), timeout=60_000)
        check_it_lives(image, composition, qtbot, store)
        composition.app.tabs.close(0)


def test_a_server_that_goes_away_is_told_and_what_was_read_stays(
    composition: Composition, qtbot: QtBot, store: Path
) -> None:
    with served(store.parent) as address:
        image = shown(composition, qtbot, Path(f"{address}/{store.name}"))
    composition.app.probe.hover(24_000.0, 20_000.0)
    qtbot.waitUntil(lambda: "could not be reached" in broken(image), timeout=60_000)
    assert level(image) == COUNT - 2
    composition.app.probe.hover(5.0, 6.0)
    qtbot.waitUntil(lambda: image.probe is not None and "could not be reached" in image.probe.absent, timeout=60_000)


def test_wrong_metadata_are_told_and_the_window_lives(
    composition: Composition, qtbot: QtBot, copied: Path, store: Path, driver: WindowDriver
) -> None:
    right = (copied / "zarr.json").read_text()
    (copied / "zarr.json").write_text(right.replace('"scale"', '"rotation"', 1))
    composition.open(copied)
    qtbot.waitUntil(lambda: driver.error is not None, timeout=60_000)
    assert driver.error is not None
    assert "metadata that make no sense" in driver.error.text()
    driver.error.accept()
    (copied / "zarr.json").write_text(right)
    check_it_lives(shown(composition, qtbot, copied), composition, qtbot, store)


def test_a_crash_of_its_process_is_told_and_the_window_goes_on(
    composition: Composition, qtbot: QtBot, image: OpenImage, store: Path
) -> None:
    assert isinstance(image.document, TiledDocument)
    tiles = image.document.tiles
    qtbot.waitUntil(lambda: level(image) == COUNT - 2, timeout=60_000)
    (pid,) = composition.files.stores.pids
    forks = [member for member in family.members(pid) if member != pid]
    os.kill(forks[0] if forks else pid, signal.SIGSEGV)
    qtbot.waitUntil(lambda: "it was started again" in tiles.problem, timeout=60_000)
    assert "SIGSEGV" in tiles.problem
    value = int(stored(store, 0, (image.plane.position[2], 20_001, 24_001)))
    assert probed(image, composition, qtbot, 24_001, 20_001) == (value, value)
