"""The row of tabs, and what each tab keeps."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QSlider
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.gui.shell.document_tabs import DocumentTabs
from itk_inspector.itkio import from_memory
from itk_inspector.worker.parent.blocking import open_document
from window_driver import WindowDriver


@pytest.fixture
def two(composition: Composition) -> Composition:
    """A window with two volumes, the second on screen."""
    for name, factor in (("first", 1), ("second", 3)):
        array = (np.arange(5 * 60 * 80) * factor % 251).astype(np.uint8).reshape(5, 60, 80)
        composition.app.files.adopt(from_memory.document(array, name=name))
        settle()
    return composition


def settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


def tabs(composition: Composition) -> DocumentTabs:
    found = composition.window.findChild(DocumentTabs, "documentTabs")
    assert found is not None
    return found


def pixel_width(composition: Composition) -> float:
    return composition.window.canvas.view.on_screen(QRectF(0, 0, 1, 1)).width()


def levels_of(composition: Composition) -> Levels:
    assert composition.app.images.current is not None
    return composition.app.images.current.settings.levels


def value(composition: Composition) -> str:
    label = composition.window.findChild(QLabel, "pixelValue")
    assert label is not None
    return str(label.text())


def test_no_tabs_without_an_image(composition: Composition) -> None:
    assert not tabs(composition).isVisible()


def test_each_image_has_a_tab(two: Composition) -> None:
    bar = tabs(two)

    assert [bar.tabText(n) for n in range(bar.count())] == ["first", "second"]
    assert (bar.isVisible(), bar.currentIndex()) == (True, 1)


def test_a_click_on_a_tab_shows_its_image(two: Composition) -> None:
    bar = tabs(two)

    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(0).center())
    two.app.probe.show_index(ItkIndex.of(7, 0, 0))

    assert two.window.windowTitle().startswith("first")
    assert value(two) == "7"


def test_zoom_levels_and_cut_come_back_with_the_tab(two: Composition) -> None:
    canvas = two.window.canvas
    canvas.zoom(4.0)
    two.app.levels.set_levels(Levels(10.0, 20.0))
    two.app.view.set_slice(2, 4)
    wide, visible = pixel_width(two), canvas.view.box.viewRect()

    two.app.tabs.select(0)
    settle()
    between = pixel_width(two), levels_of(two)
    two.app.tabs.select(1)
    settle()

    assert between[0] < wide
    assert between[1] != Levels(10.0, 20.0)
    assert levels_of(two) == Levels(10.0, 20.0)
    assert pixel_width(two) == pytest.approx(wide)
    assert canvas.view.box.viewRect().center().x() == pytest.approx(visible.center().x())
    assert WindowDriver(two.window).find("sliceSlider2", QSlider).value() == 4


def test_the_zoom_of_three_planes_comes_back_with_the_tab(two: Composition) -> None:
    two.app.view.set_quad(True)
    settle()
    quad = two.window.canvas.quad
    quad.zoom(3.0)
    settle()
    wide = [cell.on_screen(QRectF(0, 0, 1, 1)).width() for cell in quad.cells]
    two.app.tabs.select(0)
    settle()

    two.app.tabs.select(1)
    settle()

    assert two.app.state.is_quad
    assert [cell.on_screen(QRectF(0, 0, 1, 1)).width() for cell in quad.cells] == pytest.approx(wide)


def test_the_window_menu_lists_the_open_images(two: Composition) -> None:
    menu = two.window.menus.images
    menu.aboutToShow.emit()
    listed = {a.text(): a.isChecked() for a in menu.actions() if a.objectName().startswith("openImage")}

    next(a for a in menu.actions() if a.objectName() == "openImage0").trigger()

    assert listed == {"first": False, "second": True}
    assert two.window.windowTitle().startswith("first")
    two.app.tabs.close(0)
    menu.aboutToShow.emit()
    assert [(a.text(), a.isChecked()) for a in menu.actions() if a.objectName().startswith("openImage")] == [
        ("second", True)
    ]


def test_tabs_and_title_tell_images_of_one_name_apart(composition: Composition, tmp_path: Path) -> None:
    name = f"{'a' * 70}_desc-preprocessed_bold.npy"
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        np.save(tmp_path / folder / name, np.zeros((6, 7), np.uint8))
        composition.app.files.adopt(open_document(OpenRequest(tmp_path / folder / name)))
    settle()
    bar = tabs(composition)

    texts = [bar.tabText(n) for n in range(2)]

    assert [(text[:5], text[-28:], "…" in text) for text in texts] == [
        ("one/a", "a_desc-preprocessed_bold.npy", True),
        ("two/a", "a_desc-preprocessed_bold.npy", True),
    ]
    assert [bar.tabToolTip(n) for n in range(2)] == [str(tmp_path / folder / name) for folder in ("one", "two")]
    assert composition.window.windowTitle() == f"{texts[1]}[*] – ITK Inspector"


def test_the_middle_button_closes_a_tab(two: Composition) -> None:
    bar = tabs(two)

    QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=bar.tabRect(0).center())

    assert [bar.tabText(n) for n in range(bar.count())] == ["second"]


def test_closing_the_last_tab_shows_how_to_begin(two: Composition) -> None:
    for _ in range(2):
        two.window.menus.actions["closeImage"].trigger()
    settle()

    hint = two.window.findChild(QLabel, "emptyHint")
    assert hint is not None
    assert hint.isVisible()
    assert not tabs(two).isVisible()
    assert two.window.windowTitle().startswith("ITK Inspector")


def test_closing_a_tab_gives_its_pixels_back(two: Composition) -> None:
    image = two.app.images.all[0]
    pixels = weakref.ref(image.document.pixels.base if image.document.pixels.base is not None else image.document)
    del image

    two.app.tabs.close(0)
    settle()
    gc.collect()

    assert pixels() is None


def test_next_and_previous(two: Composition) -> None:
    two.window.menus.actions["nextImage"].trigger()
    first = two.window.windowTitle()
    two.window.menus.actions["previousImage"].trigger()

    assert (first.split()[0], two.window.windowTitle().split()[0]) == ("first[*]", "second[*]")


def test_every_dropped_file_is_opened(composition: Composition, qtbot: QtBot) -> None:
    asked: list[str] = []
    composition.window.dropped.disconnect()
    composition.window.dropped.connect(lambda paths: asked.extend(path.name for path in paths))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/a.png"), QUrl.fromLocalFile("/tmp/b.png")])

    composition.window.dropEvent(
        QDropEvent(
            QPointF(QPoint(9, 9)),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )

    assert asked == ["a.png", "b.png"]


def test_an_image_that_arrives_behind_the_save_dialog_stays_there(composition: Composition, qtbot: QtBot) -> None:
    first = from_memory.document(np.full((4, 5), 11, np.uint8), name="first")
    composition.app.files.adopt(first)
    composition.app.saving.ask()
    dialog = composition.window.findChild(QDialog, "exportDialog")
    assert dialog is not None

    composition.app.files.adopt(from_memory.document(np.full((4, 5), 22, np.uint8), name="second"))
    behind = composition.app.images.current
    dialog.reject()
    composition.app.files.adopt(from_memory.document(np.full((4, 5), 33, np.uint8), name="third"))

    assert behind is not None
    assert behind.document is first
    assert composition.window.tabs.count() == 3
    assert composition.window.windowTitle().startswith("third")
