"""Arrays in chunks that are larger than memory: only what is looked at is read or computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import itk_inspector as ii
from itk_inspector.app import scripting
from itk_inspector.core.errors import UsageError
from itk_inspector.itkio.interop import held

SHAPE, CHUNKS = (40, 300, 400), (1, 100, 128)


def stored() -> np.ndarray:
    z, y, x = np.indices(SHAPE, np.uint32, sparse=True)
    return ((z * 1009 + y * 31 + x * 7) % 4093).astype(np.uint16)


def of_h5py(pixels: np.ndarray) -> Any:
    h5py = pytest.importorskip("h5py")
    file = h5py.File("in memory", "w", driver="core", backing_store=False)
    return file.create_dataset("pixels", data=pixels, chunks=CHUNKS)


def of_dask(pixels: np.ndarray) -> Any:
    return pytest.importorskip("dask.array").from_array(pixels, chunks=CHUNKS)


@pytest.fixture(autouse=True)
def no_threads_of_dask() -> Iterator[None]:
    """Compute in the thread that asks: those of dask stay for good."""
    dask = pytest.importorskip("dask")
    with dask.config.set(scheduler="synchronous"):
        yield


@pytest.fixture(autouse=True)
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "available", lambda: 1_000_000)


@pytest.fixture
def viewed(qtbot: QtBot, own_settings: None) -> Any:
    windows: list[Any] = []

    def view(*arguments: Any, **options: Any) -> Any:
        windows.append(ii.view(*arguments, block=False, **options))
        return windows[-1]

    yield view
    for _ in windows:
        scripting._kept[-1].window.close_for_good()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settled(window: Any, qtbot: QtBot) -> Any:
    def is_read() -> bool:
        probe = window.probe
        return probe is not None and isinstance(probe.array_value, int) and isinstance(probe.itk_value, int)

    qtbot.waitUntil(is_read, timeout=30_000)
    return window.probe


@pytest.mark.parametrize("made", [of_h5py, of_dask])
def test_single_pixels_are_read_through_both_apis(
    made: Callable[[np.ndarray], Any], viewed: Callable[..., Any], qtbot: QtBot
) -> None:
    pixels = stored()
    window = viewed(made(pixels), spacing=(0.5, 0.5, 2.0), name="lazy")

    for index in ((0, 0, 0), (399, 299, 39), (130, 99, 17)):
        window.go_to(index)
        probe = settled(window, qtbot)

        assert probe.itk_index.components == index
        assert probe.array_value == probe.itk_value == pixels[index[::-1]]
        assert probe.physical_point.components == (0.5 * index[0], 0.5 * index[1], 2.0 * index[2])
    assert window.document.is_tiled
    with pytest.raises(ii.InspectorError, match="read in parts"):
        _ = window.document.pixels


def test_what_is_looked_at_is_drawn(viewed: Callable[..., Any], qtbot: QtBot) -> None:
    pixels = np.zeros(SHAPE, np.uint16)
    pixels[:, :, 200:] = 4000
    window = viewed(of_dask(pixels), levels=(0, 4000))
    viewport = window.canvas.view.viewport()

    def is_drawn() -> bool:
        picture, row = viewport.grab().toImage(), viewport.height() // 2 + 7
        left, right = (picture.pixelColor(int(viewport.width() * part), row).lightness() for part in (0.4, 0.6))
        return bool(left == 0 and right == 255)

    qtbot.waitUntil(is_drawn, timeout=30_000)


def test_only_what_is_looked_at_is_computed(viewed: Callable[..., Any], qtbot: QtBot) -> None:
    array = pytest.importorskip("dask.array")
    asked: list[int] = []

    def block(block_info: Any = None) -> np.ndarray:
        (z, _), *_ = block_info[None]["array-location"]
        asked.append(z)
        if z == 3:
            raise RuntimeError("this slice cannot be computed")
        return np.full((1, 300, 400), z, np.int16)

    window = viewed(array.map_blocks(block, chunks=((1,) * 40, (300,), (400,)), dtype=np.int16))
    asked.clear()
    window.go_to((5, 6, 7))
    assert settled(window, qtbot).array_value == 7
    assert set(asked) <= {0, 7, 20, 19}

    window.go_to((5, 6, 3))
    qtbot.waitUntil(lambda: "cannot be computed" in repr(window.probe), timeout=30_000)
    QApplication.processEvents()
    assert window.isVisible()


def test_what_cannot_be_shown_is_refused(viewed: Callable[..., Any]) -> None:
    array = pytest.importorskip("dask.array")

    with pytest.raises(ii.UsageError, match="2 to 4 axes"):
        ii.view(array.zeros((2, 3, 4, 50, 60, 70), chunks=(1, 1, 1, 50, 60, 70)), block=False)
    with pytest.raises(ii.UsageError, match="cannot be shown"):
        ii.view(array.zeros((1000, 1000), dtype="datetime64[s]", chunks=100), block=False)


def test_an_edit_of_an_array_that_is_too_large_is_refused_before_a_window_opens(own_settings: None) -> None:
    with pytest.raises(UsageError, match="more than half of the memory"):
        ii.edit(of_dask(stored()))
    assert not scripting._kept
