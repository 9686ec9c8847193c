"""One line of text about a slice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.slice_caption import slice_caption
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.image_info import ImageInfo

STRAIGHT = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
TILTED = ((1.0, 0.0, 0.0), (0.0, 0.8, -0.6), (0.0, 0.6, 0.8))


def info_of(direction: tuple[tuple[float, ...], ...]) -> ImageInfo:
    geometry = Geometry((20, 30, 40), (0, 0, 0), (1.0, 2.0, 3.0), (0.5, 0.5, 2.5), direction)
    made = ImageInfo(Path("a.mha"), "MetaImageIO", "scalar", "short", 1, "int16", geometry)
    return replace(made, space=replace(made.space, unit="mm"))


def test_index_position_and_levels() -> None:
    info, plane = info_of(STRAIGHT), Plane(0, 1, (3, 4, 7))
    told = slice_caption(info, plane, DisplaySettings(Levels(-160.0, 240.0)), "a\n.mha")
    name, *rest = told.split("  ·  ")
    assert "\n" not in name
    assert rest[-2:] == ["z = 7 (20.500 mm)", "-160 … 240"]  # 3 + 7 · 2.5


def test_a_tilted_slice_lies_so_far_along_its_axis() -> None:
    info, plane = info_of(TILTED), Plane(0, 1, (0, 0, 10))
    told = slice_caption(info, plane, DisplaySettings(Levels(0.0, 1.0)), "a")
    # the origin is 2 · −0.6 + 3 · 0.8 along z, the axes of the slice add nothing
    assert "z = 10 (26.200 mm along z)" in told
