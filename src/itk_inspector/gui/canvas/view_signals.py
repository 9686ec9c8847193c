"""What one view tells, and several views pass on: the names of the signals."""

from __future__ import annotations

OF_VIEW = (
    "hovered",
    "pressed",
    "grabbed",
    "dragged",
    "released",
    "slice_step_requested",
    "level_dragged",
    "context_requested",
    "clicked",
    "picked",
)
"""Of a `PointerView`."""
OF_KEYS = ("stepped", "let_go", "point_requested", "taken_back")
"""Of its keys."""
