"""The shapes of the brush."""

from __future__ import annotations

from enum import Enum


class BrushShape(Enum):
    """Shape of the brush."""

    SQUARE = "square"
    DISC = "disc"
    BALL = "ball"
