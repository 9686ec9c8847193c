"""The type that pixels are converted to, as people and scripts name it."""

from __future__ import annotations

from typing import Any

import numpy as np

from itk_inspector.core.errors import UsageError


def written_type(asked: Any) -> str:
    """Return NumPy's name of a type that pixels can be written as; ``""`` for None and ``""``: as they are.

    Parameters
    ----------
    asked : str, numpy.dtype or type
        Whatever ``numpy.dtype`` takes.

    Raises
    ------
    UsageError
        If it is no type, or none of numbers that pixels are.
    """
    if asked is None or asked == "":
        return ""
    try:
        kind = np.dtype(asked)
    except (TypeError, ValueError, SyntaxError) as e:  # NumPy reads some of it as Python
        raise UsageError(f"“{asked}” is not a NumPy type.") from e
    if kind.kind not in "iufc" or kind in (np.longdouble, np.clongdouble):
        raise UsageError(f"Pixels cannot be written as {kind.name}.")
    return str(kind.name)
