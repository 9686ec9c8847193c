"""All pixels of a store are counted beside a real window, by a real child: judged by NumPy on what zarr reads."""

from __future__ import annotations

import csv
import math
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from generated_stores import served
from itk_inspector.app.composition import Composition
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.display.display_settings import Scope
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.gui.panels.levels_panel import LevelsPanel
from itk_inspector.gui.panels.measure_panel import MeasurePanel
from itk_inspector.gui.panels.measured_shape import MeasuredShape
from itk_inspector.gui.panels.values_panel import ValuesPanel
from itk_inspector.gui.widgets.histogram_plot import HistogramPlot
from window_driver import WindowDriver

pytest.importorskip("tensorstore", reason="the extra for images in chunks is not installed")
pytest.importorskip("dask", reason="the extra for all pixels is not installed")
zarr = pytest.importorskip("zarr", reason="zarr writes and judges the store")
cleanup_resources = pytest.importorskip("zarr.core.sync").cleanup_resources

SHAPE, CHUNKS = (5, 8192, 8192), (1, 1024, 1024)
WAIT = 60_000
COUNTED = "All 335,544,320 pixels of level 0 counted. Click minimum or maximum to go to its first pixel."


@pytest.fixture
def pixels() -> np.ndarray:
    made = np.full(SHAPE, 7, np.uint8)
    made[2, 100:900, 200:1500] = np.random.default_rng(3).integers(0, 40, (800, 1300), dtype=np.uint8)
    made[4, 8000, 8000] = 200
    return made


@pytest.fixture
def store(tmp_path: Path, pixels: np.ndarray) -> Path:
    """A Zarr array of 336 MB, of which few chunks are written."""
    path = tmp_path / "large.zarr"
    array = zarr.create_array(str(path), shape=SHAPE, chunks=CHUNKS, dtype="u1", fill_value=7)
    for plane in (2, 4):
        array[plane] = pixels[plane]
    cleanup_resources()
    return path


@pytest.fixture
def image(image_of_store: OpenImage) -> OpenImage:
    return image_of_store


def values(composition: Composition) -> ValuesPanel:
    panel = composition.window.docks.panel(ValuesPanel)
    composition.window.docks.bring_to_front(panel)
    return panel


def said(panel: ValuesPanel) -> str:
    label = panel.findChild(QLabel, "valuesHint")
    assert label is not None
    return label.text()


def table(panel: ValuesPanel) -> dict[str, int]:
    found = panel.findChild(QTableWidget, "valuesTable")
    assert found is not None
    rows = [[found.item(row, column).text() for column in range(3)] for row in range(found.rowCount())]
    name = {"label": 1}
    return {row[name.get(row[0], 0)]: int(row[2].split()[0].replace(",", "")) for row in rows}


def press(panel: ValuesPanel, name: str) -> None:
    button = panel.findChild(QPushButton, name)
    assert button is not None
    assert button.isVisible()
    button.click()


def counts_of(pixels: np.ndarray) -> np.ndarray:
    """Return how often each of the 256 values occurs."""
    flat = pixels.reshape(-1)
    return sum(np.bincount(flat[at : at + (1 << 20)], minlength=256) for at in range(0, flat.size, 1 << 20))


def in_bins(pixels: np.ndarray, edges: Any) -> np.ndarray:
    """Return how many pixels NumPy puts into each bin."""
    return np.histogram(np.arange(256), bins=edges, weights=counts_of(pixels))[0]


def test_values_of_all_pixels_are_counted_while_the_window_goes_on(
    composition: Composition, qtbot: QtBot, image: OpenImage, pixels: np.ndarray
) -> None:
    panel = values(composition)
    qtbot.waitUntil(lambda: "336 MB" in said(panel), timeout=WAIT)
    press(panel, "countValuesButton")
    assert "Counting" in said(panel)
    composition.app.probe.hover(300.0, 200.0)
    composition.app.view.step_slice(1)
    assert image.plane.position[2] == 3
    qtbot.waitUntil(lambda: said(panel) == COUNTED, timeout=WAIT)
    counts = counts_of(pixels)
    expected = {str(value): int(counts[value]) for value in np.flatnonzero(counts)}
    expected |= {"minimum": int(counts[0]), "maximum": 1}
    assert table(panel) == expected
    for widget in (panel.findChild(QTableWidget, "valuesTable"), panel.findChild(QPushButton, "nextValueButton")):
        assert widget is not None
        assert "Open this part" in widget.toolTip()
    rows = panel.findChild(QTableWidget, "valuesTable")
    names = [rows.item(row, 0).text() for row in range(rows.rowCount())]
    rows.cellClicked.emit(names.index("label"), 0)
    assert image.plane.position[2] == 3
    rows.cellClicked.emit(names.index("maximum"), 0)
    assert image.probe is not None
    assert image.probe.itk_index == ItkIndex((8000, 8000, 4))
    rows.cellClicked.emit(names.index("minimum"), 0)
    y, x = np.argwhere(pixels[2, 100:900, 200:1500] == 0)[0] + (100, 200)
    assert image.probe.itk_index == ItkIndex((int(x), int(y), 2))
    assert composition.files.children[3].is_alive is False
    assert not composition.app.tasks.is_counting


def test_what_was_counted_is_not_counted_again_and_goes_with_its_tab(
    composition: Composition, qtbot: QtBot, image: OpenImage, pixels: np.ndarray
) -> None:
    composition.app.counts.ask(image)
    qtbot.waitUntil(lambda: composition.app.counts.of(image) is not None, timeout=WAIT)
    composition.app.levels.set_scope(Scope.VOLUME)
    composition.app.levels.fill()
    counted = composition.app.counts.of(image)
    assert counted is not None
    histogram = counted.report.drawn(image.settings.component)
    assert histogram is not None
    np.testing.assert_array_equal(histogram.counts, in_bins(pixels, histogram.edges))
    composition.app.tabs.close(0)
    assert composition.app.counts._found == {}


def test_the_histogram_is_of_all_pixels_of_the_slice_or_the_volume(
    composition: Composition, qtbot: QtBot, image: OpenImage, pixels: np.ndarray, driver: WindowDriver
) -> None:
    panel = composition.window.docks.panel(LevelsPanel)
    composition.window.docks.bring_to_front(panel)
    plot, row = driver.find("histogramPlot", HistogramPlot), driver.find("histogramReadout", QLabel)
    composition.app.view.set_slice(2, 2)
    assert row.text() == "Not counted: 67.1 MB."
    driver.action("fullRange")
    assert "Count all values first" in driver.label("statusMessage")
    for scope, part in ((Scope.SLICE, pixels[2]), (Scope.VOLUME, pixels)):
        composition.app.levels.set_scope(scope)
        assert plot._histogram is None
        driver.find("countAllButton", QPushButton).click()
        qtbot.waitUntil(lambda: plot._histogram is not None, timeout=WAIT)
        assert plot._histogram is not None
        np.testing.assert_array_equal(plot._histogram.counts, in_bins(part, plot._histogram.edges))
        assert row.text() == f"all {part.size:,} values"
        driver.action("fullRange")
        assert image.settings.levels == Levels(float(part.min()), float(part.max()))
    composition.app.levels.set_scope(Scope.SLICE)
    composition.app.view.set_slice(2, 3)
    assert plot._histogram is None
    composition.app.view.set_slice(2, 2)
    assert plot._histogram is not None


def facts(driver: WindowDriver) -> dict[str, tuple[str, ...]]:
    told = driver.find("measuredShape", MeasuredShape).told
    return {} if told is None or told.is_pending else {fact.label: fact.texts for fact in told.facts}


def test_the_whole_volume_is_measured_by_what_was_counted(
    composition: Composition, qtbot: QtBot, image: OpenImage, pixels: np.ndarray, driver: WindowDriver
) -> None:
    composition.app.counts.ask(image)
    qtbot.waitUntil(lambda: composition.app.counts.of(image) is not None, timeout=WAIT)
    driver.action("measureVolume")
    found = facts(driver)  # at once
    assert found["Pixels"] == (str(pixels.size),)
    counts, values = counts_of(pixels), np.arange(256)
    total = int((counts * values).sum())
    squares = float((counts * (values - total / pixels.size) ** 2).sum())
    assert found["Sum"] == (str(total),)
    assert found["Median"] == (str(np.searchsorted(counts.cumsum(), pixels.size // 2)),)  # far from a border of two
    assert float(found["SD (n − 1)"][0]) == pytest.approx((squares / (pixels.size - 1)) ** 0.5, rel=1e-7)
    assert (found["Minimum"], found["Maximum"]) == (("0",), ("200",))
    first = np.argwhere(pixels[2, 100:900, 200:1500] == 0)[0] + (100, 200)
    assert found["Minimum at (ITK)"] == (f"({first[1]}, {first[0]}, 2)",)
    assert found["Maximum at (NumPy)"] == ("[4, 8000, 8000]",)
    told = next(csv.DictReader(composition.app.measure.text("csv").splitlines()))
    assert int(told["sum"]) == int(pixels.sum(dtype=np.int64))
    assert told["max itk"] == "(8000, 8000, 4)"
    assert composition.app.measure.text("numpy") == "# Rectangle 1\na[0:5, 0:8192, 0:8192]\n"
    bars = [line.split(",") for line in composition.app.measure.text("plot").splitlines()]
    assert sum(int(bar[-1]) for bar in bars[1:]) == pixels.size
    composition.app.measure.set_slices(2, 1, 2)
    qtbot.waitUntil(lambda: bool(facts(driver)), timeout=WAIT)
    assert facts(driver)["Sum"] == (str(int(pixels[1:3].sum(dtype=np.int64))),)
    composition.app.view.set_slice(2, 2)
    driver.action("measureSlice")
    assert facts(driver) == {}
    qtbot.waitUntil(lambda: bool(facts(driver)), timeout=WAIT)
    assert facts(driver)["Sum"] == (str(int(pixels[2].sum(dtype=np.int64))),)


def test_a_measurement_that_is_cancelled_is_offered_again(
    composition: Composition, qtbot: QtBot, image: OpenImage, driver: WindowDriver
) -> None:
    driver.action("measureVolume")
    qtbot.waitUntil(lambda: composition.files.children[3].is_alive, timeout=WAIT)
    assert row(composition) == " …"
    assert not driver.has("measureShapeButton")
    composition.app.tasks.cancel()
    assert not composition.files.children[3].is_alive
    assert row(composition) == "not measured"
    assert driver.has("measureShapeButton")
    driver.action("measureSlice")
    qtbot.waitUntil(lambda: composition.files.children[3].is_alive, timeout=WAIT)
    composition.app.measure.delete([shape.number for shape in image.shapes.all])
    assert not composition.app.tasks.is_counting


def test_cancel_ends_the_process_and_nothing_is_shown(composition: Composition, qtbot: QtBot, image: OpenImage) -> None:
    panel = values(composition)
    press(panel, "countValuesButton")
    qtbot.waitUntil(lambda: composition.files.children[3].is_alive, timeout=WAIT)
    press(panel, "cancelValuesButton")
    assert not composition.files.children[3].is_alive
    assert composition.app.counts.of(image) is None
    assert "336 MB" in said(panel)
    press(panel, "countValuesButton")
    qtbot.waitUntil(lambda: said(panel) == COUNTED, timeout=WAIT)


def test_closing_the_tab_ends_the_count(composition: Composition, qtbot: QtBot, image: OpenImage) -> None:
    composition.app.counts.ask(image)
    qtbot.waitUntil(lambda: composition.files.children[3].is_alive, timeout=WAIT)
    composition.app.tabs.close(0)
    assert not composition.files.children[3].is_alive
    assert composition.app.counts.task is None


def test_closing_the_window_ends_all_that_is_counted(composition: Composition, qtbot: QtBot, image: OpenImage) -> None:
    composition.app.counts.ask(image)
    composition.app.counts.ask(image, ((0, 8192), (0, 8192), (2, 3)))
    qtbot.waitUntil(lambda: composition.files.children[3].is_alive, timeout=WAIT)
    composition.dispose()
    assert not composition.files.children[3].is_alive
    assert composition.app.counts.task is None


def test_a_store_that_changed_since_is_told(
    composition: Composition, qtbot: QtBot, image: OpenImage, store: Path, driver: WindowDriver
) -> None:
    panel = values(composition)
    press(panel, "countValuesButton")
    qtbot.waitUntil(lambda: said(panel) == COUNTED, timeout=WAIT)
    composition.window.activated.emit()
    assert said(panel) == COUNTED
    os.utime(store / "zarr.json", ns=(1, 1))
    composition.window.activated.emit()
    assert "changed since" in said(panel)
    press(panel, "countValuesButton")
    qtbot.waitUntil(lambda: said(panel) == COUNTED, timeout=WAIT)


def test_a_damaged_chunk_is_told_and_nothing_is_counted(
    composition: Composition, qtbot: QtBot, image: OpenImage, store: Path, driver: WindowDriver
) -> None:
    (store / "c" / "2" / "0" / "0").write_bytes(b"no chunk")
    panel = values(composition)
    press(panel, "countValuesButton")
    qtbot.waitUntil(lambda: driver.error is not None, timeout=WAIT)
    assert driver.error is not None
    assert "are damaged" in driver.error.text()
    driver.error.accept()
    assert composition.app.counts.of(image) is None
    assert "336 MB" in said(panel)


def test_a_store_at_an_address_is_counted_as_a_folder_is(
    composition: Composition, qtbot: QtBot, store: Path, pixels: np.ndarray
) -> None:
    with served(store.parent) as address:
        composition.open(Path(f"{address}/{store.name}"))
        qtbot.waitUntil(lambda: composition.app.images.current is not None, timeout=WAIT)
        image = composition.app.images.current
        assert image is not None
        composition.app.counts.ask(image, ((0, 8192), (0, 1000), (2, 3)))
        qtbot.waitUntil(lambda: not composition.app.tasks.is_counting, timeout=WAIT)
        counted = composition.app.counts.of(image, ((0, 8192), (0, 1000), (2, 3)))
        assert counted is not None
        assert counted.report.components[0].total == int(pixels[2, :1000].sum(dtype=np.int64))
        composition.app.tabs.close(0)


def test_counts_of_the_store_are_not_shown_for_a_copy_that_was_changed(
    composition: Composition, qtbot: QtBot, image: OpenImage, driver: WindowDriver
) -> None:
    panel = values(composition)
    composition.app.counts.ask(image)
    qtbot.waitUntil(lambda: said(panel) == COUNTED, timeout=WAIT)
    driver.action("editCopy")
    assert image.session is not None
    composition.app.edit.set_value("9")
    composition.app.edit.set_pixel("5 6 2")
    values(composition)  # editing has a panel of its own
    driver.settle(2)
    assert "save it as a new store" in said(panel)
    assert table(panel) == {}
    assert not panel.findChild(QPushButton, "countValuesButton").isVisible()
    for name in ("measureVolume", "fullRange"):
        assert not driver.qaction(name).isEnabled()
    driver.action("undo")
    assert said(panel) == COUNTED
    image.session.mark_saved()


def row(composition: Composition, number: int = 0) -> str:
    shapes = composition.window.docks.panel(MeasurePanel).findChild(QTableWidget, "shapesTable")
    assert shapes is not None
    return shapes.item(number, 1).text()


def test_shapes_of_a_copy_that_was_changed_stay_and_say_why_nothing_is_measured(
    composition: Composition, qtbot: QtBot, image: OpenImage, pixels: np.ndarray, driver: WindowDriver
) -> None:
    composition.app.view.set_slice(2, 2)
    driver.action("measureSlice")
    qtbot.waitUntil(lambda: bool(facts(driver)), timeout=WAIT)
    before = row(composition)
    assert before.startswith("mean")
    driver.action("editCopy")
    assert image.session is not None
    composition.app.edit.set_value("9")
    composition.app.edit.set_pixel("5 6 2")
    composition.window.docks.bring_to_front(composition.window.docks.panel(MeasurePanel))
    driver.settle(2)
    assert [shape.name for shape in image.shapes.all] == ["Rectangle 1"]
    assert row(composition) == "not measured"
    assert facts(driver) == {}
    assert "save it as a new store" in driver.label("measuredProblem")
    assert composition.app.measure.text("csv").count("\n") == 1  # the titles
    assert composition.app.measure.text("plot") == ""
    composition.app.measure.set_slices(2, 2, 4)  # another box, which cannot be counted now
    assert row(composition) == "not measured"
    composition.app.measure.set_slices(2, 2, 2)
    driver.action("undo")
    assert row(composition) == before
    assert facts(driver)["Sum"] == (str(int(pixels[2].sum(dtype=np.int64))),)
    assert not driver.has("measuredProblem")
    driver.action("redo")
    composition.app.measure.set_slices(2, 2, 4)
    driver.action("undo")
    driver.find("measureShapeButton", QPushButton).click()
    qtbot.waitUntil(lambda: bool(facts(driver)), timeout=WAIT)
    assert facts(driver)["Sum"] == (str(int(pixels[2:].sum(dtype=np.int64))),)
    image.session.mark_saved()


def test_of_two_shapes_of_one_box_one_is_deleted_and_the_other_is_measured(
    composition: Composition, qtbot: QtBot, image: OpenImage, pixels: np.ndarray, driver: WindowDriver
) -> None:
    driver.action("measureVolume")
    driver.action("measureVolume")
    composition.app.counts.ask(image)  # the tab of values does
    first, second = (shape.number for shape in image.shapes.all)
    composition.app.measure.delete([first])
    assert composition.app.tasks.is_counting
    composition.app.measure.select(second)
    qtbot.waitUntil(lambda: bool(facts(driver)), timeout=WAIT)
    assert facts(driver)["Sum"] == (str(int(pixels.sum(dtype=np.int64))),)


def test_with_the_last_shape_of_a_box_its_count_ends_unless_another_panel_asked(
    composition: Composition, qtbot: QtBot, image: OpenImage, driver: WindowDriver
) -> None:
    for asks_too in (False, True):
        driver.action("measureVolume")
        if asks_too:
            composition.app.counts.ask(image)
        composition.app.measure.delete([shape.number for shape in image.shapes.all])
        assert composition.app.tasks.is_counting is asks_too


def drawn(composition: Composition, kind: ShapeKind, *places: tuple[float, float]) -> None:
    measure = composition.app.measure
    if kind is ShapeKind.ANGLE:
        for place in places:
            measure.press(kind, *place)
            measure.release(*place)
        return
    measure.press(kind, *places[0])
    for place in places[1:]:
        measure.drag(*place)
    measure.release(*places[-1])


def test_a_drawn_ellipse_is_measured_when_that_is_asked_for(
    composition: Composition, qtbot: QtBot, image: OpenImage, pixels: np.ndarray, driver: WindowDriver
) -> None:
    composition.app.view.set_slice(2, 2)
    assert driver.qaction("measureEllipse").isEnabled()
    drawn(composition, ShapeKind.ELLIPSE, (100, 50), (400, 300), (1399, 949))
    assert facts(driver) == {}
    assert row(composition) == "not measured"
    assert "in the background: 1.17 MB" in driver.label("measuredProblem")
    assert not composition.app.tasks.is_counting
    driver.find("measureShapeButton", QPushButton).click()
    assert composition.app.tasks.is_counting
    qtbot.waitUntil(lambda: bool(facts(driver)), timeout=WAIT)
    y, x = np.mgrid[50:950, 100:1400]
    inside = ((2 * x - 1499) / 1300) ** 2 + ((2 * y - 999) / 900) ** 2 <= 1
    under = pixels[2, 50:950, 100:1400][inside]
    found = facts(driver)
    assert (found["Pixels"], found["Sum"]) == ((str(under.size),), (str(int(under.sum(dtype=np.int64))),))
    assert (found["Minimum"], found["Maximum"]) == ((str(under.min()),), (str(under.max()),))
    first = np.argwhere(inside & (pixels[2, 50:950, 100:1400] == under.max()))[0] + (50, 100)
    assert found["Maximum at (ITK)"] == (f"({first[1]}, {first[0]}, 2)",)
    assert float(found["Mean"][0]) == pytest.approx(under.mean(), rel=1e-7)
    assert float(found["SD (n − 1)"][0]) == pytest.approx(under.std(ddof=1), rel=1e-7)

    composition.app.measure.grab(1, 1)  # its corner, to another place: that is asked for again
    composition.app.measure.drag(500, 500)
    composition.app.measure.release(500, 500)
    assert facts(driver) == {}
    assert driver.has("measureShapeButton")
    assert not composition.app.tasks.is_counting


def test_a_drawn_rectangle_and_an_angle(
    composition: Composition, qtbot: QtBot, image: OpenImage, pixels: np.ndarray, driver: WindowDriver
) -> None:
    composition.app.view.set_slice(2, 2)
    drawn(composition, ShapeKind.RECTANGLE, (150, 80), (1000, 600))
    driver.find("measureShapeButton", QPushButton).click()
    qtbot.waitUntil(lambda: bool(facts(driver)), timeout=WAIT)
    under = pixels[2, 80:601, 150:1001]
    assert facts(driver)["Sum"] == (str(int(under.sum(dtype=np.int64))),)
    assert float(facts(driver)["Mean"][0]) == pytest.approx(under.mean(), rel=1e-7)
    driver.action("measureAngle")
    drawn(composition, ShapeKind.ANGLE, (100, 0), (0, 0), (0, 50))
    assert row(composition, 1) == "90.0000°"
    assert not driver.has("measureShapeButton")


def test_a_drawn_line_shows_the_values_along_it(
    composition: Composition, qtbot: QtBot, image: OpenImage, pixels: np.ndarray, driver: WindowDriver
) -> None:
    composition.app.view.set_slice(2, 2)
    assert driver.qaction("measureLine").isEnabled()
    drawn(composition, ShapeKind.LINE, (150, 80), (1250, 630))
    assert "in the background: 2.1 MB" in driver.label("measuredProblem")  # of two chunks
    driver.find("measureShapeButton", QPushButton).click()
    qtbot.waitUntil(lambda: bool(facts(driver)), timeout=WAIT)
    assert facts(driver)["Length"] == (f"{math.hypot(1100, 550):.6g} units",)
    rows = list(csv.DictReader(composition.app.measure.text("plot").splitlines()))
    x = np.arange(150, 1251)
    y = 80 + (x - 150 + 1) // 2  # half-way the higher index
    assert [int(each["value"]) for each in rows] == pixels[2, y, x].tolist()
    assert not driver.has("profileInterpolation")
