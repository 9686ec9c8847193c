"""The window of help: opens on the right page, scrolls, searches, follows the theme, and is one and not modal."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPushButton,
    QTextBrowser,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.gui.dialogs.help_window import HelpWindow
from itk_inspector.gui.shell.help_pages import help_pages
from itk_inspector.gui.style.theme import DARK, LIGHT, Theme, ThemeChoice
from window_driver import WindowDriver

NAMES = [
    "getting-started",
    "keyboard-and-mouse",
    "coordinates",
    "editing-and-saving",
    "formats",
    "python",
    "contrast",
    "measuring",
]


def opened(composition: Composition, action: str = "shortcuts") -> HelpWindow:
    composition.window.menus.actions[action].trigger()
    QApplication.processEvents()
    (window,) = windows(composition)
    return window


def windows(composition: Composition) -> list[HelpWindow]:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return composition.window.findChildren(HelpWindow, "helpWindow")


def browser(window: HelpWindow) -> QTextBrowser:
    found = window.findChild(QTextBrowser, "helpText")
    assert found is not None
    return found


def search(window: HelpWindow, text: str) -> str:
    """Type into the field as a user does; return what the window says of matches."""
    field = window.findChild(QLineEdit, "helpSearch")
    assert field is not None
    QTest.keySequence(window, "Ctrl+F")
    assert window.focusWidget() is field
    QTest.keyClicks(field, text)
    return matches(window)


def matches(window: HelpWindow) -> str:
    label = window.findChild(QLabel, "helpMatches")
    assert label is not None
    return label.text()


def marked(window: HelpWindow) -> list[str]:
    return [mark.cursor.selectedText().lower() for mark in browser(window).extraSelections()]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("action", "page"),
    [("gettingStarted", "getting-started"), ("shortcuts", "keyboard-and-mouse"), ("conventions", "coordinates")],
)
def test_actions_open_their_page(composition: Composition, action: str, page: str) -> None:
    window = opened(composition, action)

    assert window.page == page
    assert browser(window).toPlainText().startswith(next(p.title for p in help_pages() if p.name == page))


def test_it_is_one_window_and_lets_the_main_window_work(composition: Composition) -> None:
    first = opened(composition, "shortcuts")
    second = opened(composition, "conventions")

    assert second is first
    assert second.page == "coordinates"
    assert not second.isModal()
    assert QApplication.activeModalWidget() is None


def test_escape_closes_it_and_nothing_is_remembered(composition: Composition) -> None:
    window = opened(composition, "conventions")
    search(window, "start")

    QTest.keyClick(window, Qt.Key.Key_Escape)

    assert not windows(composition)
    again = opened(composition, "shortcuts")
    assert again.page == "keyboard-and-mouse"
    assert matches(again) == ""


def test_it_closes_with_the_main_window(composition: Composition) -> None:
    window = opened(composition)

    composition.window.close_for_good()

    assert not window.isVisible()


def test_a_page_is_chosen_in_the_list_and_begins_at_its_top(composition: Composition) -> None:
    window = opened(composition)
    bar = browser(window).verticalScrollBar()
    QTest.keyClick(browser(window), Qt.Key.Key_End)
    assert bar.value() == bar.maximum() > 0
    pages = window.findChild(QListWidget, "helpPages")
    assert pages is not None

    pages.setCurrentRow(NAMES.index("formats"))

    assert window.page == "formats"
    assert bar.value() == 0
    assert bar.maximum() > 0
    assert browser(window).horizontalScrollBar().maximum() == 0


def test_links_lead_to_pages(composition: Composition) -> None:
    window = opened(composition)

    browser(window).anchorClicked.emit(QUrl("formats.md"))

    assert window.page == "formats"


def test_search_goes_through_all_pages_and_round(composition: Composition) -> None:
    window = opened(composition, "shortcuts")
    number = int(search(window, "START INDEX").split()[-1])  # capitals do not matter

    seen = []
    for _ in range(number + 1):
        seen.append((matches(window), window.page))
        assert "start index" in marked(window)
        QTest.keyClick(window, Qt.Key.Key_F3)

    assert number > 1
    assert {page for _, page in seen} >= {"coordinates", "python"}
    assert len({count for count, _ in seen}) == number
    assert seen[-1] == seen[0]


def test_search_goes_back_and_scrolls_to_what_it_finds(composition: Composition) -> None:
    window = opened(composition, "shortcuts")
    assert browser(window).verticalScrollBar().value() == 0
    count = search(window, "right click")
    assert count.startswith("1 of ")

    assert browser(window).verticalScrollBar().value() > 0
    QTest.keyClick(window, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    last = count.split()[-1]
    assert matches(window) == f"{last} of {last}"


def test_search_without_a_match_says_so_and_stays(composition: Composition) -> None:
    window = opened(composition, "conventions")
    buttons = [window.findChild(QToolButton, name) for name in ("helpPrevious", "helpNext")]
    assert search(window, "lps").startswith("1 of ")
    assert all(button is not None and button.isEnabled() for button in buttons)

    assert search(window, "zebra") == "No match"

    assert window.page == "coordinates"
    assert marked(window) == []
    assert not any(button is not None and button.isEnabled() for button in buttons)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_it_takes_the_colours_of_a_theme_while_it_is_open(composition: Composition, theme: Theme, qtbot: QtBot) -> None:
    window = opened(composition)
    search(window, "slice")
    before = (window.page, matches(window))

    composition.settings.theme = ThemeChoice.DARK if theme.is_dark else ThemeChoice.LIGHT
    composition.apply_theme()
    QApplication.processEvents()

    picture = window.grab().toImage()
    corner = browser(window).viewport().mapTo(window, browser(window).viewport().rect().center())
    ground = picture.pixelColor(picture.width() - 60, corner.y())
    seen = {picture.pixelColor(x, y).name() for x in range(0, picture.width(), 1) for y in range(40, 120)}
    assert ground == QColor(theme.panel)
    assert theme.text in seen
    assert (window.page, matches(window)) == before


def test_paragraphs_stand_close_to_their_heading(composition: Composition) -> None:
    window = opened(composition, "conventions")

    block = browser(window).document().begin().next()
    while block.isValid():
        form = block.blockFormat()
        if not form.headingLevel() and block.previous().blockFormat().headingLevel():
            assert form.topMargin() <= block.previous().blockFormat().bottomMargin(), block.text()
        block = block.next()


def test_about_is_a_small_dialog(composition: Composition) -> None:
    composition.window.menus.actions["about"].trigger()

    box = composition.window.findChild(QMessageBox, "aboutDialog")
    assert box is not None
    assert "ITK Inspector" in box.text()
    assert "Apache License 2.0" in box.informativeText()
    for name in ("NumPy", "PySide6", "Python", f"ITK {version('itk')}"):
        assert name in box.informativeText()
    button = box.findChild(QPushButton, "copyVersions")
    assert button is not None
    button.click()
    assert QGuiApplication.clipboard().text().splitlines()[0].startswith("itk-inspector ")
    assert box.isVisible()
    box.close()


def test_the_3_x_3_array_can_be_tried(composition: Composition) -> None:
    driver = WindowDriver(composition.window)
    driver.action("tryIt")
    driver.wait(lambda: bool(driver.tabs))
    composition.window.go_to("(2, 1)")
    driver.settle()
    assert driver.label("pixelValue") == "6"
    assert driver.label("sameNumbersValue") == "8"


# the pages --------------------------------------------------------------------


def test_pages_have_names_titles_and_all_their_tables(qapp: QApplication) -> None:
    pages = help_pages()

    assert [page.name for page in pages] == NAMES
    for page in pages:
        assert page.markdown.startswith(f"# {page.title}\n")
        assert "<!--" not in page.markdown
    text = {page.name: page.markdown for page in pages}
    assert "`Ctrl+O`" in text["keyboard-and-mouse"]
    assert "| GIPL |" in text["formats"]


def test_every_link_of_a_page_leads_to_a_page(qapp: QApplication) -> None:
    links = [link for page in help_pages() for link in re.findall(r"\]\((.*?)\)", page.markdown)]

    assert links
    assert {Path(link).stem for link in links} <= set(NAMES)
    assert all(link.endswith(".md") for link in links)


def test_no_title_of_a_page_is_cut(composition: Composition) -> None:
    listed = opened(composition).findChild(QListWidget, "helpPages")

    assert listed.sizeHintForColumn(0) <= listed.viewport().width()
