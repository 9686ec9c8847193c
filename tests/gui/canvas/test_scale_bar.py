"""The bar of known length, and the letters at the edges."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel

from itk_inspector.app.composition import Composition
from itk_inspector.core.geometry.anatomy import EdgeLetters
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.space import Space
from itk_inspector.gui.canvas.scale_bar import ScaleBar, draw_scale_bar
from itk_inspector.itkio import from_memory

GEOMETRY = replace(Geometry.identity((30, 20, 12, 5)), spacing=(0.5, 2.0, 4.0, 100.0))

IN_PATIENT = Space("mm", is_patient=True)


def adopt(composition: Composition, space: Space = IN_PATIENT) -> None:
    document = from_memory.document(np.zeros((5, 12, 20, 30), np.uint8), geometry=GEOMETRY)
    document.info = replace(document.info, space=space)
    composition.app.files.adopt(document)
    QApplication.processEvents()


@pytest.mark.parametrize("pixel_width", [0.03, 1.0, 7.3, 256.0])
@pytest.mark.parametrize("spacing", [0.001, 0.5, 4.0])
def test_the_bar_is_as_long_as_it_says(pixel_width: float, spacing: float) -> None:
    length, width = ScaleBar(spacing, "mm").measure(pixel_width, 800)

    assert width / pixel_width * spacing == pytest.approx(length)
    assert 80 <= width <= 200 * (1 + 1e-6)


@pytest.mark.parametrize(("axes", "spacing"), [((0, 1), 0.5), ((1, 0), 2.0), ((2, 1), 4.0), ((0, 3), 0.5)])
def test_it_measures_along_the_axis_to_the_right(
    composition: Composition, axes: tuple[int, int], spacing: float
) -> None:
    adopt(composition)
    composition.window.menus.actions["scaleBar"].trigger()

    composition.app.view.set_axes(*axes)

    assert composition.window.canvas.view.above.overlay.bar == ScaleBar(spacing, "mm")


def test_time_has_no_length(composition: Composition) -> None:
    adopt(composition)
    composition.window.menus.actions["scaleBar"].trigger()

    composition.app.view.set_axes(3, 0)

    assert composition.window.canvas.view.above.overlay.bar is None


def test_outside_a_patient_the_unit_is_not_known(composition: Composition) -> None:
    adopt(composition, Space())
    composition.window.menus.actions["scaleBar"].trigger()

    assert composition.window.canvas.view.above.overlay.bar == ScaleBar(0.5, "")


def test_it_is_off_at_first_and_remembered(composition: Composition) -> None:
    adopt(composition)
    assert composition.window.canvas.view.above.overlay.bar is None

    composition.window.menus.actions["scaleBar"].trigger()

    assert composition.settings.is_on("scaleBar", False)


@pytest.mark.parametrize("background", ["#000000", "#ffffff", "#808080"])
def test_it_can_be_read_on_any_picture(composition: Composition, background: str) -> None:
    image = QImage(400, 100, QImage.Format.Format_RGB32)
    image.fill(QColor(background))
    painter = QPainter(image)

    draw_scale_bar(painter, ScaleBar(1.0, "mm"), QRectF(0, 0, 400, 100), 1.0)

    painter.end()
    column = [image.pixelColor(60, y).lightness() for y in range(70, 100)]
    assert min(column) < 60
    assert max(column) > 250
    assert sum(image.pixelColor(x, 82).lightness() > 250 for x in range(400)) >= 100 or background == "#ffffff"


def test_letters_stand_on_images_of_a_patient(composition: Composition) -> None:
    adopt(composition)

    assert composition.window.canvas.view.above.overlay.letters == EdgeLetters("R", "L", "A", "P")


def test_letters_follow_the_plane(composition: Composition) -> None:
    adopt(composition)

    composition.app.view.set_axes(3, 2)

    assert composition.window.canvas.view.above.overlay.letters == EdgeLetters("", "", "S", "I")


def test_no_letters_elsewhere(composition: Composition) -> None:
    adopt(composition, Space())

    assert composition.window.canvas.view.above.overlay.letters is None


def test_letters_are_drawn_in_the_middle_of_the_edges(composition: Composition) -> None:
    adopt(composition)
    view = composition.window.canvas.view

    picture = view.viewport().grab().toImage()

    middle = picture.height() // 2
    near = [picture.pixelColor(x, y).lightness() for x in range(6, 24) for y in range(middle - 8, middle + 8)]
    assert max(near) > 240


def test_oblique_axes_are_told_beside_the_image(composition: Composition, samples: object) -> None:
    from itk_inspector import open_document

    composition.app.files.adopt(open_document(f"{samples}/oblique-volume.nrrd"))

    note = composition.window.findChild(QLabel, "imageNotes")
    assert note is not None
    assert "&nbsp;Oblique by 25.9°: planes are named by the nearest patient axes.</span>" in note.text()


def test_axes_of_two_kinds_are_drawn_square_and_told(composition: Composition) -> None:
    adopt(composition)

    composition.app.view.set_axes(0, 3)
    QApplication.processEvents()

    pixel = composition.window.canvas.view.on_screen(QRectF(0, 0, 1, 1))
    note = composition.window.findChild(QLabel, "imageNotes")
    assert pixel.height() / pixel.width() == pytest.approx(1.0)
    assert note is not None
    assert "&nbsp;x and t have different units; pixels are drawn square.</span>" in note.text()


@pytest.mark.parametrize(("axes", "ratio"), [((0, 1), 4.0), ((1, 0), 0.25), ((0, 2), 8.0), ((2, 1), 0.5)])
def test_axes_in_space_have_the_aspect_of_their_spacing(
    composition: Composition, axes: tuple[int, int], ratio: float
) -> None:
    adopt(composition)

    composition.app.view.set_axes(*axes)
    QApplication.processEvents()

    pixel = composition.window.canvas.view.on_screen(QRectF(0, 0, 1, 1))
    assert pixel.height() / pixel.width() == pytest.approx(ratio, rel=1e-3)
    assert Plane(*axes, (0, 0, 0, 0)).aspect(GEOMETRY) == pytest.approx(1 / ratio)
