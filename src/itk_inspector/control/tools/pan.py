"""The tool that moves the image."""

from __future__ import annotations

from itk_inspector.control.tools.tool import Tool

PAN = Tool(
    "toolPan",
    "Pa&n",
    "Drag to move the image.",
    "V",
    "move",
    needs_copy=False,
    moves_view=True,
)
