"""A giant zoomed out: what is drawn is what the panel tells, with the overview and before it is there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.control.tools.rectangle import RECTANGLE
from itk_inspector.core.display import overview
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.renderer import grey_table
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex, nearest_index
from itk_inspector.gui.canvas import overview_cache
from itk_inspector.gui.canvas.pointer_view import PointerView
from itk_inspector.itkio import from_memory

ROWS, COLUMNS = 901, 1003
STEP = 4


@pytest.fixture(autouse=True)
def _small_overviews(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(overview, "LARGEST", 2**16)
    yield
    assert not [t for t in threading.enumerate() if t.name == "overview"]


@pytest.fixture
def giant(composition: Composition) -> Iterator[PointerView]:
    pixels = np.random.default_rng(4).integers(0, 4000, (ROWS, COLUMNS), dtype=np.int16)
    composition.app.files.adopt(from_memory.document(pixels))
    QApplication.processEvents()
    view = composition.window.canvas.view
    view.item.set_settings(DisplaySettings(Levels(0.0, 4000.0)), grey_table())
    yield view
    composition.app.release()


def pixels_of(composition: Composition) -> np.ndarray:
    image = composition.app.images.current
    assert image is not None
    return image.pixels


def zoomed_out(view: PointerView, pixels_per_dot: float) -> None:
    view.fit()
    view.zoom(1 / view.on_screen(view.item.boundingRect()).width() * COLUMNS / pixels_per_dot)
    QApplication.processEvents()


def painted(view: PointerView) -> QImage:
    picture = QImage(view.viewport().size(), QImage.Format.Format_RGB32)
    view.viewport().render(picture)
    return picture


def with_overview(view: PointerView, qtbot: QtBot) -> None:
    painted(view)
    qtbot.waitUntil(lambda: view.item._overview._overview is not None, timeout=5000)
    view.item._repaint()


def tone(value: np.number) -> int:
    return int(np.floor(float(value) * 255 / 4000 + 0.5))


def index_at(view: PointerView, at: QPointF) -> tuple[int, ...]:
    where = view.drawn_at(at)
    return nearest_index(ContinuousIndex(where.toTuple())).components


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(5, 20), st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_the_colour_is_that_of_the_pixel_that_is_told(
    composition: Composition, giant: PointerView, dots: float, x: float, y: float, is_flipped: bool
) -> None:
    giant.box.invertX(is_flipped)
    zoomed_out(giant, dots)
    shown = giant.on_screen(giant.item.boundingRect())
    at = QPointF(int(shown.left() + x * shown.width()), int(shown.top() + y * shown.height()))
    picture = painted(giant)

    column, row = index_at(giant, at)

    if 0 <= column < COLUMNS and 0 <= row < ROWS and giant.viewport().rect().contains(at.toPoint()):
        grey = tone(pixels_of(composition)[row, column])
        assert picture.pixelColor(at.toPoint()).getRgb() == (grey, grey, grey, 255)
        centre = giant.to_view(at)
        # the pixel lies within what the screen pixel covers
        assert max(abs(centre.x() - column), abs(centre.y() - row)) <= dots / 2 + 0.51
        if dots >= 2 * STEP + 0.1:
            assert (row % STEP, column % STEP) == (0, 0)


def test_the_picture_is_the_same_with_the_overview(giant: PointerView, qtbot: QtBot) -> None:
    for dots in (8.5, 11.0, 16.0):
        zoomed_out(giant, dots)
        giant.item.refresh()
        before = painted(giant)

        with_overview(giant, qtbot)

        assert painted(giant) == before


def test_no_overview_is_made_until_it_is_needed(giant: PointerView, qtbot: QtBot) -> None:
    zoomed_out(giant, 2 * STEP - 0.5)
    painted(giant)

    qtbot.wait(300)

    assert giant.item._overview._overview is None
    assert giant.item._overview._maker is None


def test_an_overview_waits_for_who_zooms_in(giant: PointerView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview_cache, "_DELAY", 10_000)
    zoomed_out(giant, 10.0)
    painted(giant)
    maker = giant.item._overview._maker
    assert maker is not None
    qtbot.waitUntil(lambda: maker._soon.remainingTime() < 8000)

    giant.zoom(4.0)
    painted(giant)

    assert maker._soon.remainingTime() > 8500  # ten seconds, by a coarse timer, while others use the machine


def test_the_panel_tells_what_is_drawn(composition: Composition, giant: PointerView, qtbot: QtBot) -> None:
    zoomed_out(giant, 10.0)
    with_overview(giant, qtbot)
    at = giant.viewport().rect().center()

    qtbot.mouseMove(giant.viewport(), at)
    label = composition.window.findChild(QLabel, "itkIndexValue")
    assert label is not None
    qtbot.waitUntil(lambda: bool(label.text()), timeout=2000)

    column, row = index_at(giant, QPointF(at))
    assert label.text() == f"({column}, {row})"
    value = composition.window.findChild(QLabel, "pixelValue")
    assert value is not None
    assert value.text() == str(pixels_of(composition)[row, column])


def test_edits_are_seen_in_the_overview(composition: Composition, giant: PointerView, qtbot: QtBot) -> None:
    app = composition.app
    app.edit.set_editing(True)
    zoomed_out(giant, 10.0)
    with_overview(giant, qtbot)
    kept = giant.item._overview._overview
    at = QPointF(giant.viewport().rect().center())
    column, row = index_at(giant, at)
    app.edit.set_value("4000")

    app.edit.set_pixel(f"{column}, {row}")
    after = painted(giant).pixelColor(at.toPoint()).red()
    app.edit.undo()
    undone = painted(giant).pixelColor(at.toPoint()).red()

    assert after == 255
    assert undone == tone(pixels_of(composition)[row, column])
    assert giant.item._overview._overview is kept


def test_a_large_edit_makes_a_new_overview(
    composition: Composition, giant: PointerView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("itk_inspector.gui.canvas.overview_cache._MOST_AT_ONCE", 100)
    app = composition.app
    app.edit.set_editing(True)
    app.edit.set_value("4000")
    app.edit.set_tool(RECTANGLE)
    zoomed_out(giant, 10.0)
    with_overview(giant, qtbot)
    kept = giant.item._overview._overview

    app.edit.press(0, 0)
    app.edit.drag(COLUMNS - 1, ROWS - 1)
    app.edit.release(COLUMNS - 1, ROWS - 1)
    shown = giant.on_screen(giant.item.boundingRect()).center().toPoint()

    assert painted(giant).pixelColor(shown).red() == 255
    with_overview(giant, qtbot)
    assert painted(giant).pixelColor(shown).red() == 255
    assert giant.item._overview._overview is not kept


def test_another_image_has_an_overview_of_its_own(composition: Composition, giant: PointerView, qtbot: QtBot) -> None:
    zoomed_out(giant, 10.0)
    with_overview(giant, qtbot)

    composition.app.files.adopt(from_memory.document(np.full((ROWS, COLUMNS), 4000, np.int16)))
    giant.item.set_settings(DisplaySettings(Levels(0.0, 4000.0)), grey_table())
    zoomed_out(giant, 10.0)
    middle = giant.on_screen(giant.item.boundingRect()).center().toPoint()

    assert painted(giant).pixelColor(middle).red() == 255
    with_overview(giant, qtbot)
    assert painted(giant).pixelColor(middle).red() == 255


def test_a_cut_of_the_same_size_may_have_another_lattice(giant: PointerView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview, "_LARGEST_BYTES", 2**17)
    zoomed_out(giant, 17.0)
    middle = giant.on_screen(giant.item.boundingRect()).center().toPoint()
    steps = []
    for dtype in (np.float64, np.uint8):
        pixels = np.random.default_rng(4).integers(0, 256, (ROWS, COLUMNS)).astype(dtype)
        giant.item.show_slice(pixels, (0, 0))
        picture = painted(giant)
        for right in range(8):
            at = QPointF(middle.x() + right, middle.y())
            column, row = index_at(giant, at)
            assert picture.pixelColor(at.toPoint()).red() == tone(pixels[row, column])
        steps.append(giant.item._overview.step)

    assert steps == [8, 4]


def test_closing_holds_no_pixels(composition: Composition, giant: PointerView, qtbot: QtBot) -> None:
    zoomed_out(giant, 10.0)
    with_overview(giant, qtbot)

    composition.app.tabs.close()

    assert giant.item._overview._overview is None


def opened(composition: Composition, qtbot: QtBot, path: Path) -> PointerView:
    """Write black pixels, and open the file: it is mapped."""
    head = (
        f"ObjectType = Image\nNDims = 2\nDimSize = {COLUMNS} {ROWS}\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n"
    )
    path.write_bytes(head.encode() + bytes(ROWS * COLUMNS))
    composition.open(path)
    qtbot.waitUntil(lambda: composition.app.images.current is not None, timeout=20000)
    return composition.window.canvas.view


def test_with_the_overview_the_cut_is_not_read_any_more(giant: PointerView, qtbot: QtBot) -> None:
    pixels = np.zeros((ROWS, COLUMNS), np.int16)
    giant.item.show_slice(pixels, (0, 0))
    zoomed_out(giant, 10.0)
    with_overview(giant, qtbot)

    pixels[:] = 4000  # not told to the view
    giant.box.translateBy(x=20, y=0)

    middle = giant.on_screen(giant.item.boundingRect()).center().toPoint()
    assert painted(giant).pixelColor(middle).red() == 0


def test_a_file_cut_short_is_not_read(composition: Composition, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "short.mha"
    view = opened(composition, qtbot, path)
    zoomed_out(view, 10.0)
    painted(view)

    with path.open("r+b") as file:
        file.truncate(100)
    qtbot.wait(400)

    assert view.item._overview._overview is None
    composition.app.tabs.close()


def test_what_another_program_writes_is_drawn_as_it_is_told(
    composition: Composition, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "written.mha"
    view = opened(composition, qtbot, path)
    view.item.set_settings(DisplaySettings(Levels(0.0, 4000.0)), grey_table())
    zoomed_out(view, 10.0)
    with_overview(view, qtbot)

    for value in (255, 100):
        with path.open("r+b") as file:
            file.seek(-ROWS * COLUMNS, 2)
            file.write(bytes([value]) * (ROWS * COLUMNS))
        view.box.translateBy(x=20, y=0)
        at = QPointF(view.on_screen(view.item.boundingRect()).center().toPoint())
        column, row = index_at(view, at)
        assert pixels_of(composition)[row, column] == value
        assert painted(view).pixelColor(at.toPoint()).red() == tone(pixels_of(composition)[row, column])
    composition.app.tabs.close()


def test_an_index_that_is_gone_to_is_told_as_it_is(composition: Composition, giant: PointerView) -> None:
    zoomed_out(giant, 10.0)

    composition.app.probe.show_index(ItkIndex((501, 333)))

    label = composition.window.findChild(QLabel, "itkIndexValue")
    assert label is not None
    assert label.text() == "(501, 333)"


# ------------------------------------------------------------------ maxima


def with_maxima(view: PointerView, qtbot: QtBot) -> None:
    view.item.keep_maxima(True)
    painted(view)
    qtbot.waitUntil(lambda: view.item._overview._maxima is not None, timeout=5000)


@pytest.mark.parametrize(("limit", "is_kept"), [(10_000, True), (1_000, False)])
def test_after_an_edit_of_many_pixels_the_maxima_are_found_at_rest(
    composition: Composition,
    giant: PointerView,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
    is_kept: bool,
) -> None:
    zoomed_out(giant, 10.0)
    with_maxima(giant, qtbot)
    kept = giant.item._overview._maxima
    monkeypatch.setattr("itk_inspector.gui.canvas.overview_cache._MOST_AT_ONCE", limit)

    giant.item._overview.take_change(pixels_of(composition), (slice(100, 150), slice(200, 260)))

    assert (giant.item._overview._maxima is kept) is is_kept
    painted(giant)
    qtbot.waitUntil(lambda: giant.item._overview._maxima is not None, timeout=5000)


@pytest.mark.parametrize("is_flipped", [False, True])
def test_no_bright_pixel_is_lost_while_the_maxima_are_kept(
    composition: Composition, giant: PointerView, qtbot: QtBot, is_flipped: bool
) -> None:
    giant.item.set_settings(DisplaySettings(Levels(0.0, 255 * 64.0)), grey_table())
    pixels = np.zeros((ROWS, COLUMNS), np.int16)
    bright = [(5, 7), (301, 402), (302, 900), (777, 13), (900, 1002)]
    for number, place in enumerate(bright, start=1):
        pixels[place] = number * 640
    giant.box.invertX(is_flipped)
    giant.item.show_slice(pixels, (0, 0))
    zoomed_out(giant, 11.0)
    with_maxima(giant, qtbot)

    painted(giant)

    assert {number * 10 for number in range(1, 6)} <= {int(c) & 0xFF for c in np.unique(giant.item.colours)}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(8.5, 20), st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_with_the_maxima_the_colour_is_that_of_the_pixel_that_is_told(
    composition: Composition, giant: PointerView, qtbot: QtBot, dots: float, x: float, y: float, is_flipped: bool
) -> None:
    giant.box.invertX(is_flipped)
    zoomed_out(giant, dots)
    with_maxima(giant, qtbot)
    shown = giant.on_screen(giant.item.boundingRect())
    at = QPointF(int(shown.left() + x * shown.width()), int(shown.top() + y * shown.height()))
    picture = painted(giant)

    column, row = index_at(giant, at)

    if 0 <= column < COLUMNS and 0 <= row < ROWS and giant.viewport().rect().contains(at.toPoint()):
        grey = tone(pixels_of(composition)[row, column])
        assert picture.pixelColor(at.toPoint()).getRgb() == (grey, grey, grey, 255)
        centre = giant.to_view(at)
        assert max(abs(centre.x() - column), abs(centre.y() - row)) <= 2 * dots


def test_of_a_file_that_changed_the_pixels_themselves_are_drawn_and_told(giant: PointerView, qtbot: QtBot) -> None:
    zoomed_out(giant, 11.0)
    with_maxima(giant, qtbot)
    at = QPointF(giant.viewport().rect().center())
    painted(giant)
    column, row = index_at(giant, at)
    assert (row % STEP, column % STEP) != (0, 0)

    giant.item.is_as_opened = lambda: False
    giant.item._repaint()
    picture = painted(giant)

    column, row = index_at(giant, at)
    assert (row % STEP, column % STEP) == (0, 0)
    pixels = giant.item.pixels
    assert pixels is not None
    assert picture.pixelColor(at.toPoint()).red() == tone(pixels[row, column])


def test_the_switch_is_offered_and_said_on_screen(composition: Composition, giant: PointerView, qtbot: QtBot) -> None:
    notes = composition.window.findChild(QLabel, "imageNotes")
    assert notes is not None
    assert "not every pixel is drawn" in notes.text()

    notes.linkActivated.emit("keepMaxima")
    QApplication.processEvents()  # the text has another height
    zoomed_out(giant, 10.0)
    painted(giant)

    assert "the largest value" in notes.text()
    qtbot.waitUntil(lambda: giant.item._overview._maxima is not None, timeout=5000)
    notes.linkActivated.emit("keepMaxima")
    assert giant.item._overview._maxima is None
    assert "not every pixel is drawn" in notes.text()


def test_edits_are_seen_in_the_maxima(composition: Composition, giant: PointerView, qtbot: QtBot) -> None:
    composition.app.edit.set_editing(True)
    QApplication.processEvents()
    zoomed_out(giant, 10.0)
    with_maxima(giant, qtbot)
    kept = giant.item._overview._maxima

    composition.app.edit.set_value("32000")
    composition.app.edit.set_pixel("501, 402")
    QApplication.processEvents()
    painted(giant)

    assert giant.item._overview._maxima is kept
    assert kept is not None
    assert kept.pixels.max() == 32000
    assert giant.item._overview._reduced is not None
    assert giant.item._overview._reduced.max() == 32000


@pytest.mark.parametrize("dots", [2.3, 5.6])
def test_a_plane_that_needs_no_overview_keeps_its_maxima_too(
    giant: PointerView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, dots: float
) -> None:
    monkeypatch.setattr(overview, "LARGEST", 2**20)
    pixels = np.zeros((ROWS, COLUMNS), np.float32)
    bright = [(5, 7), (302, 401), (303, 900), (777, 13), (900, 1002)]
    for number, place in enumerate(bright, start=1):
        pixels[place] = number * 640
    giant.item.show_slice(pixels, (0, 0))
    giant.item.set_settings(DisplaySettings(Levels(0.0, 255 * 64.0)), grey_table())
    zoomed_out(giant, dots)

    with_maxima(giant, qtbot)
    painted(giant)

    assert {number * 10 for number in range(1, 6)} <= {int(c) & 0xFF for c in np.unique(giant.item.colours)}
    giant.item.keep_maxima(False)
    painted(giant)
    assert giant.item._overview._maxima is None
