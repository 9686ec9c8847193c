"""How far the labels of two images cover each other."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.probing.value_counts import FEW, with_labels

_BLOCK = 1 << 17
"""Pixels that are counted in one go."""


@dataclass(frozen=True, slots=True)
class LabelOverlap:
    """One label in two images.

    Parameters
    ----------
    label : int
    in_a, in_b, in_both : int
        Pixels.
    """

    label: int
    in_a: int
    in_b: int
    in_both: int

    @property
    def dice(self) -> float:
        """Twice the pixels in both by the sum of those in each: 1 where they are the same, 0 where none is.

        Source: L. R. Dice, "Measures of the Amount of Ecologic Association Between Species", Ecology 26, 1945.
        """
        return float(Fraction(2 * self.in_both, self.in_a + self.in_b))


def label_overlap(
    a: npt.NDArray[Any], b: npt.NDArray[Any], *, most: int = FEW, go_on: Callable[[], bool] = lambda: True
) -> tuple[LabelOverlap, ...] | None:
    """Count each label of two images of one shape, and the pixels that have it in both.

    Parameters
    ----------
    a, b : numpy.ndarray
        C-contiguous, one component a pixel; only read, in blocks.
    most : int
        Different whole numbers that an image of labels holds at the most.
    go_on : callable
        Asked before each block.

    Returns
    -------
    tuple of LabelOverlap or None
        In rising order; None where one image holds other than whole numbers or too many different ones, or when
        ``go_on`` said no.
    """
    if not {a.dtype.kind, b.dtype.kind} <= set("biu") or a.shape != b.shape:
        return None
    counts: list[dict[int, int]] = [{}, {}, {}]
    flat = [one.reshape(-1).view(np.uint8) if one.dtype.kind == "b" else one.reshape(-1) for one in (a, b)]
    for first in range(0, flat[0].size, _BLOCK):
        if not go_on():
            return None
        x, y = (one[first : first + _BLOCK] for one in flat)
        for place, values in enumerate((x, y, x[x == y])):
            found = _counted(counts[place], values, most)
            if found is None:
                return None
            counts[place] = found
    in_a, in_b, in_both = counts
    return tuple(
        LabelOverlap(label, in_a.get(label, 0), in_b.get(label, 0), in_both.get(label, 0))
        for label in sorted(in_a.keys() | in_b.keys())
    )


def _counted(labels: dict[int, int], values: npt.NDArray[Any], most: int) -> dict[int, int] | None:
    """Add the numbers of a block; of one that holds one label only, as most do, that is quick."""
    if not values.size:
        return labels
    low = values.min()
    if low == values.max():
        labels[int(low)] = labels.get(int(low), 0) + values.size
        return labels if len(labels) <= most else None
    return with_labels(labels, values, most)
