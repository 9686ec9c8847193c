"""Slices by position, and what is wrong with them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from itk_inspector.core.dicom.slice_header import SliceHeader, normal_of, orientation_text
from itk_inspector.core.dicom.stacking import stacked
from itk_inspector.core.geometry.geometry import Matrix

AXIAL: Matrix = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
CORONAL: Matrix = ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, -1.0, 0.0))
SAGITTAL: Matrix = ((0.0, 0.0, -1.0), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0))


def turned(degrees: float) -> Matrix:
    """An axial orientation, turned about x."""
    c, s = float(np.cos(np.radians(degrees))), float(np.sin(np.radians(degrees)))
    return ((1.0, 0.0, 0.0), (0.0, c, -s), (0.0, s, c))


def at(
    distance: float,
    direction: Matrix | None = AXIAL,
    *,
    instance: int | None = None,
    name: str = "",
    shift: float = 0.0,
) -> SliceHeader:
    """A slice at a distance along the normal, shifted along its rows."""
    one = SliceHeader(
        Path(name or f"{distance}.dcm"), "1.2", (5, 4, 1), (0.5, 0.5, 3.0), None, direction, instance=instance
    )
    if direction is None:
        return one
    place = np.array([7.0, -8.0, 9.0]) + distance * normal_of(one) + shift * np.array(direction)[:, 0]
    return replace(one, position=tuple(place.tolist()))


def distances(slices: tuple[SliceHeader, ...]) -> list[float]:
    return [float(one.path.stem) for one in slices]


@pytest.mark.parametrize("direction", [AXIAL, CORONAL, SAGITTAL, turned(35)])
@pytest.mark.parametrize("order", [(0, 2, 4, 6), (6, 4, 2, 0), (4, 0, 6, 2)])
def test_slices_ascend_along_the_normal(direction: Matrix, order: tuple[float, ...]) -> None:
    made = stacked(at(d, direction) for d in order)

    assert distances(made.slices) == [0, 2, 4, 6]
    assert made.slice_spacing == pytest.approx(2.0, abs=1e-12)
    assert made.problems == ()


def test_one_slice_keeps_the_spacing_of_its_header() -> None:
    made = stacked([at(5)])

    assert made.slice_spacing == 3.0
    assert made.problems == ()


def test_position_counts_and_not_the_number() -> None:
    made = stacked([at(0, instance=3), at(2, instance=2), at(4, instance=1)])

    assert distances(made.slices) == [0, 2, 4]


def test_missing_slice_is_told_with_figures() -> None:
    made = stacked(at(d) for d in (0, 2, 4, 8, 10))

    assert made.problems[0] == "1 slice is missing between slice 2 and slice 3, counted from 0 (4 mm instead of 2 mm)."
    assert made.slice_spacing == 2.5
    assert made.problems[-1] == "The volume is shown with a slice spacing of 2.5 mm throughout, the mean."


def test_several_gaps_are_counted() -> None:
    made = stacked(at(d) for d in (0, 1, 2, 5, 6, 7, 9, 10))

    assert made.problems[0] == (
        "3 slices are missing between slice 2 and slice 3, counted from 0 (3 mm instead of 1 mm), and at 1 other place."
    )


def test_a_step_that_is_no_multiple_is_uneven_and_not_a_gap() -> None:
    made = stacked(at(d) for d in (0, 2, 4, 7, 9))

    assert made.problems[0] == "The slices are not evenly spaced: 2 mm to 3 mm apart."


@pytest.mark.parametrize(("last", "even"), [(6.019, True), (6.021, False)])
def test_one_per_cent_is_the_limit_of_even(last: float, even: bool) -> None:
    made = stacked(at(d) for d in (0, 2, 4, last))

    assert (made.problems == ()) is even


def test_rounded_positions_are_even() -> None:
    made = stacked(at(round(d * 1.2345678, 3)) for d in range(20))

    assert made.problems == ()


def test_duplicate_is_told() -> None:
    made = stacked([at(0), at(2), at(2, name="2.0.dcm"), at(4)])

    assert made.problems[0] == "1 slice at the position of another one (first: slice 2, counted from 0)."
    assert made.slice_spacing == pytest.approx(4 / 3)


def test_same_number_of_images_everywhere_is_told_as_such() -> None:
    made = stacked(at(d, instance=10 * k + d, name=f"{d}.{k}.dcm") for k in (0, 1, 2) for d in (0, 1, 2))

    assert made.problems[0].startswith("There are 3 images at every position")


def test_duplicates_with_noise_keep_the_order_of_their_numbers() -> None:
    noisy = [at(1 + 1e-7, instance=1, name="1.1.dcm"), at(1, instance=2, name="1.2.dcm"), at(0, name="0.dcm"), at(2)]

    made = stacked(noisy)

    assert [one.path.name for one in made.slices] == ["0.dcm", "1.1.dcm", "1.2.dcm", "2.dcm"]


def test_all_at_one_place_are_one_unit_apart_as_itk_has_them() -> None:
    made = stacked([at(0, instance=2, name="b.dcm"), at(0, instance=1, name="a.dcm")])

    assert [one.path.name for one in made.slices] == ["a.dcm", "b.dcm"]
    assert made.slice_spacing == 1.0
    assert made.problems[-1] == "The volume is shown with a slice spacing of 1 mm throughout."


def test_tilted_gantry_is_told() -> None:
    made = stacked(at(d, shift=0.3 * d) for d in (0, 2, 4))

    assert made.problems[0].startswith("The slices are shifted sideways by up to 1.2 mm")
    assert made.slice_spacing == pytest.approx(np.hypot(2, 0.6))  # as itk::ImageSeriesReader: the way itself


def test_a_shift_of_less_than_a_tenth_of_a_pixel_is_not_told() -> None:
    assert stacked(at(d, shift=0.01 * d) for d in (0, 2, 4)).problems == ()


def test_without_positions_the_numbers_order() -> None:
    made = stacked([at(0, None, instance=2, name="a"), at(0, None, instance=1, name="b"), at(0, None, name="c")])

    assert [one.path.name for one in made.slices] == ["b", "a", "c"]
    assert made.slice_spacing == 1.0
    assert "do not say where the slices lie" in made.problems[0]


def test_other_pixel_spacing_is_told() -> None:
    made = stacked([at(0), replace(at(2), spacing=(0.6, 0.5, 3.0)), at(4)])

    assert made.problems == (
        "The pixel spacing differs from slice to slice: 0.5 mm to 0.6 mm. The first slice’s is used.",
    )


@pytest.mark.parametrize(
    ("direction", "text"),
    [
        (AXIAL, "axial"),
        (CORONAL, "coronal"),
        (SAGITTAL, "sagittal"),
        (turned(12), "axial (oblique 12°)"),
        (turned(80), "coronal (oblique 10°)"),
        (turned(0.4), "axial"),
        (None, "not stated"),
    ],
)
def test_orientation_in_words(direction: Matrix | None, text: str) -> None:
    assert orientation_text(at(0, direction)) == text
