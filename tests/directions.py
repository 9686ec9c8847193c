"""Direction matrices to try an image in: every way along the axes, and turns between them."""

from __future__ import annotations

import itertools
import math

import numpy as np

SIGNED_PERMUTATIONS = [
    np.eye(3)[list(order)] * signs
    for order in itertools.permutations(range(3))
    for signs in itertools.product((1.0, -1.0), repeat=3)
]
"""The 48 ways in which axes lie along axes."""


def rotation(degrees: tuple[float, float, float]) -> np.ndarray:
    made = np.eye(3)
    for axis, angle in enumerate(degrees):
        c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        first, second = [k for k in range(3) if k != axis]
        one = np.eye(3)
        one[first, first] = one[second, second] = c
        one[first, second], one[second, first] = -s, s
        made = made @ one
    return made
