"""What the numbers that ITK reads at a pixel stand for."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from itk_inspector.core.pixels.itk_types import ItkType
from itk_inspector.core.pixels.values import Value, python_value


@functools.cache
def _limits(name: str) -> tuple[np.dtype[Any], int, int]:
    """Return a type, and its least and largest number if they are whole."""
    kind = np.dtype(name)
    if kind.kind not in "iu":
        return kind, 0, 0
    limits = np.iinfo(kind)
    return kind, int(limits.min), int(limits.max)


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
    kind, least, most = _limits(chosen.dtype)
    if kind.kind == "f" and all(type(number) is float for number in numbers):
        with np.errstate(over="ignore"):
            seen = np.array(numbers, dtype=kind)
        if not np.array_equal(seen.astype(np.float64), np.array(numbers, dtype=np.float64), equal_nan=True):
            raise ValueError(f"{numbers} as {kind}")
    elif kind.kind == "u" or kind.kind == "i":
        for number in numbers:
            if type(number) is not int or not least <= number <= most:
                raise ValueError(f"{numbers} as {kind}")
        if kind == dtype:  # the bits stand for the same numbers in both
            return numbers if len(numbers) > 1 else numbers[0]
        seen = np.array(numbers, dtype=kind)
    else:
        raise ValueError(f"{numbers} as {kind}")
    components = seen.view(dtype)
    return python_value(components if components.size > 1 else components[0])
