"""The tool that moves the image."""

from __future__ import annotations

from itk_inspector.control.tools.tool import Tool

PAN = Tool(
    "toolPan",
    "&Move the image",
    "The left button moves the image.",
    "V",
    "move",
    needs_copy=False,
    moves_view=True,
)
