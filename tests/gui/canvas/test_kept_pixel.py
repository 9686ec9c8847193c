"""A pixel is kept by a click, moved by the keyboard, copied, and let go; menus and dialogs leave it alone."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QCursor, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QMenu, QSpinBox, QTabWidget

from itk_inspector.app.composition import Composition
from itk_inspector.gui.canvas.focus_ring import FocusRing
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver

VOLUME = np.random.default_rng(7).integers(0, 4000, (9, 40, 50)).astype(np.int16)
_KEY = Qt.Key
POPUP = pytest.mark.qt_log_ignore("This plugin does not support")  # what the offscreen platform says to a menu


@pytest.fixture
def volume(composition: Composition, driver: WindowDriver) -> WindowDriver:
    composition.app.files.adopt(from_memory.document(VOLUME))
    driver.rest()
    return driver


def title(driver: WindowDriver) -> str:
    return driver.find("hoverDock", QDockWidget).windowTitle()


def leave(driver: WindowDriver) -> None:
    QApplication.sendEvent(driver.canvas(), QEvent(QEvent.Type.Leave))
    driver.settle()


def test_a_click_keeps_it_and_its_name_is_in_the_title(volume: WindowDriver) -> None:
    volume.click(12, 7)
    volume.hover(3, 3)
    leave(volume)

    assert title(volume) == "Pixel (12, 7, 4)"
    assert volume.label("itkIndexValue") == "(12, 7, 4)"
    assert volume.label("pixelValue") == str(VOLUME[4, 7, 12])
    assert volume.canvas().above.is_kept


def test_a_drag_pans_and_keeps_nothing(volume: WindowDriver) -> None:
    volume.stroke((12, 7), (20, 15))

    assert title(volume) == "Under the cursor"


@pytest.mark.parametrize("again", ["click", "esc", "h"])
def test_it_is_let_go(volume: WindowDriver, again: str) -> None:
    volume.click(12, 7)
    volume.hover(3, 5)
    if again == "click":
        volume.click(12, 7)
        volume.hover(3, 5)
    else:
        volume.keys(_KEY.Key_Escape if again == "esc" else _KEY.Key_H)

    assert title(volume) == "Under the cursor"
    assert volume.label("itkIndexValue") == "(3, 5, 4)"


def test_a_double_click_fits_and_keeps_nothing(volume: WindowDriver) -> None:
    view = volume.canvas()
    at = volume.place(12, 7).toPoint()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    volume.settle()

    assert title(volume) == "Under the cursor"


def test_while_editing_a_click_edits_and_keys_move(volume: WindowDriver) -> None:
    volume.action("editCopy")
    volume.action("toolPixel")
    volume.type("editValue", "5")
    volume.hover(12, 7)
    volume.click(12, 7)
    assert title(volume) == "Under the cursor"
    volume.keys(_KEY.Key_Right)

    assert title(volume) == "Pixel (13, 7, 4)"
    assert volume.label("pixelValue") == str(VOLUME[4, 7, 13])


def test_the_keyboard_alone_finds_five_points_in_seven_actions(composition: Composition, volume: WindowDriver) -> None:
    """Clicks and Enter are counted; so are keys."""
    for place in (5, 6, 7):
        volume.hover(place, place)
        volume.keys(_KEY.Key_P)
    volume.keys(_KEY.Key_Right, _KEY.Key_Return, _KEY.Key_Down, _KEY.Key_Enter)

    image = composition.app.images.current
    assert image is not None
    found = [point.index.components for point in image.points.all]
    assert found == [(5, 5, 4), (6, 6, 4), (7, 7, 4), (8, 7, 4), (8, 8, 4)]


def test_arrows_shift_and_page_keys_move_it(volume: WindowDriver) -> None:
    volume.click(12, 7)
    volume.keys(_KEY.Key_Right, _KEY.Key_Right, _KEY.Key_Up)
    volume.keys(_KEY.Key_Down, modifiers=Qt.KeyboardModifier.ShiftModifier)
    volume.keys(_KEY.Key_PageDown)

    assert title(volume) == "Pixel (14, 16, 5)"
    assert volume.label("pixelValue") == str(VOLUME[5, 16, 14])


def test_the_view_follows_no_further_than_it_must(composition: Composition, volume: WindowDriver) -> None:
    view = volume.canvas()
    view.zoom(8.0, QPointF(12, 7))
    view.range_chosen.emit()
    volume.settle()
    volume.click(12, 7)
    before = view.box.viewRect()
    volume.keys(_KEY.Key_Right)
    assert view.box.viewRect() == before
    steps = 0
    while view.box.viewRect() == before:
        volume.keys(_KEY.Key_Right)
        steps += 1
        assert steps < 40
    after = view.box.viewRect()

    assert 0 < after.left() - before.left() <= 1.0
    assert after.top() == pytest.approx(before.top(), abs=1e-9)
    shown = view.on_screen(view.above.marked)
    assert QRectF(view.viewport().rect()).contains(shown)
    image = composition.app.images.current
    assert image is not None
    assert image.viewports.of(image.plane).centre[0] == pytest.approx(after.center().x())


def test_among_three_planes_a_click_moves_the_others_and_keys_move_all(volume: WindowDriver) -> None:
    volume.action("quadView")
    volume.rest()
    volume.click(20, 3, plane="XZ")
    volume.hover(20, 5, plane="XY")
    volume.canvas("YZ").setFocus()
    volume.keys(_KEY.Key_Down)

    y = VOLUME.shape[1] // 2
    assert title(volume) == f"Pixel (20, {y}, 4)"
    assert volume.label("pixelValue") == str(VOLUME[4, y, 20])


# menus, dialogs and the clipboard ----------------------------------------------


@POPUP
def test_a_menu_that_takes_the_pointer_leaves_what_is_under_it(volume: WindowDriver) -> None:
    QCursor.setPos(QPoint(-500, -500))  # another test may have left it over where the canvas is now
    volume.hover(12, 7)
    menu = volume.window.findChild(QMenu, "contextMenu")
    assert menu is not None
    menu.popup(QPoint(5, 5))
    leave(volume)

    assert volume.label("itkIndexValue") == "(12, 7, 4)"
    assert volume.qaction("copyProbe").isEnabled()
    menu.close()
    volume.wait(lambda: volume.label("itkIndexValue") == "", 5.0)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("copyItkIndex", "(12, 7, 4)"),
        ("copyArrayIndex", "[4, 7, 12]"),
        ("copyCode", f"image.GetPixel((12, 7, 4))  # {VOLUME[4, 7, 12]}\narray[4, 7, 12]  # {VOLUME[4, 7, 12]}\n"),
    ],
)
def test_the_context_menu_copies_the_kept_pixel(volume: WindowDriver, name: str, text: str) -> None:
    volume.click(12, 7)
    leave(volume)
    menu = volume.window.findChild(QMenu, "contextMenu")
    assert menu is not None

    assert volume.qaction(name) in menu.actions()
    volume.action(name)
    assert QApplication.clipboard().text() == text


def test_selected_text_of_a_field_is_copied_before_the_pixel(volume: WindowDriver) -> None:
    volume.click(12, 7)
    field = volume.find("sliceNumber2", QSpinBox)
    field.setFocus()
    field.selectAll()
    volume.action("copyProbe")
    assert QApplication.clipboard().text() == "4"
    volume.canvas().setFocus()
    volume.action("copyProbe")

    assert QApplication.clipboard().text().startswith("ITK index    (12, 7, 4)\n")


def test_copy_is_offered_where_only_text_is_selected(volume: WindowDriver) -> None:
    leave(volume)
    assert not volume.qaction("copyProbe").isEnabled()
    field = volume.find("sliceNumber2", QSpinBox)
    field.setFocus()
    field.selectAll()
    edit = next(m for m in volume.window.findChildren(QMenu) if volume.qaction("undo") in m.actions())
    edit.aboutToShow.emit()
    assert volume.qaction("copyProbe").isEnabled()
    field.lineEdit().deselect()
    edit.aboutToShow.emit()

    assert not volume.qaction("copyProbe").isEnabled()


@POPUP
def test_right_click_leaves_the_kept_pixel(volume: WindowDriver) -> None:
    volume.click(12, 7)
    view = volume.canvas()
    at = volume.place(20, 20)
    for kind, held in ((QEvent.Type.MouseButtonPress, Qt.MouseButton.RightButton),
                       (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton)):  # fmt: skip
        event = QMouseEvent(kind, at, QPointF(view.viewport().mapToGlobal(at.toPoint())),
                            Qt.MouseButton.RightButton, held, Qt.KeyboardModifier.NoModifier)  # fmt: skip
        QApplication.sendEvent(view.viewport(), event)
    volume.settle()
    menu = volume.window.findChild(QMenu, "contextMenu")
    assert menu is not None
    menu.close()

    assert title(volume) == "Pixel (12, 7, 4)"


# the keyboard's way to the image -----------------------------------------------


def test_tab_comes_to_the_image_and_a_ring_shows_it(volume: WindowDriver) -> None:
    volume.find("sliceNumber2").setFocus()
    ring = volume.canvas().findChild(FocusRing)
    assert not ring.isVisible()
    for _ in range(30):
        volume.keys(_KEY.Key_Tab)
        if volume.window.focusWidget() is volume.canvas():
            break

    assert volume.window.focusWidget() is volume.canvas()
    assert ring.isVisible()
    assert ring.size() == volume.canvas().viewport().size()
    volume.press(12, 7)
    volume.release(12, 7)
    volume.find("sliceNumber2").setFocus()
    assert not ring.isVisible()


def test_the_ring_keeps_to_the_edge_when_there_is_other_room(volume: WindowDriver) -> None:
    canvas = volume.canvas()
    volume.find("sliceNumber2").setFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    ring, before = canvas.findChild(FocusRing), canvas.viewport().size()
    volume.find("sliceBar").hide()
    volume.rest()

    assert canvas.viewport().height() > before.height()
    assert ring.isVisible()
    assert ring.size() == canvas.viewport().size()


def test_a_click_shows_no_ring(volume: WindowDriver) -> None:
    volume.find("sliceNumber2").setFocus()
    volume.click(12, 7)

    assert volume.window.focusWidget() is volume.canvas()
    assert not volume.canvas().findChild(FocusRing).isVisible()


def test_the_image_has_a_name_and_a_role(volume: WindowDriver) -> None:
    told = QAccessible.queryAccessibleInterface(volume.canvas())

    assert told.role() == QAccessible.Role.Graphic
    assert told.text(QAccessible.Text.Name) == "Image"


def test_a_screen_reader_hears_index_and_value_at_rest(volume: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    volume.click(12, 7)
    volume.keys(_KEY.Key_Right, _KEY.Key_Right)
    expected = f"(14, 7, 4): {VOLUME[4, 7, 14]}"
    volume.wait(lambda: volume.canvas().accessibleDescription() == expected, 5.0)

    assert said == [expected]


@pytest.mark.parametrize("key", [_KEY.Key_Return, _KEY.Key_Escape])
@pytest.mark.parametrize("name", ["sliceNumber2", "playSpeed", "levelLow"])
def test_fields_give_the_keyboard_back(volume: WindowDriver, name: str, key: Qt.Key) -> None:
    if name == "levelLow":
        volume.find("panelTabs", QTabWidget).setCurrentIndex(1)
    volume.find(name).setFocus()
    assert volume.window.focusWidget() is volume.find(name)
    volume.keys(key)

    assert volume.window.focusWidget() is volume.canvas()


def test_the_field_of_go_to_keeps_the_keyboard_at_enter(volume: WindowDriver) -> None:
    volume.action("goTo")
    volume.type("gotoField", "(1, 2, 3)")
    volume.keys(_KEY.Key_Return)
    assert volume.window.focusWidget() is volume.find("gotoField")
    assert title(volume) == "Pixel (1, 2, 3)"
    volume.keys(_KEY.Key_Escape)

    assert volume.window.focusWidget() is volume.canvas()
    assert title(volume) == "Pixel (1, 2, 3)"


def test_text_of_the_panel_can_be_selected_and_given_up(volume: WindowDriver) -> None:
    volume.click(12, 7)
    label = volume.find("pixelValue", QLabel)
    label.setFocus()
    volume.keys(_KEY.Key_Escape)
    assert title(volume) == "Pixel (12, 7, 4)"
    volume.keys(_KEY.Key_Escape)

    assert title(volume) == "Under the cursor"
