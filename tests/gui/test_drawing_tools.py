"""Tools that draw, in a real window: flipped planes, three planes, outlines on screen, and keys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget

from directions import SIGNED_PERMUTATIONS
from itk_inspector.app.composition import Composition
from itk_inspector.core.editing.drawn_area import Drawn
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.space import Space
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.gui.canvas.footprint_painter import PlacedFootprint
from itk_inspector.gui.widgets.elided_label import ElidedLabel
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver

SIZE, START = (13, 11, 7), (-4, 10, 3)
KINDS = {"toolLine": ShapeKind.LINE, "toolRectangle": ShapeKind.RECTANGLE, "toolEllipse": ShapeKind.ELLIPSE}
ENDS = ((-2, 12, 4), (6, 17, 8))


def begin(composition: Composition, driver: WindowDriver, tool: str, direction: npt.NDArray[Any] | None = None) -> None:
    matrix = np.eye(3) if direction is None else direction
    lies = tuple(tuple(float(v) for v in row) for row in matrix)
    pixels = np.zeros(SIZE[::-1], np.int16)
    document = from_memory.document(pixels, geometry=Geometry(SIZE, START, (3.0, -5.0, 9.0), (1.0, 0.5, 2.0), lies))
    document.info = replace(document.info, space=Space("mm", is_patient=True))
    composition.app.files.adopt(document)
    driver.action("editCopy")
    driver.action(tool)
    driver.type("editValue", "7")
    driver.settle()


def choose(driver: WindowDriver, **options: int | str) -> None:
    for name, chosen in options.items():
        widget = driver.find(name)
        if isinstance(widget, QSpinBox):
            widget.setValue(int(chosen))
        elif isinstance(widget, QComboBox):
            widget.setCurrentText(str(chosen))
    driver.settle()


def painted(composition: Composition) -> set[tuple[int, ...]]:
    image = composition.app.images.current
    assert image is not None
    return {tuple(int(n) for n in place) for place in np.argwhere(image.pixels == 7)}


def wanted(drawn: Drawn) -> set[tuple[int, ...]]:
    mask, area = np.zeros(SIZE[::-1], np.bool_), drawn.area()
    assert area is not None
    for piece, inside in area.pieces():
        mask[piece.slices] |= True if inside is None else inside
    return {tuple(int(n) for n in place) for place in np.argwhere(mask)}


def spots_and_rule(composition: Composition, kind: ShapeKind, axes: tuple[int, int]) -> tuple[list[Any], Drawn]:
    image = composition.app.images.current
    assert image is not None
    plane = image.plane.with_axes(*axes)
    nodes, spots = [], []
    for end in ENDS:
        full = list(plane.position)
        for axis in axes:
            full[axis] = end[axis]
        nodes.append(ItkIndex(tuple(full)))
        spots.append(tuple(end[axis] for axis in axes))
    return spots, Drawn(kind, tuple(nodes), plane, image.document.geometry)


@pytest.mark.parametrize("tool", KINDS)
@pytest.mark.parametrize("direction", SIGNED_PERMUTATIONS[::11])
def test_it_draws_what_it_should_however_the_drawing_is_flipped(
    composition: Composition, driver: WindowDriver, tool: str, direction: npt.NDArray[Any]
) -> None:
    begin(composition, driver, tool, direction)
    for order in ("patientOrientation", "arrayOrder"):
        driver.action(order)
        driver.settle()
        image = composition.app.images.current
        assert image is not None
        spots, rule = spots_and_rule(composition, KINDS[tool], (image.plane.horizontal, image.plane.vertical))

        driver.stroke(*spots)

        assert painted(composition) == wanted(rule)
        driver.action("undo")
        assert painted(composition) == set()


@pytest.mark.parametrize("tool", KINDS)
def test_it_draws_in_each_of_three_planes(composition: Composition, driver: WindowDriver, tool: str) -> None:
    begin(composition, driver, tool)
    driver.action("arrayOrder")
    driver.action("quadView")
    driver.rest()
    for name, axes in (("XY", (0, 1)), ("XZ", (0, 2)), ("YZ", (1, 2))):
        spots, rule = spots_and_rule(composition, KINDS[tool], axes)

        driver.stroke(*spots, plane=name)

        assert painted(composition) == wanted(rule)
        driver.action("undo")


def test_the_brush_shows_its_outline_in_the_plane_under_the_pointer_only(
    composition: Composition, driver: WindowDriver
) -> None:
    begin(composition, driver, "toolBrush")
    driver.action("quadView")
    driver.rest()
    for name in ("XY", "XZ", "YZ"):
        driver.hover(*{"XY": (2, 14), "XZ": (2, 5), "YZ": (14, 5)}[name], plane=name)
        driver.settle()
        shown = [cell.objectName()[-2:] for cell in composition.window.canvas.quad.cells if cell.above.footprint]

        assert shown == [name]


def test_corners_stay_in_their_plane_while_the_pointer_crosses_another(
    composition: Composition, driver: WindowDriver
) -> None:
    begin(composition, driver, "toolPolygon")
    driver.action("arrayOrder")
    driver.action("quadView")
    driver.rest()
    for place in ((0, 12), (4, 12), (0, 16)):
        driver.click(*place, plane="XY")
    driver.hover(2, 5, plane="XZ")
    driver.settle()
    shown = [cell.objectName()[-2:] for cell in composition.window.canvas.quad.cells if cell.above.footprint]
    driver.keys(Qt.Key.Key_Return)

    assert shown == ["XY"]
    assert len(painted(composition)) == 15


# ------------------------------------------------------------------ on screen


def marks_on_screen(view: QWidget, without: Any, driver: WindowDriver) -> npt.NDArray[np.int64]:
    """Screen pixels, as (x, y), that differ from a picture."""
    image = view.grab().toImage()
    different = [
        (x, y) for y in range(image.height()) for x in range(image.width()) if image.pixel(x, y) != without.pixel(x, y)
    ]
    return np.array(different, dtype=np.int64).reshape(-1, 2)


@pytest.mark.parametrize("order", ["patientOrientation", "arrayOrder"])
def test_the_outline_lies_on_the_borders_of_the_pixels(
    composition: Composition, driver: WindowDriver, order: str
) -> None:
    begin(composition, driver, "toolPixel", SIGNED_PERMUTATIONS[5])
    driver.action(order)
    image = composition.app.images.current
    assert image is not None
    axes = image.plane.horizontal, image.plane.vertical
    spot = tuple((START[axis] + SIZE[axis] // 2) for axis in axes)
    view = composition.window.canvas.view
    driver.hover(*spot)
    driver.rest()
    without = view.grab().toImage()
    driver.action("toolBrush")
    choose(driver, brushShape="square", brushRadius=1)
    driver.hover(*spot)
    driver.rest()

    drawn = marks_on_screen(view, without, driver)
    box = view.on_screen(QRectF(spot[0] - 1.5, spot[1] - 1.5, 3.0, 3.0))
    ratio = without.devicePixelRatio()
    across = np.minimum(*(np.abs(drawn[:, 0] / ratio - x) for x in (box.left(), box.right())))
    down = np.minimum(*(np.abs(drawn[:, 1] / ratio - y) for y in (box.top(), box.bottom())))

    assert len(drawn) > 2 * (box.width() + box.height())
    assert np.minimum(across, down).max() <= 2.5
    assert drawn[:, 0].min() >= box.left() - 3
    assert drawn[:, 0].max() <= box.right() + 3
    assert drawn[:, 1].min() >= box.top() - 3
    assert drawn[:, 1].max() <= box.bottom() + 3


def test_hovering_moves_the_outline_and_makes_none(
    composition: Composition, driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(composition, driver, "toolBrush")
    driver.action("arrayOrder")
    driver.hover(0, 15)
    driver.settle()
    made: list[object] = []
    monkeypatch.setattr(PlacedFootprint, "of", classmethod(lambda cls, given: made.append(given)))
    view = composition.window.canvas.view
    before = view.above.footprint

    for place in range(1, 6):
        driver.hover(place, 15)
        driver.settle()
        area = view.above.marked_areas(view.on_screen)[1]
        rect = view.on_screen(QRectF(place - 3.5, 11.5, 7.0, 7.0))

        assert area.contains(rect.toAlignedRect())
        assert view.above.footprint is before

    assert made == []


def test_a_kept_pixel_has_no_outline_of_the_brush(composition: Composition, driver: WindowDriver) -> None:
    begin(composition, driver, "toolBrush")
    driver.hover(0, 15)
    driver.action("hold")
    driver.settle()
    above, view = composition.window.canvas.view.above, composition.window.canvas.view

    assert above.footprint is not None
    assert above.is_kept
    assert above.footprint.area(above._followed, view.on_screen) is None


def test_of_what_is_dragged_only_the_end_follows_the_pointer(composition: Composition, driver: WindowDriver) -> None:
    begin(composition, driver, "toolPolygon")
    driver.action("arrayOrder")
    driver.click(0, 15)
    driver.hover(4, 18)
    driver.settle()
    view = composition.window.canvas.view
    area = view.above.marked_areas(view.on_screen)[1]

    assert area.contains(view.on_screen(QRectF(0.0, 15.0, 4.0, 3.0)).toAlignedRect())
    driver.keys(Qt.Key.Key_Escape)
    driver.settle()
    assert view.above.footprint is None


# ------------------------------------------------------------------ keys


def corners(driver: WindowDriver) -> None:
    for place in ((0, 12), (4, 12), (0, 16)):
        driver.click(*place)
    driver.settle()


def test_enter_backspace_and_escape_on_the_image(composition: Composition, driver: WindowDriver) -> None:
    begin(composition, driver, "toolPolygon")
    driver.action("arrayOrder")
    corners(driver)
    driver.click(4, 19)
    driver.keys(Qt.Key.Key_Backspace)
    driver.keys(Qt.Key.Key_Return)
    drawn = len(painted(composition))
    corners(driver)
    driver.keys(Qt.Key.Key_Escape)
    driver.keys(Qt.Key.Key_Return)

    assert drawn == 15
    assert len(painted(composition)) == 15
    driver.action("undo")
    assert painted(composition) == set()


def test_a_double_click_ends_a_polygon(composition: Composition, driver: WindowDriver) -> None:
    begin(composition, driver, "toolPolygon")
    driver.action("arrayOrder")
    corners(driver)
    driver.click(0, 16)

    assert len(painted(composition)) == 15


def test_the_panel_says_what_would_be_changed(composition: Composition, driver: WindowDriver) -> None:
    begin(composition, driver, "toolBrush")
    choose(driver, brushRadius=1)
    before = driver.label("toolInHand")
    driver.action("toolEllipse")
    driver.settle()
    driver.press(0, 12)
    driver.drag(3, 15)
    during = driver.label("toolInHand")
    driver.release(3, 15)
    driver.settle()

    assert before.startswith("Brush · 5 pixels · Drag to paint")
    assert during.startswith("Ellipse · 12 pixels · Drag to draw")
    assert driver.label("toolInHand").startswith("Ellipse · Drag to draw")


def test_the_panel_says_how_a_polygon_goes_on_and_nothing_is_cut_off(
    composition: Composition, driver: WindowDriver
) -> None:
    begin(composition, driver, "toolPolygon")
    line = driver.find("toolInHand", ElidedLabel)
    said = []
    for column, row in ((0, 12), (3, 12), (3, 15)):
        driver.click(column, row)
        driver.settle()
        said.append(line.shown)

    assert said[:2] == ["Polygon · 1 corner · Backspace undoes", "Polygon · 2 corners · Backspace undoes"]
    assert said[2] == "Polygon · 10 pixels · Enter draws, Backspace undoes"
