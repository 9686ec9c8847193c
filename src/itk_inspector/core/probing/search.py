"""Where in an image a value is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, to_array, to_itk
from itk_inspector.core.header.space import Space
from itk_inspector.core.pixels.pixel_access import PixelAccess
from itk_inspector.core.probing.order import Sought
from itk_inspector.core.probing.position_text import Search, read_position

_BLOCK = 1024 * 1024
"""Bytes that are looked at in one go: as much as stays in a processor's cache."""


def index_at(text: str, access: PixelAccess, space: Space) -> ItkIndex:
    """Return the index that a text names in an image; a value is looked for from the first pixel on.

    Raises
    ------
    ProbeError
        If it is no position, lies outside, or no pixel has the value.
    """
    typed = read_position(text, access.geometry, space)
    if not isinstance(typed, Search):
        return typed.index
    found = find(access.all(), access.geometry, typed)
    if found is None:
        raise ProbeError(f"No pixel of this image is {typed}.")
    return found


def find(
    pixels: npt.NDArray[Any],
    geometry: Geometry,
    search: Search,
    *,
    after: ItkIndex | None = None,
    backwards: bool = False,
    go_on: Callable[[], bool] = lambda: True,
) -> ItkIndex | None:
    """Find the next pixel with a value, in the order of memory; after the last one comes the first again.

    Parameters
    ----------
    pixels : numpy.ndarray
        ``geometry.shape``, plus a component axis if there are several; a pixel counts when one of its components does,
        or the one that is searched.
    geometry : Geometry
    search : Search
        The largest and the smallest value leave NaN out; every pixel that holds it is found in its turn.
    after : ItkIndex, optional
        Where to begin; this pixel comes last.
    backwards : bool
        Go the other way: the one before.
    go_on : callable
        Asked before each block; the search ends when it says no.

    Returns
    -------
    ItkIndex or None
        None when no pixel has the value, or when the search was ended.

    Raises
    ------
    ProbeError
        If complex numbers are to be put in order.
    """
    count = int(np.prod(geometry.shape))
    flat = pixels.reshape(count, -1)
    if search.component is not None:
        flat = flat[:, search.component : search.component + 1]
    matches = _matching(flat, search, go_on)
    if matches is None:
        return None
    begin = 0
    if after is not None:
        here = int(np.ravel_multi_index(to_array(after, geometry.start_index), geometry.shape))
        begin = here if backwards else here + 1
    parts = ((0, begin), (begin, count)) if backwards else ((begin, count), (0, begin))
    for first, last in parts:
        place = (_last if backwards else _first)(flat[first:last], matches, go_on)
        if place is not None:
            where = np.unravel_index(first + place, geometry.shape)
            return to_itk(ArrayIndex.of(*map(int, where)), geometry.start_index)
    return None


def _matching(
    flat: npt.NDArray[Any], search: Search, go_on: Callable[[], bool]
) -> Callable[[npt.NDArray[Any]], npt.NDArray[np.bool_]] | None:
    """Return what tells whether values are those that are sought, or None when none can be."""
    if search.sought is Sought.NAN:
        return np.isnan if flat.dtype.kind in "fc" else None
    if search.sought in (Sought.INFINITY, Sought.NEGATIVE_INFINITY):
        return _infinite(flat.dtype, is_negative=search.sought is Sought.NEGATIVE_INFINITY)
    if search.sought is Sought.VALUE:
        value = flat.dtype.type(search.value)  # as it was read from such pixels
        return (lambda block: np.equal(block, value)) if value.item() == search.value else None
    wanted = _label_value(flat.dtype, search.label) if search.sought is Sought.LABEL else _extreme(flat, search, go_on)
    return None if wanted is None else lambda block: np.equal(block, wanted)


def _label_value(dtype: np.dtype[Any], label: int) -> Any:
    """Return a whole number in the type of the pixels, or None where they cannot hold it."""
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        return dtype.type(label) if limits.min <= label <= limits.max else None
    try:
        value = dtype.type(float(label))
    except OverflowError:
        return None
    return value if np.isfinite(value) and int(value.real) == label else None


def _extreme(flat: npt.NDArray[Any], search: Search, go_on: Callable[[], bool]) -> Any:
    """Return the largest or the smallest value, or None where all are NaN, or when the search was ended."""
    if flat.dtype.kind == "c":
        raise ProbeError("Complex values have no order, so none is the largest or the smallest.")
    better = np.fmax if search.sought is Sought.MAXIMUM else np.fmin
    best = None
    for block in _blocks(flat):
        if not go_on():
            return None
        found = better.reduce(block, axis=None)
        best = found if best is None else better(best, found)
    return None if best is None or np.isnan(best) else best


def _first(
    flat: npt.NDArray[Any], matches: Callable[[npt.NDArray[Any]], npt.NDArray[np.bool_]], go_on: Callable[[], bool]
) -> int | None:
    place = 0
    for block in _blocks(flat):
        if not go_on():
            return None
        hits = matches(block).any(axis=1)
        if hits.any():
            return place + int(np.argmax(hits))
        place += len(block)
    return None


def _last(
    flat: npt.NDArray[Any], matches: Callable[[npt.NDArray[Any]], npt.NDArray[np.bool_]], go_on: Callable[[], bool]
) -> int | None:
    end = len(flat)
    for block in _blocks(flat[::-1]):
        if not go_on():
            return None
        hits = matches(block).any(axis=1)
        if hits.any():
            return end - 1 - int(np.argmax(hits))
        end -= len(block)
    return None


def _infinite(dtype: np.dtype[Any], *, is_negative: bool) -> Callable[[npt.NDArray[Any]], npt.NDArray[np.bool_]] | None:
    """Return what tells which floats are one infinity; a complex number has one only."""
    if dtype.kind == "c":
        return None if is_negative else np.isinf
    if dtype.kind != "f":
        return None
    return np.isneginf if is_negative else np.isposinf


def _blocks(flat: npt.NDArray[Any]) -> Iterator[npt.NDArray[Any]]:
    rows = max(1, _BLOCK // max(1, flat.itemsize * flat.shape[1]))
    for first in range(0, len(flat), rows):
        yield flat[first : first + rows]
