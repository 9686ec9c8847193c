"""Why values of an expression are not written, and where the first of them is."""

from __future__ import annotations

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.pixels.held_values import limits


@dataclass(frozen=True, slots=True)
class Refusal:
    """Values that have no exact result, or that the pixel type does not hold.

    Parameters
    ----------
    first : ItkIndex
    why : str
        What has no exact result; empty for values that the pixel type does not hold.
    count : int
        How many do not fit.
    value : str
        The first of them.
    dtype : str
        What does not hold them.
    """

    first: ItkIndex
    why: str = ""
    count: int = 0
    value: str = ""
    dtype: str = ""

    def joined(self, other: Refusal) -> Refusal:
        """Return what is said of both: of what has no result at all, where there is some."""
        one, two = sorted((self, other), key=lambda each: (not each.why, each.first.components[::-1]))
        if one.why:
            return one
        return Refusal(one.first, "", one.count + two.count, one.value, one.dtype)

    def error(self) -> EditError:
        """Return what to raise."""
        if self.why:
            return EditError(f"{self.why}, first at {self.first}.")
        one = "1 value does" if self.count == 1 else f"{self.count:,} values do"
        dtype = np.dtype(self.dtype)
        holds = "{} to {}".format(*limits(dtype)) if dtype.kind in "biu" else ""
        holds = f" It holds whole numbers from {holds}." if holds else ""
        return EditError(
            f"{one} not fit {dtype}: the first is {self.value} at {self.first}.{holds}",
            advice="Round or clip the values, or choose another pixel type.",
        )
