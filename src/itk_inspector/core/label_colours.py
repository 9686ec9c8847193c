"""A colour of its own for each integer."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def label_colours(labels: npt.NDArray[Any]) -> npt.NDArray[np.uint32]:
    """Return ``0xffRRGGBB`` for each label; 0 is dark."""
    hue = np.nan_to_num(labels.astype(np.float64)) * 0.6180339887498949 % 1.0
    made = np.full(labels.shape, 0xFF000000, np.uint32)
    for shift, place in ((5.0, 16), (3.0, 8), (1.0, 0)):
        k = (shift + hue * 6.0) % 6.0
        channel = 242.0 * (1.0 - 0.72 * np.clip(np.minimum(k, 4.0 - k), 0.0, 1.0))
        made |= channel.astype(np.uint32) << np.uint32(place)
    made[labels == 0] = 0xFF1C1F22
    return made
