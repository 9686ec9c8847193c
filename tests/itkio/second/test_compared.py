"""What a file states beside what ITK says: what is left open is ITK's, and what differs is named."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.itkio.second.compared import completed, geometry_difference, header_difference
from itk_inspector.itkio.second.second_reader import StoredImage

NAN = math.nan
SIZE = (8, 6, 1)
TURNED = ((0.0, 1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, -1.0))
ITK = StoredImage(SIZE, "int16", 3, "rgb", Geometry(SIZE, (0, 0, 0), (1.0, 2.0, 3.0), (0.5, 0.5, 4.0), TURNED))


def test_what_is_left_open_is_itks() -> None:
    open_geometry = Geometry(SIZE, (0, 0, 0), (NAN, NAN, NAN), (0.6, 0.7, NAN), ((NAN,) * 3,) * 3)

    found = completed(StoredImage(SIZE, "", 0, geometry=open_geometry), ITK)

    assert (found.dtype, found.components, found.pixel_type) == ("int16", 3, "rgb")
    assert found.geometry == replace(ITK.geometry or open_geometry, spacing=(0.6, 0.7, 4.0))


def test_without_itk_what_is_left_open_is_plain() -> None:
    open_geometry = Geometry(SIZE, (0, 0, 0), (NAN,) * 3, (NAN,) * 3, ((NAN,) * 3,) * 3)

    found = completed(StoredImage(SIZE, "float32", geometry=open_geometry), StoredImage((1, 1), ""))

    assert found.geometry == Geometry.identity(SIZE)


def test_what_is_not_questioned_is_no_difference() -> None:
    assert header_difference(ITK, StoredImage(SIZE, "", 0)) == ""
    assert header_difference(ITK, StoredImage(SIZE, "uint8", 0)) == "as int16, not uint8"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, ""),
        ({"spacing": (0.5, 0.5, 5.0)}, "with a spacing of 0.5 × 0.5 × 4, not 0.5 × 0.5 × 5"),
        ({"origin": (1.0, 2.0, 6.0)}, "with a corner 3 away from its place"),
        ({"direction": (*TURNED[:2], (0.0, 0.0, 1.0))}, "with its z axis reversed"),
    ],
)
def test_a_difference_of_placement_is_named(change: dict[str, tuple[float, ...]], told: str) -> None:
    assert ITK.geometry is not None

    assert geometry_difference(ITK.geometry, replace(ITK.geometry, **change)) == told
