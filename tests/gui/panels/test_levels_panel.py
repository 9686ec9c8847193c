"""The levels panel: what is chosen is drawn, and what is drawn is shown."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyleOptionComboBox,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dicom_files import write_slice
from itk_inspector.app.composition import Composition
from itk_inspector.core.display.colour_tables import table
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode, DisplaySettings, Scope
from itk_inspector.core.display.named_windows import CT_PRESETS
from itk_inspector.core.display.scales import Scale
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.gui.background.latest_job import LatestJob
from itk_inspector.gui.panels.level_controls import LevelControls
from itk_inspector.gui.panels.level_requests import LevelRequests
from itk_inspector.gui.panels.levels_panel import LevelsPanel
from itk_inspector.gui.widgets.colour_map_chooser import ColourMapChooser
from itk_inspector.gui.widgets.histogram_plot import HistogramPlot
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver

NAMED = (
    "levelsPanel", "histogramPlot", "histogramReadout", "logarithmicBox", "levelScope", "levelLow", "levelHigh",
    "windowWidth", "windowLevel", "autoButton", "lowPercentile", "highPercentile", "fullRangeButton", "ctPresets",
    "drawnChooser", "colourMapChooser", "invertedBox", "scaleChooser", "gammaField",
)  # fmt: skip


def adopt(composition: Composition, array: np.ndarray, geometry: Geometry | None = None, name: str = "") -> None:
    composition.app.files.adopt(from_memory.document(array, geometry=geometry, name=name))
    QApplication.processEvents()


def part(composition: Composition, kind: type[Any], name: str) -> Any:
    found = composition.window.findChild(kind, name)
    assert found is not None, name
    return found


@pytest.fixture
def panel(composition: Composition) -> LevelControls:
    """The panel, in front."""
    part(composition, QTabWidget, "panelTabs").setCurrentIndex(1)
    return composition.window.docks.panel(LevelsPanel).controls


def counted(composition: Composition, qtbot: QtBot) -> str:
    """Wait for the histogram, and return what is said of it."""
    plot = composition.window.docks.panel(LevelsPanel).controls._plot
    qtbot.waitUntil(lambda: plot._histogram is not None, timeout=5000)
    return str(part(composition, QLabel, "histogramReadout").text())


def appearance(composition: Composition) -> DisplaySettings:
    assert composition.app.images.current is not None
    return composition.app.images.current.settings


def choose(composition: Composition, settings: DisplaySettings) -> None:
    assert composition.app.images.current is not None
    composition.app.images.current.settings = settings
    composition.app.images.tell()


def type_in(composition: Composition, name: str, text: str) -> None:
    field = part(composition, QLineEdit, name)
    field.setText(text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def background(composition: Composition) -> LatestJob:
    found = composition.findChild(LatestJob)
    assert found is not None
    return found


RAMP = np.arange(100, dtype=np.uint8).reshape(10, 10)


@pytest.mark.parametrize("name", NAMED)
def test_every_part_has_names_and_a_tip(composition: Composition, name: str) -> None:
    widget = part(composition, QWidget, name)

    assert widget.accessibleName()
    assert widget.toolTip()


def test_an_empty_window_says_how_to_begin(composition: Composition, panel: LevelControls) -> None:
    assert composition.window.docks.panel(LevelsPanel)._hint.isVisible()
    assert not panel.isVisible()


# ------------------------------------------------------------------ levels


def test_typed_levels_are_drawn_and_linked(composition: Composition, panel: LevelControls) -> None:
    adopt(composition, RAMP)

    type_in(composition, "levelLow", "1e1")
    type_in(composition, "levelHigh", "30")

    assert appearance(composition).levels == Levels(10.0, 30.0)
    assert part(composition, QLineEdit, "windowWidth").text() == "20"
    assert part(composition, QLineEdit, "windowLevel").text() == "20"


def test_typed_window_and_level_are_drawn_and_linked(composition: Composition, panel: LevelControls) -> None:
    adopt(composition, RAMP)
    composition.app.levels.set_levels(Levels(0.0, 100.0))

    type_in(composition, "windowWidth", "40")
    type_in(composition, "windowLevel", "30")

    assert appearance(composition).levels == Levels(10.0, 50.0)
    assert part(composition, QLineEdit, "levelLow").text() == "10"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("levelLow", "200", "Low must be less"),
        ("levelHigh", "-3", "Low must be less"),
        ("windowWidth", "0", "greater than 0"),
        ("windowWidth", "-5", "greater than 0"),
        ("levelLow", "nine", "Enter a number."),
        ("windowLevel", "nan", "Enter a number."),
    ],
)
def test_levels_without_sense_are_refused_in_a_line(
    composition: Composition, panel: LevelControls, name: str, text: str, said: str
) -> None:
    adopt(composition, RAMP)
    composition.app.levels.set_levels(Levels(0.0, 100.0))

    type_in(composition, name, text)

    problem = part(composition, QLabel, "levelProblem")
    assert problem.isVisible()
    assert said in problem.text()
    assert appearance(composition).levels == Levels(0.0, 100.0)


def test_levels_are_shown_exactly(composition: Composition, panel: LevelControls) -> None:
    adopt(composition, RAMP.astype(np.float64))

    composition.app.levels.set_levels(Levels(0.1, 1e-300 + 2.0**63))

    assert part(composition, QLineEdit, "levelLow").text() == "0.1"
    assert float(part(composition, QLineEdit, "levelHigh").text()) == 2.0**63


def test_setters_of_the_panel_tell_nothing(qtbot: QtBot) -> None:
    asked = LevelRequests()
    panel = LevelControls(asked)
    qtbot.addWidget(panel)
    told: list[object] = []
    for signal in (asked.levels_requested, asked.percentiles_requested, asked.scope_requested,
                   asked.component_requested, asked.colour_map_requested, asked.inverted_requested):  # fmt: skip
        signal.connect(lambda *values: told.append(values))
    choices = ((ComponentChoice(ComponentMode.MAGNITUDE), "magnitude"), (ComponentChoice(ComponentMode.PHASE), "phase"))

    panel.show()
    panel.show_image(choices, has_slices=True, windows=CT_PRESETS)
    chosen = ComponentChoice(ComponentMode.PHASE)
    panel.show_settings(DisplaySettings(Levels(1, 2), chosen, "magma", True, Scope.VOLUME, (2.0, 98.0)))

    assert told == []
    assert panel._drawn.currentText() == "phase"
    assert panel._inverted.isChecked()


def test_auto_takes_the_slice_or_the_volume(composition: Composition, panel: LevelControls, qtbot: QtBot) -> None:
    volume = np.repeat(np.array([0, 100], np.int16), 400).reshape(2, 20, 20)
    volume[0, 0, :5] = 10
    adopt(composition, volume)
    composition.app.view.set_slice(2, 0)

    composition.window.menus.actions["autoLevels"].trigger()
    assert appearance(composition).levels.high <= 10

    panel._scope.setCurrentIndex(1)
    panel._scope.activated.emit(1)
    panel._auto.click()
    assert appearance(composition).levels.high == 100


def test_percentiles_can_be_chosen(composition: Composition, panel: LevelControls) -> None:
    adopt(composition, RAMP)

    panel._low.setValue(10.0)
    panel._high.setValue(90.0)

    assert appearance(composition).levels == Levels(9.9, 89.1)


def test_full_range_is_exact_and_waits_for_the_count(composition: Composition, qtbot: QtBot) -> None:
    values = np.full((500, 500), 7, np.int16)
    values[123, 321], values[77, 3] = -30000, 32000
    adopt(composition, values)

    composition.window.menus.actions["fullRange"].trigger()
    qtbot.waitUntil(lambda: appearance(composition).levels == Levels(-30000.0, 32000.0), timeout=5000)

    assert "32000" in part(composition, QLabel, "statusMessage").text()


@pytest.mark.parametrize(
    "array",
    [
        np.full((4, 4), 9, np.uint8),
        np.full((4, 4), np.nan),
        np.array([[np.inf, -np.inf], [np.nan, np.nan]]),
        np.array([[2**64 - 1, 2**63], [0, 1]], np.uint64),
        np.array([[-(2**63), 2**63 - 1], [0, 1]], np.int64),
        np.array([[0.0, 5e-324], [1e-323, 0.0]]),
        np.array([[-1.7e308, 1.7e308], [0.0, 1.0]]),
        np.array([[True, False], [True, True]]),
        np.full((3, 3), 1 + 1j, np.complex64),
    ],
)
def test_odd_images_are_counted_and_drawn(
    composition: Composition, panel: LevelControls, qtbot: QtBot, array: np.ndarray
) -> None:
    adopt(composition, array)

    said = counted(composition, qtbot)
    for action in ("autoLevels", "fullRange", "invertColours"):
        composition.window.menus.actions[action].trigger()
    QTest.mouseMove(panel._plot, QPoint(60, 40))

    assert f"all {array.size} values" in said
    assert appearance(composition).levels.low < appearance(composition).levels.high
    assert not composition.window.grab().isNull()


# ------------------------------------------------------------------ presets


def test_presets_are_offered_for_hounsfield_units_only(composition: Composition, panel: LevelControls) -> None:
    adopt(composition, RAMP)
    assert not panel._presets.isVisibleTo(panel)
    thorax = np.full((4, 30, 30), 40, np.int16)
    thorax[:, :15] = -1000

    adopt(composition, thorax)
    assert panel._presets.isVisibleTo(panel)
    panel._presets.setCurrentIndex(1)
    panel._presets.activated.emit(1)

    assert appearance(composition).levels == Levels(-1350.0, 150.0)
    assert panel._presets.currentText().startswith("Lung")
    composition.app.levels.set_levels(Levels(0.0, 1.0))
    assert panel._presets.currentIndex() == -1


# ------------------------------------------------------------------ colours and components


def pixel(composition: Composition, column: int, row: int) -> int:
    view = composition.window.canvas.view
    for _ in range(3):
        QApplication.processEvents()
    where = view.on_screen(QRectF(column - 0.2, row - 0.2, 0, 0)).topLeft().toPoint()
    return int(view.viewport().grab().toImage().pixel(where))


def test_a_colour_map_and_its_inverse_are_drawn(composition: Composition, panel: LevelControls) -> None:
    adopt(composition, np.array([[0, 255], [0, 255]], np.uint8))
    composition.app.levels.set_levels(Levels(0.0, 255.0))

    panel._maps.activated.emit(panel._maps.findData("viridis"))
    assert pixel(composition, 0, 0) == table("viridis")[0]

    composition.window.menus.actions["invertColours"].trigger()
    assert pixel(composition, 0, 0) == table("viridis")[255]
    assert part(composition, QCheckBox, "invertedBox").isChecked()
    assert composition.window.menus.actions["invertColours"].isChecked()


def test_components_are_chosen_by_name(composition: Composition, panel: LevelControls, qtbot: QtBot) -> None:
    field = np.zeros((6, 7, 3), np.float32)
    field[..., 0], field[..., 1], field[..., 2] = 3.0, 4.0, np.arange(7)
    adopt(composition, field, Geometry.identity((7, 6)))
    chooser = part(composition, QComboBox, "drawnChooser")
    assert [chooser.itemText(i) for i in range(chooser.count())] == [
        "component 0", "component 1", "component 2", "magnitude", "first three as red, green, blue",
    ]  # fmt: skip

    chooser.setCurrentIndex(2)
    chooser.activated.emit(2)

    assert appearance(composition).component == ComponentChoice(ComponentMode.COMPONENT, 2)
    assert appearance(composition).levels.high == pytest.approx(6.0, abs=0.1)
    assert "&nbsp;Showing component 2.</span>" in part(composition, QLabel, "imageNotes").text()
    assert pixel(composition, 0, 2) == 0xFF000000
    assert pixel(composition, 6, 2) == 0xFFFFFFFF


def test_a_vector_of_five_is_drawn_as_colours(composition: Composition, panel: LevelControls) -> None:
    field = np.zeros((4, 4, 5), np.float32)
    field[..., 0] = 1.0
    adopt(composition, field, Geometry.identity((4, 4)))

    composition.app.levels.set_component(ComponentChoice(ComponentMode.COLOUR))

    assert pixel(composition, 1, 1) == 0xFFFF0000
    assert not panel._maps.isEnabled()


def test_labels_have_colours_whatever_the_levels(composition: Composition, panel: LevelControls) -> None:
    regions = np.repeat(np.arange(4, dtype=np.uint8), 4).reshape(4, 4)
    adopt(composition, regions, name="a.seg.nrrd")

    before = [pixel(composition, 1, row) for row in range(4)]
    composition.app.levels.set_levels(Levels(100.0, 200.0))

    assert len(set(before)) == 4
    assert [pixel(composition, 1, row) for row in range(4)] == before
    assert not part(composition, QPushButton, "autoButton").isEnabled()


def test_a_colour_image_has_no_note_until_it_is_drawn_otherwise(composition: Composition, panel: LevelControls) -> None:
    adopt(composition, np.full((4, 4, 3), 90, np.uint8), Geometry.identity((4, 4)))
    notes = part(composition, QLabel, "imageNotes")
    assert notes.text() == ""

    composition.app.levels.set_component(ComponentChoice(ComponentMode.COMPONENT, 1))

    assert "&nbsp;Showing green.</span>" in notes.text()


def test_each_tab_keeps_how_it_is_drawn(composition: Composition, panel: LevelControls) -> None:
    adopt(composition, np.zeros((3, 4, 5), np.float32), name="first")
    chosen = DisplaySettings(Levels(2.0, 3.0), ComponentChoice(), "magma", True, Scope.VOLUME, (1.0, 99.0))
    choose(composition, chosen)
    adopt(composition, np.full((4, 4, 3), 9, np.uint8), Geometry.identity((4, 4)), name="second")
    second = appearance(composition)

    composition.app.tabs.select(0)
    assert appearance(composition) == chosen
    assert panel._maps.currentData() == "magma"
    composition.app.tabs.select(1)

    assert appearance(composition) == second
    assert panel._drawn.currentText() == "colour"


# ------------------------------------------------------------------ the pointer


def drag(composition: Composition, way: QPoint) -> None:
    viewport = composition.window.canvas.view.viewport()
    middle = QPoint(200, 200)
    QTest.mousePress(viewport, Qt.MouseButton.RightButton, pos=middle)
    send_move(composition, QPointF(middle + way))
    QTest.mouseRelease(viewport, Qt.MouseButton.RightButton, pos=middle + way)


def send_move(composition: Composition, to: QPointF) -> None:
    viewport = composition.window.canvas.view.viewport()
    right, none = Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QEvent.Type.MouseMove, to, viewport.mapToGlobal(to), Qt.MouseButton.NoButton, right, none)
    QApplication.sendEvent(viewport, event)


def test_a_right_drag_changes_window_and_level(composition: Composition, panel: LevelControls) -> None:
    adopt(composition, RAMP)
    composition.app.levels.set_levels(Levels(0.0, 100.0))
    menus: list[object] = []
    canvas = composition.window.canvas
    canvas.context_requested.disconnect(composition.window.menus.show_context)  # offscreen, a menu cannot be raised
    canvas.context_requested.connect(menus.append)

    drag(composition, QPoint(60, 0))
    window = appearance(composition).levels
    drag(composition, QPoint(0, -60))
    raised = appearance(composition).levels

    assert window.high - window.low > 110
    assert window.high + window.low == pytest.approx(100.0)
    assert raised.high - raised.low == pytest.approx(window.high - window.low)
    assert raised.high > window.high
    assert float(part(composition, QLineEdit, "levelHigh").text()) == raised.high
    assert menus == []


def test_a_right_click_asks_for_a_menu_and_changes_nothing(composition: Composition) -> None:
    adopt(composition, RAMP)
    before = appearance(composition)
    menus: list[object] = []
    canvas = composition.window.canvas
    canvas.context_requested.disconnect(composition.window.menus.show_context)  # offscreen, a menu cannot be raised
    canvas.context_requested.connect(menus.append)

    drag(composition, QPoint(1, 1))

    assert len(menus) == 1
    assert appearance(composition) == before


def test_the_lines_of_the_histogram_can_be_dragged(
    composition: Composition, panel: LevelControls, qtbot: QtBot
) -> None:
    adopt(composition, RAMP)
    composition.app.levels.set_levels(Levels(20.0, 80.0))
    counted(composition, qtbot)
    plot = panel._plot

    def pull(value: float, to: float) -> None:
        QTest.mousePress(plot, Qt.MouseButton.LeftButton, pos=QPoint(round(plot.x_of(value)), 30))
        QTest.mouseMove(plot, QPoint(round(plot.x_of(to)), 30))
        QTest.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=QPoint(round(plot.x_of(to)), 30))

    pull(20, 40)
    assert appearance(composition).levels.low == pytest.approx(40, abs=1)
    assert appearance(composition).levels.high == 80
    pull(60, 70)
    moved = appearance(composition).levels
    assert (moved.low, moved.high) == (pytest.approx(50, abs=1), pytest.approx(90, abs=1))
    pull(moved.high, moved.low - 30)
    assert appearance(composition).levels.low < appearance(composition).levels.high


def test_the_readout_tells_value_and_count(composition: Composition, panel: LevelControls, qtbot: QtBot) -> None:
    adopt(composition, np.array([[3, 3, 3], [9, 9, 5]], np.uint8))
    counted(composition, qtbot)
    plot: HistogramPlot = panel._plot

    QTest.mouseMove(plot, QPoint(round(plot.x_of(9)), 30))
    readout = part(composition, QLabel, "histogramReadout")
    assert readout.text() == "9: 2 (33 %)"
    QTest.mouseMove(plot, QPoint(round(plot.x_of(4)), 30))
    assert readout.text() == "4: 0 (0 %)"


# ------------------------------------------------------------------ in the background


def test_nothing_is_counted_while_the_panel_is_not_seen(composition: Composition) -> None:
    adopt(composition, RAMP)

    assert not background(composition)._soon.isActive()
    assert composition.window.docks.panel(LevelsPanel).controls._plot._histogram is None


def test_a_giant_is_counted_by_a_sample_and_says_so(
    composition: Composition, panel: LevelControls, qtbot: QtBot
) -> None:
    adopt(composition, np.zeros((40, 512, 512), np.float32))
    counted(composition, qtbot)

    panel._scope.setCurrentIndex(1)
    panel._scope.activated.emit(1)

    readout = part(composition, QLabel, "histogramReadout")
    qtbot.waitUntil(lambda: "4,194,304 of 10,485,760 values" in readout.text(), timeout=5000)


def test_a_giant_is_counted_exactly_when_asked_for(
    composition: Composition, panel: LevelControls, qtbot: QtBot
) -> None:
    adopt(composition, np.zeros((5, 2048, 2048), np.float32))
    counted(composition, qtbot)
    button = part(composition, QPushButton, "countAllButton")
    assert not button.isVisible()
    panel._scope.setCurrentIndex(1)
    panel._scope.activated.emit(1)
    qtbot.waitUntil(button.isVisible, timeout=5000)

    button.click()

    assert (button.text(), button.accessibleName()) == ("Cancel", "Cancel")
    readout = part(composition, QLabel, "histogramReadout")
    assert readout.text() == "Counting all values … 0 %"
    qtbot.waitUntil(lambda: readout.text() == "all 20,971,520 values", timeout=20_000)
    assert not button.isVisible()


def test_counting_a_giant_can_be_cancelled(composition: Composition, panel: LevelControls, qtbot: QtBot) -> None:
    adopt(composition, np.zeros((5, 2048, 2048), np.float32))
    counted(composition, qtbot)
    panel._scope.setCurrentIndex(1)
    panel._scope.activated.emit(1)
    button = part(composition, QPushButton, "countAllButton")
    qtbot.waitUntil(button.isVisible, timeout=5000)
    button.click()

    button.click()

    assert button.text() == "Count all"
    assert part(composition, QLabel, "histogramReadout").text() == "4,194,304 of 20,971,520 values"
    composition.app.levels._background.stop()


def test_the_last_request_counts(composition: Composition, panel: LevelControls, qtbot: QtBot) -> None:
    volume = np.repeat(np.arange(60, dtype=np.uint8), 100).reshape(60, 10, 10)
    adopt(composition, volume)
    for position in range(60):
        composition.app.view.set_slice(2, position)
        if position % 7 == 0:
            QApplication.processEvents()
            time.sleep(0.02)

    qtbot.waitUntil(lambda: panel._plot._histogram is not None and panel._plot._histogram.minimum == 59, timeout=5000)


def test_closing_while_counting_leaves_no_thread_and_no_mapping(
    composition: Composition, panel: LevelControls, open_file: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "volume.nrrd"
    sitk.WriteImage(sitk.GetImageFromArray(np.zeros((64, 256, 256), np.float64)), str(path), useCompression=False)
    open_file(path)
    composition.app.levels.set_scope(Scope.VOLUME)
    background(composition)._start()
    assert background(composition)._thread is not None

    composition.app.release()

    assert not [t for t in threading.enumerate() if t.name == "histogram"]
    gc.collect()
    assert str(path) not in Path("/proc/self/maps").read_text()


def test_a_file_that_is_cut_short_is_not_counted(
    composition: Composition, panel: LevelControls, open_file: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "volume.nrrd"
    sitk.WriteImage(sitk.GetImageFromArray(np.ones((16, 64, 64), np.int16)), str(path), useCompression=False)
    open_file(path)
    with path.open("r+b") as file:
        file.truncate(2000)

    composition.app.levels.set_scope(Scope.VOLUME)
    composition.window.menus.actions["fullRange"].trigger()
    composition.window.menus.actions["autoLevels"].trigger()
    composition.app.levels.set_component(ComponentChoice())
    QTest.qWait(150)

    assert composition.app.levels._histogram is None


def test_edited_pixels_are_counted_again(composition: Composition, panel: LevelControls, qtbot: QtBot) -> None:
    adopt(composition, np.zeros((8, 8), np.uint8))
    counted(composition, qtbot)
    composition.app.edit.set_editing(True)
    WindowDriver(composition.window).type("editValue", "200")
    part(composition, QTabWidget, "panelTabs").setCurrentIndex(1)

    composition.app.edit.set_pixel("3, 3")

    qtbot.waitUntil(lambda: panel._plot._histogram is not None and panel._plot._histogram.maximum == 200, timeout=5000)


# ------------------------------------------------------------------ scales


def test_a_scale_is_chosen_drawn_and_shown_in_the_strip(composition: Composition, panel: LevelControls) -> None:
    adopt(composition, np.arange(400, dtype=np.float32).reshape(20, 20))
    box = part(composition, QComboBox, "scaleChooser")
    gamma = part(composition, QWidget, "gammaField")
    before = panel._plot._strip

    assert not gamma.isVisible()
    box.setCurrentIndex(box.findText("gamma"))
    box.activated.emit(box.currentIndex())

    assert appearance(composition).scale is Scale.GAMMA
    assert gamma.isVisible()
    assert panel._plot._strip is not before
    assert panel._plot._strip.pixelColor(128, 0).red() == 128  # √(1/4) of the way to white
    gamma.setValue(1.0)
    assert appearance(composition).gamma == 1.0


def test_a_symmetric_scale_stays_symmetric_when_a_level_is_typed(
    composition: Composition, panel: LevelControls
) -> None:
    adopt(composition, np.arange(-100, 300, dtype=np.int16).reshape(20, 20))
    box = part(composition, QComboBox, "scaleChooser")
    box.setCurrentIndex(box.findText("symmetric about 0"))
    box.activated.emit(box.currentIndex())
    found = appearance(composition).levels

    type_in(composition, "levelLow", "-50")

    assert found.low == -found.high
    assert appearance(composition).levels == Levels(-50.0, 50.0)


# ------------------------------------------------------------------ windows of the file


def test_windows_of_a_dicom_file_are_in_the_toolbar_and_the_panel(
    composition: Composition, panel: LevelControls, open_file: Callable[[Path], None], tmp_path: Path
) -> None:
    grey = np.arange(4096, dtype=np.int16).reshape(64, 64)
    path = write_slice(
        tmp_path / "ct.dcm", grey, (0.0, 0.0, 0.0), uid="1.2.9", Modality="CT",
        RescaleSlope="1", RescaleIntercept="-1024",
        WindowCenter=[40, -600], WindowWidth=[400, 1500], WindowCenterWidthExplanation=["SOFT", "LUNG & more"],
    )  # fmt: skip
    open_file(path)  # the child chooses how it is first drawn
    QApplication.processEvents()
    menu = composition.window.menus.windows
    labels = [action.text() for action in menu.actions() if not action.isSeparator()]

    assert appearance(composition).levels == Levels(-160.0, 239.0)  # PS3.3 C.11.2.1.2: 40 − ½ ± 399 / 2
    assert labels[:3] == ["SOFT   400 / 40 HU", "LUNG && more   1500 / -600 HU", "Soft tissue   400 / 40 HU"]
    assert panel._presets.currentText() == "SOFT   400 / 40 HU"
    assert part(composition, QWidget, "windowChooser").isVisible()
    menu.actions()[1].trigger()
    assert appearance(composition).levels == Levels(-1350.0, 149.0)
    assert [action.isChecked() for action in menu.actions()[:2]] == [False, True]
    assert panel._presets.currentText() == "LUNG & more   1500 / -600 HU"


def test_images_without_windows_have_no_chooser(composition: Composition, panel: LevelControls) -> None:
    adopt(composition, np.arange(400, dtype=np.int16).reshape(20, 20))

    assert not part(composition, QWidget, "windowChooser").isVisible()
    assert not composition.window.menus.windows.isEnabled()


def test_what_looks_like_labels_is_shown_as_such_by_a_click_on_the_offer(
    composition: Composition, panel: LevelControls
) -> None:
    regions = np.zeros((64, 64), np.uint8)
    regions[8:30, 8:40], regions[40:60, 10:30], regions[35:50, 40:60] = 3, 7, 12
    adopt(composition, regions)
    notes = part(composition, QLabel, "imageNotes")
    assert "Looks like a label image." in notes.text()

    notes.linkActivated.emit("showLabels")
    QApplication.processEvents()

    assert appearance(composition).colour_map == "labels"
    assert "Looks like a label image." not in notes.text()
    assert composition.window.menus.actions["showLabels"].isChecked()
    composition.window.menus.actions["showLabels"].trigger()
    assert appearance(composition).colour_map == "grey"


@pytest.mark.parametrize(
    ("name", "width", "is_cut"), [("CET-D1", 150, True), ("CET-D1", 400, False), ("grey", 150, False)]
)
def test_a_long_name_of_a_colour_map_ends_in_an_ellipsis(
    composition: Composition, name: str, width: int, is_cut: bool
) -> None:
    box = ColourMapChooser(composition.window)
    box.set_map(name)
    box.resize(width, box.sizeHint().height())
    option = QStyleOptionComboBox()
    box.initStyleOption(option)

    assert option.currentText.endswith("…") is is_cut  # type: ignore[attr-defined]
    assert not box.currentText().endswith("…")
    box.deleteLater()
