"""A window on an image that is read in parts: what is drawn, probed and refused, judged by NumPy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QDockWidget, QLineEdit, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from drawn_colours import tone
from itk_inspector.app import scripting
from itk_inspector.app.composition import Composition
from itk_inspector.control.actions.table import ACTIONS
from itk_inspector.control.editing.over import Over
from itk_inspector.core.display.plane_notes import level_notes
from itk_inspector.core.errors import NotWholeError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.open_request import OpenRequest
from tiled_images import Engine, TiledImage, by_points, engine
from window_driver import WindowDriver


@pytest.fixture
def opened(adopted: Callable[[Engine], TiledImage]) -> Callable[[Engine], TiledImage]:
    return adopted


def level(image: TiledImage, plane: Plane) -> int | None:
    return image.line.tiles.drawn_level(plane)


def check_drawn(composition: Composition, image: TiledImage, wanted: int) -> None:
    """Compare each drawn colour with NumPy's value of the level."""
    shown = composition.app.images.current
    assert shown is not None
    item = composition.window.canvas.view.item
    colours = item.colours
    where = item._shown[1]
    assert where is not None
    values = by_points(image.engine.levels, image.engine.arrays, wanted, shown.plane, where.rows, where.columns)
    tones = np.array([tone(v, shown.settings.levels) for v in range(int(values.max()) + 1)], np.uint32)
    grey = tones[values]
    np.testing.assert_array_equal(colours, 0xFF000000 | grey << 16 | grey << 8 | grey)


def wait_level(qtbot: QtBot, composition: Composition, image: TiledImage, wanted: int) -> None:
    shown = composition.app.images.current
    assert shown is not None
    qtbot.waitUntil(lambda: level(image, shown.plane) == wanted and not image.line.cache.is_reading, timeout=20_000)
    told = level_notes(image.line.tiles, shown.plane)[0]
    qtbot.waitUntil(lambda: told in [note.text for note in composition.app.view._screen.scene.notes], timeout=20_000)
    for _ in range(6):
        QApplication.processEvents()


@pytest.fixture
def image(composition: Composition, qtbot: QtBot, opened: Callable[[Engine], TiledImage]) -> TiledImage:
    """An image that is read in parts, on screen in its level 1."""
    made = opened(engine())
    wait_level(qtbot, composition, made, 1)
    return made


def test_each_zoom_draws_the_level_that_suits_it(
    composition: Composition, qtbot: QtBot, image: TiledImage, driver: WindowDriver
) -> None:
    check_drawn(composition, image, 1)
    assert "Level 1 of 4, 1 : 2." in [note.text for note in composition.app.view._screen.scene.notes]
    driver.action("oneToOne")
    wait_level(qtbot, composition, image, 0)
    check_drawn(composition, image, 0)
    for _ in range(14):
        driver.action("zoomOut")
    wait_level(qtbot, composition, image, 3)
    check_drawn(composition, image, 3)
    driver.action("planeXZ")
    driver.action("fit")
    wait_level(qtbot, composition, image, 1)
    check_drawn(composition, image, 1)
    driver.action("nextSlice")
    wait_level(qtbot, composition, image, 1)
    check_drawn(composition, image, 1)


def point_at(composition: Composition, x: int, y: int) -> None:
    composition.app.probe.hover(float(x), float(y))


def test_index_and_point_are_told_at_once_and_the_value_when_its_chunk_is_there(
    composition: Composition, qtbot: QtBot, opened: Callable[[Engine], TiledImage], driver: WindowDriver
) -> None:
    source = engine()
    image = opened(source)
    wait_level(qtbot, composition, image, 1)
    source.gate.clear()
    point_at(composition, 1290, 1090)
    driver.settle()
    assert driver.label("itkIndexValue") == "(1290, 1090, 10)"
    assert driver.label("arrayIndexValue") == "[10, 1090, 1290]"
    assert driver.label("pixelValue") == driver.label("itkPixelValue") == "reading…"
    assert driver.label("physicalPointValue").startswith("(645.000, 555.000, 25.000)")
    source.gate.set()
    value = int(source.arrays[0][10, 1090, 1290])
    qtbot.waitUntil(lambda: driver.label("pixelValue") == str(value), timeout=20_000)
    qtbot.waitUntil(lambda: driver.label("itkPixelValue") == str(value), timeout=20_000)
    probe = composition.app.images.current.probe
    assert (probe.itk_value, probe.array_value, probe.absent) == (value, value, "")


def test_every_plane_is_probed_at_level_0(
    composition: Composition, qtbot: QtBot, opened: Callable[[Engine], TiledImage], driver: WindowDriver
) -> None:
    source = engine((40, 300, 400), chunks=(16, 64, 64))
    image = opened(source)
    shown = composition.app.images.current
    assert shown is not None
    rng = np.random.default_rng(5)
    for plane in ("planeXY", "planeXZ", "planeYZ"):
        driver.action(plane)
        for _ in range(4):
            index = ItkIndex(tuple(int(rng.integers(0, n)) for n in shown.info.geometry.size))
            shown.plane = shown.plane.through(index)
            composition.app.images.tell()
            point_at(composition, *shown.plane.on_screen(index))
            qtbot.waitUntil(lambda: not (shown.probe.absent or shown.probe.awaits_itk), timeout=20_000)
            value = int(source.arrays[0][tuple(reversed(index.components))])
            assert (shown.probe.itk_index, shown.probe.array_value, shown.probe.itk_value) == (index, value, value)
            assert image.document.access.pixel(index) == value
    driver.action("quadView")
    planes = composition.app.view._screen.scene.planes
    qtbot.waitUntil(lambda: [image.line.tiles.drawn_level(p) for p in planes] == [0, 0, 0], timeout=20_000)


def test_a_chunk_that_cannot_be_read_is_told_where_it_is(
    composition: Composition, qtbot: QtBot, opened: Callable[[Engine], TiledImage], driver: WindowDriver
) -> None:
    source = engine()
    source.fails.add(0)
    image = opened(source)
    wait_level(qtbot, composition, image, 1)
    point_at(composition, 5, 6)
    qtbot.waitUntil(lambda: "404" in driver.label("pixelValue"), timeout=20_000)
    driver.action("oneToOne")
    qtbot.waitUntil(lambda: len(image.line.cache.problems) > 4 and not image.line.cache.is_reading, timeout=20_000)
    driver.settle(6)
    check_drawn(composition, image, 1)
    notes = [note.text for note in composition.app.view._screen.scene.notes if note.is_warning]
    assert any("could not be read: The server answers 404 for a chunk." in text for text in notes)


def test_a_process_that_crashes_is_started_once_more_and_the_window_lives(
    composition: Composition, qtbot: QtBot, image: TiledImage, driver: WindowDriver
) -> None:
    image.child.die()
    qtbot.waitUntil(lambda: image.child.starts == 2, timeout=20_000)
    wait_level(qtbot, composition, image, 1)
    check_drawn(composition, image, 1)
    driver.settle(6)
    assert "it was started again" in composition.app.view._screen.scene.notes[-1].text
    point_at(composition, 7, 8)
    qtbot.waitUntil(lambda: driver.label("pixelValue") == str(image.engine.arrays[0][10, 8, 7]), timeout=20_000)
    image.child.die()
    qtbot.waitUntil(lambda: "ended again" in image.line.tiles.problem, timeout=20_000)
    driver.action("nextSlice")
    driver.settle(6)
    assert image.child.starts == 2
    assert image.line.fileno() == -1 or not image.child.is_running


def test_what_needs_all_pixels_says_that_it_is_read_in_parts(
    composition: Composition, image: TiledImage, driver: WindowDriver
) -> None:
    point_at(composition, 70, 80)
    rows = {row.id: row for row in ACTIONS}
    for name in ("save", "saveCopy", "measureCurve", "openLayer", "keepMaxima"):
        assert not driver.qaction(name).isEnabled(), name
        assert "read in parts" in rows[name].enabled.missing(composition.app.state), name
    for name in (
        "goTo",
        "nextSlice",
        "fit",
        "quadView",
        "addPoint",
        "copyProbe",
        "hold",
        "measureVolume",
        "fullRange",
        "autoLevels",
        "showLabels",
        "editCopy",
    ):
        assert driver.qaction(name).isEnabled(), name
    document = image.document
    for refused in (
        lambda: document.pixels,
        lambda: document.image,
        lambda: document.edit().pixels,
        lambda: document.access.all(),
        lambda: document.access.rows(),
        lambda: document.store.private_copy(),
    ):
        with pytest.raises(NotWholeError, match="read in parts"):
            refused()


def test_every_panel_can_be_looked_at(
    composition: Composition, qtbot: QtBot, image: TiledImage, driver: WindowDriver
) -> None:
    for dock in composition.window.findChildren(QDockWidget):
        dock.setVisible(True)
        dock.raise_()
        driver.settle(4)
    point_at(composition, 70, 80)
    driver.settle(4)
    composition.app.points.add()
    driver.settle(4)
    composition.app.navigation.go_to("(12, 34, 5)")
    driver.settle(4)
    assert composition.app.images.current.plane.position[2] == 5
    qtbot.waitUntil(lambda: driver.label("pixelValue") == str(image.engine.arrays[0][5, 34, 12]), timeout=20_000)


def test_nothing_waits_for_a_slow_store(
    composition: Composition, qtbot: QtBot, opened: Callable[[Engine], TiledImage], driver: WindowDriver
) -> None:
    source = engine()
    image = opened(source)
    wait_level(qtbot, composition, image, 1)
    source.gate.clear()  # nothing comes any more
    driver.action("oneToOne")
    for _ in range(8):
        driver.action("nextSlice")
        point_at(composition, 600, 500)
    assert level(image, composition.app.images.current.plane) is None
    assert composition.app.images.current.plane.position[2] == 18
    source.gate.set()
    wait_level(qtbot, composition, image, 0)
    check_drawn(composition, image, 0)


def test_what_is_on_screen_can_be_asked_for_as_an_image(
    composition: Composition, qtbot: QtBot, image: TiledImage, driver: WindowDriver
) -> None:
    driver.action("oneToOne")
    wait_level(qtbot, composition, image, 0)
    asked: list[OpenRequest] = []
    composition.app.files.open_then = lambda request, then: asked.append(request)
    driver.action("openPart")
    rows = driver.find("partsList", QListWidget)
    assert rows.count() == 8
    rows.setCurrentRow(3)
    driver.find("partsOpen", QPushButton).click()
    (rows_seen, columns_seen) = image.line.tiles.seen(composition.app.images.current.plane)
    first, last = np.array([0, rows_seen[0], columns_seen[0]]), np.array([20, rows_seen[1] + 1, columns_seen[1] + 1])
    start, stop = first // 2, -(-last // 2)
    box = tuple((int(a), int(b)) for a, b in zip(start[::-1], stop[::-1], strict=True))
    assert asked == [OpenRequest(image.info.path, level=1, box=box)]
    assert 300 < box[0][1] - box[0][0] < 650


def test_a_script_that_edits_it_is_told_to_open_a_part(
    composition: Composition, qtbot: QtBot, opened: Callable[[Engine], TiledImage], driver: WindowDriver
) -> None:
    opened(engine())
    scripting._EditAtOnce(composition).show()
    qtbot.waitUntil(lambda: driver.error is not None)
    box = driver.error
    assert box is not None
    assert "read in parts" in box.text()
    assert "Open a part" in box.informativeText()
    box.accept()


def test_strokes_on_it_are_drawn_probed_undone_and_counted(
    composition: Composition, qtbot: QtBot, image: TiledImage, driver: WindowDriver
) -> None:
    driver.action("oneToOne")
    for _ in range(4):
        driver.action("zoomIn")
    wait_level(qtbot, composition, image, 0)
    source, original = image.engine, image.engine.arrays[0]
    image.engine.arrays[0] = whole = original.copy()  # what the picture is compared with; nothing more is read of it
    driver.action("editCopy")
    driver.action("toolPixel")
    driver.type("editValue", "4001")
    driver.click(640, 540)
    whole[10, 540, 640] = 4001
    check_drawn(composition, image, 0)
    driver.action("toolRectangle")
    driver.type("editValue", "9")
    driver.stroke((600, 520), (610, 530))
    whole[10, 520:531, 600:611] = 9
    check_drawn(composition, image, 0)
    driver.action("toolBrush")
    composition.app.edit.set_option("brushRadius", 0)
    driver.type("editValue", "3000")
    driver.stroke((650, 545), (660, 545), (660, 550))
    whole[10, 545, 650:661], whole[10, 545:551, 660] = 3000, 3000
    check_drawn(composition, image, 0)
    changed = np.count_nonzero(whole != original)
    assert f"{changed} pixels changed" in driver.label("editHistory")
    driver.hover(655, 545)
    qtbot.waitUntil(lambda: driver.label("itkPixelValue") == "3000", timeout=20_000)
    assert driver.label("pixelValue") == "3000"
    driver.hover(655, 546)
    qtbot.waitUntil(lambda: driver.label("itkPixelValue") == str(original[10, 546, 655]), timeout=20_000)
    driver.action("undo")
    whole[10, 540:560, 645:670] = original[10, 540:560, 645:670]
    check_drawn(composition, image, 0)
    driver.action("undo")
    driver.action("undo")
    whole[...] = original
    check_drawn(composition, image, 0)
    assert "0 pixels changed" in driver.label("editHistory")
    driver.action("redo")
    whole[10, 540, 640] = 4001
    check_drawn(composition, image, 0)
    source.arrays[0] = original
    composition.app.images.current.session.mark_saved()


def test_changed_pixels_are_drawn_over_coarser_levels(
    composition: Composition, image: TiledImage, driver: WindowDriver
) -> None:
    driver.action("editCopy")
    session = composition.app.images.current.session
    session.fill(Region((10, 300, 400), (1, 200, 300)), "5")
    composition.app.edit.followed(composition.app.images.current)
    driver.settle()
    where = composition.window.canvas.view.item._shown[1]
    assert where is not None
    values = composition.window.canvas.view.item._sampled
    inside = (where.rows[:, None] >= 300) & (where.rows[:, None] < 500) & (where.columns >= 400) & (where.columns < 700)
    assert inside.any()
    np.testing.assert_array_equal(values[inside], 5)
    plane = composition.app.images.current.plane
    coarse = by_points(image.engine.levels, image.engine.arrays, 1, plane, where.rows, where.columns)
    np.testing.assert_array_equal(values[~inside], coarse[~inside])
    driver.action("planeXZ")
    driver.settle()
    session.mark_saved()


def test_what_cannot_be_done_on_parts_says_what_to_do(
    composition: Composition, image: TiledImage, driver: WindowDriver
) -> None:
    driver.action("editCopy")
    rows = {row.id: row for row in ACTIONS}
    for name in ("toolFill", "toolStamp", "pasteRegion", "replaceValue", "replaceRange", "removeLabel", "saveCopy"):
        assert not driver.qaction(name).isEnabled(), name
        assert "Open this part" in rows[name].enabled.missing(composition.app.state), name
    for name in ("toolBrush", "toolEraser", "toolLine", "toolRectangle", "toolEllipse", "toolPolygon", "toolPixel"):
        assert driver.qaction(name).isEnabled(), name
    composition.app.painting_over.use(Over.BACKGROUND)
    driver.action("toolRectangle")
    driver.type("editValue", "3")
    driver.stroke((640, 540), (650, 545))
    assert "Paint over all values, use the brush" in driver.label("editNote")
    composition.app.painting_over.use(Over.CHOSEN)
    composition.app.painting_over.use(Over.ALL)
    driver.stroke((640, 540), (650, 545))
    assert composition.app.images.current.session.version.changed > 0
    composition.app.images.current.session.mark_saved()


def test_the_brush_paints_over_the_background_only(
    composition: Composition, qtbot: QtBot, opened: Callable[[Engine], TiledImage], driver: WindowDriver
) -> None:
    source = engine()
    source.arrays[0][10] *= np.random.default_rng(3).integers(0, 2, source.arrays[0].shape[1:], np.uint16)
    image = opened(source)
    wait_level(qtbot, composition, image, 1)
    driver.action("oneToOne")
    for _ in range(4):
        driver.action("zoomIn")
    wait_level(qtbot, composition, image, 0)
    driver.action("editCopy")
    composition.app.painting_over.use(Over.BACKGROUND)
    driver.action("toolBrush")
    composition.app.edit.set_option("brushRadius", 0)
    driver.type("editValue", "4000")
    driver.stroke((630, 545), (670, 545))
    original = source.arrays[0]
    source.arrays[0] = whole = original.copy()
    way = whole[10, 545, 630:671]
    way[way == 0] = 4000
    check_drawn(composition, image, 0)
    session = composition.app.images.current.session
    assert 0 < session.version.changed == np.count_nonzero(whole != original) < 41
    source.arrays[0] = original
    session.mark_saved()


def test_a_value_that_was_not_read_is_not_picked(
    composition: Composition, qtbot: QtBot, image: TiledImage, driver: WindowDriver
) -> None:
    driver.action("editCopy")
    image.engine.gate.clear()
    driver.alt_click(640, 540)
    assert driver.label("statusMessage") == "This pixel is still being read. Try again."
    image.engine.gate.set()
    qtbot.waitUntil(lambda: not image.line.cache.is_reading, timeout=20_000)
    driver.settle()
    index = ItkIndex((640, 540, 10))
    composition.app.label_editing._pick(composition.app.images.current, index)
    assert driver.find("editValue", QLineEdit).text() == str(image.engine.arrays[0][10, 540, 640])


def test_the_eraser_puts_the_store_s_pixels_back(
    composition: Composition, qtbot: QtBot, image: TiledImage, driver: WindowDriver
) -> None:
    driver.action("oneToOne")
    for _ in range(4):
        driver.action("zoomIn")
    wait_level(qtbot, composition, image, 0)
    driver.action("editCopy")
    driver.action("toolRectangle")
    driver.type("editValue", "9")
    driver.stroke((640, 540), (650, 550))
    original = image.engine.arrays[0]
    image.engine.arrays[0] = whole = original.copy()
    whole[10, 540:551, 640:651] = 9
    driver.action("toolEraser")
    composition.app.edit.set_option("brushRadius", 0)
    driver.stroke((640, 545), (655, 545))
    whole[10, 545] = original[10, 545]
    check_drawn(composition, image, 0)
    session = composition.app.images.current.session
    assert session.version.changed == np.count_nonzero(whole != original) == 110
    image.engine.arrays[0] = original
    session.mark_saved()
