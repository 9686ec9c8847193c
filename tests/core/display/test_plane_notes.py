"""What the picture alone would not tell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from itk_inspector.core.display.plane_notes import coarse_note, view_notes
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.space import Space

TURNED = ((0.8, -0.6, 0.0, 0.0), (0.6, 0.8, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0))


def info(*, is_patient: bool = True) -> ImageInfo:
    geometry = replace(Geometry.identity((4, 4, 4, 3)), direction=TURNED)
    return ImageInfo(Path("a"), "X", "scalar", "short", 1, "int16", geometry, space=Space("", is_patient))


def test_oblique_axes_are_told() -> None:
    assert view_notes(info(), Plane(0, 1, (0, 0, 0, 0))) == (
        "Oblique by 36.9°: planes are named by the nearest patient axes.",
    )


def test_only_of_a_patient() -> None:
    assert view_notes(info(is_patient=False), Plane(0, 1, (0, 0, 0, 0))) == ()


@pytest.mark.parametrize("axes", [(0, 3), (3, 0)])
def test_axes_of_two_kinds_are_told(axes: tuple[int, int]) -> None:
    assert "have different units" in view_notes(info(), Plane(*axes, (0, 0, 0, 0)))[-1]


@pytest.mark.parametrize(
    ("dtype", "levels", "step"),
    [
        ("uint64", Levels(2.0**64 - 1000, 2.0**64), "2,048"),
        ("uint64", Levels(2.0**63, 3.0 * 2.0**64), "2,048"),
        ("int64", Levels(1.7e18, 1.7e18 + 1e6), "256"),
        ("int64", Levels(-1.7e18, 0.0), "256"),
        ("int64", Levels(0.0, 2.0**53), ""),
        ("float64", Levels(0.0, 1e30), ""),
        ("uint32", Levels(0.0, 2.0**32), ""),
    ],
)
def test_numbers_that_share_a_grey_are_told(dtype: str, levels: Levels, step: str) -> None:
    note = coarse_note(dtype, levels)

    assert note == (
        f"Numbers this large are drawn in steps of {step}; the values in the panel are exact." if step else ""
    )
