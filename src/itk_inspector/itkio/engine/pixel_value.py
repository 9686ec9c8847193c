"""What the numbers that ITK reads at a pixel stand for."""

from __future__ import annotations

from typing import Any

import numpy as np

from itk_inspector.core.pixels.values import Value, python_value
from itk_inspector.itkio.engine.pixel_types import ItkType


def value_of(numbers: tuple[int | float, ...], chosen: ItkType, dtype: np.dtype[Any]) -> Value:
    """Return the stored value that ITK's numbers at a pixel stand for, exactly.

    Parameters
    ----------
    numbers : tuple of int or float
        As ``GetPixel`` gave them, one a component of ``chosen``.
    chosen : ItkType
    dtype : numpy.dtype
        Of one element of the pixels, whose bits ITK may see as another type, or as two numbers.

    Raises
    ------
    ValueError
        If the type cannot hold such numbers.
    """
    kind = np.dtype(chosen.dtype)
    if kind.kind == "f" and all(type(number) is float for number in numbers):
        with np.errstate(over="ignore"):
            seen = np.array(numbers, dtype=kind)
        if not np.array_equal(seen.astype(np.float64), np.array(numbers, dtype=np.float64), equal_nan=True):
            raise ValueError(f"{numbers} as {kind}")
    elif kind.kind == "u" or kind.kind == "i":
        limits = np.iinfo(kind)
        if not all(type(number) is int and int(limits.min) <= number <= int(limits.max) for number in numbers):
            raise ValueError(f"{numbers} as {kind}")
        seen = np.array(numbers, dtype=kind)
    else:
        raise ValueError(f"{numbers} as {kind}")
    components = seen.view(dtype)
    return python_value(components if components.size > 1 else components[0])
