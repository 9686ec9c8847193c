"""The canvas: what is drawn is what is probed, at every zoom."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from drawn_colours import drawn_colour
from itk_inspector.app.composition import Composition
from itk_inspector.core.display.colour_map_names import LABELS
from itk_inspector.core.display.display_settings import ComponentChoice, DisplaySettings
from itk_inspector.core.display.pixel_marks import PixelMarks
from itk_inspector.core.display.renderer import grey_table
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex, nearest_index
from itk_inspector.gui.canvas.pointer_view import PointerView
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver


def show(composition: Composition, array: np.ndarray, geometry: Geometry | None = None) -> None:
    composition.app.files.adopt(from_memory.document(array, geometry=geometry))
    for _ in range(3):
        QApplication.processEvents()


def screen_of(composition: Composition, h: float, v: float) -> QPoint:
    view = composition.window.canvas.view
    return view.on_screen(QRectF(h, v, 0, 0)).topLeft().toPoint()


def send_move(view: PointerView, at: QPointF) -> None:
    button = Qt.MouseButton.NoButton
    where = view.viewport().mapToGlobal(at)
    event = QMouseEvent(QEvent.Type.MouseMove, at, where, button, button, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.viewport(), event)


NEVER_DRAWN = 0xFFFE01FD
NINE = np.arange(1, 10, dtype=np.uint8).reshape(3, 3)


def test_the_heart(composition: Composition, driver: WindowDriver) -> None:
    show(composition, NINE)

    driver.hover(2, 1)

    assert driver.label("itkIndexValue") == "(2, 1)"
    assert driver.label("arrayIndexValue") == "[1, 2]"
    assert driver.label("pixelValue") == "6"
    assert driver.label("itkPixelValue") == "6"
    assert driver.label("sameNumbersValue") == "8"
    assert "✓" in driver.label("agreement")


def test_twin_is_marked_at_the_transposed_pixel(composition: Composition, driver: WindowDriver) -> None:
    show(composition, NINE)

    driver.hover(2, 1)

    assert composition.window.canvas.view.above.marked == QRectF(1.5, 0.5, 1, 1)
    assert composition.window.canvas.view.above.twin == QRectF(0.5, 1.5, 1, 1)


def test_same_numbers_out_of_bounds(composition: Composition, driver: WindowDriver) -> None:
    show(composition, np.zeros((2, 5), np.uint8))

    driver.hover(4, 1)

    assert driver.label("sameNumbersValue") == "out of bounds"
    assert composition.window.canvas.view.above.twin is None


@pytest.mark.parametrize(("at", "text"), [((-0.45, -0.45), "(0, 0)"), ((2.45, 2.45), "(2, 2)")])
def test_image_reaches_half_a_pixel_beyond_the_centres(
    composition: Composition, driver: WindowDriver, at: tuple[float, float], text: str
) -> None:
    show(composition, NINE)

    driver.hover(*at)

    assert driver.label("itkIndexValue") == text


def test_outside_the_image_clears_the_panel(composition: Composition, driver: WindowDriver) -> None:
    show(composition, np.zeros((3, 9), np.uint8))
    driver.hover(1, 1)

    driver.hover(1, -0.8)

    assert driver.label("itkIndexValue") == ""
    assert driver.label("pixelValue") == ""
    assert composition.window.canvas.view.above.marked is None


def test_leaving_the_widget_clears_the_panel(composition: Composition, driver: WindowDriver, qtbot: QtBot) -> None:
    show(composition, NINE)
    driver.hover(1, 1)

    QApplication.sendEvent(composition.window.canvas.view, QEvent(QEvent.Type.Leave))

    assert driver.label("pixelValue") == ""


def test_the_last_of_many_quick_moves_wins(composition: Composition, driver: WindowDriver) -> None:
    rng = np.random.default_rng(1)
    array = rng.integers(0, 255, (60, 80), dtype=np.uint8)
    show(composition, array)
    view = composition.window.canvas.view
    stale = 0

    for _ in range(30):
        for _ in range(40):
            point = screen_of(composition, rng.uniform(0, 79), rng.uniform(0, 59))
            send_move(view, QPointF(point))
        for _ in range(3):
            QApplication.processEvents()
        where = view.to_view(QPointF(point))
        index = nearest_index(ContinuousIndex((where.x(), where.y())))
        stale += driver.label("itkIndexValue") != str(index)

    assert stale == 0


def test_slice_change_under_a_still_mouse_probes_again(composition: Composition, driver: WindowDriver) -> None:
    volume = np.arange(4 * 5 * 6, dtype=np.int16).reshape(4, 5, 6)
    show(composition, volume)
    driver.hover(3, 2)
    before = driver.label("pixelValue")

    driver.action("nextSlice")

    assert driver.label("pixelValue") == str(volume[3, 2, 3])
    assert before == str(volume[2, 2, 3])


def test_plane_change_keeps_a_valid_probe(composition: Composition, driver: WindowDriver) -> None:
    volume = np.arange(4 * 5 * 6, dtype=np.int16).reshape(4, 5, 6)
    show(composition, volume)

    driver.action("planeXZ")
    QApplication.processEvents()
    driver.hover(5, 3)

    assert driver.label("itkIndexValue") == "(5, 2, 3)"
    assert driver.label("pixelValue") == str(volume[3, 2, 5])


def test_wheel_zooms_at_the_cursor(composition: Composition) -> None:
    show(composition, np.zeros((100, 100), np.uint8))
    view = composition.window.canvas.view
    at = QPointF(screen_of(composition, 30, 40))
    before = view.to_view(at)

    wheel(view, at, 120)

    after = view.to_view(at)
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()), abs=1e-6)
    assert view.on_screen(QRectF(0, 0, 1, 1)).width() > 1


def wheel(
    view: PointerView, at: QPointF, delta: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    event = QWheelEvent(
        at,
        view.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)
    QApplication.processEvents()


def slice_of(composition: Composition) -> int:
    assert composition.app.images.current is not None
    return composition.app.images.current.plane.position[2]


def scale_of(view: PointerView) -> float:
    return view.on_screen(QRectF(0, 0, 1, 1)).width()


CTRL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


@pytest.mark.parametrize(("chosen", "steps", "zooms"), [("wheelSlices", PLAIN, CTRL), ("wheelZoom", CTRL, PLAIN)])
def test_the_wheel_steps_through_slices_or_zooms(
    composition: Composition,
    driver: WindowDriver,
    chosen: str,
    steps: Qt.KeyboardModifier,
    zooms: Qt.KeyboardModifier,
) -> None:
    show(composition, np.zeros((9, 5, 6), np.uint8))
    driver.rest()
    driver.action(chosen)
    view = composition.window.canvas.view
    before = scale_of(view)

    wheel(view, QPointF(50, 50), -120, steps)
    assert (slice_of(composition), scale_of(view)) == (5, before)
    wheel(view, QPointF(50, 50), 120, zooms)
    assert (slice_of(composition), scale_of(view)) == (5, pytest.approx(before * 1.25))
    assert driver.qaction(chosen).isChecked()


def test_where_there_is_one_slice_the_wheel_zooms_with_ctrl_too(composition: Composition) -> None:
    show(composition, np.zeros((1, 50, 60), np.uint8))
    view = composition.window.canvas.view
    before = scale_of(view)

    wheel(view, QPointF(50, 50), 120)
    wheel(view, QPointF(50, 50), 120, CTRL)

    assert scale_of(view) == pytest.approx(before * 1.25**2)


@pytest.mark.parametrize(
    ("deltas", "steps"),
    [
        ([-15] * 7, 0),
        ([-15] * 8, 1),
        ([-15] * 24, 3),
        ([-100, 100, -20], 0),
        ([-100, 90, 30], -1),
        ([-360], 3),
        ([-180, -60], 2),
        ([0], 0),
    ],
)
def test_parts_of_a_notch_add_up(composition: Composition, deltas: list[int], steps: int) -> None:
    show(composition, np.zeros((9, 5, 6), np.uint8))

    for delta in deltas:
        wheel(composition.window.canvas.view, QPointF(50, 50), delta)

    assert slice_of(composition) == 4 + steps


@pytest.mark.parametrize(("value", "factor"), [(0.1, 1.1), (-0.2, 0.8), (-1.5, 1.0)])
def test_a_pinch_zooms_at_the_fingers(composition: Composition, value: float, factor: float) -> None:
    show(composition, np.zeros((9, 100, 100), np.uint8))
    view = composition.window.canvas.view
    at = QPointF(screen_of(composition, 30, 40))
    place, before = view.to_view(at), scale_of(view)
    where = QPointF(view.viewport().mapToGlobal(at))
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        at,
        at,
        where,
        value,
        QPointF(),
    )

    QApplication.sendEvent(view.viewport(), event)

    after = view.to_view(at)
    assert scale_of(view) == pytest.approx(before * factor)
    assert (after.x(), after.y()) == pytest.approx((place.x(), place.y()), abs=1e-6)


def test_drag_pans(composition: Composition) -> None:
    show(composition, np.zeros((100, 100), np.uint8))
    view = composition.window.canvas.view
    start, end = screen_of(composition, 20, 20), screen_of(composition, 40, 50)

    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)

    under = view.to_view(QPointF(end))
    assert (under.x(), under.y()) == pytest.approx((20, 20), abs=0.5)


def test_one_to_one_is_one_screen_pixel(composition: Composition, driver: WindowDriver) -> None:
    show(composition, np.zeros((100, 100), np.uint8))

    driver.action("oneToOne")

    view = composition.window.canvas.view
    assert view.on_screen(QRectF(0, 0, 1, 1)).width() * view.devicePixelRatioF() == pytest.approx(1.0, abs=1e-6)


def test_double_click_fits(composition: Composition) -> None:
    show(composition, np.zeros((100, 100), np.uint8))
    view = composition.window.canvas.view
    fitted = view.on_screen(QRectF(0, 0, 1, 1)).width()
    wheel(view, QPointF(200, 200), 480)

    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 100))

    assert view.on_screen(QRectF(0, 0, 1, 1)).width() == pytest.approx(fitted, rel=1e-6)


def test_beginning_to_edit_leaves_the_image_where_it_is(composition: Composition, samples: Path) -> None:
    from itk_inspector import open_document

    composition.app.files.adopt(open_document(samples / "oblique-volume.nrrd"))
    for _ in range(4):
        QApplication.processEvents()
    before = screen_of(composition, 10, 10)

    composition.app.edit.set_editing(True)
    for _ in range(4):
        QApplication.processEvents()

    assert screen_of(composition, 10, 10) == before


@pytest.mark.parametrize("zoomed", [False, True])
def test_a_larger_window_fits_anew_only_what_was_fitted(composition: Composition, zoomed: bool) -> None:
    show(composition, np.zeros((100, 100), np.uint8))
    view = composition.window.canvas.view
    if zoomed:
        wheel(view, QPointF(200, 200), 480)
    seen = view.box.viewRect().width()

    composition.window.resize(1000, 900)
    for _ in range(4):
        QApplication.processEvents()

    shown = view.on_screen(view.item.boundingRect())
    assert QRectF(view.viewport().rect()).contains(shown) is not zoomed
    assert view.box.viewRect().width() == pytest.approx(seen, rel=0.5)


def test_spacing_gives_the_aspect_ratio(composition: Composition) -> None:
    plain = Geometry.identity((20, 20))
    stretched = Geometry(plain.size, plain.start_index, plain.origin, (0.5, 2.0), plain.direction)
    show(composition, np.zeros((20, 20), np.uint8), stretched)

    pixel = composition.window.canvas.view.on_screen(QRectF(0, 0, 1, 1))

    assert pixel.height() / pixel.width() == pytest.approx(4.0, rel=1e-3)


def test_start_index_is_honoured(composition: Composition, driver: WindowDriver) -> None:
    plain = Geometry.identity((3, 3))
    moved = Geometry(plain.size, (10, -20), plain.origin, plain.spacing, plain.direction)
    show(composition, NINE, moved)

    driver.hover(12, -19)

    assert driver.label("itkIndexValue") == "(12, -19)"
    assert driver.label("arrayIndexValue") == "[1, 2]"
    assert driver.label("pixelValue") == "6"


DRAWN_TYPES = [
    "bool",
    "uint8",
    "int8",
    "int16",
    "uint16",
    "int32",
    "uint64",
    "float16",
    "float32",
    "float64",
    "complex64",
]


@st.composite
def appearances(draw: st.DrawFn) -> DisplaySettings:
    low = draw(st.floats(-200, 200))
    levels = draw(st.sampled_from([Levels(0.0, 255.0), Levels(low, low), Levels(low, low + 60.5)]))
    return DisplaySettings(levels, ComponentChoice(), draw(st.sampled_from(["grey", "labels"])), draw(st.booleans()))


@pytest.mark.parametrize("plane", [(0, 1), (0, 2), (1, 2)])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    x=st.floats(0.0, 0.999),
    y=st.floats(0.0, 0.999),
    zoom=st.integers(-6, 16),
    pan=st.tuples(st.floats(-50, 50), st.floats(-50, 50)),
    dtype=st.sampled_from(DRAWN_TYPES),
    appearance=appearances(),
    is_flipped=st.tuples(st.booleans(), st.booleans()),
    ratio=st.sampled_from([1.0, 1.25, 2.0]),
)
def test_drawn_colour_is_that_of_the_probed_pixel(
    composition: Composition,
    plane: tuple[int, int],
    x: float,
    y: float,
    zoom: int,
    pan: tuple[float, float],
    dtype: str,
    appearance: DisplaySettings,
    is_flipped: tuple[bool, bool],
    ratio: float,
) -> None:
    volume = np.random.default_rng(7).integers(0, 120, (61, 53, 47)).astype(dtype)
    show(composition, volume)
    composition.app.view.set_axes(*plane)
    view = composition.window.canvas.view
    view.show_above(replace(view.above, numbers=False, grid=False, rulers=None))
    view.item.set_settings(appearance, grey_table())
    view.box.invertX(is_flipped[0])
    view.box.invertY(not is_flipped[1])
    view.zoom(1.25**zoom)
    view.box.translateBy(x=pan[0], y=pan[1])
    picture = painted(view, ratio)
    at = QPointF(x * view.viewport().width(), y * view.viewport().height())

    where = view.to_view(at)
    index = nearest_index(ContinuousIndex((where.x(), where.y()))).components
    colour = picture.pixel(int(at.x() * ratio), int(at.y() * ratio))

    cut = composition.app.images.current.plane.slice(volume, composition.app.images.current.document.geometry)
    if 0 <= index[1] < cut.shape[0] and 0 <= index[0] < cut.shape[1]:
        assert colour == drawn_colour(cut[index[1], index[0]], appearance)
    else:
        assert colour == view.backgroundBrush().color().rgb()


def painted(view: PointerView, ratio: float) -> QImage:
    """Paint the viewport as on a screen with so many pixels to a logical one."""
    size = view.viewport().size()
    picture = QImage(math.ceil(size.width() * ratio), math.ceil(size.height() * ratio), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(NEVER_DRAWN)
    view.viewport().render(picture)
    return picture


@pytest.mark.parametrize("ratio", [1.0, 1.25])
@pytest.mark.parametrize("state", ["empty", "whole", "beside", "labels", "outlined", "gone"])
def test_every_pixel_of_the_canvas_is_painted(composition: Composition, state: str, ratio: float) -> None:
    view = composition.window.canvas.view
    if state != "empty":
        show(composition, NINE)
    if state == "beside":
        view.box.translateBy(x=20, y=20)
    if state == "labels":
        composition.app.levels.set_colour_map(LABELS)
    if state == "outlined":
        clear = PixelMarks(zero_is_clear=True)
        view.item.set_settings(view.item.settings, grey_table(), clear, is_outlined=True)
    if state == "gone":
        view.item.guard = lambda: False
        view.item.refresh()

    picture = painted(view, ratio)

    drawn = np.frombuffer(picture.constBits(), np.uint32).reshape(picture.height(), -1)[:, : picture.width()]
    assert not (drawn == NEVER_DRAWN).any()


def test_pixels_are_guarded_where_they_are_read(composition: Composition) -> None:
    """A picture that is still right is shown until somebody is told that the file was cut short."""
    show(composition, np.arange(8100, dtype=np.uint16).reshape(90, 90))  # too many for numbers in them
    view = composition.window.canvas.view
    whole, middle = painted(view, 1.0), view.viewport().rect().center()
    view.item.guard = lambda: False

    assert painted(view, 1.0) == whole

    view.item.refresh()
    assert painted(view, 1.0).pixelColor(middle) == view.backgroundBrush().color() != whole.pixelColor(middle)

    view.item.guard = lambda: True
    assert painted(view, 1.0) == whole


def test_markers_do_not_sample_the_image_again(composition: Composition, driver: WindowDriver) -> None:
    show(composition, NINE)
    view = composition.window.canvas.view
    view.viewport().repaint()
    before = view.item.colours

    driver.hover(2, 1)
    view.viewport().repaint()

    assert view.item.colours is before


def test_edited_copy_is_drawn_and_probed(composition: Composition, driver: WindowDriver) -> None:
    show(composition, NINE)
    app = composition.app
    app.edit.set_editing(True)
    WindowDriver(composition.window).type("editValue", "200")

    view = composition.window.canvas.view
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=screen_of(composition, 0, 0))
    driver.hover(0, 0)

    assert driver.label("pixelValue") == "200"
    assert driver.label("itkPixelValue") == "200"
    assert NINE[0, 0] == 1
    assert driver.label("memoryLine") == "edited copy"
    assert ItkIndex((0, 0)) == app.images.current.probe.itk_index
