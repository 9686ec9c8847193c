"""Pyramidal TIFF, a slide and a bucket in a real window, with a real child: judged by what was written."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from generated_buckets import served_as_s3
from generated_pyramids import aperio_text, sparse
from generated_stores import let_go_of_zarr, plain_zarr
from itk_inspector.app.composition import Composition
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.image.tiled_document import TiledDocument
from window_driver import WindowDriver

SIDE, TILE = 20_480, 256
ACROSS = SIDE // TILE
FACTOR = 16


def tile_of(level: int, number: int, samples: int = 0) -> npt.NDArray[np.uint8] | None:
    """Return the tile of a level: of level 0, the first and those of one row of tiles are there."""
    if level == 0 and number and number // ACROSS != 40:
        return None
    shape = (TILE, TILE, samples) if samples else (TILE, TILE)
    made = (np.arange(np.prod(shape), dtype=np.int64) * 31 + number * 7 + level) % 200
    return made.astype(np.uint8).reshape(shape)


BLANK = np.full((TILE, TILE, 3), 240, np.uint8)


def scanned(level: int, number: int) -> npt.NDArray[np.uint8]:
    """Return the tile of a slide, of which none is left out: OpenSlide would make the coarser ones of the finer."""
    tile = tile_of(level, number, 3)
    return BLANK if tile is None else tile


def value_at(x: int, y: int, samples: int = 0) -> Any:
    tile = tile_of(0, y // TILE * ACROSS + x // TILE, samples)
    return None if tile is None else tile[y % TILE, x % TILE]


def opened(composition: Composition, qtbot: QtBot, path: Path) -> OpenImage:
    composition.open(path)
    qtbot.waitUntil(lambda: composition.app.images.current is not None, timeout=60_000)
    shown = composition.app.images.current
    assert shown is not None
    return shown


def probed(image: OpenImage, composition: Composition, qtbot: QtBot, x: int, y: int) -> tuple[Any, Any]:
    composition.app.probe.hover(float(x), float(y))
    qtbot.waitUntil(lambda: not (image.probe.absent or image.probe.awaits_itk), timeout=60_000)
    return image.probe.array_value, image.probe.itk_value


def level(image: OpenImage) -> int | None:
    assert isinstance(image.document, TiledDocument)
    return image.document.tiles.drawn_level(image.plane)


def test_a_pyramid_is_drawn_by_a_coarse_level_and_probed_at_level_0(
    composition: Composition, qtbot: QtBot, tmp_path: Path, driver: WindowDriver
) -> None:
    path = sparse(
        tmp_path / "a.tif",
        [(SIDE // f, SIDE // f) for f in (1, 4, FACTOR)],
        tile_of,
        photometric="minisblack",
        resolution=(20_000, 20_000),
        resolutionunit="CENTIMETER",
    )
    image = opened(composition, qtbot, path)
    qtbot.waitUntil(lambda: level(image) == 2, timeout=60_000)
    for x, y in ((5, 40 * TILE), (SIDE - 1, 41 * TILE - 1), (10_000, 10_300)):
        expected = int(value_at(x, y))
        assert probed(image, composition, qtbot, x, y) == (expected, expected)
        assert image.probe.physical_point.components == pytest.approx((x * 0.0005, y * 0.0005))
    assert probed(image, composition, qtbot, 10_000, 5) == (0, 0)  # a tile that was never written
    composition.app.navigation.go_to("(10000, 10300)")
    driver.action("oneToOne")
    qtbot.waitUntil(lambda: level(image) == 0, timeout=60_000)


@pytest.mark.skipif(importlib.util.find_spec("openslide") is None, reason="OpenSlide reads slides")
def test_a_slide_is_probed_at_level_0(composition: Composition, qtbot: QtBot, tmp_path: Path) -> None:
    shapes = [(SIDE // f, SIDE // f, 3) for f in (1, FACTOR)]
    path = sparse(
        tmp_path / "a.svs",
        shapes,
        scanned,
        photometric="rgb",
        descriptions=[aperio_text(SIDE, SIDE)] * 2,
    )
    image = opened(composition, qtbot, path)
    assert image.info.format == "Whole slide (aperio)"
    qtbot.waitUntil(lambda: level(image) == 1, timeout=60_000)
    expected = tuple(map(int, value_at(9_999, 10_400, 3)))
    assert probed(image, composition, qtbot, 9_999, 10_400) == (expected, expected)
    assert image.probe.physical_point.components == pytest.approx((9_999 * 0.0005, 10_400 * 0.0005))
    assert probed(image, composition, qtbot, 9_999, 5) == ((240,) * 3,) * 2


def test_an_address_is_asked_for_opened_and_read_again(
    composition: Composition, qtbot: QtBot, tmp_path: Path, driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("tensorstore", reason="tensorstore reads stores")
    values = np.arange(40 * 50, dtype=np.uint16).reshape(40, 50)
    (tmp_path / "scans").mkdir()
    plain_zarr(tmp_path / "scans" / "a.zarr", values, chunks=(16, 16))
    let_go_of_zarr()
    with served_as_s3(tmp_path) as asked:
        monkeypatch.setenv("AWS_ENDPOINT_URL", asked.address)
        monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
        driver.action("openAddress")
        line, button = driver.find("addressLine", QLineEdit), driver.find("addressOpen", QPushButton)
        line.setText("/no/address")
        assert not button.isEnabled()
        line.setText(" s3://scans/a.zarr ")
        button.click()
        qtbot.waitUntil(lambda: composition.app.images.current is not None, timeout=60_000)
        image = composition.app.images.current
        assert image is not None
        np.testing.assert_array_equal(image.document.pixels, values)
        (tmp_path / "scans" / "a.zarr" / "c" / "0" / "0").unlink()
        driver.action("reload")
        qtbot.waitUntil(lambda: composition.app.images.current is not image, timeout=60_000)
        again = composition.app.images.current
        assert again is not None
        assert not again.document.pixels[:16, :16].any()
        assert any("1 chunk was never written" in note for note in again.info.notes)
