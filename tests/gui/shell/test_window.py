"""The window: names, menus, states."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.control.actions.table import ACTIONS
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.gui.shell.main_window import MainWindow
from itk_inspector.gui.widgets.component_list import ComponentList
from itk_inspector.gui.widgets.index_label import IndexLabel
from itk_inspector.gui.widgets.value_label import ValueLabel
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver

NAMED = (
    "imageCanvas", "hoverPanel", "itkIndexValue", "arrayIndexValue", "physicalPointValue", "pixelValue",
    "sameNumbersValue", "imagePanel", "levelsPanel", "editPanel", "sliceBar", "openProgress",
    "cancelButton", "statusMessage",
)  # fmt: skip
MANUAL = Path(__file__).resolve().parents[3] / "docs" / "manual.md"


def adopt(composition: Composition, array: np.ndarray) -> None:
    composition.app.files.adopt(from_memory.document(array))
    QApplication.processEvents()


@pytest.mark.parametrize("name", NAMED)
def test_public_object_names_have_an_accessible_name(composition: Composition, name: str) -> None:
    widget = composition.window.findChild(QWidget, name)

    assert widget is not None
    assert widget.accessibleName()


def test_window_is_named(composition: Composition) -> None:
    assert composition.window.objectName() == "mainWindow"


def test_no_shortcut_is_given_twice(composition: Composition) -> None:
    seen: dict[str, str] = {}
    for name, action in composition.window.menus.actions.items():
        for keys in action.shortcuts():
            assert seen.setdefault(keys.toString(), name) == name


def test_the_manual_lists_every_shortcut_and_no_other(composition: Composition) -> None:
    table = MANUAL.read_text(encoding="utf-8").split("<!-- shortcuts: ")[1].split("<!-- /shortcuts -->")[0]
    rows = {
        row.split(" | ")[1]: {a or b for a, b in re.findall("`` (.+?) ``|`([^`]+)`", row)}
        for row in table.splitlines()
        if row.startswith("| `")
    }
    actions = composition.window.menus.actions

    for row in ACTIONS:
        bound = {keys.toString() for keys in actions[row.id].shortcuts()}
        named = rows.pop(f"{row.menu}/{row.text}".replace("&", "").replace("/", " › "), set())
        assert named <= bound, row.id
        assert bool(named) == bool(bound), row.id
    assert not rows


def test_empty_window_offers_only_what_works(composition: Composition) -> None:
    actions = composition.window.menus.actions

    assert actions["open"].isEnabled()
    assert not actions["saveCopy"].isEnabled()
    assert not actions["editCopy"].isEnabled()
    assert not composition.window.slice_bar.isVisible()
    hint = composition.window.findChild(QLabel, "emptyHint")
    assert hint is not None
    assert "drop files" in hint.text()


def test_the_empty_window_offers_what_was_opened_lately(composition: Composition) -> None:
    asked: list[Path] = []
    composition.window.open_requested.disconnect(composition.open)
    composition.window.open_requested.connect(lambda path, _: asked.append(path))
    old, new = Path("/data/one/a<b>.mha"), Path.home() / "studies" / "new.nii.gz"
    composition.recent.show_paths([new, old])
    hint = composition.window.findChild(QLabel, "emptyHint")
    assert hint is not None

    assert "new.nii.gz" in hint.text()
    assert str(Path("~") / "studies") in hint.text()
    assert "a&lt;b&gt;.mha" in hint.text()
    hint.linkActivated.emit("recent:1")

    assert asked == [old]


@pytest.mark.parametrize("name", ["open", "openFolder", "sample", "sampleVolume", "tryIt"])
def test_what_the_empty_window_offers_is_in_the_menus(composition: Composition, name: str) -> None:
    asked: list[str] = []
    composition.window.action_triggered.disconnect(composition.run)
    composition.window.action_triggered.connect(asked.append)
    hint = composition.window.findChild(QLabel, "emptyHint")
    assert hint is not None

    assert f'href="{name}"' in hint.text()
    hint.linkActivated.emit(name)

    assert asked == [name]
    assert name in composition.window.menus.actions


def test_two_dimensional_image_has_no_slice_bar(composition: Composition) -> None:
    adopt(composition, np.zeros((4, 5), np.uint8))

    assert not composition.window.slice_bar.isVisible()
    assert not composition.window.menus.actions["planeXZ"].isEnabled()


def test_four_dimensional_image_has_two_slice_rows(composition: Composition) -> None:
    adopt(composition, np.zeros((2, 3, 4, 5), np.uint8))

    assert composition.window.slice_bar.isVisible()
    composition.app.probe.show_index(ItkIndex((4, 3, 2, 1)))
    assert composition.app.images.current is not None
    assert composition.app.images.current.plane.position[2:] == (2, 1)


def test_slice_bar_moves_the_cut(composition: Composition) -> None:
    adopt(composition, np.zeros((9, 4, 5), np.uint8))
    slider = composition.window.findChild(QWidget, "sliceSlider2")

    slider.setValue(7)  # type: ignore[union-attr]  # a QSlider

    assert composition.app.images.current is not None
    assert composition.app.images.current.plane.position[2] == 7


def test_memory_line_tells_view_from_copy(composition: Composition) -> None:
    adopt(composition, np.zeros((4, 5), np.uint8))
    line = composition.window.findChild(QLabel, "memoryLine")
    assert line is not None
    assert line.text() == "read-only view of ITK’s memory"

    composition.window.menus.actions["editCopy"].trigger()

    assert line.text() == "editable copy · no changes yet"

    composition.app.edit.set_value("7")
    composition.app.edit.press(1.0, 1.0)
    assert line.text() == "edited copy"

    composition.app.edit.undo()
    assert line.text() == "editable copy · no changes yet"


def test_hover_panel_keeps_its_places(composition: Composition) -> None:
    adopt(composition, np.full((300, 400), 123, np.uint8))
    labels = [composition.window.findChild(QLabel, n) for n in NAMED if n.endswith("Value")]
    places = []

    for index in ((0, 0), (399, 299), (7, 123)):
        composition.app.probe.show_index(ItkIndex(index))
        QApplication.processEvents()
        places.append([(w.geometry().getRect()) for w in labels if w is not None])
    composition.app.probe.hover(None, None)
    QApplication.processEvents()
    places.append([(w.geometry().getRect()) for w in labels if w is not None])

    assert all(p == places[0] for p in places)


@pytest.mark.parametrize(
    ("array", "text"),
    [
        (np.full((2, 2), 0.1, np.float32), "0.1"),
        (np.full((2, 2), np.nan), "NaN"),
        (np.full((2, 2), -np.inf), "-Inf"),
        (np.full((2, 2), 2**64 - 1, np.uint64), "18446744073709551615"),
        (np.full((2, 2), -(2**63), np.int64), "-9223372036854775808"),
        (np.full((2, 2), -5, np.int8), "-5"),
        (np.full((2, 2), 1 + 2j, np.complex64), "1.0+2.0j"),
        (np.full((2, 2), True), "True"),
        (np.full((2, 2), 0.1, np.float16), "0.1"),
    ],
)
def test_values_are_shown_as_stored(composition: Composition, array: np.ndarray, text: str) -> None:
    adopt(composition, array)

    composition.app.probe.show_index(ItkIndex((1, 1)))

    for name in ("pixelValue", "itkPixelValue"):
        label = composition.window.findChild(QLabel, name)
        assert label is not None
        assert label.text() == text


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32", "float64", "uint64", "bool", "complex64"])
@pytest.mark.parametrize("fill", ["constant", "nan"])
def test_odd_images_are_drawn(composition: Composition, qtbot: QtBot, dtype: str, fill: str) -> None:
    array = np.ones((5, 6), dtype)
    if fill == "nan":
        if array.dtype.kind not in "fc":
            return
        array[:] = np.nan

    adopt(composition, array)

    assert not composition.window.grab().isNull()


def test_dropping_a_file_opens_it(composition: Composition, qtbot: QtBot, samples: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(samples / "head-phantom.png"))])
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ShiftModifier,
    )
    event.setDropAction(Qt.DropAction.MoveAction)  # as the program proposes from which they come

    frame = composition.window.findChild(QWidget, "dropFrame")
    assert frame is not None
    composition.window.dragEnterEvent(
        QDropEvent(
            QPointF(50, 50),
            Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            QEvent.Type.DragEnter,
        )
    )
    assert frame.isVisibleTo(composition.window)
    composition.window.dropEvent(event)
    assert not frame.isVisibleTo(composition.window)
    assert event.dropAction() is Qt.DropAction.CopyAction
    qtbot.waitUntil(lambda: composition.app.images.current is not None, timeout=30_000)

    assert composition.window.windowTitle().startswith("head-phantom.png")


def test_recent_files_are_listed_newest_first(
    composition: Composition, open_file: Callable[[Path], None], samples: Path
) -> None:
    open_file(samples / "head-phantom.png")
    open_file(samples / "colour-chart.png")

    composition.window.menus.recent.aboutToShow.emit()
    names = [a.text() for a in composition.window.menus.recent.actions()]

    assert names[:2] == ["colour-chart.png", "head-phantom.png"]


def test_recent_files_of_one_name_are_told_by_their_folders(composition: Composition) -> None:
    composition.recent.show_paths([Path(f"/data/{each}") for each in ("a&b/ct.nii", "c/ct.nii", "c/mr.nii")])

    composition.window.menus.recent.aboutToShow.emit()
    names = [a.text() for a in composition.window.menus.recent.actions()]

    assert names == ["a&&b/ct.nii", "c/ct.nii", "mr.nii"]


def test_refused_value_is_said_before_and_changes_nothing(composition: Composition) -> None:
    adopt(composition, np.zeros((4, 5), np.uint8))
    composition.app.edit.set_editing(True)
    note = composition.window.findChild(QLabel, "editNote")
    assert note is not None

    WindowDriver(composition.window).type("editValue", "300")
    composition.app.edit.press(1, 1)

    assert "0 to 255" in note.text()
    assert composition.app.images.current is not None
    assert composition.app.images.current.session is not None
    assert not composition.app.images.current.session.view.any()
    assert not composition.window.isWindowModified()


def test_metadata_can_be_filtered(
    composition: Composition, open_file: Callable[[Path], None], shared_data: Path
) -> None:
    open_file(shared_data / "images" / "dcm" / "pydicom__CT_small.dcm")
    table = composition.window.findChild(QTableWidget, "imageMetadata")
    assert table is not None

    WindowDriver(composition.window).type("metadataFilter", "0028|1052")

    shown = [r for r in range(table.rowCount()) if not table.isRowHidden(r)]
    assert [table.item(r, 0).text() for r in shown] == ["0028|1052"]  # type: ignore[union-attr]  # filled


@pytest.mark.parametrize("wanted", ["0028|1052", "rescale intercept", "-1024"])
def test_dicom_metadata_have_names_and_are_found_by_any_cell(
    composition: Composition, open_file: Callable[[Path], None], shared_data: Path, wanted: str
) -> None:
    open_file(shared_data / "images" / "dcm" / "pydicom__CT_small.dcm")
    table = composition.window.findChild(QTableWidget, "imageMetadata")
    assert table is not None

    WindowDriver(composition.window).type("metadataFilter", wanted)

    shown = [
        [table.item(row, column).text() for column in range(table.columnCount())]  # type: ignore[union-attr]  # filled
        for row in range(table.rowCount())
        if not table.isRowHidden(row)
    ]
    assert shown == [["0028|1052", "Rescale Intercept", "-1024"]]


def test_metadata_without_names_have_two_columns(
    composition: Composition, open_file: Callable[[Path], None], shared_data: Path
) -> None:
    open_file(shared_data / "images" / "dcm" / "pydicom__CT_small.dcm")
    open_file(shared_data / "images" / "nii" / "nibabel__anatomical.nii")

    table = composition.window.findChild(QTableWidget, "imageMetadata")

    assert table is not None
    assert table.columnCount() == 2
    assert table.rowCount() > 5


def test_themes_differ_and_are_applied(composition: Composition) -> None:
    adopt(composition, np.zeros((4, 5), np.uint8))
    light = composition.window.grab().toImage().pixelColor(5, 60)

    composition.window.menus.actions["themeDark"].trigger()
    QApplication.processEvents()

    dark = composition.window.grab().toImage().pixelColor(5, 60)
    assert dark.lightness() < light.lightness()


def test_another_look_keeps_the_probe(composition: Composition) -> None:
    composition.app.files.adopt(from_memory.document(np.arange(12, dtype=np.uint8).reshape(3, 4)))
    composition.app.probe.show_index(ItkIndex((2, 1)))

    WindowDriver(composition.window).action("themeDark")

    label = composition.window.findChild(QLabel, "itkIndexValue")
    assert isinstance(label, IndexLabel)
    assert label.text() == "(2, 1)"
    label.settle()
    assert QLabel.text(label).split() == ["(", "2,", "1", ")"]


def test_a_value_can_be_selected_once_the_mouse_is_on_it(composition: Composition) -> None:
    composition.app.files.adopt(from_memory.document(np.arange(12, dtype=np.uint8).reshape(3, 4)))
    composition.app.probe.show_index(ItkIndex((2, 1)))
    for name, text in (("pixelValue", "6"), ("itkIndexValue", "(   2,   1 )")):
        label = composition.window.findChild(QLabel, name)
        assert label is not None
        here = QPointF(5, 5)

        QApplication.sendEvent(label, QEnterEvent(here, here, label.mapToGlobal(here)))
        QTest.mouseDClick(label, Qt.MouseButton.LeftButton, pos=label.rect().center())
        label.setSelection(0, len(text))
        selected = label.selectedText()
        QApplication.sendEvent(label, QEvent(QEvent.Type.Leave))
        kept = label.selectedText()
        label.setSelection(0, 0)
        QApplication.sendEvent(label, QEvent(QEvent.Type.Leave))

        assert (selected, kept) == (text, text)
        assert label.textInteractionFlags() == Qt.TextInteractionFlag.NoTextInteraction


def test_a_window_opens_for_a_user_without_a_home(
    qtbot: QtBot, no_widget_left: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: type[Path]) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", classmethod(refuse))

    window = MainWindow()
    qtbot.addWidget(window)
    window.show()

    assert window.folder == Path.cwd()


def test_the_image_has_the_keyboard_as_soon_as_it_is_shown(composition: Composition) -> None:
    adopt(composition, np.zeros((9, 4, 5), np.uint8))

    focused = composition.window.focusWidget()
    assert focused is not None
    assert composition.window.canvas.isAncestorOf(focused)


@pytest.mark.parametrize(
    ("tool", "first", "fields"),
    [
        ("toolPixel", "editIndex", ["setPixelButton", "editValue", "paintOver"]),
        ("toolBrush", "brushShape", ["brushRadius", "throughSlices", "brushMetric", "editValue", "paintOver"]),
    ],
)
def test_tab_goes_down_the_edit_panel(
    composition: Composition, driver: WindowDriver, tool: str, first: str, fields: list[str]
) -> None:
    composition.app.files.adopt(from_memory.document(np.zeros((9, 9), np.uint8)))
    driver.action("editCopy")
    driver.action(tool)
    driver.settle()
    driver.find(first).setFocus()
    reached = []
    for _ in fields:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget().objectName())

    assert reached == fields


def test_the_image_gets_the_keyboard_of_a_field_that_goes(composition: Composition) -> None:
    adopt(composition, np.zeros((9, 4, 5), np.uint8))
    composition.app.edit.set_editing(True)
    field = WindowDriver(composition.window).find("editValue", QLineEdit)
    had = composition.window.focusWidget()

    adopt(composition, np.zeros((9, 4, 5), np.uint8))

    focused = composition.window.focusWidget()
    assert had is field
    assert focused is not None
    assert composition.window.canvas.isAncestorOf(focused)


def test_copy_takes_what_is_selected_in_the_panel(composition: Composition) -> None:
    adopt(composition, np.full((4, 5), 1210, np.uint16))
    composition.app.probe.hover(1.0, 1.0)
    composition.app.probe.set_held(True)
    value = composition.window.findChild(QLabel, "pixelValue")
    assert value is not None
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    value.setSelection(0, 3)

    composition.window.menus.actions["copyProbe"].trigger()
    selected = QApplication.clipboard().text()
    value.setSelection(0, 0)
    composition.window.menus.actions["copyProbe"].trigger()

    assert selected == "121"
    assert QApplication.clipboard().text().startswith("ITK index")


@pytest.mark.parametrize(
    ("channels", "dtype", "whole"), [(7, "float32", True), (9, "float64", True), (64, "int16", False)]
)
def test_many_components_are_shown_as_far_as_there_is_room_and_all_of_them_in_a_list(
    composition: Composition, channels: int, dtype: str, whole: bool
) -> None:
    pixels = (np.random.default_rng(0).random((5, 6, channels)) * 10_000).astype(dtype)
    composition.app.files.adopt(from_memory.document(pixels, geometry=Geometry.identity((6, 5))))
    QApplication.processEvents()

    composition.app.probe.hover(2.0, 2.0)

    value = composition.window.findChild(ValueLabel, "pixelValue")
    assert value is not None
    value.settle()
    seen = QLabel.text(value).replace("\n", " ")
    assert value.text().count(",") == channels - 1
    assert (seen == value.text()) is whole
    listed = composition.window.findChild(ComponentList)
    assert listed is not None
    assert whole or (seen.endswith("… 64 values)") and listed.isVisible() and len(listed.texts()) == channels)
    assert value.fontMetrics().lineSpacing() * (QLabel.text(value).count("\n") + 1) <= value.height()
    assert composition.window.height() <= 700
