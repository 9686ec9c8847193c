"""The pixels of one value that hang together: 4-neighbours in a plane, 6-neighbours in a volume.

Runs of pixels along the fastest axis are the nodes of a graph; two that touch along another axis are joined by an edge.
Its components are found by hooking and pointer jumping (Shiloach and Vishkin, An O(log n) parallel connectivity
algorithm, 1982), so that work and memory go by the runs and not by the pixels.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.runs import NO_RUNS, Numbers, Runs
from itk_inspector.core.errors import EditError

MOST_RUNS = 1 << 22
"""More than these would take too much memory."""
_AT_ONCE = 1 << 22
"""Pixels that are compared at once."""


def _always() -> bool:
    return True


def connected(
    pixels: npt.NDArray[Any],
    seed: tuple[int, ...],
    is_wanted: Callable[[], bool] = _always,
    belongs: Callable[[npt.NDArray[Any]], npt.NDArray[np.bool_]] | None = None,
) -> tuple[tuple[int, ...], Runs]:
    """Return the pixels that have the value of one of them, bit by bit, or fit a rule, and hang together with it.

    Parameters
    ----------
    pixels : numpy.ndarray
        Any strides; as many axes as ``seed`` has numbers, at least two, plus a component axis if there are several.
    seed : tuple of int
        NumPy index of a pixel.
    is_wanted : callable
        Asked before every look at pixels.
    belongs : callable, optional
        Returns which pixels of a slab along the first axis belong to those sought, without a component axis; the one
        at ``seed`` must.

    Returns
    -------
    tuple of int
        The shape that the runs count in: one larger than that of the pixels along each axis but the first. The pixel
        ``[a, b, c]`` has the number that it has in a C-ordered array of this shape.
    Runs
        Numbers of pixels; no run goes on in another row.

    Raises
    ------
    EditError
        If there are more than `MOST_RUNS` runs of the value, or nobody wants to know any more.
    """
    shape = pixels.shape[: len(seed)]
    padded = (shape[0], *(n + 1 for n in shape[1:]))
    runs = _runs_of(pixels, belongs or _same_bits(pixels, seed), padded, is_wanted)
    found = int(np.searchsorted(runs.stops, np.ravel_multi_index(seed, padded), side="right"))
    one, other = _edges(runs, padded)
    is_joined = _component(runs.starts.size, one, other, found)
    return padded, Runs(runs.starts[is_joined], runs.stops[is_joined])


def in_array(runs: Runs, counted_in: tuple[int, ...], steps: tuple[int, ...]) -> Runs:
    """Return runs of `connected` with other numbers.

    Parameters
    ----------
    runs : Runs
    counted_in : tuple of int
        The shape that they count in.
    steps : tuple of int
        How far it is from one pixel to the next along each axis; 1 along the last.
    """
    places = np.unravel_index(runs.starts, counted_in)
    starts = np.zeros_like(runs.starts)
    for place, step in zip(places, steps, strict=True):
        starts += place * step
    return Runs.joined(starts, starts + (runs.stops - runs.starts))


def _runs_of(
    pixels: npt.NDArray[Any],
    belongs: Callable[[npt.NDArray[Any]], npt.NDArray[np.bool_]],
    padded: tuple[int, ...],
    is_wanted: Callable[[], bool],
) -> Runs:
    """Return all runs of pixels that belong to those sought, read in slabs along the first axis."""
    behind = math.prod(padded[1:])
    thick = max(1, _AT_ONCE // behind)
    starts, stops, count = [], [], 0
    for first in range(0, padded[0], thick):
        if not is_wanted():
            raise EditError("The search for connected pixels was given up.")
        found = belongs(pixels[first : first + thick])
        mask = np.zeros((found.shape[0], *padded[1:]), dtype=np.bool_)
        mask[tuple(slice(0, n) for n in found.shape)] = found
        runs = Runs.of_mask(mask.reshape(-1), first * behind)
        count += runs.starts.size
        if count > MOST_RUNS:
            raise EditError("There are too many separate pieces of this value to find those that hang together.")
        starts.append(runs.starts)
        stops.append(runs.stops)
    return Runs(np.concatenate(starts), np.concatenate(stops))


def _same_bits(pixels: npt.NDArray[Any], seed: tuple[int, ...]) -> Callable[[npt.NDArray[Any]], npt.NDArray[np.bool_]]:
    """Return the rule that a pixel has the bits of one of them."""
    axes = len(seed)
    value = _bits(pixels[tuple(slice(s, s + 1) for s in seed)], axes)

    def equal(slab: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
        found = np.asarray(_bits(slab, axes) == value)
        return np.asarray(found.all(axis=-1)) if found.ndim > axes else found

    return equal


def _bits(pixels: npt.NDArray[Any], axes: int) -> npt.NDArray[Any]:
    """Return pixels so that ``==`` compares their bits: of floats as integers, of several with a component axis."""
    if pixels.dtype.kind not in "fc":
        return pixels
    size = pixels.dtype.itemsize // (2 if pixels.dtype.kind == "c" else 1)
    whole = np.ascontiguousarray(pixels)
    if pixels.dtype.kind == "c" and pixels.ndim == axes:
        whole = whole[..., np.newaxis]
    return whole.view(np.dtype(f"u{size}"))


def _edges(runs: Runs, padded: tuple[int, ...]) -> tuple[Numbers, Numbers]:
    """Return the pairs of runs that touch along the axes across them; an empty place ends each axis but the first."""
    ones, others = [NO_RUNS.starts], [NO_RUNS.starts]
    for axis in range(len(padded) - 1):
        step = math.prod(padded[axis + 1 :])
        first = np.searchsorted(runs.stops, runs.starts + step, side="right")
        behind = np.searchsorted(runs.starts, runs.stops + step, side="left")
        count = np.maximum(behind - first, 0)
        ones.append(np.repeat(np.arange(runs.starts.size), count))
        skipped = np.cumsum(count) - count
        others.append(np.arange(int(count.sum())) + np.repeat(first - skipped, count))
    return np.concatenate(ones), np.concatenate(others)


def _component(count: int, one: Numbers, other: Numbers, seed: int) -> npt.NDArray[np.bool_]:
    """Return which of so many nodes hang together with one of them; each label goes down to the least of its nodes."""
    label = np.arange(count)
    while True:
        ends = label[one], label[other]
        differs = ends[0] != ends[1]
        one, other = one[differs], other[differs]
        if not one.size:
            return np.asarray(label == label[seed])
        low, high = np.minimum(*ends)[differs], np.maximum(*ends)[differs]
        np.minimum.at(label, high, low)
        while True:
            jumped = label[label]
            if np.array_equal(jumped, label):
                break
            label = jumped
