"""A typed value of a pixel, of which components may stay as they are."""

from __future__ import annotations

import pytest

from itk_inspector.core.errors import EditError
from itk_inspector.core.pixels.pixel_value import PixelValue


def test_a_value_is_read_once() -> None:
    value = PixelValue.parse("1 2 3", "uint8", 3)

    assert (value.stored.tolist(), value.kept, value.fits("uint8", 3)) == ([1, 2, 3], (), True)
    assert not value.stored.flags.writeable
    assert value.note == "stores (1, 2, 3) as uint8"


@pytest.mark.parametrize("text", ["_ _ 5", "(_, _, 5)", " _,_,5 "])
def test_components_may_stay(text: str) -> None:
    value = PixelValue.parse(text, "float32", 3)

    assert (value.stored[2], value.kept, value.text) == (5, (0, 1), "_ _ 5")
    assert not value.fits("float32", 3)
    assert value.note == "stores (_, _, 5.0) as float32; “_” stays as it is"


@pytest.mark.parametrize(
    ("text", "components", "told"),
    [
        ("_", 1, "at least one component"),
        ("_ _ _", 3, "at least one component"),
        ("_ 1", 3, "3 components per pixel; 2 were typed"),
        ("_ 1", 1, "1 component per pixel; 2 were typed"),
        ("_ 300 1", 3, "300 does not fit"),
        ("__ 1 1", 3, "“__” is not a number"),
    ],
)
def test_what_is_no_value_is_told(text: str, components: int, told: str) -> None:
    with pytest.raises(EditError, match=told):
        PixelValue.parse(text, "uint8", components)
