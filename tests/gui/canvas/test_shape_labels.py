"""Names of shapes and points can be read wherever these lie."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from itk_inspector.core.display.outline import Outline, OutlineForm
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.gui.canvas import markers
from itk_inspector.gui.canvas.above import Above
from itk_inspector.gui.canvas.shape_painter import PlacedShape, label_area
from itk_inspector.gui.canvas.shown_plane import KeptPoint
from itk_inspector.gui.style.outlined_text import ink_at
from itk_inspector.gui.style.theme import DARK

AREA = QRectF(30, 20, 300, 200)
"""What the rulers leave of a view of 360 × 240 pixels."""
PLANE = Plane(0, 1, (0, 0))


def on_screen(rect: QRectF) -> QRectF:
    """Show a pixel as 12 × 12 of the screen."""
    return QRectF(rect.left() * 12, rect.top() * 12, rect.width() * 12, rect.height() * 12)


def shape(form: OutlineForm, *places: tuple[int, int]) -> PlacedShape:
    nodes = tuple(ItkIndex(place) for place in places)
    return PlacedShape.of(Outline(1, "Rectangle 1", form, nodes, (0, 1), is_selected=True), PLANE)


@pytest.mark.parametrize("form", list(OutlineForm))
@pytest.mark.parametrize(
    "places", [((3, 2), (9, 6)), ((0, 0), (29, 19)), ((20, 5), (40, 9)), ((26, 0), (27, 1)), ((-5, -5), (4, 4))]
)
def test_a_name_stays_within_what_the_rulers_leave(
    qapp: QApplication, form: OutlineForm, places: tuple[tuple[int, int], ...]
) -> None:
    assert AREA.contains(label_area(shape(form, *places), on_screen, AREA))


def test_no_mark_of_the_pixel_covers_a_name(qapp: QApplication) -> None:
    line = shape(OutlineForm.PATH, (5, 15), (15, 8))
    kept = markers.pixel_rect(on_screen(QRectF(14.5, 7.5, 1, 1))).adjusted(-6.5, -6.5, 6.5, 6.5)

    assert not label_area(line, on_screen, AREA).intersects(kept)
    place = markers.beside(on_screen(QRectF(14.5, 7.5, 1, 1)))
    assert not ink_at("5", place, (0.0, 1.0), 9.0).intersects(kept)


def drawn(above: Above) -> QImage:
    picture = QImage(360, 240, QImage.Format.Format_RGB32)
    picture.fill(QColor("#808080"))
    painter = QPainter(picture)
    above.draw(painter, AREA, on_screen, DARK)
    painter.end()
    return picture


@pytest.mark.parametrize(
    "above",
    [
        Above(shapes=(shape(OutlineForm.PATH, (-2, -2), (40, 25)),)),
        Above(shapes=(shape(OutlineForm.BOX, (1, 1), (28, 18)),)),
        Above(points=(KeptPoint(QRectF(2.0, 5.0, 1, 1), "seventeen"),)),
        Above(points=(KeptPoint(QRectF(27.0, 5.0, 1, 1), "seventeen"),)),
    ],
)
def test_nothing_is_drawn_over_the_rulers(qapp: QApplication, above: Above) -> None:
    picture = drawn(above)

    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(240, 360, 4)[..., :3]
    is_drawn = (pixels != 0x80).any(axis=-1)
    assert is_drawn.any()
    is_drawn[20:220, 30:330] = False
    assert not is_drawn.any()
