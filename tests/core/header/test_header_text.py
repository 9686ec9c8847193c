"""The header as lines for people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.header_text import header_summary, info_lines, part_lines
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.space import Space

INFO = ImageInfo(Path("a.tif"), "TIFFImageIO", "rgb", "unsigned_char", 3, "uint8", Geometry.identity((5, 4, 3)))


def test_a_summary_is_one_line() -> None:
    assert header_summary(INFO) == "5 × 4 × 3 · uint8 × 3 · 180 bytes · spacing 1 × 1 × 1 · TIFFImageIO"


def test_lines_say_what_is_stated_and_what_is_not() -> None:
    lines = dict(info_lines(replace(INFO, space=Space("µm"), notes=("It is odd.",))))

    assert lines["shape [z, y, x, c]"] == "(3, 4, 5, 3)"
    assert (lines["unit"], lines["orientation"]) == ("µm", "no orientation stated")
    assert (lines["ITK type"], lines["note"]) == ("none wraps these pixels", "It is odd.")


def test_parts_are_numbered_as_they_are_asked_for() -> None:
    info = replace(INFO, parts=("1 page", "2 pages"), part=1)

    assert dict(info_lines(info))["image"] == "2 of 2 in this file: 2 pages"
    assert part_lines(info) == [("part 0", "1 page"), ("part 1", "2 pages (this one)")]
    assert part_lines(INFO) == []
