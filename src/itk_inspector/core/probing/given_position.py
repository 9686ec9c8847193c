"""A position that a script gives, as the text that people would type for it."""

from __future__ import annotations

import operator
from collections.abc import Sequence

from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, PhysicalPoint


def position_text(given: str | ItkIndex | ArrayIndex | PhysicalPoint | Sequence[int]) -> str:
    """Return a position as text that `core.probing.position_text` reads.

    Parameters
    ----------
    given : str, ItkIndex, ArrayIndex, PhysicalPoint or sequence of int
        Whole numbers without a type are an ITK index, ``x`` first.

    Raises
    ------
    ProbeError
        If it is none of these.
    """
    if isinstance(given, str):
        return given
    if isinstance(given, ItkIndex | ArrayIndex):
        return str(given)
    if isinstance(given, PhysicalPoint):
        return "p: " + " ".join(repr(float(c)) for c in given.components)
    try:
        whole = tuple(operator.index(number) for number in given)
    except TypeError as e:
        raise ProbeError(
            "A position is an ItkIndex, an ArrayIndex, a PhysicalPoint, whole numbers in ITK’s order, or text."
        ) from e
    return str(ItkIndex(whole))
