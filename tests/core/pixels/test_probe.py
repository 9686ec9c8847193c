"""One pixel through both APIs."""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.axes import coordinate_text
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex, PhysicalPoint
from itk_inspector.core.pixels.probe import Late, Probe, probe, probe_code
from itk_inspector.core.pixels.read_outs import probe_text
from itk_inspector.core.pixels.values import Value


@dataclass
class FakeItk:
    """Answers every index with one value, and remembers what it was asked."""

    answer: Value | Late | None = 0
    asked: list[ItkIndex] = field(default_factory=list)
    image: Any = None

    def value(self, index: ItkIndex) -> Value | Late | None:
        self.asked.append(index)
        return self.answer


def numbered(dtype: str = "int16") -> npt.NDArray[Any]:
    """Shape (3, 4): the value at [row, col] is 10 · row + col."""
    return (10 * np.arange(3)[:, None] + np.arange(4)).astype(dtype)


FLAT = Geometry.identity((4, 3))


@pytest.mark.parametrize(("index", "value"), [((0, 0), 0), ((3, 0), 3), ((0, 2), 20), ((3, 2), 23), ((2, 1), 12)])
def test_the_array_is_read_in_its_own_order(index: tuple[int, int], value: int) -> None:
    assert probe(ItkIndex(index), FLAT, numbered(), FakeItk()).array_value == value


@pytest.mark.parametrize(
    ("index", "twin", "value"),
    [((0, 0), (0, 0), 0), ((2, 1), (2, 1), 21), ((1, 2), (1, 2), 12), ((3, 0), None, None), ((3, 2), None, None)],
)
def test_the_twin_is_what_the_same_numbers_give(
    index: tuple[int, int], twin: tuple[int, int] | None, value: int | None
) -> None:
    found = probe(ItkIndex(index), FLAT, numbered(), FakeItk())

    assert (found.twin_index, found.twin_value) == (twin, value)


def test_a_start_index_moves_the_array_index_but_not_the_twin() -> None:
    geometry = replace(FLAT, start_index=(2, 1))

    found = probe(ItkIndex.of(2, 1), geometry, numbered(), FakeItk())

    assert (found.array_index, found.twin_index) == ((0, 0), (2, 1))


def test_a_negative_itk_index_has_no_twin_although_numpy_would_wrap() -> None:
    geometry = replace(FLAT, start_index=(-1, -1))

    assert probe(ItkIndex.of(-1, -1), geometry, numbered(), FakeItk()).twin_index is None


@pytest.mark.parametrize("index", [(-1, 0), (4, 0), (0, -1), (0, 3)])
def test_outside_neither_api_is_asked(index: tuple[int, int]) -> None:
    itk_pixels = FakeItk()

    with pytest.raises(ProbeError, match="x 0 to 3, y 0 to 2"):
        probe(ItkIndex(index), FLAT, numbered(), itk_pixels)

    assert itk_pixels.asked == []


def test_the_bounds_are_told_from_the_start_index_for_any_number_of_axes() -> None:
    geometry = replace(Geometry.identity((1, 1, 1, 1, 2)), start_index=(5, 0, 0, 0, -1))

    with pytest.raises(ProbeError, match="x 5 to 5, y 0 to 0, z 0 to 0, t 0 to 0, axis 4 -1 to 0"):
        probe(ItkIndex.of(0, 0, 0, 0, 0), geometry, np.zeros((2, 1, 1, 1, 1)), FakeItk())


@pytest.mark.parametrize("index", [ItkIndex.of(0), ItkIndex.of(0, 0, 0)])
def test_an_index_of_another_dimension_is_refused(index: ItkIndex) -> None:
    with pytest.raises(ProbeError, match="2 axes"):
        probe(index, FLAT, numbered(), FakeItk())


def test_itk_is_asked_with_the_itk_index() -> None:
    itk_pixels = FakeItk()

    probe(ItkIndex.of(3, 1), FLAT, numbered(), itk_pixels)

    assert itk_pixels.asked == [ItkIndex.of(3, 1)]


def test_the_point_is_the_pixel_centre_wherever_the_pointer_stands() -> None:
    geometry = replace(FLAT, spacing=(0.5, 2.0), origin=(10.0, 20.0))

    found = probe(ItkIndex.of(1, 1), geometry, numbered(), FakeItk(), ContinuousIndex.of(1.4, 0.6))

    assert (found.physical_point, found.continuous) == (PhysicalPoint.of(10.5, 22.0), ContinuousIndex.of(1.4, 0.6))


def test_an_answer_changes_nothing_but_what_itk_has_read() -> None:
    """Whatever a probe tells: each of its fields has a value of its own here, the ones to come as well."""
    waiting = object.__new__(Probe)
    for each in fields(Probe):
        object.__setattr__(waiting, each.name, each.name)

    answered = waiting.answered(7)

    assert answered == replace(waiting, itk_value=7, awaits_itk=False)


def test_what_itk_has_not_answered_yet_is_no_value() -> None:
    found = probe(ItkIndex.of(1, 1), FLAT, numbered(), FakeItk(Late.LATE))

    assert (found.itk_value, found.awaits_itk, found.itk_value_text, found.agree) == (None, True, "…", False)
    assert (found.array_value, probe(ItkIndex.of(1, 1), FLAT, numbered(), FakeItk(None)).awaits_itk) == (11, False)


def test_all_components_are_read() -> None:
    pixels = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)

    found = probe(ItkIndex.of(3, 1), Geometry.identity((4, 2)), pixels, FakeItk((21, 22, 23)))

    assert (found.array_value, found.agree) == ((21, 22, 23), True)


@pytest.mark.parametrize(
    ("dtype", "stored", "text"),
    [
        ("uint64", 2**64 - 1, "18446744073709551615"),
        ("int64", -(2**63), "-9223372036854775808"),
        ("float32", 0.1, "0.1"),
        ("float64", -0.0, "-0.0"),
        ("float32", math.nan, "NaN"),
        ("float16", math.inf, "Inf"),
        ("bool", True, "True"),
        ("complex64", 0.1 - 2j, "0.1-2.0j"),
    ],
)
def test_the_text_is_the_stored_value(dtype: str, stored: Any, text: str) -> None:
    pixels = np.array([[stored]], dtype=dtype)

    assert probe(ItkIndex.of(0, 0), Geometry.identity((1, 1)), pixels, FakeItk()).value_text == text


@pytest.mark.parametrize(
    ("itk_value", "stored", "agree"),
    [(7, 7, True), (8, 7, False), (-1, 2**64 - 1, False), (None, 7, False)],
)
def test_agreement_compares_both_values(itk_value: Value | None, stored: int, agree: bool) -> None:
    pixels = np.array([[stored]], dtype=np.uint64)

    assert probe(ItkIndex.of(0, 0), Geometry.identity((1, 1)), pixels, FakeItk(itk_value)).agree is agree


def test_nan_agrees_with_nan() -> None:
    pixels = np.array([[np.nan]], dtype=np.float32)

    assert probe(ItkIndex.of(0, 0), Geometry.identity((1, 1)), pixels, FakeItk(math.nan)).agree


def test_a_missing_itk_value_is_a_dash() -> None:
    assert probe(ItkIndex.of(0, 0), FLAT, numbered(), FakeItk(None)).itk_value_text == "–"


@pytest.mark.parametrize(("index", "text"), [((2, 1), "21"), ((3, 1), "out of bounds")])
def test_the_twin_is_told(index: tuple[int, int], text: str) -> None:
    assert probe(ItkIndex(index), FLAT, numbered(), FakeItk()).twin_text == text


def oblique_probe() -> Probe:
    geometry = replace(FLAT, start_index=(5, 0), origin=(-0.1234567, 1e-9))
    return probe(ItkIndex.of(6, 2), geometry, numbered(), FakeItk(21))


def test_the_probe_as_text_has_one_fact_a_line() -> None:
    assert probe_text(oblique_probe(), unit="mm, LPS") == (
        "ITK index    (6, 2)\n"
        "NumPy index  [2, 1]\n"
        "value        21\n"
        "physical     (5.876543, 2) mm, LPS\n"
        "array[6, 2]  out of bounds\n"
    )


def test_without_a_unit_nothing_follows_the_point() -> None:
    assert "physical     (5.876543, 2)\n" in probe_text(oblique_probe())


def test_the_probe_as_code_names_both_indices() -> None:
    assert probe_code(oblique_probe()) == "image.GetPixel((6, 2))  # 21\narray[2, 1]  # 21\n"


def test_the_probe_as_code_is_python() -> None:
    lines = ast.parse(probe_code(oblique_probe())).body

    assert len(lines) == 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (-1e-9, "0"),
        (100.0, "100"),
        (1e22, "10000000000000000000000"),
        (-0.5, "-0.5"),
        (0.1234565001, "0.123457"),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
    ],
)
def test_coordinates_have_no_trailing_zeros(value: float, text: str) -> None:
    assert coordinate_text(value) == text
