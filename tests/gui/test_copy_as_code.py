"""The menus copy code about the image on screen; what cannot be copied says why."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QMenu

from itk_inspector.app.composition import Composition
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver

VOLUME = np.random.default_rng(7).integers(0, 4000, (9, 40, 50)).astype(np.int16)


@pytest.fixture
def volume(composition: Composition, driver: WindowDriver) -> WindowDriver:
    composition.app.files.adopt(from_memory.document(VOLUME, name="seen"))
    driver.rest()
    return driver


def copied(driver: WindowDriver, name: str) -> str:
    driver.action(name)
    return QApplication.clipboard().text()


def test_the_pixel(volume: WindowDriver) -> None:
    volume.click(12, 7)

    assert copied(volume, "copyPixelNumPy").endswith(f"\narray[4, 7, 12]  # {VOLUME[4, 7, 12]}\n")
    assert copied(volume, "copyPixelitk").endswith(f"\nimage.GetPixel([12, 7, 4])  # {VOLUME[4, 7, 12]}\n")
    assert volume.label("statusMessage") == "Copied itk code of the pixel."


def test_the_region(composition: Composition, volume: WindowDriver) -> None:
    assert not volume.qaction("copyRegionNumPy").isEnabled()
    image = composition.app.images.current
    assert image is not None
    with composition.app.images.changing():
        corners = ItkIndex((3, 5, 4)), ItkIndex((8, 6, 4))
        image.shapes = image.shapes.adding(ShapeKind.ELLIPSE, corners, image.plane)

    assert copied(volume, "copyRegionNumPy").endswith("\nregion = array[4:5, 5:7, 3:9]\n")
    assert volume.label("statusMessage") == "Copied NumPy code of the box of Ellipse 1."


def test_the_geometry(volume: WindowDriver) -> None:
    assert "affine = np.array([[-1.0, 0.0, 0.0, 0.0]," in copied(volume, "copyGeometrynibabel")


def test_a_file_that_a_library_does_not_read(driver: WindowDriver, tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", VOLUME)
    driver.open(tmp_path / "a.npy")
    driver.click(12, 7)
    action = driver.qaction("copyPixelSimpleITK")

    assert not action.isEnabled()
    driver.window.menus.context.aboutToShow.emit()  # type: ignore[attr-defined]  # any menu, which a tip needs
    assert "SimpleITK does not read files that NumPy wrote." in action.toolTip()
    assert repr(str(tmp_path / "a.npy")) in copied(driver, "copyPixelNumPy")


def test_the_context_menu_has_the_menu_of_the_edit_menu(volume: WindowDriver) -> None:
    context = volume.find("contextMenu", QMenu)
    (entry,) = [action for action in context.actions() if action.text() == "Copy as c&ode"]
    menu = entry.menu()
    assert isinstance(menu, QMenu)
    edit = next(action.menu() for action in volume.window.menuBar().actions() if action.text() == "&Edit")
    assert isinstance(edit, QMenu)
    assert menu in [action.menu() for action in edit.actions()]

    volume.click(12, 7)
    subjects = {action.text(): action.menu() for action in menu.actions()}
    assert list(subjects) == ["&Pixel", "&Region", "&Geometry"]
    pixel = subjects["&Pixel"]
    assert isinstance(pixel, QMenu)
    next(action for action in pixel.actions() if action.text().startswith("&NumPy")).trigger()
    assert QApplication.clipboard().text().endswith(f"\narray[4, 7, 12]  # {VOLUME[4, 7, 12]}\n")


def test_an_edited_copy_is_in_no_file(driver: WindowDriver, composition: Composition, tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", VOLUME)
    driver.open(tmp_path / "a.npy")
    driver.click(12, 7)
    driver.action("editCopy")
    assert not driver.qaction("copyPixelitk").isEnabled()  # nothing was edited yet

    composition.app.edit.set_value("7")
    composition.app.edit.set_pixel("[4, 7, 12]")
    driver.rest()

    code = copied(driver, "copyPixelitk")
    assert (
        code == "# image: the itk image of the edited copy, which is in no file yet\nimage.GetPixel([12, 7, 4])  # 7\n"
    )
