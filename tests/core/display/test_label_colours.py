"""Colours of labels that a table states."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from drawn_colours import label_colour
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.label_colours import LabelColours
from itk_inspector.core.display.renderer import Renderer, grey_table
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.labels.label_table import Label, LabelTable, label_table

OPAQUE = 0xFF000000
VALUES = (
    st.integers(-3, 8)
    | st.integers(65_530, 65_540)
    | st.sampled_from([-(2**63), 2**63 - 1, 2**63, 2**64 - 1, -(2**31), 2**32 - 1, 511, 512])
)
STATED = st.dictionaries(VALUES, st.none() | st.integers(0, 0xFFFFFF), min_size=1, max_size=8)
KINDS = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64"]


def table_of(stated: dict[int, int | None]) -> LabelTable:
    return label_table([Label(value, "x", colour) for value, colour in stated.items()], "")


def expected(value: int, stated: dict[int, int | None]) -> int:
    colour = stated.get(value) if value else None
    return label_colour(value) if colour is None else OPAQUE | colour


@pytest.mark.parametrize("dtype", KINDS)
@given(stated=STATED, data=st.data())
def test_every_label_has_the_colour_that_is_stated_else_its_own(
    dtype: str, stated: dict[int, int | None], data: st.DataObject
) -> None:
    least, most = np.iinfo(dtype).min, np.iinfo(dtype).max
    fitting = [value for value in (*stated, 0) if least <= value <= most]
    elements = st.sampled_from(fitting) | st.integers(int(least), int(most))
    labels = data.draw(hnp.arrays(dtype, hnp.array_shapes(max_dims=2, max_side=5), elements=elements))

    colours = LabelColours(table_of(stated)).of(labels)

    assert colours.shape == labels.shape
    assert colours.reshape(-1).tolist() == [expected(int(value), stated) for value in labels.reshape(-1)]


def test_of_floats_the_whole_number_below_counts() -> None:
    colours = LabelColours(table_of({2: 0x112233, -1: 0x445566})).of(np.array([2.0, 2.9, -0.5, np.nan, 1.0]))

    assert colours.tolist() == [0xFF112233, 0xFF112233, 0xFF445566, label_colour(0), label_colour(1)]


def test_without_a_table_and_without_pixels() -> None:
    assert LabelColours().of(np.array([0, 5, -2])).tolist() == [label_colour(value) for value in (0, 5, -2)]
    assert LabelColours(table_of({3: 1})).of(np.empty((0, 4), np.int32)).shape == (0, 4)


def test_the_colours_are_those_of_the_layer() -> None:
    table = label_table([Label(1, "", 0x0000AA), Label(1, "", 0x0000BB, layer=1)], "", is_layered=True)

    assert [LabelColours(table, layer).of(np.array([1]))[0] for layer in range(3)] == [
        0xFF0000AA,
        0xFF0000BB,
        label_colour(1),
    ]


@pytest.mark.parametrize("dtype", ["uint8", "int16", "int32", "uint64"])
def test_the_renderer_draws_in_the_colours_that_were_set_last(dtype: str) -> None:
    renderer, every = Renderer(), np.arange(3)
    settings = DisplaySettings(Levels(0.0, 1.0), colour_map="labels")
    pixels = np.array([[0, 1, 2]] * 3, dtype)
    for colour in (0xABCDEF, 0x010203):
        renderer.set_settings(settings, grey_table(), labels=LabelColours(table_of({1: colour})))

        drawn = renderer.draw(pixels, every, every)

        assert drawn[0].tolist() == [label_colour(0), OPAQUE | colour, label_colour(2)]
