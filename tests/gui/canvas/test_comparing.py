"""Two images on one canvas: what is drawn of each, the line between them, and the difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.canvas_parts import Source, shown_canvas
from tests.directions import SIGNED_PERMUTATIONS, rotation
from tests.drawn_colours import drawn_colour, tone

from itk_inspector.core.compare.pixel_difference import pixel_difference
from itk_inspector.core.display import colour_tables
from itk_inspector.core.display.composition import Checker, Composition, Difference, Only, SideBySide, Swipe, SwipeAxis
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.drawn_difference import COLOURS, difference_settings
from itk_inspector.core.display.layer_look import PLAIN_LOOK
from itk_inspector.core.display.scene import Scene
from itk_inspector.core.display.scene_layer import SceneLayer
from itk_inspector.core.display.viewport import ALL_FITTED, Layout, Viewports
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.geometry.other_lattice import index_in
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.values import python_value
from itk_inspector.gui.canvas.image_canvas import ImageCanvas
from itk_inspector.gui.canvas.painted_view import PaintedView
from itk_inspector.gui.style.outlined_text import text_rect
from itk_inspector.gui.style.theme import DARK, LIGHT, Theme

GREYS = DisplaySettings(Levels(0.0, 255.0))
_SHAPE = (13, 19, 23)


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[ImageCanvas]:
    yield from shown_canvas(qtbot, 240, 200)


def layer(pixels: np.ndarray, geometry: Geometry | None = None) -> SceneLayer:
    geometry = geometry or Geometry.identity(tuple(reversed(pixels.shape)))
    info = ImageInfo(Path("a.nrrd"), "NrrdImageIO", "scalar", "", 1, str(pixels.dtype), geometry)
    return SceneLayer(Source(pixels, geometry), info, pixels, 0, None, GREYS, PLAIN_LOOK, position=geometry.start_index)


def scene(
    composition: Composition, *layers: SceneLayer, main: int = 0, plane: Plane | None = None, **more: Any
) -> Scene:
    stack = tuple(replace(one, is_main=place == main) for place, one in enumerate(layers))
    of = stack[main]
    given: dict[str, Any] = {"overlays": frozenset(), "captions": ("before | after",), "viewports": ALL_FITTED}
    return Scene(
        source=of.source, info=of.info, pixels=of.pixels, pixels_version=0, changed_box=None, is_edited=False,
        has_edits=False, plane=plane or Plane.first(of.info.geometry), layout=Layout.SINGLE, settings=of.settings,
        layers=stack, composition=composition, **(given | more),
    )  # fmt: skip


def painted(view: PaintedView, ratio: float = 1.0) -> QImage:
    size = view.viewport().size()
    picture = QImage(int(size.width() * ratio), int(size.height() * ratio), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    view.viewport().render(picture)
    return picture


def behind(view: PaintedView) -> int:
    return QColor(view.theme.canvas).rgb()


@st.composite
def placed(draw: st.DrawFn) -> Geometry:
    """A lattice whose middle is near the origin: parallel to the axes, or turned anyhow."""
    angles = draw(st.tuples(*[st.integers(-180, 180)] * 3))
    turned = draw(st.sampled_from([np.asarray(m) for m in SIGNED_PERMUTATIONS] + [rotation(angles)] * 12))
    size = tuple(reversed(_SHAPE))
    spacing = draw(st.tuples(*[st.sampled_from([1.0, 0.5, 1.7])] * 3))
    start = draw(st.tuples(*[st.integers(-3, 3)] * 3))
    middle = turned @ (np.array(spacing) * (np.array(start) + np.array(size) / 2))
    origin = tuple(float(v) for v in draw(st.tuples(*[st.integers(-2, 2)] * 3)) - middle)
    return Geometry(size, start, origin, spacing, tuple(tuple(float(v) for v in row) for row in turned))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.data(),
    axes=st.sampled_from([(0, 1), (0, 2), (2, 0)]),
    zoom=st.integers(-4, 10),
    dtypes=st.tuples(*[st.sampled_from(["uint8", "int16", "float32", "uint64"])] * 2),
    ratio=st.sampled_from([1.0, 1.5, 2.0]),
    limit=st.sampled_from([1.0, 50.0, 254.0]),
    main=st.sampled_from([0, 1]),
)
def test_each_colour_is_that_of_the_difference_that_is_told_there(
    canvas: ImageCanvas,
    data: st.DataObject,
    axes: tuple[int, int],
    zoom: int,
    dtypes: tuple[str, str],
    ratio: float,
    limit: float,
    main: int,
) -> None:
    rng = np.random.default_rng(5)
    own = rng.integers(0, 255, _SHAPE).astype(dtypes[0]), data.draw(placed())
    lattice = data.draw(st.one_of(st.just(own[1]), placed()))
    other = rng.integers(0, 255, _SHAPE).astype(dtypes[1]), lattice
    stack = (layer(*own), layer(*other)) if main == 0 else (layer(*other), layer(*own))
    plane = Plane.first(own[1]).with_axes(*axes)
    canvas.show_scene(None)
    canvas.show_scene(scene(Difference(1 - main, limit), *stack, main=main, plane=plane, captions=()))
    view = canvas.view
    view.zoom(1.25**zoom)

    picture = painted(view, ratio)

    table, levels = colour_tables.table(COLOURS), difference_settings(limit).levels
    for _ in range(12):
        at = QPointF(*(data.draw(st.floats(0, 0.99)) * side for side in view.viewport().size().toTuple()))
        where = plane.continuous(*view.to_view(at).toTuple())
        here, there = index_in(own[1], own[1], where), index_in(own[1], lattice, where)
        colour = behind(view)
        if here is not None and there is not None:
            values = (pixels[to_array(at, of.start_index)] for (pixels, of), at in ((other, there), (own, here)))
            told = pixel_difference(*map(python_value, values))
            assert told is not None
            colour = int(table[tone(told.value, levels)])
        assert picture.pixel(int(at.x() * ratio), int(at.y() * ratio)) == colour


def test_a_difference_is_drawn_anew_where_a_value_changed_and_only_then(canvas: ImageCanvas) -> None:
    one, two = (layer(np.zeros((1, 4, 4), np.uint8)) for _ in range(2))
    wanted = Difference(1, 10.0)
    canvas.show_scene(scene(wanted, one, two))
    before = painted(canvas.view)
    picture = canvas.view.layers._difference
    assert picture is not None
    drawn = picture._image
    painted(canvas.view)
    assert picture._image is drawn

    two.pixels[0, 2, 2] = 10
    canvas.show_scene(scene(wanted, one, replace(two, pixels_version=1)))

    middle = canvas.view.on_screen(QRectF(2, 2, 0, 0)).center().toPoint()
    after = painted(canvas.view)
    assert after.pixel(middle) == int(colour_tables.table(COLOURS)[255])
    assert after.pixel(middle) != before.pixel(middle)
    canvas.show_scene(scene(Only(0), one, two))
    assert canvas.view.layers._difference is None


def test_a_stroke_changes_the_difference_as_it_is_drawn(canvas: ImageCanvas) -> None:
    one, two = (layer(np.zeros((1, 4, 4), np.uint8)) for _ in range(2))
    shown = scene(Difference(1, 10.0), one, two)
    canvas.show_scene(shown)
    painted(canvas.view)

    one.pixels[0, 2, 2] = 10
    canvas.show_scene(shown.redrawn(1, None))

    middle = canvas.view.on_screen(QRectF(2, 2, 0, 0)).center().toPoint()
    assert painted(canvas.view).pixel(middle) == int(colour_tables.table(COLOURS)[0])


def test_pixels_that_are_gone_are_not_subtracted(canvas: ImageCanvas) -> None:
    one, two = (layer(np.zeros((1, 4, 4), np.uint8)) for _ in range(2))
    two.source.is_safe = False  # type: ignore[misc]  # a file that was cut off
    canvas.show_scene(scene(Difference(1, 10.0), one, two))

    assert painted(canvas.view).pixel(120, 80) == behind(canvas.view)


def grey(value: int) -> int:
    return drawn_colour(np.uint8(value), GREYS)


def pair() -> tuple[SceneLayer, SceneLayer]:
    return layer(np.full((1, 20, 24), 50, np.uint8)), layer(np.full((1, 20, 24), 200, np.uint8))


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("main", [0, 1])
@pytest.mark.parametrize("axis", list(SwipeAxis))
def test_a_swipe_has_one_image_on_each_side(canvas: ImageCanvas, axis: SwipeAxis, main: int, ratio: float) -> None:
    canvas.show_scene(scene(Swipe(0, 0.25, axis, 1), *pair(), main=main))

    picture, area = painted(canvas.view, ratio), canvas.view.viewport().rect()
    inside = canvas.view.on_screen(canvas.view.item.boundingRect()).toRect().adjusted(2, 2, -2, -2)
    is_across = axis is SwipeAxis.ACROSS
    edge = round(0.25 * (area.width() if is_across else area.height()))
    for x, y in ((x, y) for x in range(inside.left(), inside.right(), 7) for y in range(40, inside.bottom(), 7)):
        along = x if is_across else y
        if abs(along - edge) > 12:
            assert picture.pixel(int(x * ratio), int(y * ratio)) == grey(50 if along < edge else 200)


@pytest.mark.parametrize("axis", list(SwipeAxis))
@pytest.mark.parametrize("main", [0, 1])
def test_values_are_written_on_the_image_that_holds_them_only(
    canvas: ImageCanvas, main: int, axis: SwipeAxis, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[tuple[float, float]] = []
    monkeypatch.setattr(QPainter, "drawText", lambda _, at, text: written.append(at.toTuple()))
    layers = [layer(np.full((1, 4, 4), value, np.uint8)) for value in (50, 200)]
    view, numbers = canvas.view, frozenset({"pixelNumbers"})

    canvas.show_scene(scene(Swipe(0, 0.5, axis, 1), *layers, main=main, overlays=numbers, captions=()))
    painted(view)
    side = view.viewport().width() if axis is SwipeAxis.ACROSS else view.viewport().height()
    places = [at[axis is SwipeAxis.DOWN] for at in written]
    assert places
    assert all(place < side / 2 for place in places) if main == 0 else all(place > side / 2 for place in places)

    written.clear()
    canvas.show_scene(scene(Checker(0, 60, 1), *layers, main=main, overlays=numbers, captions=()))
    painted(view)
    assert written == []


def test_a_board_has_squares_of_both(canvas: ImageCanvas) -> None:
    canvas.show_scene(scene(Checker(0, 16, 1), *pair(), captions=()))

    picture = painted(canvas.view)
    inside = canvas.view.on_screen(canvas.view.item.boundingRect()).toRect().adjusted(2, 2, -2, -2)
    for x, y in (
        (x, y) for x in range(inside.left(), inside.right(), 5) for y in range(inside.top(), inside.bottom(), 5)
    ):
        assert picture.pixel(x, y) == grey(50 if (x // 16 + y // 16) % 2 == 0 else 200)


def test_the_line_is_dragged_and_the_image_is_not(canvas: ImageCanvas, qtbot: QtBot) -> None:
    canvas.show_scene(scene(Swipe(0, 0.5, other=1), *pair()))
    view, moved = canvas.view, []
    canvas.divider_moved.connect(moved.append)
    range_before, wide = view.box.viewRect(), view.viewport().width()
    edge, y = round(0.5 * wide), 90

    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(edge + 3, y))
    QTest.mouseMove(view.viewport(), QPoint(edge - 50, y))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(edge - 50, y))

    assert moved[-1] == pytest.approx((edge - 50) / wide)
    assert view.box.viewRect() == range_before


def test_names_stand_above_the_line(canvas: ImageCanvas) -> None:
    wide = canvas.view.viewport().width()
    name = next("█" * count for count in range(1, 99) if text_rect("█" * count).width() > wide / 2)
    canvas.show_scene(scene(Swipe(0, 0.25, other=1), *pair(), captions=(name,)))

    assert painted(canvas.view).pixelColor(round(0.25 * wide), 14).name() == canvas.view.theme.text


def test_beside_the_line_the_mouse_is_the_images(canvas: ImageCanvas) -> None:
    canvas.show_scene(scene(Swipe(0, 0.5, other=1), *pair()))
    view, moved, clicked = canvas.view, [], []
    canvas.divider_moved.connect(moved.append)
    canvas.clicked.connect(lambda *at: clicked.append(at))

    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 90))
    assert (moved, len(clicked)) == ([], 1)

    canvas.show_scene(scene(Only(0), *pair()))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(view.viewport().width() // 2, 90))
    assert (moved, len(clicked)) == ([], 2)


def test_the_two_are_named_on_the_picture(canvas: ImageCanvas) -> None:
    canvas.show_scene(scene(Only(0), *pair(), captions=("before",)))
    assert canvas.view.above.overlay.title == ("before",)

    canvas.show_scene(scene(Only(1), *pair(), captions=("after",)))
    assert canvas.view.above.overlay.title == ("after",)


def test_the_colour_bar_is_that_of_the_difference(canvas: ImageCanvas) -> None:
    bar = frozenset({"colourBar"})
    canvas.show_scene(scene(Only(0), *pair(), overlays=bar))
    canvas.show_scene(scene(Difference(1, 30.0), *pair(), overlays=bar))

    shown = canvas.view.above.overlay.colours
    assert shown is not None
    assert (shown.settings.levels, shown.map_name) == (Levels(-30.0, 30.0), COLOURS)


# side by side ----------------------------------------------------------------


def side(canvas: ImageCanvas, count: int = 2, **more: Any) -> Scene:
    layers = [layer(np.full((3, 20, 24), 50 * (n + 1) % 256, np.uint8)) for n in range(count)]
    shown = scene(SideBySide(), *layers, captions=tuple(f"image {n}" for n in range(count)), **more)
    canvas.show_scene(shown)
    QApplication.processEvents()
    return shown


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_each_image_has_a_view_with_its_name(canvas: ImageCanvas, count: int) -> None:
    side(canvas, count)

    cells = canvas.side.cells
    assert [cell.above.overlay.title for cell in cells] == [(f"image {n}",) for n in range(count)]
    assert [cell.accessibleName() for cell in cells] == [f"image {n}" for n in range(count)]
    for number, cell in enumerate(cells):
        assert painted(cell).pixel(cell.viewport().rect().center()) == grey(50 * (number + 1))
    assert canvas.front is canvas.side


@pytest.mark.parametrize("count", [2, 3, 4, 5, 7])
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_what_no_image_takes_looks_like_the_ground_of_one(canvas: ImageCanvas, count: int, theme: Theme) -> None:
    canvas.set_theme(theme)
    side(canvas, count)
    views = canvas.side

    picture, free = views.grab().toImage(), QRegion(views.rect())
    for cell in views.cells:
        free -= QRegion(cell.geometry())

    colours = {picture.pixelColor(x, y).name() for x in range(views.width()) for y in range(views.height())
               if free.contains(QPoint(x, y))}  # fmt: skip
    spare = {2: 0, 3: 1, 4: 0, 5: 1, 7: 2}[count]
    assert colours == ({theme.line, theme.canvas} if spare else {theme.line})


def test_views_come_and_go_with_the_images(canvas: ImageCanvas) -> None:
    side(canvas, 4)
    shown = side(canvas, 2)

    assert len(canvas.side.cells) == 2
    canvas.show_scene(replace(shown, composition=Only(0), captions=("image 0",)))
    assert canvas.front is canvas.view
    assert all(cell._shown is None for cell in canvas.side.cells)


def test_pan_and_zoom_are_the_same_in_all_views(canvas: ImageCanvas) -> None:
    told: list[Viewports] = []
    canvas.viewports_changed.connect(told.append)
    shown = side(canvas)
    first, second = canvas.side.cells

    second.zoom(3.0, QPointF(4.0, 5.0))
    second.range_chosen.emit()

    assert first.box.viewRect().center().toTuple() == pytest.approx(second.box.viewRect().center().toTuple())
    assert first.on_screen(first.item.boundingRect()).width() == pytest.approx(
        second.on_screen(second.item.boundingRect()).width()
    )
    canvas.show_scene(replace(shown, viewports=told[-1]))
    assert canvas.seen().of(shown.plane).scale == pytest.approx(told[-1].of(shown.plane).scale)
    canvas.fit()
    assert told[-1] == ALL_FITTED
    canvas.one_to_one()
    assert told[-1].of(shown.plane).scale == pytest.approx(1.0)
    canvas.zoom(2.0)
    assert told[-1].of(shown.plane).scale == pytest.approx(2.0)
    canvas.reveal(ItkIndex((23, 19, 1)))
    assert all(cell.box.viewRect().contains(QPointF(23, 19)) for cell in canvas.side.cells)


def test_the_pointer_marks_the_same_place_in_all_views(canvas: ImageCanvas) -> None:
    shown = side(canvas)
    hovered: list[tuple[Any, ...]] = []
    canvas.hovered.connect(lambda *at: hovered.append(at))
    cell = canvas.side.cells[1]

    QTest.mouseMove(cell.viewport(), cell.viewport().rect().center())
    cell._latest.tell()
    marks = replace(shown.marks, pixel=ItkIndex((7, 8, 1)))
    canvas.show_scene(replace(shown, marks=marks))

    assert hovered[-1] == pytest.approx(cell.to_view(QPointF(cell.viewport().rect().center())).toTuple())
    assert canvas.active is cell
    assert len({one.above.marked.center().toTuple() for one in canvas.side.cells if one.above.marked}) == 1
