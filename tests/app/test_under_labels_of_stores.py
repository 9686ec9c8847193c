"""An image in one store is measured under labels in another, in a real window, by a real child: judged by NumPy."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QTabBar, QTableWidget
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.gui.panels.under_labels_panel import UnderLabelsPanel
from under_labels_page import button, said
from window_driver import WindowDriver

pytest.importorskip("tensorstore", reason="the extra for images in chunks is not installed")
pytest.importorskip("dask", reason="the extra for all pixels is not installed")
zarr = pytest.importorskip("zarr", reason="zarr writes the stores")
cleanup_resources = pytest.importorskip("zarr.core.sync").cleanup_resources

SHAPE, CHUNKS = (2, 8192, 9216), (1, 1024, 1024)
WAIT = 60_000


@pytest.fixture
def values() -> np.ndarray:
    """Values of 302 MB, which are read in parts."""
    made = np.zeros(SHAPE, np.int16)
    made[:, 900:1300, 800:1500] = np.random.default_rng(7).integers(-3000, 3000, (2, 400, 700), dtype=np.int16)
    return made


@pytest.fixture
def labels() -> np.ndarray:
    """Labels of 151 MB, which are in memory as a whole."""
    made = np.zeros(SHAPE, np.uint8)
    made[:, 1000:1200, 900:1300] = 3
    made[1, 1100:1150, 1000:1100] = 7
    made[0, 8000, 8000] = 200
    return made


def written(path: Path, pixels: np.ndarray) -> Path:
    array = zarr.create_array(str(path), shape=SHAPE, chunks=CHUNKS, dtype=pixels.dtype, fill_value=0)
    array[:, :2048, :2048] = pixels[:, :2048, :2048]
    array[:, 7168:, 7168:8192] = pixels[:, 7168:, 7168:8192]
    cleanup_resources()
    return path


@pytest.fixture
def store(tmp_path: Path, values: np.ndarray) -> Path:
    return written(tmp_path / "values.zarr", values)


@pytest.fixture
def image(image_of_store: OpenImage) -> OpenImage:
    return image_of_store


def opened_as_labels(composition: Composition, driver: WindowDriver, qtbot: QtBot, path: Path) -> OpenImage:
    count = len(composition.app.images.all)
    composition.open(path)
    qtbot.waitUntil(lambda: len(composition.app.images.all) > count, timeout=WAIT)
    driver.action("showLabels")
    shown = composition.app.images.current
    assert shown is not None
    assert shown.info.path == path
    return shown


@pytest.fixture
def page(
    composition: Composition, driver: WindowDriver, qtbot: QtBot, image: OpenImage, tmp_path: Path, labels: np.ndarray
) -> UnderLabelsPanel:
    """The page of statistics of both, on the tab of the labels."""
    opened_as_labels(composition, driver, qtbot, written(tmp_path / "labels.zarr", labels))
    panel = composition.window.docks.panel(UnderLabelsPanel)
    composition.window.docks.bring_to_front(panel)
    choice = driver.find("valuesChoice", QTabBar)
    assert choice.isVisible()
    choice.setCurrentIndex(1)
    driver.settle(2)
    return panel


def choose(composition: Composition, image: OpenImage) -> None:
    with composition.app.images.changing():
        composition.app.images.bring(image)


def judge(composition: Composition, values: np.ndarray, labels: np.ndarray) -> None:
    rows = list(csv.DictReader(io.StringIO(composition.app.under_labels.text("csv"))))
    assert [int(row["label"]) for row in rows] == [3, 7, 200]
    for row in rows:
        there = labels == int(row["label"])
        under = values[there].astype(np.int64)
        first = np.argwhere(there)[0][::-1].tolist()
        assert (int(row["pixels"]), int(row["n"])) == (under.size, under.size)
        assert (int(row["min"]), int(row["max"]), int(row["sum"])) == (under.min(), under.max(), under.sum())
        assert float(row["mean"]) == pytest.approx(under.mean(), rel=1e-12)
        assert row["first itk"] == f"({', '.join(map(str, first))})"
        if under.size > 1:
            assert float(row["sd (n-1)"]) == pytest.approx(under.std(ddof=1), rel=1e-12)


def test_an_image_is_measured_under_labels_of_another_tab(
    qtbot: QtBot,
    composition: Composition,
    image: OpenImage,
    page: UnderLabelsPanel,
    values: np.ndarray,
    labels: np.ndarray,
) -> None:
    over = composition.app.images.current
    assert over is not None
    assert not over.document.is_tiled
    assert "values.zarr under labels.zarr" in said(page)
    assert "453 MB" in said(page)
    button(page, "workOutButton").click()
    assert button(page, "cancelUnderLabelsButton").isVisible()
    qtbot.waitUntil(lambda: "3 labels" in said(page), timeout=WAIT)
    assert said(page).startswith("values.zarr under 3 labels of labels.zarr; 0 is left out. Medians")
    judge(composition, values, labels)
    table = page.findChild(QTableWidget, "underLabelsTable")
    assert table is not None
    titles = [table.horizontalHeaderItem(n).text() for n in range(4, 9)]
    assert titles == ["Mean", "SD", "Median", "Min", "Max"]
    where = table.visualItemRect(table.item(2, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(where.x(), where.y()))
    assert over.probe is not None
    assert over.probe.itk_index == ItkIndex((8000, 8000, 0))

    choose(composition, image)  # the same pair, from the other side: nothing is gone through again
    assert "3 labels" in said(page)
    judge(composition, values, labels)
    composition.app.under_labels.go_to(2)
    assert image.probe is not None
    assert image.probe.itk_index == ItkIndex((8000, 8000, 0))


def test_it_is_cancelled_and_goes_with_its_tab(
    qtbot: QtBot, composition: Composition, image: OpenImage, page: UnderLabelsPanel
) -> None:
    composition.app.counts.ask(image)  # comes first; one after the other is gone through
    button(page, "workOutButton").click()
    button(page, "cancelUnderLabelsButton").click()
    assert button(page, "workOutButton").isVisible()
    button(page, "workOutButton").click()
    composition.app.tabs.close(1)
    qtbot.waitUntil(lambda: composition.app.counts.of(image) is not None, timeout=WAIT)
    assert not composition.app.tasks.is_counting
    assert list(composition.app.counts._found) == [(image.document,)]


def test_labels_in_memory_count_as_they_are_shown_with_what_was_changed(
    qtbot: QtBot,
    composition: Composition,
    page: UnderLabelsPanel,
    driver: WindowDriver,
    values: np.ndarray,
    labels: np.ndarray,
) -> None:
    driver.action("editCopy")
    composition.app.edit.set_value("3")
    composition.app.edit.set_pixel("810 905 1")
    labels[1, 905, 810] = 3
    composition.window.docks.bring_to_front(page)  # editing has a panel of its own
    driver.settle(2)
    button(page, "workOutButton").click()
    qtbot.waitUntil(lambda: "3 labels" in said(page), timeout=WAIT)
    judge(composition, values, labels)
    driver.action("undo")
    assert button(page, "workOutButton").isVisible()
    shown = composition.app.images.current
    assert shown is not None
    assert shown.session is not None
    shown.session.mark_saved()


def test_a_file_that_is_no_store_is_measured_with_one(
    qtbot: QtBot, composition: Composition, driver: WindowDriver, image: OpenImage, tmp_path: Path, values: np.ndarray
) -> None:
    made = np.zeros(SHAPE, np.uint8)
    made[:, 1000:1200, 900:1300], made[1, 1100:1150, 1000:1100], made[0, 8000, 8000] = 3, 7, 200
    np.save(tmp_path / "labels.npy", made)
    opened_as_labels(composition, driver, qtbot, tmp_path / "labels.npy")
    choose(composition, image)
    panel = composition.window.docks.panel(UnderLabelsPanel)
    composition.window.docks.bring_to_front(panel)
    driver.find("valuesChoice", QTabBar).setCurrentIndex(1)
    driver.settle(2)
    button(panel, "workOutButton").click()
    qtbot.waitUntil(lambda: "3 labels of labels.npy" in said(panel), timeout=WAIT)
    judge(composition, values, made)
    os.utime(tmp_path / "labels.npy", ns=(1, 1))
    composition.window.activated.emit()
    assert "One of the images changed" in said(panel)
    button(panel, "workOutButton").click()
    assert driver.error is not None
    assert "changed on disk" in driver.error.text()
    driver.error.accept()


def test_of_several_images_one_is_chosen(
    qtbot: QtBot,
    composition: Composition,
    driver: WindowDriver,
    image: OpenImage,
    page: UnderLabelsPanel,
    tmp_path: Path,
    values: np.ndarray,
    labels: np.ndarray,
) -> None:
    pairs = page.findChild(QComboBox, "underLabelsPairs")
    assert pairs is not None
    assert not pairs.isVisible()
    other = np.where(labels == 3, np.uint8(7), np.uint8(0)).astype(np.uint8)
    opened_as_labels(composition, driver, qtbot, written(tmp_path / "others.zarr", other))
    choose(composition, image)
    driver.find("valuesChoice", QTabBar).setCurrentIndex(1)  # there was no second page for the new image at first
    driver.settle(2)
    assert [pairs.itemText(n) for n in range(pairs.count())] == [
        "values.zarr under labels.zarr",
        "values.zarr under others.zarr",
    ]
    assert pairs.isVisible()
    pairs.setFocus()
    qtbot.keyClick(pairs, Qt.Key.Key_Down)
    button(page, "workOutButton").click()
    qtbot.waitUntil(lambda: "1 label of others.zarr" in said(page), timeout=WAIT)
    (row,) = csv.DictReader(io.StringIO(composition.app.under_labels.text("csv")))
    assert float(row["mean"]) == pytest.approx(values[other == 7].mean(), rel=1e-12)
    qtbot.keyClick(pairs, Qt.Key.Key_Up)
    assert button(page, "workOutButton").isVisible()  # that pair was not measured
