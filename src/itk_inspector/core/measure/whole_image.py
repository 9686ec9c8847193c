"""Statistics of all pixels of an image, wherever they are."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import UsageError
from itk_inspector.core.measure.order_statistics import Reduce
from itk_inspector.core.measure.statistics import reduced_statistics

MOST = 4096
"""Different whole numbers up to which each is listed."""


@dataclass(frozen=True, slots=True)
class ComponentReport:
    """What is told of one component of all pixels.

    Parameters
    ----------
    name : str
        ``""`` where a pixel is one number.
    count : int
        Finite values; NaN and infinities are counted apart, and in nothing else.
    nan, infinite : int
    total, mean, deviation, median, minimum, maximum
        As of `statistics.Statistics`; the median is None where nobody asked for it.
    values : tuple of tuple of int
        Which whole numbers occur, in rising order, and how often; empty for floats, where there are more than `MOST`,
        and where nobody asked for it.
    """

    name: str
    count: int
    nan: int = 0
    infinite: int = 0
    total: int | float | None = None
    mean: float | None = None
    deviation: float | None = None
    median: float | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    values: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        """All of it, as JSON; a sum may have more than 64 bits."""
        return json.dumps(astuple(self), allow_nan=False)

    @classmethod
    def of_text(cls, text: str) -> ComponentReport:
        """Return what a text of this kind says.

        Raises
        ------
        ValueError
            If it says anything else.
        """
        told = json.loads(text)
        if not isinstance(told, list) or len(told) != len(fields(cls)):
            raise ValueError("no report")
        name, *figures, values = told
        pairs = tuple(tuple(pair) for pair in values)
        counts, others = figures[:3], [each for each in figures[3:] if each is not None]
        are_whole = all(type(each) is int for each in (*counts, *(number for pair in pairs for number in pair)))
        are_numbers = all(type(each) in (int, float) and math.isfinite(each) for each in others)
        if type(name) is not str or not are_whole or not are_numbers or any(len(pair) != 2 for pair in pairs):
            raise ValueError("no numbers")
        return cls(*(name, *figures, pairs))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What takes passes of its own over numbers of more than two bytes; of smaller ones it is always told.

    Parameters
    ----------
    median : bool
        One more pass for each two bytes.
    values : bool
        One more pass: which whole numbers occur, and how often.
    """

    median: bool = False
    values: bool = False

    def passes(self, dtype: np.dtype[Any]) -> int:
        """Return how often all pixels are gone through, for one component."""
        if dtype.kind in "iu" and dtype.itemsize <= 2:
            return 1
        return 2 + self.median * dtype.itemsize // 2 + (self.values and dtype.kind in "iu")


def component_reports(
    reduce_of: Callable[[int | None], Reduce], dtype: np.dtype[Any], names: Sequence[str], wanted: Wanted
) -> tuple[ComponentReport, ...]:
    """Return what is told of each component.

    Parameters
    ----------
    reduce_of : callable
        Returns what goes through a component of all pixels; through their only one for None.
    dtype : numpy.dtype
    names : sequence of str
        Of the components.
    wanted : Wanted

    Raises
    ------
    UsageError
        For complex numbers, which have no order.
    """
    if dtype.kind not in "iufb":
        raise UsageError("Complex numbers have no order: there are no statistics of them.")
    dtype = numbers_type(dtype)
    parts: list[int | None] = [None] if len(names) == 1 else list(range(len(names)))
    return tuple(
        _report(reduce_of(part), dtype, name if len(names) > 1 else "", wanted)
        for part, name in zip(parts, names, strict=True)
    )


def numbers_type(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return as what values are counted: those of a mask as 0 and 1."""
    return np.dtype(np.uint8) if dtype.kind == "b" else dtype


def _report(reduce: Reduce, dtype: np.dtype[Any], name: str, wanted: Wanted) -> ComponentReport:
    found = reduced_statistics(reduce, dtype, has_median=wanted.median)
    assert found is not None  # all values are there each time
    values: tuple[tuple[int, int], ...] = ()
    if found.counted is not None:
        if len(found.counted[0]) <= MOST:
            values = tuple(zip(found.counted[0].tolist(), found.counted[1].tolist(), strict=True))
    elif wanted.values and dtype.kind in "iu":
        values = tuple(sorted((reduce(_values, partial(_joined, MOST)) or {}).items()))
    return ComponentReport(
        name, found.count, found.nan, found.infinite, found.total, found.mean, found.deviation, found.median,
        found.minimum, found.maximum, values,
    )  # fmt: skip


def _values(block: npt.NDArray[Any]) -> dict[int, int] | None:
    values, counts = np.unique(block, return_counts=True)
    return dict(zip(values.tolist(), counts.tolist(), strict=True)) if len(values) <= MOST else None


def _joined(most: int, one: dict[int, int] | None, other: dict[int, int] | None) -> dict[int, int] | None:
    if one is None or other is None:
        return None
    both = dict(one)  # a cluster may join the same parts once more
    for value, count in other.items():
        both[value] = both.get(value, 0) + count
    return both if len(both) <= most else None
