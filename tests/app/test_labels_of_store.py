"""Labels of a store are measured beside a real window, by a real child: judged by NumPy on what was written."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QTabBar, QTableWidget
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.gui.panels.under_labels_panel import UnderLabelsPanel
from under_labels_page import button, said
from window_driver import WindowDriver

pytest.importorskip("tensorstore", reason="the extra for images in chunks is not installed")
pytest.importorskip("dask", reason="the extra for all pixels is not installed")
zarr = pytest.importorskip("zarr", reason="zarr writes the store")
cleanup_resources = pytest.importorskip("zarr.core.sync").cleanup_resources

SHAPE, CHUNKS = (5, 8192, 8192), (1, 1024, 1024)
WAIT = 60_000


@pytest.fixture
def pixels() -> np.ndarray:
    made = np.zeros(SHAPE, np.uint8)
    made[1:3, 1000:1200, 900:1300] = 3
    made[2, 1100:1150, 1000:1100] = 7
    made[4, 8000, 8000] = 200
    return made


@pytest.fixture
def store(tmp_path: Path, pixels: np.ndarray) -> Path:
    """Labels of 336 MB, of which few chunks are written."""
    path = tmp_path / "labels.zarr"
    array = zarr.create_array(str(path), shape=SHAPE, chunks=CHUNKS, dtype="u1", fill_value=0)
    for plane in (1, 2, 4):
        array[plane] = pixels[plane]
    cleanup_resources()
    return path


@pytest.fixture
def image(image_of_store: OpenImage) -> OpenImage:
    return image_of_store


@pytest.fixture
def page(composition: Composition, driver: WindowDriver, image: OpenImage) -> UnderLabelsPanel:
    """The page of labels, which is offered when the image is drawn as labels."""
    panel = composition.window.docks.panel(UnderLabelsPanel)
    composition.window.docks.bring_to_front(panel)
    choice = driver.find("valuesChoice", QTabBar)
    assert not choice.isVisible()
    driver.action("showLabels")
    assert choice.isVisible()
    choice.setCurrentIndex(1)
    driver.settle(2)
    return panel


def expected(pixels: np.ndarray, label: int) -> tuple[int, tuple[int, ...], tuple[int, ...], tuple[float, ...]]:
    """Return pixels, first index of the box, its size, and the centroid, each x first."""
    where = np.argwhere(pixels == label)[:, ::-1]
    low, high = where.min(axis=0), where.max(axis=0)
    return len(where), tuple(map(int, low)), tuple(map(int, high - low + 1)), tuple(map(float, where.mean(axis=0)))


def numbers(text: str) -> tuple[float, ...]:
    return tuple(float(each) for each in text.strip("()").split(","))


def test_labels_are_measured_and_a_click_goes_there(
    qtbot: QtBot, composition: Composition, image: OpenImage, page: UnderLabelsPanel, pixels: np.ndarray
) -> None:
    assert "read in parts" in said(page)
    assert "336 MB" in said(page)
    button(page, "workOutButton").click()
    assert button(page, "cancelUnderLabelsButton").isVisible()
    composition.app.view.step_slice(1)  # the window goes on meanwhile
    qtbot.waitUntil(lambda: "3 labels" in said(page), timeout=WAIT)
    rows = list(csv.DictReader(io.StringIO(composition.app.under_labels.text("csv"))))
    assert [int(row["label"]) for row in rows] == [3, 7, 200]
    for row in rows:
        count, first, size, centroid = expected(pixels, int(row["label"]))
        assert int(row["pixels"]) == count
        assert numbers(row["box itk"]) == first
        assert numbers(row["box size"]) == size
        np.testing.assert_allclose(numbers(row["centroid itk"]), centroid, rtol=1e-12)
    table = page.findChild(QTableWidget, "underLabelsTable")
    assert table is not None
    assert [table.horizontalHeaderItem(n).text() for n in range(4, 8)] == ["First index", "Size", "Centroid", "Point"]
    where = table.visualItemRect(table.item(2, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(where.x(), where.y()))
    assert image.plane.position[2] == 4
    assert image.probe is not None
    assert image.probe.itk_index == ItkIndex((8000, 8000, 4))
    assert not composition.app.tasks.is_counting


def test_measuring_is_cancelled(
    qtbot: QtBot, composition: Composition, image: OpenImage, page: UnderLabelsPanel, driver: WindowDriver
) -> None:
    composition.app.counts.ask(image)  # comes first; one after the other is gone through
    button(page, "workOutButton").click()
    button(page, "cancelUnderLabelsButton").click()
    assert "read in parts" in said(page)
    assert button(page, "workOutButton").isVisible()
    qtbot.waitUntil(lambda: composition.app.counts.of(image) is not None, timeout=WAIT)
    assert composition.app.counts.labels_of(image) is None


def test_labels_of_a_changed_copy_are_refused_with_the_reason(
    composition: Composition, image: OpenImage, page: UnderLabelsPanel, driver: WindowDriver
) -> None:
    driver.action("editCopy")
    assert image.session is not None
    composition.app.edit.set_value("9")
    composition.app.edit.set_pixel("5 6 2")
    assert image.session.version.changed == 1
    composition.window.docks.bring_to_front(page)  # editing has a panel of its own
    driver.settle(2)
    assert "save it as a new store" in said(page)
    assert not button(page, "workOutButton").isVisible()
    image.session.mark_saved()  # its changed chunks, into a store of their own: the one that is open holds none of them
    driver.settle(2)
    assert "save it as a new store" in said(page)
    driver.action("undo")
    assert button(page, "workOutButton").isVisible()
    image.session.mark_saved()


def test_labels_of_a_store_that_was_written_into_are_measured_again(
    qtbot: QtBot, composition: Composition, image: OpenImage, page: UnderLabelsPanel, store: Path, pixels: np.ndarray
) -> None:
    button(page, "workOutButton").click()
    qtbot.waitUntil(lambda: "3 labels" in said(page), timeout=WAIT)
    zarr.open_array(str(store), mode="r+")[2, 1000:1010, 900:910] = 11
    cleanup_resources()
    pixels[2, 1000:1010, 900:910] = 11

    composition.window.activated.emit()

    qtbot.waitUntil(lambda: "changed since its labels were measured" in said(page), timeout=WAIT)
    assert composition.app.under_labels.text("csv") == ""
    button(page, "workOutButton").click()
    qtbot.waitUntil(lambda: "4 labels" in said(page), timeout=WAIT)
    rows = csv.DictReader(io.StringIO(composition.app.under_labels.text("csv")))
    assert {int(row["label"]): int(row["pixels"]) for row in rows} == {
        label: int((pixels == label).sum()) for label in (3, 7, 11, 200)
    }
