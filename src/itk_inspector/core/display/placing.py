"""Where an image comes when it is opened."""

from __future__ import annotations

from enum import Enum


class Placing(Enum):
    """A tab of its own, or a place over the image that is there."""

    TAB = "tab"
    LAYER = "layer"
    LABELS = "labels"
