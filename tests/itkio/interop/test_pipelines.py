"""Filters of itk, and images whose pipeline is not up to date."""

from __future__ import annotations

from typing import Any

import itk
import numpy as np
import pytest

from itk_inspector.core.errors import UsageError
from itk_inspector.itkio.interop.taking import taken


def median(radius: int = 1) -> tuple[Any, Any]:
    image = itk.image_from_array(np.arange(48, dtype=np.float32).reshape(6, 8))
    made = itk.MedianImageFilter.New(image)
    made.SetRadius(radius)
    return image, made


@pytest.mark.parametrize("what", ["filter", "output"])
def test_a_pipeline_is_brought_up_to_date(what: str) -> None:
    source, made = median()

    found = taken(made if what == "filter" else made.GetOutput())

    expected = itk.array_from_image(itk.median_image_filter(source, radius=1))
    assert np.array_equal(found.document.pixels, expected)
    assert "it has run now" in found.note


def test_a_parameter_that_was_changed_since_counts_and_nothing_runs_twice() -> None:
    source, made = median()
    made.Update()
    assert taken(made).note == ""

    made.SetRadius(2)

    expected = itk.array_from_image(itk.median_image_filter(source, radius=2))
    assert np.array_equal(taken(made.GetOutput()).document.pixels, expected)


def test_a_filter_that_fails_says_why_in_a_sentence() -> None:
    reader = itk.ImageFileReader[itk.Image[itk.F, 2]].New(FileName="missing.nrrd")

    with pytest.raises(UsageError, match=r"pipeline of this .* failed") as told:
        taken(reader)

    assert "missing.nrrd" in str(told.value)
    assert "\n" not in str(told.value)


def test_a_part_in_memory_is_called_a_part() -> None:
    image = itk.image_from_array(np.zeros((6, 8), np.float32))
    region = image.GetLargestPossibleRegion()
    region.SetSize([16, 12])
    image.SetLargestPossibleRegion(region)

    made = taken(image)

    assert made.document.geometry.size == (8, 6)
    assert "largest possible region has the size (16, 12)" in made.note
    assert tuple(image.GetLargestPossibleRegion().GetSize()) == (16, 12)  # the caller's image stays as it is


def test_information_that_was_copied_without_the_start_is_told() -> None:
    """``CopyInformation`` takes over the start index of a crop, but the pixels still start at 0: they are displaced."""
    source = itk.image_from_array(np.zeros((9, 10), np.float32))
    cropped = itk.crop_image_filter(source, lower_boundary_crop_size=[3, 2], upper_boundary_crop_size=[1, 1])
    image = itk.image_from_array(itk.array_from_image(cropped))
    image.CopyInformation(cropped)

    made = taken(image)

    assert "start at index (0, 0), the largest possible region at (3, 2)" in made.note
    assert made.document.geometry.start_index == (0, 0)
    assert tuple(itk.median_image_filter(image, radius=0).GetLargestPossibleRegion().GetIndex()) == (0, 0)  # as told
    image.CopyInformation(cropped)
    assert made.document.image.GetPixel([0, 0]) == 0
    assert taken(image).note == made.note  # looking at it has not hidden it
    assert tuple(image.GetLargestPossibleRegion().GetIndex()) == (3, 2)


def test_an_image_without_pixels_is_refused() -> None:
    with pytest.raises(UsageError, match="no pixels yet"):
        taken(itk.Image[itk.F, 2].New())


def test_an_image_of_four_axes_is_viewed() -> None:
    image = itk.Image[itk.F, 4].New()
    image.SetRegions([2, 3, 4, 5])
    image.Allocate(True)

    assert taken(image).document.geometry.size == (2, 3, 4, 5)
