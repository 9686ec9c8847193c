"""A slice as it is shown, as a picture: every pixel against plain arithmetic, and against the canvas."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from drawn_colours import GREY, tone
from itk_inspector.app.composition import Composition
from itk_inspector.core.display.compare_mode import CompareMode
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.display.scene import Scene
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.space import Space
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.gui.canvas import slice_picture as module
from itk_inspector.gui.canvas.slice_picture import picture_size, slice_picture, with_caption
from itk_inspector.gui.style.theme import LIGHT
from itk_inspector.itkio import from_memory

FLIPPED = ((-1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.0, 0.0, 1.0))


def volume(spacing: tuple[float, float, float] = (1.0, 1.0, 1.0), direction: object = None) -> ImageDocument:
    rng = np.random.default_rng(5)
    pixels = rng.integers(-1000, 1000, (4, 5, 7)).astype(np.int16)
    geometry = Geometry.identity((7, 5, 4))
    turned = geometry.direction if direction is None else direction
    made = Geometry((7, 5, 4), (3, -2, 10), (1.0, 2.0, 3.0), spacing, turned)  # type: ignore[arg-type]
    return from_memory.document(pixels, geometry=made)


def scene_of(composition: Composition) -> Scene:
    scene = composition.app.view.scene
    assert scene is not None
    return scene


def colours(picture: QImage) -> list[list[int]]:
    return [[picture.pixel(x, y) for x in range(picture.width())] for y in range(picture.height())]


@pytest.mark.parametrize("axes", [(0, 1), (0, 2), (1, 2)])
@pytest.mark.parametrize("direction", [None, FLIPPED])
@pytest.mark.parametrize("scale", [1.0, 3.0])
def test_each_image_pixel_is_a_block_of_its_colour(
    composition: Composition, axes: tuple[int, int], direction: object, scale: float
) -> None:
    app = composition.app
    document = volume(direction=direction)
    if direction is not None:
        document.info = replace(document.info, space=Space("mm", is_patient=True))
    app.files.adopt(document)
    app.view.show_plane(*axes)
    app.levels.set_levels(Levels(-500.0, 700.0))
    scene = scene_of(composition)
    plane = scene.plane
    rows, columns = plane.shape(scene.geometry)
    to_left, upwards = scene.orientation.flips(plane)
    assert (to_left or upwards) is (direction is not None)
    pixels = document.access.all()

    drawn = colours(slice_picture(scene, LIGHT, scale))

    assert (len(drawn), len(drawn[0])) == (rows * scale, columns * scale)
    for y, x in product(range(len(drawn)), range(len(drawn[0]))):
        row, column = math.floor(y / scale), math.floor(x / scale)
        at = [position - start for position, start in zip(plane.position, scene.geometry.start_index, strict=True)]
        at[plane.horizontal] = columns - 1 - column if to_left else column
        at[plane.vertical] = rows - 1 - row if upwards else row
        assert drawn[y][x] == GREY[tone(pixels[tuple(at[::-1])], Levels(-500.0, 700.0))], (x, y)


@pytest.mark.parametrize("placing", [Placing.LAYER, Placing.LABELS])
@pytest.mark.parametrize("mode", [CompareMode.OVERLAY, CompareMode.DIFFERENCE])
def test_it_is_what_the_canvas_paints(composition: Composition, placing: Placing, mode: CompareMode) -> None:
    """With another image over it, mixed or subtracted: looked at in the middle of each pixel."""
    app = composition.app
    image = app.files.adopt(volume((1.0, 2.0, 1.0)))
    rng = np.random.default_rng(6)
    other = rng.integers(0, 4, (4, 5, 7)).astype(np.int16)
    app.files.adopt(from_memory.document(other, geometry=image.info.geometry), placing=placing, over=image)
    app.compare.set_mode(mode)
    for name in app.switches.on:
        app.switches.set_on(name, is_on=False)
    QApplication.processEvents()
    scene, canvas = scene_of(composition), composition.window.canvas.view

    made, shown = slice_picture(scene, LIGHT, 8.0), canvas.grab().toImage()

    start, (rows, columns) = scene.geometry.start_index, scene.plane.shape(scene.geometry)
    seen = {}
    for row, column in product(range(rows), range(columns)):
        h, v = start[0] + column, start[1] + row
        place = canvas.on_screen(QRectF(h - 0.5, v - 0.5, 1.0, 1.0)).center().toPoint()
        mine = made.pixel(column * 8 + 4, row * 16 + 8)
        seen[row, column] = mine
        if (row, column) != (0, 0):  # a caption of what is compared stands there
            assert mine == shown.pixel(place), (row, column)
    assert len(set(seen.values())) > 5


def test_pixels_are_longer_where_they_are_in_space(composition: Composition) -> None:
    composition.app.files.adopt(volume((0.5, 2.0, 1.0)))

    picture = slice_picture(scene_of(composition), LIGHT, 2.0)

    assert (picture.width(), picture.height()) == (7 * 2, 5 * 2 * 4)


def test_what_follows_the_pointer_is_not_in_it(composition: Composition) -> None:
    composition.app.files.adopt(volume())
    bare = slice_picture(scene_of(composition), LIGHT, 20.0, overlays=True)
    composition.app.probe.hover(5.0, 0.0)

    assert slice_picture(scene_of(composition), LIGHT, 20.0, overlays=True) == bare
    assert slice_picture(scene_of(composition), LIGHT, 20.0) != bare  # letters, and values on large pixels


def test_a_picture_that_is_too_large_is_refused(composition: Composition, monkeypatch: pytest.MonkeyPatch) -> None:
    composition.app.files.adopt(volume())
    monkeypatch.setattr(module, "LARGEST", 34)

    with pytest.raises(UsageError, match="7 × 5 pixels"):
        slice_picture(scene_of(composition), LIGHT, 1.0)
    for scale in (0.0, -1.0, math.nan):
        with pytest.raises(UsageError, match="above 0"):
            picture_size(scene_of(composition), scale)
    with pytest.raises(UsageError, match="larger scale"):
        picture_size(scene_of(composition), 0.01)


def test_the_caption_leaves_the_picture_as_it_is(composition: Composition) -> None:
    composition.app.files.adopt(volume())
    bare = slice_picture(scene_of(composition), LIGHT, 40.0)

    made = with_caption(bare, "a.nrrd · z = 11", LIGHT)

    assert made.copy(bare.rect()) == bare
    assert made.height() > bare.height() + 10
    ground = made.pixel(made.width() - 1, made.height() - 1)
    strip = made.copy(0, bare.height(), made.width(), made.height() - bare.height())
    assert any(strip.pixel(x, y) != ground for x in range(strip.width()) for y in range(strip.height()))
