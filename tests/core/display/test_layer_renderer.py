"""What of a layer is drawn: clear values, borders of labels, and single pixels; each against plain loops."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from tests.drawn_colours import label_colour

from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode, DisplaySettings
from itk_inspector.core.display.label_colours import LabelColours
from itk_inspector.core.display.label_outline import keep_borders
from itk_inspector.core.display.layer_renderer import NO_ENDS, LayerRenderer
from itk_inspector.core.display.pixel_marks import NAN_COLOUR, NAN_MARK, PixelMarks
from itk_inspector.core.display.renderer import grey_table
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.labels.label_table import Label, LabelTable
from itk_inspector.core.pixels.picker import pixels_at

GREYS = DisplaySettings(Levels(0.0, 255.0))
LABELS = DisplaySettings(Levels(0.0, 255.0), colour_map="labels")
COLOURS = DisplaySettings(Levels(0.0, 255.0), ComponentChoice(ComponentMode.COLOUR))


def drawn(pixels: np.ndarray, settings: DisplaySettings, marks: PixelMarks) -> list[list[int]]:
    renderer = LayerRenderer()
    renderer.set_settings(settings, grey_table(), marks)
    return renderer.draw(pixels, *map(np.arange, pixels.shape[:2])).tolist()


def bordered(labels: np.ndarray, width: int, ends: tuple[bool, bool, bool, bool] = NO_ENDS) -> np.ndarray:
    colours = np.full(labels.shape[:2], 7, np.uint32)
    keep_borders(colours, labels, width, ends=ends)
    return colours == 7


@pytest.mark.parametrize("dtype", ["uint8", "int16", "int32", "uint64", "float32", "float64"])
def test_no_label_is_clear(dtype: str) -> None:
    labels = np.array([[0, 1, 200]], dtype)

    found = drawn(labels, LABELS, PixelMarks(zero_is_clear=True))

    assert found == [[0, label_colour(1), label_colour(200)]]


def test_of_labels_that_are_no_whole_numbers_the_one_below_counts() -> None:
    labels = np.array([[-0.5, 0.0, 0.9, 1.2]])

    assert drawn(labels, LABELS, PixelMarks(zero_is_clear=True)) == [[label_colour(-1), 0, 0, label_colour(1)]]
    assert drawn(labels, GREYS, PixelMarks(zero_is_clear=True)) == [[0xFF000000, 0, 0xFF010101, 0xFF010101]]


@pytest.mark.parametrize("settings", [GREYS, LABELS])
def test_no_number_is_clear_but_where_it_is_marked(settings: DisplaySettings) -> None:
    values = np.array([[np.nan, 1.0]], np.float32)

    assert drawn(values, settings, PixelMarks(nan_is_clear=True))[0][0] == 0
    assert drawn(values, settings, PixelMarks(nan=True, nan_is_clear=True))[0][0] == NAN_MARK
    assert drawn(values, settings, PixelMarks())[0][0] == NAN_COLOUR


def test_colours_are_clear_where_all_are_0_or_one_is_no_number() -> None:
    values = np.array([[[0.0, 0.0, 0.0], [0.0, 9.0, 0.0], [np.nan, 1.0, 1.0]]])

    assert drawn(values, COLOURS, PixelMarks(zero_is_clear=True, nan_is_clear=True)) == [[0, 0xFF000900, 0]]


_labels = arrays.arrays(np.uint8, arrays.array_shapes(min_dims=2, max_dims=2, max_side=9), elements=st.integers(0, 2))


@given(_labels, st.integers(1, 3))
def test_borders_are_the_pixels_beside_another_label(labels: np.ndarray, width: int) -> None:
    expected = np.zeros(labels.shape, bool)
    for row, column in np.ndindex(labels.shape):
        for (down, along), far in product(((0, 1), (0, -1), (1, 0), (-1, 0)), range(1, width + 1)):
            r, c = row + down * far, column + along * far
            if 0 <= r < labels.shape[0] and 0 <= c < labels.shape[1] and labels[r, c] != labels[row, column]:
                expected[row, column] = True

    np.testing.assert_array_equal(bordered(labels, width), expected)


def test_where_the_image_ends_no_label_lies_beyond() -> None:
    labels = np.ones((5, 7), np.uint8)

    assert bordered(labels, 1, (True, False, False, False)).sum() == 5
    assert bordered(labels, 2, (False, True, False, False)).sum() == 14
    assert bordered(labels, 1, (False, False, True, True)).sum() == 5 + 7 - 1


def test_labels_of_several_components_differ_where_one_does() -> None:
    labels = np.zeros((1, 4, 2), np.uint8)
    labels[0, 2:, 1] = 1

    assert bordered(labels, 1).tolist() == [[False, True, True, False]]


@pytest.mark.parametrize("scale", [0.3, 1.0, 4.0])
def test_an_outlined_slice_keeps_the_colours_of_its_borders(scale: float) -> None:
    labels = np.random.default_rng(4).integers(0, 3, (20, 30), np.uint8)
    rows, columns = (np.floor(np.arange(int(n * scale)) / scale).astype(np.intp) for n in labels.shape)
    renderer, plain = LayerRenderer(), LayerRenderer()
    marks = PixelMarks(zero_is_clear=True)
    renderer.set_settings(LABELS, grey_table(), marks, is_outlined=True)
    plain.set_settings(LABELS, grey_table(), marks)
    assert renderer.is_outlined
    assert [renderer.is_opaque, plain.is_opaque] == [False, False]

    found = renderer.draw(labels, rows, columns, width=1)

    filled = plain.draw(labels, rows, columns)
    border = bordered(labels[np.ix_(rows, columns)], 1)
    np.testing.assert_array_equal(found, np.where(border, filled, 0))


@pytest.mark.parametrize("is_outlined", [False, True])
def test_single_pixels_are_drawn_where_one_is(is_outlined: bool) -> None:
    values = np.array([[1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 7]], np.int32)
    is_there = np.ones((3, 4), bool)
    is_there[2, 3] = False
    renderer = LayerRenderer()
    renderer.set_settings(LABELS, grey_table(), PixelMarks(zero_is_clear=True), is_outlined=is_outlined)
    assert (renderer.settings, renderer.marks) == (LABELS, PixelMarks(zero_is_clear=True))

    found = renderer.draw_single(values, is_there)

    expected = bordered(is_there, 1) & is_there if is_outlined else is_there
    np.testing.assert_array_equal(found, np.where(expected, np.uint32(label_colour(1)), 0))


@pytest.mark.parametrize("channels", [(), (3,)])
@pytest.mark.parametrize("is_flat", [True, False])
def test_single_pixels_are_picked_from_anywhere(channels: tuple[int, ...], is_flat: bool) -> None:
    rng = np.random.default_rng(2)
    raw = rng.integers(0, 255, 1 + 4 * 5 * 6 * 2 * (3 if channels else 1), np.uint8)
    pixels = raw[1:].view(np.int16).reshape(4, 5, 6, *channels)  # not aligned
    pixels = pixels if is_flat else pixels[:, ::-1]
    places = rng.integers(0, 4 * 5 * 6, (7, 8))

    found = pixels_at(pixels, places, 3)

    np.testing.assert_array_equal(found, pixels[np.unravel_index(places, (4, 5, 6))])
    assert found.shape == (7, 8, *channels)


def test_labels_that_are_hidden_or_clear_are_not_drawn_where_that_is_wanted() -> None:
    hidden, clear = Label(2, "b", 0x112233, is_visible=False), Label(3, "", None, alpha=0.0)
    far, shown = Label(2**40, "d", 0x445566, is_visible=False), Label(1, "a", 0xAABBCC, alpha=0.5)
    table = LabelTable((shown, hidden, clear, far), "a table")
    labels = np.array([[0, 1, 2, 3, 2**40, 5]])

    over, alone = (LabelColours(table, hides=hides).of(labels)[0].tolist() for hides in (True, False))

    assert over == [label_colour(0), 0xFFAABBCC, 0, 0, 0, label_colour(5)]
    assert alone[1:5] == [0xFFAABBCC, 0xFF112233, label_colour(3), 0xFF445566]
    renderer = LayerRenderer()
    renderer.set_settings(LABELS, grey_table(), PixelMarks(zero_is_clear=True), LabelColours(table, hides=True))
    assert renderer.draw(labels, np.arange(1), np.arange(6)).tolist() == [[0, *over[1:]]]
