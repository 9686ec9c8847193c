"""Slices beside the one on screen that a tool changes, too: none unless they are asked for."""

from __future__ import annotations

from itk_inspector.control.tools.option import NumberOption

SLICES = NumberOption(
    "throughSlices",
    "Slices on each side",
    "How many slices on each side are changed, too, along the first axis across the plane.",
    0,
    999,
    0,
    " slices",
    "± ",
)
