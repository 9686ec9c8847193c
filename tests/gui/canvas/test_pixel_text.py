"""Values written on pixels, and the lines between them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.gui.canvas.pixel_text import fitted, pixel_lines, wants_white
from itk_inspector.gui.canvas.pointer_view import PointerView
from itk_inspector.gui.style.theme import mono
from itk_inspector.itkio import from_memory


def show(composition: Composition, array: np.ndarray) -> PointerView:
    composition.app.files.adopt(from_memory.document(array))
    for _ in range(3):
        QApplication.processEvents()
    return composition.window.canvas.view


def zoomed(view: PointerView, pixel: float) -> None:
    view.zoom(pixel / view.on_screen(QRectF(0, 0, 1, 1)).width())
    QApplication.processEvents()


def picture(view: PointerView) -> QImage:
    return view.viewport().grab().toImage()


@pytest.mark.parametrize(
    ("value", "dtype", "lines"),
    [
        (7, "uint8", ["7"]),
        (True, "bool", ["True"]),
        (2**64 - 1, "uint64", ["18446744073709551615"]),
        (float(np.float32(0.1)), "float32", ["0.1"]),
        (float("nan"), "float64", ["NaN"]),
        ([1, 2, 3], "uint8", ["1", "2", "3"]),
        (1.5 - 2j, "complex64", ["1.5", "-2.0j"]),
        (1.5 + 2j, "complex128", ["1.5", "2.0j"]),
    ],
)
def test_the_text_is_exact(value: object, dtype: str, lines: list[str]) -> None:
    assert pixel_lines(value, dtype) == lines


def test_what_does_not_fit_ends_in_an_ellipsis(qtbot: QtBot) -> None:
    metrics = QFontMetricsF(mono(9))

    lines = fitted(["123456789012", "2", "3"], metrics, metrics.horizontalAdvance("12345"), 2)

    assert lines[0].endswith("…")
    assert "123456789012".startswith(lines[0].removesuffix("…"))
    assert lines[1:] == ["…"]


def test_what_fits_is_left_whole(qtbot: QtBot) -> None:
    metrics = QFontMetricsF(mono(9))

    assert fitted(["-1024"], metrics, metrics.horizontalAdvance("-1024") + 1, 1) == ["-1024"]


@given(st.integers(0, 0xFFFFFF))
def test_the_text_can_be_read_on_any_colour(colour: int) -> None:
    def linear(level: float) -> float:
        return level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear((colour >> shift & 0xFF) / 255) for shift in (16, 8, 0))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue

    contrast = 1.05 / (luminance + 0.05) if wants_white(0xFF000000 | colour) else (luminance + 0.05) / 0.05

    assert contrast >= 4.5


@pytest.mark.parametrize(("pixel", "is_written"), [(39.0, False), (41.0, True)])
def test_numbers_appear_when_a_pixel_is_large_enough(composition: Composition, pixel: float, is_written: bool) -> None:
    view = show(composition, np.full((40, 40), 123, np.uint8))
    view.show_above(replace(view.above, grid=False, rulers=None))
    zoomed(view, pixel)
    view.show_above(replace(view.above, numbers=False))
    before = picture(view)

    view.show_above(replace(view.above, numbers=True))

    assert (picture(view) != before) is is_written


@pytest.mark.parametrize(("pixel", "is_drawn"), [(11.0, False), (13.0, True)])
def test_lines_appear_when_a_pixel_is_large_enough(composition: Composition, pixel: float, is_drawn: bool) -> None:
    view = show(composition, np.full((90, 90), 123, np.uint8))
    zoomed(view, pixel)
    view.show_above(replace(view.above, grid=False, rulers=None))
    before = picture(view)

    view.show_above(replace(view.above, grid=True))

    assert (picture(view) != before) is is_drawn


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int64", "float32", "complex64"])
@pytest.mark.parametrize("is_flipped", [False, True])
def test_every_visible_number_is_on_its_pixel(composition: Composition, dtype: str, is_flipped: bool) -> None:
    view = show(composition, np.zeros((9, 9), dtype))
    view.show_above(replace(view.above, grid=False, rulers=None))
    view.box.invertX(is_flipped)
    zoomed(view, 60.0)
    written = picture(view)
    view.show_above(replace(view.above, numbers=False))
    plain = picture(view)

    for h in range(9):
        for v in range(9):
            cell = view.on_screen(QRectF(h - 0.5, v - 0.5, 1, 1)).toAlignedRect()
            if view.viewport().rect().contains(cell):
                assert written.copy(cell) != plain.copy(cell), (h, v)


def test_pixels_that_must_not_be_read_are_not_written(composition: Composition) -> None:
    view = show(composition, np.zeros((9, 9), np.uint8))
    zoomed(view, 60.0)

    view.item.guard = lambda: False

    assert view.item.pixels is None
    picture(view)
