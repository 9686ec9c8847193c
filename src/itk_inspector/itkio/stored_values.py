"""Storing computed values in the pixel type of a result: nothing wraps."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import EditError, ExportError
from itk_inspector.core.export.conversion import Conversion, ConversionKind
from itk_inspector.core.export.converting import converted
from itk_inspector.core.pixels.held_values import held_fractions


def store(values: npt.NDArray[Any], out: npt.NDArray[Any], *, clips: bool = True) -> tuple[str, ...]:
    """Store values: whole numbers are rounded half to even, floats become the nearest that their type holds.

    Parameters
    ----------
    values : numpy.ndarray
    out : numpy.ndarray
        Of the same shape.
    clips : bool
        What is out of range becomes the nearest that is not; else it is refused.

    Returns
    -------
    tuple of str
        What to tell of it.

    Raises
    ------
    EditError
        If a value does not fit.
    """
    if out.dtype.kind not in "iu":
        return _store_floats(values, out, clips=clips)
    kind = ConversionKind.CLIP if clips else ConversionKind.ROUND
    try:
        made, notes = converted(values, Conversion(kind, out.dtype.name))
    except ExportError as e:
        raise EditError(e.message, advice=e.advice) from e
    out[...] = made
    return notes


def _store_floats(values: npt.NDArray[Any], out: npt.NDArray[Any], *, clips: bool) -> tuple[str, ...]:
    if values.dtype.kind != "f" or out.dtype.itemsize >= values.dtype.itemsize:
        out[...] = values
        return ()
    out[...], fits = held_fractions(values, out.dtype)
    count = int(np.count_nonzero(~fits))
    if not count:
        return ()
    if not clips:
        raise EditError(f"{count:,} of {values.size:,} values do not fit into {out.dtype.name}.", advice="Clip them.")
    return (f"{count:,} of {values.size:,} values were clipped to {out.dtype.name}.",)
