"""Operations in a real window with real children: asked for by menu, computed, shown, undone and saved."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLabel, QLineEdit, QListWidget, QPushButton, QRadioButton

from itk_inspector.app.composition import Composition
from itk_inspector.core.editing.operations.table import ROWS
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.gui.widgets.expression_field import ExpressionLine
from window_driver import WindowDriver

SHAPE = (6, 24, 32)


@pytest.fixture
def image(tmp_path: Path) -> sitk.Image:
    made = sitk.GetImageFromArray(np.random.default_rng(3).integers(0, 200, SHAPE).astype(np.int16))
    made.SetSpacing((0.5, 0.75, 2.0))
    made.SetOrigin((10.0, -20.0, 30.0))
    sitk.WriteImage(made, str(tmp_path / "a.nrrd"))
    return made


@pytest.fixture
def driver(composition: Composition, image: sitk.Image, tmp_path: Path) -> WindowDriver:
    found = WindowDriver(composition.window)
    found.open(tmp_path / "a.nrrd")
    return found


def ask(driver: WindowDriver, name: str) -> QDialog:
    driver.action(f"{name}Operation")
    driver.wait(lambda: driver.has("operationDialog"))
    return driver.find("operationDialog", QDialog)


def apply(driver: WindowDriver, composition: Composition) -> None:
    button = driver.find("operationApply", QPushButton)
    assert button.isEnabled(), driver.label("operationOutcome")
    button.click()
    driver.wait(lambda: composition.app.operations.task is None and driver.label("statusMessage").startswith("Done"))


def test_a_median_is_the_next_version_of_a_copy(
    driver: WindowDriver, composition: Composition, image: sitk.Image, tmp_path: Path
) -> None:
    ask(driver, "median")
    driver.find("radiusX", QLineEdit).setText("2")
    driver.rest()
    assert "int16" in driver.label("operationOutcome")
    assert "while it is computed" in driver.label("operationOutcome")
    apply(driver, composition)

    wanted = sitk.GetArrayFromImage(sitk.Median(image, (2, 1, 1)))
    current = composition.app.images.current
    assert current is not None
    assert current.session is not None
    assert current.session.view.tobytes() == wanted.tobytes()
    assert current.session.undo_label == "median, radius 2 × 1 × 1"
    composition.app.saving.export(ExportRequest(tmp_path / "b.nrrd"))
    driver.wait(lambda: (tmp_path / "b.nrrd").exists() and not driver.is_busy)
    back = sitk.ReadImage(str(tmp_path / "b.nrrd"))
    assert sitk.GetArrayFromImage(back).tobytes() == wanted.tobytes()
    driver.action("undo")
    assert current.session.view.tobytes() == sitk.GetArrayFromImage(image).tobytes()


def test_steps_across_sizes_and_types_are_undone_and_redone(
    driver: WindowDriver, composition: Composition, image: sitk.Image
) -> None:
    ask(driver, "crop")
    for axis, (first, count) in {"X": (3, 20), "Y": (2, 10), "Z": (1, 4)}.items():
        driver.find(f"index{axis}", QLineEdit).setText(str(first))
        driver.find(f"size{axis}", QLineEdit).setText(str(count))
    driver.rest()
    assert "20 × 10 × 4 pixels" in driver.label("operationOutcome")
    apply(driver, composition)
    ask(driver, "smooth")
    driver.find("result", QComboBox).setCurrentIndex(1)
    driver.rest()
    assert "float32" in driver.label("operationOutcome")
    apply(driver, composition)

    current = composition.app.images.current
    assert current is not None
    session = current.session
    assert session is not None
    smooth = session.view.copy()
    assert smooth.dtype == np.float32
    assert smooth.shape == (4, 10, 20)
    driver.action("undo")
    driver.action("undo")
    assert session.view.shape == SHAPE
    driver.action("redo")
    driver.action("redo")
    assert session.view.tobytes() == smooth.tobytes()
    cropped = sitk.RegionOfInterest(image, (20, 10, 4), (3, 2, 1))
    assert session.geometry.origin == pytest.approx(cropped.GetOrigin())
    driver.hover(5, 4)
    driver.wait(lambda: current.probe is not None and not current.probe.awaits_itk)
    assert current.probe is not None
    assert current.probe.itk_value == current.probe.array_value


def test_a_result_in_a_tab_leaves_the_image(driver: WindowDriver, composition: Composition) -> None:
    ask(driver, "threshold")
    driver.find("lower", QLineEdit).setText("100")
    driver.find("operationInTab", QRadioButton).setChecked(True)
    driver.rest()
    apply(driver, composition)

    first, second = composition.app.images.all
    assert first.session is None
    assert second.info.dtype == "uint8"
    assert second.label == "a-threshold.nrrd"


@pytest.mark.qt_log_ignore("does not support raise", "does not support grabbing", extend=True)
def test_an_expression_is_completed_told_and_computed(
    driver: WindowDriver, composition: Composition, image: sitk.Image
) -> None:
    ask(driver, "expression")
    line = driver.find("expressionField", ExpressionLine)
    line.clear()
    QTest.keyClicks(line, "whe")
    assert line.completer_names.popup().isVisible()
    line.completer_names.activated.emit("where")
    assert line.text() == "where"
    line.completer_names.popup().hide()
    QTest.keyClicks(line, "(a > 100, a, ")
    driver.rest()
    assert not driver.find("operationApply", QPushButton).isEnabled()
    QTest.keyClicks(line, "x)")
    driver.rest()
    assert "computed in int64" in driver.label("operationOutcome")
    apply(driver, composition)

    current = composition.app.images.current
    assert current is not None
    assert current.session is not None
    stored = sitk.GetArrayFromImage(image)
    assert current.session.view.tolist() == np.where(stored > 100, stored, np.arange(32)).tolist()
    assert current.session.undo_label == "where(a > 100, a, x)"


def test_what_cannot_be_done_says_why(driver: WindowDriver) -> None:
    dialog = ask(driver, "cast")

    assert not driver.find("operationApply", QPushButton).isEnabled()
    assert "int16 already" in driver.label("operationOutcome")
    names = driver.find("operationList", QListWidget)
    titles = [names.item(at).text().strip() for at in range(names.count())]
    assert {row.title for row in ROWS} < set(titles)
    names.setCurrentRow(titles.index("Pad"))
    driver.find("beforeX", QLineEdit).setText("x")
    driver.rest()
    assert "enter a number" in driver.label("operationOutcome")
    driver.find("beforeX", QLineEdit).setText("2")
    driver.rest()
    assert "34 × 24 × 6" in driver.label("operationOutcome")
    assert driver.find("operationApply", QPushButton).isEnabled()
    dialog.reject()


def test_every_operation_has_fields_for_all_its_parameters(driver: WindowDriver, composition: Composition) -> None:
    dialog = ask(driver, "crop")
    info = composition.app.images.all[0].info
    names = driver.find("operationList", QListWidget)
    titles = [names.item(at).text().strip() for at in range(names.count())]
    for row in ROWS:
        names.setCurrentRow(titles.index(row.title))
        for parameter in row.parameters(info, {}):
            assert driver.has(f"{parameter.name}Field"), (row.name, parameter.name)
        assert driver.find("operationOutcome", QLabel).text()
        assert not driver.find("operationRegion", QCheckBox).isVisible()
    dialog.reject()


def test_cancel_leaves_the_image(driver: WindowDriver, composition: Composition) -> None:
    ask(driver, "median")
    for axis in "XYZ":
        driver.find(f"radius{axis}", QLineEdit).setText("20")
    driver.rest()
    driver.find("operationApply", QPushButton).click()
    driver.wait(lambda: composition.app.operations.task is not None)
    composition.app.tasks.cancel()

    assert composition.app.operations.task is None
    assert composition.app.images.all[0].session is None
    ask(driver, "flip")
    driver.rest()
    apply(driver, composition)


def test_a_filter_that_crashes_leaves_the_window(driver: WindowDriver, composition: Composition) -> None:
    ask(driver, "median")
    driver.find("operationApply", QPushButton).click()
    composition.files.children[2].kill()
    driver.wait(lambda: composition.app.operations.task is None)

    driver.wait(lambda: "ended" in driver.label("statusMessage"))
    assert composition.app.images.all[0].session is None
