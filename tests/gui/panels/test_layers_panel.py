"""The list of layers in the real window: by mouse and by keyboard."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QListWidget, QMenu, QSlider, QSpinBox, QToolButton

from itk_inspector.app.composition import Composition
from itk_inspector.core.display.layer_look import LayerStyle
from itk_inspector.core.display.placing import Placing
from itk_inspector.gui.panels.layer_entry import LayerEntry
from itk_inspector.gui.panels.layers_panel import LayersPanel
from itk_inspector.gui.style.theme import DARK, LIGHT, Theme
from itk_inspector.gui.widgets.elided_label import ElidedLabel
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver


@pytest.fixture
def driver(composition: Composition) -> WindowDriver:
    """Three images of one tab, the lowest chosen: an image, labels, an image of floats."""
    files, window = composition.app.files, composition.window
    files.adopt(from_memory.document(np.arange(60, dtype=np.int16).reshape(3, 4, 5)))
    for pixels, placing in (
        (np.arange(60, dtype=np.uint8).reshape(3, 4, 5) % 3, Placing.LABELS),
        (np.ones((3, 4, 5), np.float32), Placing.LAYER),
    ):
        files.adopt(from_memory.document(pixels), placing=placing, over=composition.app.images.current)
    window.docks.bring_to_front(window.docks.panel(LayersPanel))
    made = WindowDriver(window)
    made.settle()
    return made


@pytest.fixture
def rows(driver: WindowDriver) -> QListWidget:
    found = driver.find("layersList", QListWidget)
    found.setFocus()
    return found


def entry(rows: QListWidget, place: int) -> LayerEntry:
    found = rows.itemWidget(rows.item(place))
    assert isinstance(found, LayerEntry)
    return found


def part(rows: QListWidget, place: int, kind: type, name: str) -> object:
    return entry(rows, place).findChild(kind, name)


def looks(composition: Composition) -> list[tuple[bool, float, LayerStyle]]:
    return [(one.look.is_visible, one.look.opacity, one.look.style) for one in composition.app.images.layers]


def chosen(composition: Composition) -> int:
    return composition.app.layers.chosen


def test_the_uppermost_is_the_first_and_the_chosen_one_is_current(composition: Composition, rows: QListWidget) -> None:
    assert (rows.count(), rows.currentRow(), chosen(composition)) == (3, 2, 0)
    bold = [part(rows, place, ElidedLabel, "layerName").font().bold() for place in range(3)]
    assert bold == [False, False, True]
    styles = [part(rows, place, QComboBox, "layerStyle") for place in range(3)]
    assert [(box.currentText(), box.isEnabled()) for box in styles] == [
        ("Image", False),
        ("Fill", True),
        ("Image", True),
    ]
    assert [part(rows, place, QSpinBox, "layerOpacityNumber").value() for place in range(3)] == [50, 50, 100]


def test_an_image_alone_says_how_to_add_another(composition: Composition, driver: WindowDriver) -> None:
    composition.app.layers.remove(2)
    composition.app.layers.remove(1)
    driver.settle()

    said = driver.find("layersEmpty", QLabel)
    assert said.isVisible()
    assert "Open as layer" in said.text()
    assert not driver.find("layersList", QListWidget).isVisible()


def test_up_and_down_choose(composition: Composition, driver: WindowDriver, rows: QListWidget) -> None:
    QTest.keyClick(rows, Qt.Key.Key_Up)
    assert chosen(composition) == 1
    QTest.keyClick(rows, Qt.Key.Key_Up)
    assert chosen(composition) == 2
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert chosen(composition) == 1


def test_a_click_on_a_name_chooses(composition: Composition, driver: WindowDriver, rows: QListWidget) -> None:
    name = part(rows, 0, ElidedLabel, "layerName")
    assert isinstance(name, ElidedLabel)
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=name.mapTo(rows.viewport(), QPoint(4, 4)))
    assert chosen(composition) == 2


def test_space_shows_and_hides(composition: Composition, rows: QListWidget) -> None:
    QTest.keyClick(rows, Qt.Key.Key_Space)
    assert looks(composition)[0][0] is False
    assert not part(rows, 2, QToolButton, "layerEye").isChecked()
    QTest.keyClick(rows, Qt.Key.Key_Space)
    assert looks(composition)[0][0] is True


def test_the_eye_shows_and_hides_any_layer(composition: Composition, rows: QListWidget) -> None:
    eye = part(rows, 1, QToolButton, "layerEye")
    open_eye = eye.icon().pixmap(18, 18).toImage()
    assert not open_eye.isNull()
    QTest.mouseClick(eye, Qt.MouseButton.LeftButton)
    assert [look[0] for look in looks(composition)] == [True, False, True]
    assert eye.icon().pixmap(18, 18).toImage() != open_eye
    assert chosen(composition) == 0


def test_the_eye_is_drawn_open_or_struck_through(rows: QListWidget) -> None:
    eye = part(rows, 1, QToolButton, "layerEye")
    shown = eye.icon().pixmap(16, 16).toImage()
    QTest.mouseClick(eye, Qt.MouseButton.LeftButton)
    hidden = eye.icon().pixmap(16, 16).toImage()

    drawn = [any(image.pixelColor(x, y).alpha() for x in range(16) for y in range(16)) for image in (shown, hidden)]
    assert (drawn, shown == hidden) == ([True, True], False)


def test_slider_and_number_are_one_opacity(composition: Composition, rows: QListWidget) -> None:
    slider, number = part(rows, 1, QSlider, "layerOpacity"), part(rows, 1, QSpinBox, "layerOpacityNumber")
    slider.setValue(30)
    assert (looks(composition)[1][1], number.value()) == (0.3, 30)
    number.setValue(75)
    assert (looks(composition)[1][1], slider.value()) == (0.75, 75)


def test_the_style_box_outlines_labels(composition: Composition, rows: QListWidget) -> None:
    box = part(rows, 1, QComboBox, "layerStyle")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert looks(composition)[1][2] is LayerStyle.OUTLINE


def test_ctrl_with_up_and_down_reorders(composition: Composition, rows: QListWidget) -> None:
    first = composition.app.images.layers[0].image
    QTest.keyClick(rows, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert (composition.app.images.layers[1].image, rows.currentRow()) == (first, 1)
    QTest.keyClick(rows, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert (composition.app.images.layers[0].image, rows.currentRow()) == (first, 2)


@pytest.mark.parametrize(
    ("row", "before", "order"), [(2, 0, [1, 2, 0]), (0, 3, [2, 0, 1]), (0, 2, [0, 2, 1]), (1, 1, [0, 1, 2])]
)
def test_dragging_reorders(
    composition: Composition, rows: QListWidget, row: int, before: int, order: list[int]
) -> None:
    images = [layer.image for layer in composition.app.images.layers]
    rows.dropped.emit(row, before)
    assert [layer.image for layer in composition.app.images.layers] == [images[number] for number in order]


def test_delete_removes(composition: Composition, rows: QListWidget) -> None:
    QTest.keyClick(rows, Qt.Key.Key_Delete)
    assert len(composition.app.images.layers) == 2


@pytest.mark.parametrize(("key", "named"), [(Qt.Key.Key_Return, "tumour"), (Qt.Key.Key_Escape, "")])
def test_renaming_by_key_and_field(
    composition: Composition, driver: WindowDriver, rows: QListWidget, key: Qt.Key, named: str
) -> None:
    QTest.keyClick(rows, Qt.Key.Key_F2)
    field = part(rows, 2, QLineEdit, "layerNameField")
    assert isinstance(field, QLineEdit)
    assert field.isVisible()
    field.selectAll()
    QTest.keyClicks(field, "tumour")
    QTest.keyClick(field, key)
    driver.settle()

    assert composition.app.images.layers[0].name == named
    assert not field.isVisible()


def test_rows_tell_screen_readers_what_they_are(rows: QListWidget) -> None:
    told = rows.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told.endswith("fill, 50%")


def test_layers_are_added_from_a_menu(composition: Composition, driver: WindowDriver) -> None:
    menu = driver.find("addLayerMenu", QMenu)
    assert [action.objectName() for action in menu.actions()[:2]] == ["openLayer", "openLabels"]
    composition.app.files.adopt(from_memory.document(np.zeros((3, 4, 5), np.uint8)))
    driver.settle()
    others = composition.window.menus.tab_layers
    assert others.isEnabled()

    others.actions()[0].trigger()

    assert len(composition.app.images.tabs) == 1
    assert len(composition.app.images.layers) == 4


def test_the_buttons_have_icons_at_once(driver: WindowDriver) -> None:
    for name in ("layerUp", "layerDown", "layerToTab", "removeLayer"):
        assert not driver.find(f"{name}Button", QToolButton).icon().isNull()


def test_the_dark_theme_keeps_what_is_shown(driver: WindowDriver, rows: QListWidget) -> None:
    driver.window.docks.panel(LayersPanel).set_theme(DARK)
    assert part(rows, 1, QComboBox, "layerStyle").currentText() == "Fill"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_notes_can_be_read_on_the_ground_of_the_chosen_layer(
    driver: WindowDriver, rows: QListWidget, theme: Theme
) -> None:
    driver.window.docks.panel(LayersPanel).set_theme(theme)
    driver.settle()

    row = rows.visualItemRect(rows.currentItem())
    drawn = rows.viewport().grab().toImage().pixelColor(row.right() - 2, row.top() + 2)
    assert drawn.getRgb() == pytest.approx(QColor(theme.selected).getRgb(), abs=2)
