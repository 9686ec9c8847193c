"""What an open image is called, and where its tab belongs."""

from __future__ import annotations

import math

from itk_inspector.core.data_class import dataclass


@dataclass(frozen=True, slots=True)
class ImageTitle:
    """Kept when the image is read again.

    Parameters
    ----------
    given : str
        The name that a script gave it, or ``""``.
    order : float
        Its tab stands after those of a lower order; after all others by default.
    number : int
        What tells it from images that are equal in everything else; 0 until it has one.
    label : str
        What it is called among all that are open.
    """

    given: str = ""
    order: float = math.inf
    number: int = 0
    label: str = ""

    def goes_before(self, other: ImageTitle) -> bool:
        """Tell whether an image that comes now is shown instead of another one: the latest, or the first of several."""
        return math.isinf(self.order) or self.order < other.order
