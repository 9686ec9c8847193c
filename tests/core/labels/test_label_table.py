"""Label tables: names and colours by value and layer."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.errors import LabelTableError
from itk_inspector.core.labels.label_table import (
    LONGEST_NAME,
    MOST_LABELS,
    Label,
    LabelTable,
    clean_name,
    label_table,
    packed_colour,
)

NAMES = st.text(max_size=20).map(clean_name)
LABELS = st.builds(
    Label,
    st.integers(-(2**63), 2**64 - 1) | st.integers(-2, 5),
    NAMES,
    st.none() | st.integers(0, 0xFFFFFF),
    st.floats(0, 1),
    st.booleans(),
    st.integers(0, 3),
)


@given(st.lists(LABELS, min_size=1, max_size=30), st.booleans())
def test_the_first_of_several_for_one_value_counts(labels: list[Label], is_layered: bool) -> None:
    first: dict[tuple[int, int], Label] = {}
    for label in reversed(labels):
        first[label.layer if is_layered else 0, label.value] = label

    made = label_table(labels, "somewhere", is_layered=is_layered)

    assert made.is_sound
    assert set(made.labels) == set(first.values())
    for layer in range(4):
        for value in {label.value for label in labels}:
            assert made.at(value, layer) == first.get((layer if is_layered else 0, value))
    assert bool(made.notes) == (len(first) < len(labels))


def test_a_note_tells_how_many_values_are_listed_again() -> None:
    one = [Label(1, "a"), Label(1, "b"), Label(1, "c")]

    assert label_table(one, "").notes == ("1 value is listed more than once; the first entry counts.",)
    assert label_table([*one, Label(2, "d"), Label(2, "e")], "", notes=("First.",)).notes == (
        "First.",
        "2 values are listed more than once; the first entry counts.",
    )


@pytest.mark.parametrize("value", [3, 3.0, np.uint8(3), np.int64(3), np.float32(3)])
def test_a_value_is_found_whatever_type_it_has(value: float) -> None:
    assert label_table([Label(3, "left")], "").at(value) == Label(3, "left")


@pytest.mark.parametrize("value", [2.5, math.nan, math.inf, -3, 2**64, 1e300])
def test_what_no_entry_states_is_not_found(value: float) -> None:
    assert label_table([Label(3, "left"), Label(2**64 - 1, "last")], "").at(value) is None


def test_a_double_beyond_the_whole_numbers_is_not_taken_for_a_neighbour() -> None:
    assert label_table([Label(2**53 + 1, "odd")], "").at(2.0**53) is None


def test_names_of_one_layer_do_not_stand_in_another() -> None:
    made = label_table([Label(1, "bone"), Label(1, "marrow", layer=1)], "", is_layered=True)

    assert [made.at(1, layer) for layer in range(3)] == [*made.labels, None]
    assert [label.name for label in made.of_layer(1)] == ["marrow"]


def test_names_without_layers_hold_in_every_component() -> None:
    made = label_table([Label(1, "bone", layer=2)], "")

    assert made.at(1, 7) == made.labels[0]
    assert made.of_layer(7) == made.labels


@pytest.mark.parametrize(
    "label",
    [
        Label(2**64, ""),
        Label(-(2**63) - 1, ""),
        Label(1, "a\nb"),
        Label(1, "x" * (LONGEST_NAME + 1)),
        Label(1, "", 0x1000000),
        Label(1, "", -1),
        Label(1, "", alpha=math.nan),
        Label(1, "", alpha=1.5),
        Label(1, "", layer=-1),
        Label(1, "", layer=65_536),
    ],
)
def test_a_label_out_of_bounds_is_refused(label: Label) -> None:
    with pytest.raises(LabelTableError):
        label_table([label], "")
    assert not LabelTable((label,), "").is_sound


def test_neither_none_nor_too_many_labels_are_taken() -> None:
    most = [Label(value, "") for value in range(MOST_LABELS)]

    assert len(label_table(most, "").labels) == MOST_LABELS
    with pytest.raises(LabelTableError, match="65,536"):
        label_table([*most, Label(-1, "")], "")
    with pytest.raises(LabelTableError):
        label_table([], "")
    assert not LabelTable((), "").is_sound
    assert not LabelTable((Label(1, "a"), Label(1, "b")), "").is_sound


@given(st.text(max_size=600))
def test_a_name_is_one_line_that_stays_as_it_is(text: str) -> None:
    name = clean_name(text)

    assert len(name) <= LONGEST_NAME
    assert len(name.splitlines()) <= 1
    assert clean_name(name) == name


def test_a_long_name_ends_in_an_ellipsis() -> None:
    assert clean_name("x" * LONGEST_NAME) == "x" * LONGEST_NAME
    assert clean_name(" " + "x" * 500) == "x" * (LONGEST_NAME - 1) + "…"


@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_a_colour_written_as_parts_comes_back(red: int, green: int, blue: int) -> None:
    assert packed_colour(red / 255, green / 255, blue / 255) == (red * 256 + green) * 256 + blue


@pytest.mark.parametrize("part", [-0.01, 1.01, math.nan, math.inf])
def test_what_is_no_part_of_one_is_no_colour(part: float) -> None:
    assert packed_colour(0.0, part, 0.0) is None


def test_what_is_said_of_a_table_is_one_line_of_bounded_length() -> None:
    labels = (Label(1, "a"),)

    assert LabelTable(labels, "ITK-SNAP label description a.txt", ("A note.",)).is_sound
    assert not LabelTable(labels, "a\nb").is_sound
    assert not LabelTable(labels, "x" * 2001).is_sound
    assert not LabelTable(labels, "x", ("a\x1b",)).is_sound
