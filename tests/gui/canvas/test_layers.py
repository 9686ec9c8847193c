"""Several images at one place: each colour on screen is that of the pixel that `index_in` tells there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot
from tests.canvas_parts import Source, shown_canvas
from tests.directions import SIGNED_PERMUTATIONS, rotation
from tests.drawn_colours import drawn_colour, label_colour

from itk_inspector.core.display.components import first_drawn
from itk_inspector.core.display.composition import OVERLAID, Checker, Composition, Only, Swipe, SwipeAxis
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.layer_look import PLAIN_LOOK, LayerLook, LayerStyle
from itk_inspector.core.display.scene import Scene
from itk_inspector.core.display.scene_layer import SceneLayer
from itk_inspector.core.display.viewport import ALL_FITTED, Layout
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.geometry.other_lattice import index_in
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.gui.canvas.image_canvas import ImageCanvas
from itk_inspector.gui.canvas.painted_view import PaintedView

GREYS = DisplaySettings(Levels(0.0, 255.0))
LABELS = DisplaySettings(Levels(0.0, 255.0), colour_map="labels")
FILL, OUTLINE = LayerLook(style=LayerStyle.FILL), LayerLook(style=LayerStyle.OUTLINE)


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[ImageCanvas]:
    yield from shown_canvas(qtbot, 240, 200)


def layer(
    pixels: np.ndarray, geometry: Geometry | None = None, look: LayerLook = PLAIN_LOOK, **others: Any
) -> SceneLayer:
    geometry = geometry or Geometry.identity(tuple(reversed(pixels.shape)))
    info = ImageInfo(Path("a.nrrd"), "NrrdImageIO", "scalar", "", 1, str(pixels.dtype), geometry)
    given: dict[str, Any] = {"settings": GREYS, "position": geometry.start_index}
    return SceneLayer(Source(pixels, geometry), info, pixels, 0, None, look=look, **(given | others))


def scene(*layers: SceneLayer, main: int = 0, plane: Plane | None = None, **others: Any) -> Scene:
    """All images of a place; ``main`` is the one whose lattice is on screen."""
    stack = tuple(replace(one, is_main=place == main) for place, one in enumerate(layers))
    of = stack[main]
    given: dict[str, Any] = {
        "source": of.source, "info": of.info, "pixels": of.pixels, "pixels_version": 0,
        "changed_box": None, "is_edited": False, "has_edits": False, "plane": plane or Plane.first(of.info.geometry),
        "layout": Layout.SINGLE, "settings": of.settings, "viewports": ALL_FITTED, "overlays": frozenset(),
        "layers": stack,
    }  # fmt: skip
    return Scene(**(given | others))


def painted(view: PaintedView, ratio: float = 1.0) -> QImage:
    """Paint the viewport as on a screen with so many pixels to a logical one."""
    size = view.viewport().size()
    picture = QImage(math.ceil(size.width() * ratio), math.ceil(size.height() * ratio), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    view.viewport().render(picture)
    return picture


def colour_at(view: PaintedView, picture: QImage, horizontal: float, vertical: float, ratio: float = 1.0) -> int:
    """The colour at a position in view coordinates."""
    at = view.on_screen(QRectF(horizontal, vertical, 0, 0)).topLeft().toTuple()
    return picture.pixel(int(at[0] * ratio), int(at[1] * ratio))


def behind(view: PaintedView) -> int:
    return QColor(view.theme.canvas).rgb()


_SHAPE = (13, 19, 23)


@st.composite
def placed(draw: st.DrawFn, shape: tuple[int, ...]) -> Geometry:
    """A lattice whose middle is near the origin: parallel to the axes, or turned anyhow."""
    angles = draw(st.tuples(*[st.integers(-180, 180)] * 3))
    turned = draw(st.sampled_from([np.asarray(m) for m in SIGNED_PERMUTATIONS] + [rotation(angles)] * 12))
    size = tuple(reversed(shape))
    spacing = draw(st.tuples(*[st.sampled_from([1.0, 0.5, 1.7])] * 3))
    start = draw(st.tuples(*[st.integers(-3, 3)] * 3))
    middle = turned @ (np.array(spacing) * (np.array(start) + np.array(size) / 2))
    origin = tuple(float(v) for v in draw(st.tuples(*[st.integers(-2, 2)] * 3)) - middle)
    return Geometry(size, start, origin, spacing, tuple(tuple(float(v) for v in row) for row in turned))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.data(),
    axes=st.sampled_from([(0, 1), (0, 2), (1, 2), (2, 0)]),
    zoom=st.integers(-4, 10),
    pan=st.tuples(st.floats(-9, 9), st.floats(-9, 9)),
    dtype=st.sampled_from(["uint8", "int16", "float32", "uint32"]),
    is_flipped=st.tuples(st.booleans(), st.booleans()),
    ratio=st.sampled_from([1.0, 1.5, 2.0]),
    is_main_first=st.booleans(),
)
def test_each_colour_is_that_of_the_pixel_that_is_told_there(
    canvas: ImageCanvas,
    data: st.DataObject,
    axes: tuple[int, int],
    zoom: int,
    pan: tuple[float, float],
    dtype: str,
    is_flipped: tuple[bool, bool],
    ratio: float,
    is_main_first: bool,
) -> None:
    rng = np.random.default_rng(5)
    main = rng.integers(0, 255, _SHAPE).astype(np.int16), data.draw(placed(_SHAPE))
    lattice = data.draw(st.one_of(st.just(main[1]), placed(_SHAPE)))
    other = rng.integers(0, 255, _SHAPE).astype(dtype), lattice
    appearance = data.draw(st.sampled_from([GREYS, LABELS]))
    below, above = layer(*main), layer(*other, settings=appearance)
    canvas.show_scene(None)
    plane = Plane.first(main[1]).with_axes(*axes)
    canvas.show_scene(scene(below, above, plane=plane) if is_main_first else scene(above, below, main=1, plane=plane))
    view = canvas.view
    view.box.invertX(is_flipped[0])
    view.box.invertY(not is_flipped[1])
    view.zoom(1.25**zoom)
    view.box.translateBy(x=pan[0], y=pan[1])

    picture = painted(view, ratio)

    pixels = {"main": (main, GREYS), "other": (other, appearance)}
    order = ("other", "main") if is_main_first else ("main",)
    for _ in range(12):
        at = QPointF(*(data.draw(st.floats(0, 0.999)) * side for side in view.viewport().size().toTuple()))
        where = plane.continuous(*view.to_view(at).toTuple())
        found = {"main": index_in(main[1], main[1], where), "other": index_in(main[1], lattice, where)}
        colour = behind(view)
        for name in order if found["main"] is not None else ():
            (stored, geometry), drawn = pixels[name]
            if found[name] is not None:
                colour = drawn_colour(stored[to_array(found[name], geometry.start_index)], drawn)
                break
        assert picture.pixel(int(at.x() * ratio), int(at.y() * ratio)) == colour


def ct_and_labels() -> tuple[np.ndarray, np.ndarray]:
    labels = np.zeros((3, 20, 20), np.uint8)
    labels[1, 4:12, 4:12], labels[1, 4:12, 12:16] = 3, 5
    return np.full((3, 20, 20), 100, np.int16), labels


def test_what_is_no_label_shows_what_lies_below(canvas: ImageCanvas) -> None:
    ct, labels = ct_and_labels()
    canvas.show_scene(scene(layer(ct), layer(labels, look=FILL, settings=LABELS)))

    picture = painted(canvas.view)

    assert colour_at(canvas.view, picture, 1, 1) == 0xFF646464
    assert colour_at(canvas.view, picture, 8, 8) == label_colour(3)
    assert colour_at(canvas.view, picture, 14, 8) == label_colour(5)


@pytest.mark.parametrize("main", [0, 1])
def test_labels_are_drawn_alike_whether_they_are_worked_on_or_not(canvas: ImageCanvas, main: int) -> None:
    ct, labels = ct_and_labels()
    look = replace(OUTLINE, opacity=0.5)
    canvas.show_scene(scene(layer(ct), layer(labels, look=look, settings=LABELS), main=main))

    picture = painted(canvas.view)
    side = canvas.view.on_screen(canvas.view.item.boundingRect()).width() / 20
    edge = colour_at(canvas.view, picture, 3.5 + 0.5 / side, 8)

    assert colour_at(canvas.view, picture, 8, 8) == colour_at(canvas.view, picture, 3.4, 8) == 0xFF646464
    for told, colour in zip(QColor(edge).getRgb()[:3], QColor(label_colour(3)).getRgb()[:3], strict=True):
        assert abs(told - (colour + 100) / 2) <= 1


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("zoom", [-3, 0, 4, 6])
@pytest.mark.parametrize("is_oblique", [False, True])
def test_outlines_are_the_screen_pixels_beside_another_label(
    canvas: ImageCanvas, ratio: float, zoom: int, is_oblique: bool
) -> None:
    rng = np.random.default_rng(2)
    ct, labels = np.zeros((1, 20, 20), np.uint8), rng.integers(0, 3, (9, 5, 5), np.uint8).repeat(4, 1).repeat(4, 2)
    turned = rotation((3, 4, 5)) if is_oblique else np.eye(3)
    direction = tuple(tuple(float(v) for v in row) for row in turned)
    geometry = Geometry((20, 20, 9), (0, 0, 0), (1.0, 0.0, -4.0), (1.0, 1.0, 1.0), direction)
    view = canvas.view

    def shown(look: LayerLook) -> np.ndarray:
        canvas.show_scene(scene(layer(ct), layer(labels, geometry, look=look, settings=LABELS)))
        view.fit()
        view.zoom(1.3**zoom)
        picture = painted(view, ratio)
        return np.frombuffer(picture.constBits(), np.uint32).reshape(picture.height(), -1)[:, : picture.width()].copy()

    filled, outlined = shown(FILL), shown(OUTLINE)

    black = 0xFF000000
    width = math.ceil(ratio)
    coloured = [label_colour(1), label_colour(2)]
    expected = np.where(np.isin(filled, coloured), black, filled)
    for row, column in np.argwhere(np.isin(filled, coloured)):
        ways = ((0, 1), (0, -1), (1, 0), (-1, 0))
        beside = [(row + a * n, column + b * n) for a, b in ways for n in range(1, width + 1)]
        drawn = [filled[at] for at in beside if 0 <= at[0] < filled.shape[0] and 0 <= at[1] < filled.shape[1]]
        if any(colour != filled[row, column] and colour != behind(view) for colour in drawn):
            expected[row, column] = filled[row, column]
    assert np.isin(outlined, coloured).any()
    np.testing.assert_array_equal(outlined, expected)


def test_a_hidden_image_is_not_read(canvas: ImageCanvas, monkeypatch: pytest.MonkeyPatch) -> None:
    ct, labels = ct_and_labels()
    hidden = layer(labels, look=replace(FILL, is_visible=False))
    canvas.show_scene(scene(layer(ct), hidden))
    painted(canvas.view)

    assert not canvas.view.layers._pictures

    canvas.show_scene(scene(layer(ct, look=LayerLook(is_visible=False)), layer(labels, settings=LABELS, look=FILL)))
    picture = painted(canvas.view)
    assert colour_at(canvas.view, picture, 1, 1) == behind(canvas.view)
    assert colour_at(canvas.view, picture, 8, 8) == label_colour(3)
    assert canvas.view.item.colours.size != picture.width() * picture.height()


def test_what_lies_wholly_below_another_is_not_drawn(canvas: ImageCanvas) -> None:
    ct, labels = ct_and_labels()

    canvas.show_scene(scene(layer(labels), layer(ct), main=1))

    assert not canvas.view.layers._pictures


def test_a_translucent_image_lets_the_canvas_show(canvas: ImageCanvas) -> None:
    ct, labels = ct_and_labels()
    canvas.show_scene(
        scene(layer(ct, look=LayerLook(opacity=0.5)), layer(labels, look=replace(FILL, is_visible=False)))
    )

    red, green, blue, _ = QColor(colour_at(canvas.view, painted(canvas.view), 1, 1)).getRgb()

    expected = [(part + 100) / 2 for part in QColor(behind(canvas.view)).getRgb()[:3]]
    assert [red, green, blue] == pytest.approx(expected, abs=1)


def test_what_is_no_number_shows_what_lies_below(canvas: ImageCanvas) -> None:
    ct, _ = ct_and_labels()
    part = np.full(ct.shape, 7.0, np.float32)
    part[:, :, :10] = np.nan
    canvas.show_scene(scene(layer(ct), layer(part)))

    picture = painted(canvas.view)

    assert colour_at(canvas.view, picture, 4, 8) == 0xFF646464
    assert colour_at(canvas.view, picture, 14, 8) == 0xFF070707
    canvas.show_scene(scene(layer(ct), layer(part), overlays=frozenset({"markNan"})))
    assert colour_at(canvas.view, painted(canvas.view), 4, 8) == 0xFFFF00FF


def test_pixels_that_are_gone_are_not_read(canvas: ImageCanvas) -> None:
    ct, labels = ct_and_labels()
    above = layer(labels, look=FILL, settings=LABELS)
    above.source.is_safe = False  # type: ignore[misc]  # a file that was cut off
    canvas.show_scene(scene(layer(ct), above))

    assert colour_at(canvas.view, painted(canvas.view), 8, 8) == 0xFF646464


def test_only_the_layer_that_changed_is_drawn_anew(canvas: ImageCanvas) -> None:
    ct, labels = ct_and_labels()
    below, above = layer(ct), layer(labels, look=FILL, settings=LABELS)
    canvas.show_scene(scene(below, above))
    painted(canvas.view)
    main = canvas.view.item.colours
    picture = canvas.view.layers._pictures[id(above.source)]
    drawn = picture._image

    labels[1, 0, 0] = 9
    canvas.show_scene(scene(below, replace(above, pixels_version=1)))
    assert colour_at(canvas.view, painted(canvas.view), 0, 0) == label_colour(9)
    assert canvas.view.item.colours is main
    assert picture._image is not drawn

    drawn = picture._image
    canvas.show_scene(
        scene(replace(below, settings=replace(GREYS, is_inverted=True)), replace(above, pixels_version=1))
    )
    assert colour_at(canvas.view, painted(canvas.view), 1, 1) == 0xFF000000 | (255 - 100) * 0x010101
    assert picture._image is drawn


def test_a_slice_is_that_of_the_plane(canvas: ImageCanvas) -> None:
    ct, labels = ct_and_labels()
    labels[2, :, :] = 4
    layers = layer(ct), layer(labels, look=FILL, settings=LABELS)
    for z, label in ((0, None), (2, 4), (1, 3)):
        canvas.show_scene(scene(*layers, plane=Plane(0, 1, (10, 10, z))))
        colour = colour_at(canvas.view, painted(canvas.view), 8, 8)
        assert colour == (0xFF646464 if label is None else label_colour(label))


def test_a_series_over_a_volume_shows_the_time_at_which_it_stands(canvas: ImageCanvas) -> None:
    ct, _ = ct_and_labels()
    series = np.arange(4, dtype=np.uint8).reshape(4, 1, 1, 1) * np.ones(ct.shape, np.uint8) * 10
    for time in (0, 3):
        canvas.show_scene(scene(layer(ct), layer(series, position=(0, 0, 0, time))))
        assert colour_at(canvas.view, painted(canvas.view), 8, 8) == 0xFF000000 | time * 10 * 0x010101


def test_colours_are_drawn_of_another_lattice_too(canvas: ImageCanvas) -> None:
    ct, _ = ct_and_labels()
    turned = tuple(tuple(float(v) for v in row) for row in rotation((10, 0, 0)))
    geometry = Geometry((20, 20, 3), (0, 0, 0), (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), turned)
    info = ImageInfo(Path("a.nrrd"), "NrrdImageIO", "rgb", "", 3, "uint8", geometry)
    pixels = np.full((3, 20, 20, 3), (10, 20, 30), np.uint8)
    colours = SceneLayer(
        Source(pixels, geometry), info, pixels, 0, None, replace(GREYS, component=first_drawn(info)), LayerLook()
    )
    canvas.show_scene(scene(layer(ct), colours))

    assert colour_at(canvas.view, painted(canvas.view), 8, 3) == 0xFF0A141E


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize(
    ("composition", "expected"),
    [
        (OVERLAID, [[2, 2], [2, 2]]),
        (Only(0), [[1, 1], [1, 1]]),
        (Only(1), [[2, 2], [2, 2]]),
        (Swipe(1, 0.5), [[2, 1], [2, 1]]),
        (Swipe(1, 0.5, SwipeAxis.DOWN), [[2, 2], [1, 1]]),
        (Swipe(1, 0.0), [[1, 1], [1, 1]]),
        (Swipe(1, 1.0), [[2, 2], [2, 2]]),
        (Checker(1, 100), [[2, 1], [1, 2]]),
    ],
)
def test_two_images_share_the_screen(
    canvas: ImageCanvas, composition: Composition, expected: list[list[int]], ratio: float
) -> None:
    one, two = (np.full((40, 48), value, np.uint8) for value in (1, 2))
    canvas.show_scene(scene(layer(one), layer(two), composition=composition))
    canvas.view.zoom(3)
    picture = painted(canvas.view, ratio)
    middle = canvas.view.viewport().rect().center() if not isinstance(composition, Checker) else QPointF(100, 100)

    beside = -20, 20  # not on the line and its handle
    for row, line in zip(beside, expected, strict=True):
        for column, value in zip(beside, line, strict=True):
            at = int((middle.x() + column) * ratio), int((middle.y() + row) * ratio)
            assert picture.pixel(*at) == 0xFF000000 | value * 0x010101


def test_one_image_alone_is_opaque_and_needs_no_eye(canvas: ImageCanvas) -> None:
    one, two = (np.full((40, 48), value, np.uint8) for value in (1, 2))
    hidden = LayerLook(is_visible=False, opacity=0.3)
    canvas.show_scene(scene(layer(one), layer(two, look=hidden), composition=Only(1)))

    assert colour_at(canvas.view, painted(canvas.view), 20, 20) == 0xFF020202


def test_the_crosshair_of_a_plane_has_its_pixel_in_each_image(canvas: ImageCanvas) -> None:
    ct, labels = ct_and_labels()
    planes = scene(
        layer(ct), layer(labels, look=FILL, settings=LABELS), layout=Layout.THREE_PLANES, plane=Plane(0, 1, (8, 8, 1))
    )
    canvas.show_scene(planes)

    for cell, plane in zip(canvas.quad.cells, planes.planes, strict=True):
        at = plane.on_screen(ItkIndex((8, 8, 1)))
        assert colour_at(cell, painted(cell), *at) == label_colour(3)


@pytest.mark.parametrize("turned", [np.eye(3), rotation((2, 3, 4))])
def test_numbers_stand_out_from_all_that_is_drawn(canvas: ImageCanvas, turned: np.ndarray) -> None:
    ct, labels = np.full((3, 20, 20), 255, np.uint8), ct_and_labels()[1]
    direction = tuple(tuple(float(v) for v in row) for row in turned)
    below = layer(ct, Geometry((20, 20, 3), (0, 0, 0), (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), direction))
    above = layer(labels, look=replace(FILL, opacity=0.5), settings=LABELS)
    canvas.show_scene(scene(below, above, main=1))
    view = canvas.view
    picture = painted(view)
    shown = view.item._shown[1]

    for x, y in ((1, 1), (8, 8), (14, 5)):
        row, column = np.searchsorted(shown.rows, y), np.searchsorted(shown.columns, x)
        drawn = QColor(picture.pixel(shown.left + int(column), shown.top + int(row))).getRgb()
        told = QColor(view.layers.colour_at(int(row), int(column))).getRgb()
        assert drawn == pytest.approx(told, abs=1)
    assert view.layers.colour_at(0, 0) == 0xFFFFFFFF
