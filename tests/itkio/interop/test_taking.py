"""Whatever holds pixels becomes a document."""

from __future__ import annotations

from typing import Any

import itk
import numpy as np
import pytest

from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.itkio.interop.taking import taken


def test_an_array_and_an_itk_image_are_viewed() -> None:
    array = np.arange(12, dtype=np.int16).reshape(3, 4)
    image = itk.image_from_array(array)

    assert taken(array).document.pixels.ctypes.data == array.ctypes.data
    assert taken(image).document.image is image


def test_an_array_takes_the_geometry_and_the_name() -> None:
    geometry = Geometry((4, 3), (2, 5), (1.0, 2.0), (0.5, 0.25), ((1.0, 0.0), (0.0, 1.0)))

    made = taken(np.zeros((3, 4)), geometry=geometry, name="mine")

    assert (made.document.geometry, made.document.info.name, made.note) == (geometry, "mine", "")


@pytest.mark.parametrize(
    ("shape", "mask"), [((3, 4), ((1, 2),)), ((5,), ((2,),)), ((2, 3, 2, 3, 4), ((0, 0, 1, 2, 3), (1, 0, 0, 0, 0)))]
)
def test_the_mask_of_an_array_is_a_document_of_the_same_place(
    shape: tuple[int, ...], mask: tuple[tuple[int, ...], ...]
) -> None:
    array = np.ma.MaskedArray(np.zeros(shape), mask=np.zeros(shape, bool))
    for index in mask:
        array[index] = np.ma.masked

    made = taken(array)

    assert made.mask is not None
    assert made.mask.geometry == made.document.geometry
    expected = array.mask[0] if len(shape) == 5 else array.mask.reshape(made.document.pixels.shape)
    assert np.array_equal(made.mask.pixels, expected)
    assert "masked" in made.note


def test_without_masked_pixels_there_is_no_mask() -> None:
    assert taken(np.ma.MaskedArray(np.zeros((3, 4)))).mask is None


@pytest.mark.parametrize("wrong", [None, 3, [[1, 2], [3, 4]], object()])
def test_what_holds_no_pixels_is_refused(wrong: Any) -> None:
    with pytest.raises(UsageError):
        taken(wrong)
