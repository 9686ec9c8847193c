"""What is told of the difference of two images."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.compare.place_difference import PlacedImage, place_difference
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.measure.difference_facts import component_names, difference_facts
from itk_inspector.core.measure.facts import Fact


def placed(values: Any, channels: int = 1) -> PlacedImage:
    pixels = np.ascontiguousarray(values)
    size = pixels.shape if channels == 1 else pixels.shape[:-1]
    return PlacedImage(pixels, Geometry.identity(tuple(reversed(size))))


def told(other: PlacedImage, main: PlacedImage, start: tuple[int, ...] = (0, 0)) -> dict[str, Fact]:
    found = place_difference(other, main)
    assert found is not None
    return {fact.label: fact for fact in difference_facts(found, start)}


def test_count_largest_ends_mean_and_where() -> None:
    facts = told(
        placed(np.array([[1, 2, 3], [4, 5, 60]], np.int16)),
        placed(np.array([[1, 2, 5], [4, 5, 6]], np.uint8)),
        (10, 20),
    )

    texts = {label: fact.texts for label, fact in facts.items()}
    assert texts == {
        "pixels compared": ("6",),
        "unequal": ("2 (33.3 %)",),
        "largest difference": ("54",),
        "there, ITK": ("(12, 21)",),
        "there, NumPy": ("[1, 2]",),
        "values there": ("60, 6",),
        "smallest to greatest": ("-2 to 54",),
        "type": ("int32",),
        "mean of magnitudes": ("9.33333",),
        "root mean square": ("22.0605",),
    }
    for label in ("largest difference", "there, ITK", "there, NumPy"):
        assert facts[label].places == (ItkIndex((12, 21)),)


@pytest.mark.parametrize(
    ("other", "label", "text"),
    [
        (np.zeros((2, 2), np.float32), "identical", "every bit is the same"),
        (np.full((2, 2), -0.0, np.float32), "equal values", "other bits"),
        (np.zeros((2, 2), np.float64), "equal values", "float64 and float32"),
    ],
)
def test_identical_is_every_bit_and_the_type(other: np.ndarray, label: str, text: str) -> None:
    assert told(placed(other), placed(np.zeros((2, 2), np.float32)))[label].texts == (text,)


def test_lattices_that_differ_are_said() -> None:
    main = placed(np.zeros((2, 3), np.uint8))
    other = replace(main, geometry=replace(main.geometry, origin=(2.0, 0.0)))
    facts = told(other, main)

    assert facts["lattices differ"].texts == ("nearest pixels taken",)
    assert facts["outside, left out"].texts == ("4",)
    assert facts["equal values"].texts == ("other lattices",)


def test_components_have_columns() -> None:
    other, main = (placed(np.zeros((2, 2, 3), np.uint8), channels=3) for _ in range(2))
    other.pixels[1, 0] = 0, 7, 0
    found = place_difference(other, main)

    assert found is not None
    assert component_names(found) == ("0", "1", "2")
    facts = {fact.label: fact for fact in difference_facts(found, (0, 0))}
    assert facts["largest difference"].texts == ("–", "7", "–")
    assert facts["largest difference"].places == (None, ItkIndex((0, 1)), None)
    assert facts["type"].texts == ("int16",)


def test_what_has_no_difference_is_counted_apart() -> None:
    one, two = np.float32([[np.nan, np.nan, np.inf, 1]]), np.float32([[np.nan, 0, 0, 0]])
    facts = told(placed(one), placed(two))

    assert facts["NaN in both"].texts == ("1",)
    assert facts["NaN in one"].texts == ("1",)
    assert facts["infinite"].texts == ("1",)
    assert facts["unequal"].texts == ("3 (75 %)",)


def test_complex_numbers_have_no_ends() -> None:
    facts = told(placed(np.full((1, 2), 3 + 4j)), placed(np.zeros((1, 2), np.complex128)))

    assert facts["largest difference"].texts == ("5.0",)
    assert "smallest to greatest" not in facts


def test_images_that_do_not_meet_have_no_share() -> None:
    main = placed(np.zeros((2, 2), np.uint8))
    facts = told(replace(main, geometry=replace(main.geometry, origin=(99.0, 0.0))), main)

    assert facts["pixels compared"].texts == ("0",)
    assert facts["result"].texts == ("no overlap",)
