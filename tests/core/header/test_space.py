"""What a file says of its space, in words."""

from __future__ import annotations

import pytest

from itk_inspector.core.header.space import Space, unit_of


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("mm", "mm"),
        ('"mm"', "mm"),
        ("Millimeters", "mm"),
        ("um", "µm"),
        ("microns", "µm"),
        ("micrometre", "µm"),
        ("nm", "nm"),
        ("m", "m"),
        ("metres", "m"),
        ("cm", "cm"),
        ("Å", "Å"),
        ("angstrom", "Å"),
        ("light years", "light years"),
        ("", ""),
        ("???", ""),
        ("pixel", ""),
        ("none", ""),
        ("a unit that is far too long", ""),
        ("m\x1b[2J", ""),
    ],
)
def test_units_are_written_as_usual(word: str, unit: str) -> None:
    assert unit_of(word) == unit


@pytest.mark.parametrize(
    ("space", "text", "orientation"),
    [
        (Space(), "no unit stated", "no orientation stated"),
        (Space("mm"), "mm", "no orientation stated"),
        (Space("mm", is_patient=True), "mm, LPS", "LPS"),
        (Space(is_patient=True), "LPS, no unit stated", "LPS"),
        (Space(is_by_convention=True), "LPS by convention, no unit stated", "LPS by ITK’s convention"),
    ],
)
def test_what_is_not_stated_is_said_not_to_be(space: Space, text: str, orientation: str) -> None:
    assert (space.text, space.orientation_text) == (text, orientation)
    assert space.has_letters == (orientation != "no orientation stated")
