"""What fits into the smallest window, and what menus, toolbar and the empty window show."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics, QTextDocument
from PySide6.QtWidgets import QMenu, QStyle, QTabBar, QTabWidget, QToolBar, QToolButton

from itk_inspector import open_document
from itk_inspector.app.composition import Composition
from itk_inspector.control.actions.table import ACTIONS
from itk_inspector.gui.canvas.welcome import welcome
from itk_inspector.gui.shell.file_drops import FileDrops
from itk_inspector.gui.style.resources import sample
from itk_inspector.gui.style.theme import LIGHT, ThemeChoice, chosen_theme
from itk_inspector.gui.widgets.elided_label import ElidedLabel
from window_driver import WindowDriver


@pytest.fixture
def driver(composition: Composition) -> WindowDriver:
    composition.window.resize(1000, 700)
    composition.app.files.adopt(open_document(sample("oblique-volume.nrrd")))
    driver = WindowDriver(composition.window)
    driver.rest()
    return driver


def test_all_buttons_have_room_in_the_smallest_window(driver: WindowDriver) -> None:
    driver.action("quadView")
    driver.rest()
    bar = driver.find("toolbar", QToolBar)
    buttons = [bar.widgetForAction(action) for action in bar.actions() if action.isVisible()]

    assert driver.find("windowChooser").isVisible()
    assert all(button.isVisible() for button in buttons)
    assert all(button.width() >= button.sizeHint().width() for button in buttons)


def test_no_button_says_the_same_twice(driver: WindowDriver) -> None:
    names = {row.id: row.toolbar.text for row in ACTIONS if row.toolbar is not None}

    assert names["oneToOne"] == "Actual size"  # beside an icon that says 1:1


def test_what_is_checked_in_a_menu_has_a_check_mark(driver: WindowDriver) -> None:
    for row in ACTIONS:
        assert driver.qaction(row.id).isIconVisibleInMenu() is (row.checked is None), row.id


def test_the_context_menu_is_grouped_by_where_its_entries_come_from(driver: WindowDriver) -> None:
    menu = driver.find("contextMenu", QMenu)
    rows = {row.id: row.menu for row in ACTIONS}
    groups: list[set[str]] = [set()]
    for action in menu.actions():
        if action.isSeparator():
            groups.append(set())
        elif action.objectName() in rows:
            groups[-1].add(rows[action.objectName()])

    assert len(groups) > 3
    assert all(len(group) == 1 for group in groups)


def test_words_over_a_picture_have_a_ground(driver: WindowDriver) -> None:
    frame = driver.find("dropFrame", FileDrops)
    frame.setGeometry(QRect(0, 0, 600, 500))
    frame.show()
    words = frame.words(QFontMetrics(frame.font()))

    drawn = frame.grab().toImage()

    assert drawn.pixelColor(words.left() + 10, words.top() + 2) == drawn.pixelColor(words.right() - 10, words.top() + 2)
    assert drawn.pixelColor(words.left() + 10, words.top() + 2).name() == LIGHT.panel
    frame.hide()


def test_all_lines_of_the_empty_window_begin_below_each_other(composition: Composition) -> None:
    page = QTextDocument()
    page.setHtml(welcome(LIGHT, ()))
    page.setTextWidth(600)
    layout = page.documentLayout()
    lefts = {
        round(layout.blockBoundingRect(block).left())
        for block in (page.findBlockByNumber(number) for number in range(page.blockCount()))
        if re.match(r"Open an image|Open…|Samples|Head phantom|Or drop", block.text())
    }

    assert len(lefts) == 1


@pytest.mark.parametrize(("size", "least"), [((1000, 700), 340), ((1920, 1080), 470)])
def test_panels_take_part_in_a_wide_window(driver: WindowDriver, size: tuple[int, int], least: int) -> None:
    driver.window.resize(*size)
    driver.action("resetLayout")
    driver.rest()

    assert least <= driver.find("panelTabs").width() < least + 60
    assert driver.find("imageCanvas").width() > size[0] // 2


def test_all_panels_have_their_tab_in_the_smallest_window(driver: WindowDriver) -> None:
    driver.action("resetLayout")
    driver.rest()
    bar = driver.find("panelTabs", QTabWidget).tabBar()

    assert bar.tabRect(bar.count() - 1).right() < bar.width()
    assert not any(button.isVisible() for button in bar.findChildren(QToolButton))


def test_a_long_message_ends_in_an_ellipsis_and_is_whole_in_the_tip(driver: WindowDriver) -> None:
    line = driver.find("statusMessage", ElidedLabel)
    words = "Reading head.nii.gz … " + "0.859375 × " * 60
    driver.window.status_line.show_message(words)  # type: ignore[attr-defined]
    driver.rest()

    assert line.shown.endswith("…")
    assert line.fontMetrics().horizontalAdvance(line.shown) <= line.width()
    assert line.text() == line.toolTip() == words
    driver.window.status_line.show_message("Opened.")  # type: ignore[attr-defined]
    assert line.shown == "Opened."


def test_an_empty_panel_says_so(composition: Composition, driver: WindowDriver) -> None:
    assert driver.has("imageFacts")
    driver.action("closeImage")
    driver.rest()

    assert not driver.has("imageFacts")
    assert driver.has("imageNone")
    assert driver.label("imageNone") == "No image is open."


def test_no_icon_is_scaled(driver: WindowDriver) -> None:
    menus = driver.window.menus  # type: ignore[attr-defined]
    last = [row.id for row in ACTIONS if row.icon][-1]
    driver.wait(lambda: len(driver.qaction(last).icon().availableSizes()) > 2, 5.0)
    menu = driver.find("contextMenu", QMenu)
    small = menu.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize, None, menu)
    on_toolbar = menus.toolbar.iconSize().width()

    for row in ACTIONS:
        if row.icon:
            sides = {size.width() for size in driver.qaction(row.id).icon().availableSizes()}
            assert {small, 2 * small, on_toolbar, 2 * on_toolbar} <= sides, row.id
    play = driver.find("playButton2", QToolButton)
    assert {size.width() for size in play.icon().availableSizes()} == {
        scale * play.iconSize().width() for scale in (1, 2)
    }


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_the_tab_of_the_image_on_screen_stands_out(
    composition: Composition, driver: WindowDriver, choice: ThemeChoice
) -> None:
    composition.settings.theme = choice
    composition.apply_theme()
    composition.app.files.adopt(open_document(sample("head-phantom.png")))
    driver.rest()
    bar = driver.find("documentTabs", QTabBar)
    drawn = bar.grab().toImage()

    grounds = [drawn.pixelColor(bar.tabRect(tab).center().x(), bar.tabRect(tab).bottom() - 1) for tab in range(2)]
    assert bar.currentIndex() == 1
    assert grounds[1].name() == chosen_theme(choice).accent
    assert grounds[0] != grounds[1]
