"""Where an image comes when it is opened."""

from __future__ import annotations

import re
from enum import Enum

_WORDS = frozenset(
    ("label", "labels", "labelmap", "mask", "masks", "seg", "dseg", "segmentation", "segmentations", "aseg", "aparc")
)


class Placing(Enum):
    """A tab of its own, or a place over the image that is there; or over one of the same place, if there is one."""

    TAB = "tab"
    TOGETHER = "together"
    LAYER = "layer"
    LABELS = "labels"


def is_named_like_labels(name: str) -> bool:
    """Tell whether a file is called as people call label images: one of the words in its name says so."""
    return not _WORDS.isdisjoint(re.findall(r"[a-z]+", name.lower()))
