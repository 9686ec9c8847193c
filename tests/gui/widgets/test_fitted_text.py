"""A text stands in the largest letters that fit; of words of the same lengths, where the first ones did."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from itk_inspector.gui.widgets.fitted_text import fitted
from itk_inspector.gui.widgets.font_face import font_face

LONG = "(" + ", ".join(["-1234.5678"] * 4) + ")"
NARROW, WIDE = (150, 60), (2000, 60)


def test_a_short_text_has_one_line_of_the_largest_letters(qtbot: QtBot) -> None:
    largest = font_face(14.0, True)
    face, lines, places = fitted("(1, 2)", largest, NARROW)
    assert (face, list(lines), len(places)) == (largest, ["(1, 2)"], 1)


@pytest.mark.parametrize("text", [LONG, LONG.replace(",", " ,"), LONG.replace(", ", ",  "), LONG.replace("-", "−")])
def test_lines_have_all_words_and_fit(qtbot: QtBot, text: str) -> None:
    face, lines, places = fitted(text, font_face(14.0, True), NARROW)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert len(lines) == len(places) > 1
    assert all(face.width(line) <= NARROW[0] for line in lines)
    assert [place.base - places[0].base for place in places] == [face.line_spacing * n for n in range(len(lines))]


def test_words_of_the_same_lengths_stand_in_the_same_places(qtbot: QtBot) -> None:
    largest = font_face(14.0, True)
    first, second = fitted(LONG, largest, NARROW), fitted(LONG.replace("1", "7"), largest, NARROW)
    assert second[1] == [line.replace("1", "7") for line in first[1]]
    assert second[2] is first[2]


@pytest.mark.parametrize("other", [LONG.replace("-", "−"), LONG + "0"])
def test_other_letters_or_lengths_are_looked_at_anew(qtbot: QtBot, other: str) -> None:
    largest = font_face(14.0, True)
    assert fitted(other, largest, WIDE)[2] != fitted(LONG, largest, WIDE)[2]


def test_a_label_of_another_size_has_other_places(qtbot: QtBot) -> None:
    largest = font_face(14.0, True)
    assert fitted("17", largest, (150, 80))[2][0].base == fitted("17", largest, (150, 60))[2][0].base + 10


def test_what_fits_in_no_letters_tells_how_much_there_is(qtbot: QtBot) -> None:
    text = "(" + ", ".join(["-1234.5678"] * 400) + ")"
    _, lines, _ = fitted(text, font_face(14.0, True), NARROW)
    assert lines[-1].endswith("… 400 values)")
