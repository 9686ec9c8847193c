"""Each number at the edges stands beside the row or column that it names, in both orders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication

from itk_inspector.app.composition import Composition
from itk_inspector.core.geometry.axes import ARRAY_AXIS_NAMES, axis_name, axis_pairs
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.gui.canvas.pointer_view import PointerView
from itk_inspector.gui.canvas.rulers import Edges, Label
from itk_inspector.gui.style.theme import mono
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver

SIZE, START = (47, 53, 61), (998, -20, 7)
VOLUME = np.zeros(SIZE[::-1], np.uint8)


def show(composition: Composition) -> PointerView:
    geometry = replace(Geometry.identity(SIZE), start_index=START)
    composition.app.files.adopt(from_memory.document(VOLUME, geometry=geometry))
    for _ in range(3):
        QApplication.processEvents()
    return composition.window.canvas.view


def zoomed(view: PointerView, pixel: float) -> None:
    view.zoom(pixel / view.on_screen(QRectF(0, 0, 1, 1)).width())


def edges_of(view: PointerView, ratio: float = 1.0) -> Edges:
    """Paint as on a screen with so many pixels to a logical one, and return what the rulers lie on."""
    size = view.viewport().size() * ratio
    picture = QImage(size, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    view.viewport().render(picture)
    _, shown = view.item._shown
    assert shown is not None
    area = QRectF(view.viewport().rect())
    assert view.above.rulers is not None
    return Edges(
        area, view.above.rulers.free(area, view.on_screen(QRectF(0, 0, 1, 1)).width()), shown, view.item.pixel_grid
    )


def labels_of(view: PointerView, ratio: float = 1.0) -> list[Label]:
    assert view.above.rulers is not None
    return list(view.above.rulers.labels(edges_of(view, ratio)))


@pytest.mark.parametrize("axes", axis_pairs(3))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pixel=st.floats(41, 250),
    pan=st.tuples(st.floats(-30, 30), st.floats(-30, 30)),
    is_flipped=st.tuples(st.booleans(), st.booleans()),
    ratio=st.sampled_from([1.0, 1.25, 2.0]),
)
def test_every_number_is_that_of_the_pixels_beside_it(
    composition: Composition,
    axes: tuple[int, int],
    pixel: float,
    pan: tuple[float, float],
    is_flipped: tuple[bool, bool],
    ratio: float,
) -> None:
    view = show(composition)
    composition.app.view.set_axes(*axes)
    QApplication.processEvents()
    view.box.invertX(is_flipped[0])
    view.box.invertY(not is_flipped[1])
    zoomed(view, pixel)
    view.box.translateBy(x=pan[0], y=pan[1])

    seen = view.on_screen(view.item.boundingRect()).intersected(QRectF(view.viewport().rect()))
    if min(seen.width(), seen.height()) < 1.0:  # it may cover the centre of no screen pixel
        return
    for label in labels_of(view, ratio):
        name, number = label.text.split(" ")
        along = axes.index(label.axis)
        under = view.to_view(label.place).toTuple()[along]
        letter = axis_name(label.axis)
        assert name in (letter, ARRAY_AXIS_NAMES[letter])
        itk = int(number) + (START[label.axis] if name != letter else 0)
        assert abs(under - itk) <= 0.5 + 1e-6


def test_the_image_shows_itk_above_and_left_and_numpy_below_and_right(composition: Composition) -> None:
    view = show(composition)
    zoomed(view, 60.0)
    edges = edges_of(view)
    top, bottom, left, right = edges.strips
    by_edge = {"x": top, "col": bottom, "y": left, "row": right}

    found = labels_of(view)

    assert {label.text.split(" ")[0] for label in found} == set(by_edge)
    for label in found:
        assert by_edge[label.text.split(" ")[0]].contains(label.place)
    for name, axis in (("x", 0), ("col", 0), ("y", 1), ("row", 1)):
        numbers = [int(label.text.split(" ")[1]) for label in found if label.text.startswith(f"{name} ")]
        assert numbers == list(range(numbers[0], numbers[-1] + 1)), axis


@pytest.mark.parametrize("pixel", [41.0, 60.0, 200.0])
def test_numbers_do_not_touch(composition: Composition, pixel: float) -> None:
    view = show(composition)
    zoomed(view, pixel)
    columns = [label for label in labels_of(view) if label.text.startswith("x ")]

    ways = np.diff([label.place.x() for label in columns])

    assert len(columns) > 1
    assert ways.min() > max(QFontMetricsF(mono(8.0)).horizontalAdvance(label.text) for label in columns)


@pytest.mark.parametrize(("pixel", "appear"), [(39.0, False), (41.0, True)])
def test_they_appear_with_the_numbers_on_pixels(composition: Composition, pixel: float, appear: bool) -> None:
    view = show(composition)
    zoomed(view, pixel)
    edges = edges_of(view)

    assert (edges.within != edges.area) is appear


def test_the_switch_takes_them_away(composition: Composition, driver: WindowDriver) -> None:
    view = show(composition)
    zoomed(view, 60.0)
    view.range_chosen.emit()
    with_rulers = view.viewport().grab().toImage()
    driver.action("rulers")
    without = view.viewport().grab().toImage()

    assert view.above.rulers is None
    assert with_rulers != without


def test_a_repaint_within_draws_none(composition: Composition, monkeypatch: pytest.MonkeyPatch) -> None:
    view = show(composition)
    zoomed(view, 60.0)
    rulers, edges = view.above.rulers, edges_of(view)
    assert rulers is not None
    asked: list[object] = []
    monkeypatch.setattr(type(rulers), "labels", lambda self, given: asked.append(given) or iter(()))
    middle = edges.within.center().toPoint()
    QApplication.processEvents()
    asked.clear()

    view.viewport().repaint(middle.x(), middle.y(), 20, 20)
    assert asked == []
    view.viewport().repaint()

    assert len(asked) == 1


def test_both_sides_name_the_same_pixels(composition: Composition) -> None:
    composition.app.files.adopt(from_memory.document(VOLUME, geometry=Geometry.identity(SIZE)))
    for _ in range(3):
        QApplication.processEvents()
    view = composition.window.canvas.view
    zoomed(view, 45.0)  # room for "x 20" on every pixel, not for "col 20"

    found: dict[str, list[int]] = {}
    for label in labels_of(view):
        found.setdefault(label.text.split(" ")[0], []).append(int(label.text.split(" ")[1]))

    assert len({tuple(np.diff(found[name])) for name in ("x", "col")}) == 1


@pytest.mark.parametrize("value", [0, 255])
def test_numbers_stand_on_plain_ground(composition: Composition, driver: WindowDriver, value: int) -> None:
    composition.app.files.adopt(from_memory.document(np.full((40, 40), value, np.uint8)))
    for _ in range(3):
        QApplication.processEvents()
    view = composition.window.canvas.view
    driver.rest()
    zoomed(view, 60.0)
    left = edges_of(view).strips[2]

    drawn = view.viewport().grab().toImage()

    ground = [drawn.pixelColor(1, y).name() for y in range(round(left.top()) + 1, round(left.bottom()) - 1)]
    assert set(ground) == {view.theme.panel}


def test_a_small_cell_keeps_its_room(composition: Composition) -> None:
    view = show(composition)
    zoomed(view, 60.0)
    rulers = view.above.rulers
    assert rulers is not None
    small = QRectF(QPointF(0, 0), QPointF(200, 190))

    assert rulers.free(small, 60.0) == small


def test_no_number_on_a_pixel_is_cut_by_them(composition: Composition) -> None:
    geometry = Geometry.identity((40, 40))
    composition.app.files.adopt(from_memory.document(np.full((40, 40), 200, np.uint8), geometry=geometry))
    for _ in range(3):
        QApplication.processEvents()
    view = composition.window.canvas.view
    zoomed(view, 60.0)
    edges = edges_of(view)
    view.box.translateBy(x=20 - view.to_view(QPointF(edges.within.left() + 3, 0)).x(), y=0)
    pixel = view.on_screen(QRectF(19.5, 19.5, 1, 1)).toRect()
    assert pixel.left() < edges.within.left() < pixel.center().x()

    with_numbers = view.viewport().grab(pixel).toImage()
    view.show_above(replace(view.above, numbers=False))
    assert view.viewport().grab(pixel).toImage() == with_numbers


def test_a_pixel_is_brought_out_from_under_them(composition: Composition, driver: WindowDriver) -> None:
    view = show(composition)
    zoomed(view, 60.0)
    view.range_chosen.emit()
    driver.settle()
    view.setFocus()
    edges = edges_of(view)
    composition.app.keeper.click(*(round(c) for c in view.to_view(edges.within.center()).toTuple()))
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down):
        for _ in range(15):
            driver.keys(key)
            assert view.above.marked is not None
            assert edges.within.contains(view.on_screen(view.above.marked))
