"""The smallest and the largest of many values, and which pixels hold them first."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.measure.order_statistics import finite
from itk_inspector.core.pixels.passes import Place


@dataclass(frozen=True, slots=True)
class Ends:
    """The outermost finite values, None where there are none, and the number of the first pixel that holds each."""

    low: Any = None
    low_at: int = 0
    high: Any = None
    high_at: int = 0

    def with_other(self, other: Ends) -> Ends:
        """Return the outermost values of these pixels and of others."""
        if self.low is None or other.low is None:
            return other if self.low is None else self
        is_low, is_high = self.low < other.low, self.high > other.high
        if self.low == other.low:
            is_low = self.low_at < other.low_at
        if self.high == other.high:
            is_high = self.high_at < other.high_at
        low, high = self if is_low else other, self if is_high else other
        return Ends(low.low, low.low_at, high.high, high.high_at)


NO_ENDS = Ends()


def ends_of(block: npt.NDArray[Any], place: Place) -> Ends:
    """Return the outermost finite values of a block."""
    return ends_among(finite(block), block, place)


def ends_among(values: npt.NDArray[Any], block: npt.NDArray[Any], place: Place) -> Ends:
    """Return the outermost of the finite values of a block."""
    if not len(values):
        return NO_ENDS
    low, high = int(values.argmin()), int(values.argmax())
    at = (low, high) if len(values) == len(block) else np.flatnonzero(np.isfinite(block))[[low, high]].tolist()
    return Ends(values[low], place(at[0]), values[high], place(at[1]))
