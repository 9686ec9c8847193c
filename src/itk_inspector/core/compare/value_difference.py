"""Statistics of the difference of two images' stored values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.compare.exact_sums import nearest_float, root
from itk_inspector.core.compare.pixel_difference import magnitude_of
from itk_inspector.core.compare.tally import Mask, Tally
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.indexing import ArrayIndex
from itk_inspector.core.pixels.values import Scalar

_BLOCK = 1 << 16
"""Pixels that are looked at in one go: few enough for the processor's cache, and enough for NumPy to be quick."""


@dataclass(frozen=True, slots=True)
class LargestDifference:
    """The first pixel at which the magnitude of ``a - b`` is the largest.

    Parameters
    ----------
    array_index : ArrayIndex
        Counted from the first pixel in both images, without a component.
    a, b : number
        The stored values.
    magnitude : int or float
        Exact for whole numbers, the nearest double for others.
    """

    array_index: ArrayIndex
    a: Scalar
    b: Scalar
    magnitude: int | float


@dataclass(frozen=True, slots=True)
class ComponentDifference:
    """How one component differs.

    Parameters
    ----------
    count : int
        Values compared.
    unequal : int
        How many are not the same number. −0.0 is 0.0, and NaN is NaN.
    beyond : int
        How many of these differ by more than the tolerance.
    other_bits : int or None
        How many are the same number in other bits: −0.0 and 0.0, or NaN of different payloads; None where the types
        differ.
    nan_equal, nan_unequal : int
        Pairs without a difference: both are NaN; one is, and is unequal to the other.
    infinite : int
        Pairs whose difference is infinite.
    smallest, greatest : int or float or None
        Of ``a - b``, with its sign; None for complex numbers, or where there is no difference.
    mean_absolute, rms : float or None
        Of all finite differences, those of equal values too: the mean of the magnitudes, and the root of the mean of
        their squares. Of whole numbers these are the exact ones, rounded once.
    largest : LargestDifference or None
        None where no values differ.
    """

    count: int
    unequal: int
    beyond: int
    other_bits: int | None
    nan_equal: int
    nan_unequal: int
    infinite: int
    smallest: int | float | None
    greatest: int | float | None
    mean_absolute: float | None
    rms: float | None
    largest: LargestDifference | None


@dataclass(frozen=True, slots=True)
class ValueDifference:
    """How the values of two images differ, pixel by pixel.

    Parameters
    ----------
    dtypes : tuple of str
        NumPy's names of the types of both.
    tolerance : float
        Differences up to it do not count as such in ``beyond``.
    pixels : int
    unequal : int
        Pixels of which a component is not the same number.
    beyond : int
        Pixels of which a component differs by more than the tolerance.
    components : tuple of ComponentDifference
    """

    dtypes: tuple[str, str]
    tolerance: float
    pixels: int
    unequal: int
    beyond: int
    components: tuple[ComponentDifference, ...]

    @property
    def is_identical(self) -> bool:
        """Tell whether the types are the same, and every bit is."""
        return not self.unequal and all(one.other_bits == 0 for one in self.components)


def value_difference(
    a: npt.NDArray[Any],
    b: npt.NDArray[Any],
    *,
    has_components: bool = False,
    tolerance: float = 0.0,
    go_on: Callable[[], bool] = lambda: True,
    told: Callable[[float], None] = lambda _: None,
) -> ValueDifference | None:
    """Compare two images of one shape, value by value; each is read once, in blocks.

    Parameters
    ----------
    a, b : numpy.ndarray
        C-contiguous, of the same shape, each of a type of its own; only read.
    has_components : bool
        The last axis holds the components of a pixel.
    tolerance : float
        Not negative.
    go_on : callable
        Asked before each block.
    told : callable
        Called with how much is done, from 0 to 1.

    Returns
    -------
    ValueDifference or None
        None when ``go_on`` said no.

    Raises
    ------
    ValueError
        If the shapes differ, or the tolerance is negative or no number.
    """
    if a.shape != b.shape:
        raise ValueError(f"shapes differ: {a.shape} and {b.shape}")
    if not tolerance >= 0:
        raise ValueError(f"{tolerance} is no tolerance")
    shape = a.shape[:-1] if has_components else a.shape
    channels = a.shape[-1] if has_components else 1
    x, y = (one.reshape(-1, channels) for one in (a, b))
    tallies = [Tally(tolerance, a.dtype == b.dtype) for _ in range(channels)]
    step = max(1, _BLOCK // channels)
    unequal = beyond = 0
    for first in range(0, len(x), step):
        if not go_on():
            return None
        block = slice(first, first + step)
        taken = [tally.take(x[block, place], y[block, place]) for place, tally in enumerate(tallies)]
        more, further = pixels_in(taken)
        unequal += more
        beyond += further
        told(min(first + step, len(x)) / len(x))
    largest = (_largest(tally, shape, x[:, place], y[:, place]) for place, tally in enumerate(tallies))
    parts = tuple(component_difference(tally, at) for tally, at in zip(tallies, largest, strict=True))
    return ValueDifference((a.dtype.name, b.dtype.name), tolerance, len(x), unequal, beyond, parts)


def pixels_in(taken: Sequence[tuple[Mask, Mask] | None]) -> tuple[int, int]:
    """Count the pixels of a block of which a component is unequal, and is beyond the tolerance.

    Parameters
    ----------
    taken : sequence
        What `Tally.take` returned for each component.
    """
    masks = [pair for pair in taken if pair is not None]
    if not masks:
        return 0, 0
    kinds = ([pair[kind] for pair in masks] for kind in (0, 1))
    unequal, beyond = (kind[0] if len(kind) == 1 else np.logical_or.reduce(kind) for kind in kinds)
    return int(np.count_nonzero(unequal)), int(np.count_nonzero(beyond))


def _largest(
    tally: Tally, shape: tuple[int, ...], x: npt.NDArray[Any], y: npt.NDArray[Any]
) -> LargestDifference | None:
    return (
        None if tally.largest is None else largest_difference(tally.at, shape, x[tally.at].item(), y[tally.at].item())
    )


def largest_difference(at: int, shape: tuple[int, ...], a: Scalar, b: Scalar) -> LargestDifference:
    """Return the largest difference, which is that of two values; so many pixels of a shape come before it."""
    place = ArrayIndex(int(n) for n in np.unravel_index(at, shape))
    return LargestDifference(place, a, b, magnitude_of(a, b))


def component_difference(tally: Tally, largest: LargestDifference | None) -> ComponentDifference:
    """Return what was counted of a component."""
    finite = tally.count - tally.nan_equal - tally.nan_unequal - tally.infinite
    return ComponentDifference(
        tally.count,
        tally.unequal,
        tally.beyond,
        tally.other_bits if tally.has_bits else None,
        tally.nan_equal,
        tally.nan_unequal,
        tally.infinite,
        tally.low,
        tally.high,
        nearest_float(Fraction(tally.total) / finite) if finite else None,
        root(Fraction(tally.squares) / finite) if finite else None,
        largest,
    )
