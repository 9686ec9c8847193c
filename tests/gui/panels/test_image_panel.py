"""The Image panel: the geometry in both orders, and reading as another type."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QMessageBox, QPushButton, QTableWidget, QTabWidget

from itk_inspector.app.composition import Composition
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.bridge_fact import BridgeFact
from itk_inspector.core.pixels.rescale import Rescale
from itk_inspector.gui.panels.bridge_page import BridgePage
from itk_inspector.gui.style.theme import DARK, LIGHT, Theme
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver


def _geometry_page(composition: Composition) -> WindowDriver:
    geometry = replace(Geometry.identity((4, 3, 2)), spacing=(0.1, 0.25, 3.0), origin=(1 / 3, -2.0, 0.0))
    composition.app.files.adopt(from_memory.document(np.zeros((2, 3, 4), np.int16), geometry=geometry))
    driver = WindowDriver(composition.window)
    driver.find("imagePages", QTabWidget).setCurrentIndex(1)
    driver.settle()
    return driver


def test_geometry_stands_there_in_both_orders(composition: Composition) -> None:
    table = _geometry_page(composition).find("geometryTable", QTableWidget)

    texts = [[cell.text() for cell in (table.item(row, 0), table.item(row, 1)) if cell] for row in range(6)]

    assert texts == [["size, shape"], ["4, 3, 2", "2, 3, 4"], ["start index"], ["0, 0, 0", "0, 0, 0"],
                     ["spacing"], ["0.1, 0.25, 3", "3, 0.25, 0.1"]]  # fmt: skip


def test_behind_another_page_the_geometry_follows_and_is_there_when_it_is_looked_at(composition: Composition) -> None:
    driver = _geometry_page(composition)
    table, pages = driver.find("geometryTable", QTableWidget), driver.find("imagePages", QTabWidget)
    pages.setCurrentIndex(0)
    composition.app.files.adopt(from_memory.document(np.zeros((7, 6, 5), np.int16)))
    driver.settle()

    pages.setCurrentIndex(1)

    assert [cell.text() for cell in (table.item(1, 0), table.item(1, 1)) if cell] == ["5, 6, 7", "7, 6, 5"]


def test_a_cell_is_copied_as_python_exact(composition: Composition) -> None:
    driver = _geometry_page(composition)
    table = driver.find("geometryTable", QTableWidget)
    table.setFocus()
    table.setCurrentCell(7, 0)  # the origin, in ITK's order

    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    driver.settle()

    assert QGuiApplication.clipboard().text() == f"origin = ({1 / 3!r}, -2.0, 0.0)"


def test_a_column_is_copied_as_python(composition: Composition) -> None:
    driver = _geometry_page(composition)

    driver.find("copyGeometryNumPy", QPushButton).click()
    names: dict[str, object] = {"np": np}
    exec(QGuiApplication.clipboard().text(), names)

    assert names["shape"] == (2, 3, 4)
    assert names["spacing"] == (3.0, 0.25, 0.1)
    assert np.shape(names["affine"]) == (4, 4)  # type: ignore[arg-type]


def test_what_is_not_on_disk_cannot_be_read_as_another_type(composition: Composition) -> None:
    driver = _geometry_page(composition)

    assert not driver.find("imageReadAs", QComboBox).isVisibleTo(composition.window)


def test_the_file_is_read_again_in_place_as_another_type(composition: Composition, samples: Path) -> None:
    driver = WindowDriver(composition.window)
    driver.open(samples / "oblique-volume.nrrd")
    composition.app.view.set_slice(2, 20)
    chooser = driver.find("imageReadAs", QComboBox)
    assert chooser.currentData() == ""

    chooser.setCurrentIndex(chooser.findData("F"))
    chooser.activated.emit(chooser.currentIndex())
    driver.wait(lambda: composition.app.images.current.document.info.read_as == "F", 30.0)  # type: ignore[union-attr]

    (image,) = composition.app.images.all
    assert image.document.info.dtype == "float32"
    assert image.plane.position[2] == 20
    composition.app.probe.show_index(ItkIndex((30, 28, 20)))
    assert driver.label("pixelValue").endswith(".0")
    assert chooser.currentData() == "F"

    chooser.setCurrentIndex(0)
    chooser.activated.emit(0)
    driver.wait(lambda: composition.app.images.current.document.info.read_as == "", 30.0)  # type: ignore[union-attr]
    assert composition.app.images.all[0].document.info.dtype == "int16"


def test_the_box_names_the_type_that_the_image_is_read_as_also_when_another_one_is_not_taken(
    composition: Composition, samples: Path
) -> None:
    driver = WindowDriver(composition.window)
    driver.open(samples / "oblique-volume.nrrd")
    composition.app.edit.toggle_editing()
    image = composition.app.images.current
    assert image is not None
    assert image.session is not None
    image.session.set_pixel(ItkIndex.of(1, 2, 3), 7)
    driver.settle()
    chooser = driver.find("imageReadAs", QComboBox)

    chooser.setCurrentIndex(chooser.findData("UC"))
    chooser.activated.emit(chooser.currentIndex())
    driver.settle()
    question = driver.find("unsavedDialog", QMessageBox)
    assert question.isVisible()
    question.button(QMessageBox.StandardButton.Cancel).click()
    driver.settle()

    assert chooser.currentData() == ""
    assert composition.app.images.current is image


def test_the_report_of_the_image_on_screen_has_the_calls_behind_it(composition: Composition, samples: Path) -> None:
    driver = WindowDriver(composition.window)
    driver.open(samples / "oblique-volume.nrrd")
    table = driver.find("bridgeFacts", QTableWidget)
    assert table.rowCount() == 0

    driver.find("imagePages", QTabWidget).setCurrentIndex(2)
    driver.wait(lambda: table.rowCount() > 0, 30.0)

    texts = [[cell.text() for cell in (table.item(row, 0), table.item(row, 1)) if cell] for row in range(4)]
    assert texts == [
        ["ITK image size:", "itkSize3 ([64, 56, 36])"],
        ["image.GetLargestPossibleRegion().GetSize()"],
        ["NumPy view shape:", "(36, 56, 64)"],
        ["view = itk.array_view_from_image(image); view.shape"],
    ]
    driver.find("copyBridge", QPushButton).click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "ITK image size: itkSize3 ([64, 56, 36])"
    assert lines[-1] == "view can be written: no"


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_lines_of_a_fact_stand_on_one_ground(composition: Composition, theme: Theme) -> None:
    page = BridgePage(composition.window)
    page.show_facts(tuple(BridgeFact(f"fact {n}:", "yes", f"call({n})") for n in range(4)))
    page.set_theme(theme)
    table = page.findChild(QTableWidget, "bridgeFacts")

    grounds = [table.item(row, 0).background().color().name() for row in range(8)]
    assert grounds == [theme.panel, theme.panel, theme.window, theme.window] * 2
    assert [table.item(row, 0).foreground().color().name() for row in range(2)] == [theme.text, theme.muted]
    page.deleteLater()


def test_the_window_fits_on_a_small_screen_with_all_that_it_may_tell(composition: Composition) -> None:
    geometry = replace(Geometry.identity((4, 3, 2)), start_index=(5, -3, 100))
    document = from_memory.document(np.zeros((2, 3, 4), np.int16), name="a.nrrd", geometry=geometry)
    document.info = replace(document.info, format="NrrdImageIO", rescale=(Rescale(2.0, -1024.0, 0, 4095),))
    composition.app.files.adopt(document)
    driver = WindowDriver(composition.window)
    driver.settle()

    assert composition.window.minimumSizeHint().height() <= 700
