"""Levels of an image that is read in parts, in a window: chosen by NumPy's percentiles of what has been read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.control.editing.over import Over
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.display.colour_map_names import LABELS
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode, Scope
from itk_inspector.core.display.window_level import Levels
from itk_inspector.gui.panels.levels_panel import LevelsPanel
from itk_inspector.gui.widgets.paint_over_row import PaintOverRow
from tiled_images import Engine, TiledImage, engine, halved, levels_of
from window_driver import WindowDriver


@pytest.fixture
def opened(
    composition: Composition, qtbot: QtBot, adopted: Callable[[Engine], TiledImage]
) -> Callable[[Engine], TiledImage]:
    def opens(source: Engine) -> TiledImage:
        image = adopted(source)
        if source.gate.is_set():
            wait_drawn(composition, qtbot, image)
        return image

    return opens


def wait_drawn(composition: Composition, qtbot: QtBot, image: TiledImage) -> None:
    """Wait until nothing of the slice on screen is being read any more."""
    plane = shown(composition).plane
    qtbot.waitUntil(
        lambda: image.line.tiles.drawn_level(plane) is not None and not image.line.cache.is_reading, timeout=20_000
    )
    QApplication.processEvents()


def shown(composition: Composition) -> OpenImage:
    found = composition.app.images.current
    assert found is not None
    return found


def coarsest(composition: Composition, image: TiledImage) -> np.ndarray[Any, Any]:
    """Return the slice on screen of the coarsest level, of an image whose levels halve each other."""
    count = len(image.engine.levels)
    plane = image.engine.arrays[-1]
    centre = (shown(composition).plane.position[2] - (2 ** (count - 1) - 1) / 2) / 2 ** (count - 1)
    return np.asarray(plane[min(max(int(np.floor(centre + 0.5)), 0), len(plane) - 1)])


def check_levels(composition: Composition, values: np.ndarray[Any, Any], low: float, high: float) -> None:
    """Compare with NumPy's percentiles, within half a percent of the values: levels are rounded for reading."""
    levels, span = shown(composition).settings.levels, float(values.max()) - float(values.min())
    for level, share in ((levels.low, low), (levels.high, high)):
        assert abs(level - np.percentile(values, share)) <= 0.005 * span


def test_auto_takes_the_coarsest_level_of_the_slice_and_says_so(
    composition: Composition, qtbot: QtBot, opened: Callable[[Engine], TiledImage], driver: WindowDriver
) -> None:
    image = opened(engine())
    for _ in range(3):
        driver.action("nextSlice")
    wait_drawn(composition, qtbot, image)
    composition.app.levels.set_levels(Levels(1.0, 2.0))
    driver.action("autoLevels")
    settings = shown(composition).settings
    check_levels(composition, coarsest(composition, image), *settings.percentiles)
    assert settings.is_automatic
    assert "by level 3 of this slice." in driver.label("statusMessage")
    composition.app.levels.set_percentiles(30.0, 60.0)
    check_levels(composition, coarsest(composition, image), 30.0, 60.0)
    composition.app.levels.set_scope(Scope.VOLUME)
    composition.app.levels.set_levels(Levels(1.0, 2.0))
    panel = composition.window.docks.panel(LevelsPanel)
    composition.window.docks.bring_to_front(panel)
    button = panel.findChild(QPushButton, "autoButton")
    assert button is not None
    button.click()
    check_levels(composition, coarsest(composition, image), 30.0, 60.0)


def test_auto_of_an_image_with_one_level_takes_the_part_on_screen(
    composition: Composition, qtbot: QtBot, opened: Callable[[Engine], TiledImage], driver: WindowDriver
) -> None:
    source = engine((2, 3000, 3000), count=1)
    source.arrays[0][:, :500] = 9
    image = opened(source)
    driver.action("oneToOne")
    wait_drawn(composition, qtbot, image)
    image.line.cache.forget(image.line.cache._memory)  # what was read before
    wait_drawn(composition, qtbot, image)
    seen = image.line.tiles.seen(shown(composition).plane)
    assert seen is not None
    (top, bottom), (left, right) = seen
    assert (bottom - top, right - left) < (2999, 2999)
    driver.action("autoLevels")
    part = source.arrays[0][shown(composition).plane.position[2], top : bottom + 1, left : right + 1]
    check_levels(composition, part, *shown(composition).settings.percentiles)
    assert "by level 0 of the part of this slice on screen." in driver.label("statusMessage")


def test_what_was_changed_counts(
    composition: Composition, opened: Callable[[Engine], TiledImage], driver: WindowDriver
) -> None:
    opened(engine())
    driver.action("editCopy")
    edited = shown(composition)
    assert edited.session is not None
    across = np.arange(1300 * 1100, dtype=np.int64) + 1300 * 1100 * edited.plane.position[2]
    edited.session.paint(across, "60000")
    edited.session.end_stroke()
    composition.app.images.tell()
    composition.app.levels.auto()
    assert edited.settings.levels.low >= 59_000  # every pixel of the slice is that
    edited.session.mark_saved()


def test_another_component_is_drawn_and_chosen_levels_for(
    composition: Composition, opened: Callable[[Engine], TiledImage], driver: WindowDriver
) -> None:
    z, y, x = np.indices((2, 600, 700), sparse=True)
    red = np.broadcast_to(x % 50 + 0 * (y + z), (2, 600, 700))
    full = np.stack([red, red + 60, red + 150], axis=-1).astype(np.uint8)
    arrays = [one % 250 for one in halved(full, 2)]
    source = Engine(arrays, levels_of(arrays, (1, 128, 128)))
    source.gate.set()
    image = opened(source)
    panel = composition.window.docks.panel(LevelsPanel)
    composition.window.docks.bring_to_front(panel)
    driver.settle(4)
    chooser = panel.findChild(QComboBox, "drawnChooser")
    assert chooser is not None
    blue = ComponentChoice(ComponentMode.COMPONENT, 2)
    row = next(n for n in range(chooser.count()) if chooser.itemData(n) == blue)
    chooser.setCurrentIndex(row)
    chooser.activated.emit(row)
    settings = shown(composition).settings
    assert settings.component == blue
    check_levels(composition, coarsest(composition, image)[..., 2], *settings.percentiles)


def test_while_nothing_is_there_it_is_said(
    composition: Composition, qtbot: QtBot, opened: Callable[[Engine], TiledImage], driver: WindowDriver
) -> None:
    source = engine()
    image = opened(source)
    source.gate.clear()  # nothing comes any more
    for _ in range(9):
        driver.action("nextSlice")
    before = shown(composition).settings
    driver.action("autoLevels")
    assert shown(composition).settings == before
    assert driver.label("statusMessage") == "Nothing of this slice has been read yet."
    source.gate.set()
    wait_drawn(composition, qtbot, image)


def test_whole_numbers_are_shown_as_labels(
    composition: Composition, opened: Callable[[Engine], TiledImage], driver: WindowDriver
) -> None:
    opened(engine())
    driver.action("showLabels")
    assert shown(composition).settings.colour_map == LABELS


def test_labels_to_paint_over_are_those_of_the_coarsest_level(
    composition: Composition, opened: Callable[[Engine], TiledImage], driver: WindowDriver
) -> None:
    source = engine((8, 600, 700), count=2)
    for array in source.arrays:
        array[:] = 0
        array[:, 100:200, 100:200] = 7
        array[:, 210:250, 50:300] = 12
    image = opened(source)
    driver.action("editCopy")
    composition.app.painting_over.use(Over.CHOSEN)
    rows = composition.window.findChild(PaintOverRow)
    assert rows is not None
    listed = [rows.labels.item(n).data(Qt.ItemDataRole.UserRole) for n in range(rows.labels.count())]
    assert listed == np.unique(coarsest(composition, image)).tolist() == [0, 7, 12]
