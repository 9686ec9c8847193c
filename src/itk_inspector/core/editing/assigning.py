"""``copy[key] = values``, as one step: NumPy says which pixels, and no value is stored as another one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.exact_numbers import Value
from itk_inspector.core.editing.paint_over import ALL_VALUES, PaintOver
from itk_inspector.core.editing.painted_part import PaintedPart
from itk_inspector.core.editing.runs import Runs
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.steps import StrokeStep
from itk_inspector.core.editing.storing import Storing, stored
from itk_inspector.core.errors import EditError
from itk_inspector.core.pixels.values import python_value, value_text

MOST_LISTED = 1 << 26
"""Pixels of an image of which any may be named one by one: the list of their places takes eight bytes each."""


def assigned(session: EditSession, key: Any, values: npt.ArrayLike, over: PaintOver = ALL_VALUES) -> StrokeStep | None:
    """Return the step that does what ``pixels[key] = values`` does in NumPy; None where that is no pixel.

    Parameters
    ----------
    session : EditSession
    key : Any
        What NumPy takes in brackets, for an array of the shape of the copy.
    values : array_like
        Broadcast to what the key selects.
    over : PaintOver
        Other pixels stay as they are.

    Raises
    ------
    EditError
        If the key selects nothing in such an array, the values do not broadcast, or the pixel type does not hold one of
        them: out of range, or a fraction in an integer type. A fraction is stored as the nearest that a type of
        fractions holds.
    """
    pixels = session.access.all()
    shape, channels = session.geometry.shape, session.version.channels
    try:
        places = _places(pixels, key)
        given = np.broadcast_to(_exact(np.asarray(values), pixels.dtype), places.shape).reshape(-1)
    except (IndexError, ValueError, TypeError) as e:
        raise EditError(f"{str(e)[:1].upper()}{str(e)[1:]}.") from e
    flat = places.reshape(-1)
    if not flat.size:
        return None
    rows = pixels.reshape(math.prod(shape), *pixels.shape[len(shape) :])
    touched = np.unique(flat // channels)
    old = rows[touched]
    new = old.copy()
    at = np.searchsorted(touched, flat // channels) * channels + flat % channels
    new.reshape(-1)[at] = given  # of a pixel that is named twice, the last value stays, as in NumPy
    allowed = over.allows(old)
    touched, old, new = touched[allowed], old[allowed], new[allowed]
    if not touched.size:
        return None
    count = "1 pixel" if touched.size == 1 else f"{touched.size:,} pixels"
    return StrokeStep(f"assign {count}", shape, (PaintedPart(0, 1, Runs.of(touched), old, new),), new[-1])


def _places(pixels: npt.NDArray[Any], key: Any) -> npt.NDArray[np.int64]:
    """Return the flat places of the components that a key selects, in the shape that NumPy gives them."""
    if not _is_listed(key):
        seen = pixels[key if isinstance(key, tuple) else (key,)]
        if isinstance(seen, np.ndarray):
            return _of_view(seen, pixels)
        return np.array(np.ravel_multi_index(tuple(_positive(key, pixels.shape)), pixels.shape), dtype=np.int64)
    if pixels.size > MOST_LISTED:
        if isinstance(key, np.ndarray) and key.dtype == np.bool_ and key.shape == pixels.shape:
            return np.flatnonzero(key).astype(np.int64, copy=False)
        raise EditError(f"Of more than {MOST_LISTED:,} values, use slices, or a mask of the shape of the array.")
    return np.asarray(np.arange(pixels.size, dtype=np.int64).reshape(pixels.shape)[key])


def _is_listed(key: Any) -> bool:
    parts = key if isinstance(key, tuple) else (key,)
    return any(isinstance(part, bool | np.bool_ | list | np.ndarray) for part in parts)


def _positive(key: Any, shape: tuple[int, ...]) -> list[int]:
    parts = [part for part in (key if isinstance(key, tuple) else (key,)) if part is not Ellipsis]
    return [int(part) % size for part, size in zip(parts, shape, strict=True)]


def _of_view(seen: npt.NDArray[Any], pixels: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return where the elements of a view of an array lie in it."""
    size = pixels.itemsize
    first = (seen.__array_interface__["data"][0] - pixels.__array_interface__["data"][0]) // size
    places = np.full(seen.shape, first, dtype=np.int64)
    for axis, (count, stride) in enumerate(zip(seen.shape, seen.strides, strict=True)):
        steps = np.arange(count, dtype=np.int64) * (stride // size)
        places += steps.reshape(-1, *(1,) * (seen.ndim - axis - 1))
    return places


def _exact(given: npt.NDArray[Any], dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    if given.dtype == dtype:
        return given
    if given.dtype.kind not in "biufc":
        raise EditError(f"Values of the type {given.dtype} cannot be stored.")
    value = Value.of(given)
    with np.errstate(all="ignore"):  # what does not fit is marked
        made, bad = stored(value, dtype, Storing.EXACT)
    if value.bad is not None:
        bad = bad | value.bad
    if np.any(bad):
        wrong = value_text(python_value(given[np.broadcast_to(bad, given.shape)].reshape(-1)[0]), given.dtype.name)
        raise EditError(f"{wrong} does not fit: the copy holds {dtype.name}.")
    return made
