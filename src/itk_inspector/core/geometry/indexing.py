"""Index types, and the only place where axis order is reversed or a coordinate rounded."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Sequence
from typing import Self

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import ProbeError


@dataclass(frozen=True, slots=True, init=False)
class ItkIndex:
    """A pixel in ITK order, fastest axis first: ``(x, y[, z[, t]])``.

    Not a tuple on purpose: indexing a NumPy array with it raises instead of
    reading another pixel.

    Parameters
    ----------
    components : tuple of int
        One per axis, counted from the image's start index.
    """

    components: tuple[int, ...]

    def __init__(self, components: Iterable[int]) -> None:
        # ITK refuses np.int64 and JSON does, too; a fraction must raise rather than be cut off
        object.__setattr__(self, "components", tuple(map(operator.index, components)))

    @classmethod
    def of(cls, *components: int) -> Self:
        """Build from separate components, x first."""
        return cls(components)

    @property
    def dimension(self) -> int:
        """Number of axes."""
        return len(self.components)

    def __str__(self) -> str:
        return f"({', '.join(map(str, self.components))})"


def checked_index(index: object) -> ItkIndex:
    """Return an index as it is, but for bare numbers, of which nobody knows the order.

    Raises
    ------
    ProbeError
        If it is no `ItkIndex`.
    """
    if not isinstance(index, ItkIndex):
        raise ProbeError("An ItkIndex is needed, such as ItkIndex.of(x, y), so that the order is plain.")
    return index


class ArrayIndex(tuple[int, ...]):
    """A pixel in NumPy order, slowest axis first: ``[.., slice, row, col]``; a tuple, so ``pixels[index]`` works."""

    __slots__ = ()

    @classmethod
    def of(cls, *components: int) -> Self:
        """Build from separate components, slowest axis first."""
        return cls(operator.index(c) for c in components)

    def __str__(self) -> str:
        return f"[{', '.join(map(str, self))}]"


@dataclass(frozen=True, slots=True)
class ContinuousIndex:
    """A position in ITK order; an integer is a pixel centre and the pixel covers ±0.5 around it."""

    components: tuple[float, ...]

    @classmethod
    def of(cls, *components: float) -> Self:
        """Build from separate components, x first."""
        return cls(tuple(float(c) for c in components))


@dataclass(frozen=True, slots=True)
class PhysicalPoint:
    """A point in the file's units; LPS for medical data."""

    components: tuple[float, ...]

    @classmethod
    def of(cls, *components: float) -> Self:
        """Build from separate components, x first."""
        return cls(tuple(float(c) for c in components))


def round_half_up(value: float) -> int:
    """Round as ITK does: ``floor(value + 0.5)``, so 0.5 → 1 and −0.5 → 0.

    The sum is exact for the largest double below 0.5 too: 0.49999999999999994 rounds to 0.

    Source: ``itk::Math::RoundHalfIntegerUp``.
    """
    below = math.floor(value)
    return below + 1 if value - below >= 0.5 else below


def nearest_index(continuous: ContinuousIndex) -> ItkIndex:
    """Return the pixel that covers ``continuous``."""
    return ItkIndex(map(round_half_up, continuous.components))


def nearest_to_point(continuous: ContinuousIndex) -> ItkIndex:
    """Return the pixel that ITK finds at a physical point with this continuous index.

    As `nearest_index`, but for the largest double below 0.5, of which ITK makes 1.

    Source: ``itk::Math::Detail::RoundHalfIntegerUp_64``, in ``itk::ImageBase::TransformPhysicalPointToIndex``.
    """
    return ItkIndex(tuple(round(2.0 * component + 0.5) >> 1 for component in continuous.components))


def reverse(components: Iterable[int]) -> tuple[int, ...]:
    """Reverse axis order: ITK size ↔ NumPy shape, without a start index."""
    return tuple(components)[::-1]


def to_array(index: ItkIndex, start: Sequence[int]) -> ArrayIndex:
    """Return the NumPy index of ``index``: reversed, and counted from ``start``.

    Parameters
    ----------
    index : ItkIndex
    start : sequence of int
        The region's start index, ITK order.
    """
    return ArrayIndex([c - s for c, s in zip(index.components, start, strict=True)][::-1])


def to_itk(index: Sequence[int], start: Sequence[int]) -> ItkIndex:
    """Return the ITK index of the NumPy index ``index``: reversed, plus ``start`` (ITK order)."""
    return ItkIndex(tuple(c + s for c, s in zip(reverse(index), start, strict=True)))


def unswapped(index: ItkIndex, shape: Sequence[int]) -> ArrayIndex | None:
    """Return ``[x, y, ..]`` used as a NumPy index as it stands, or None when that is out of bounds.

    Negative numbers are out of bounds here, although NumPy would wrap them.
    """
    for component, count in zip(index.components, shape, strict=True):
        if not 0 <= component < count:
            return None
    return ArrayIndex(index.components)


def inside(index: Sequence[int], shape: Sequence[int]) -> bool:
    """Tell whether a NumPy index lies in an array of ``shape`` (same order for both)."""
    return len(index) == len(shape) and all(0 <= c < n for c, n in zip(index, shape, strict=True))
