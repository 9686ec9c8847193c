"""How many pixels hold what stands out: NaN, infinities, the smallest and the largest value, each label."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.pixels.values import scalar_text
from itk_inspector.core.probing.order import Sought
from itk_inspector.core.probing.position_text import Search

FEW = 64
"""Different whole numbers up to which each is listed."""
MANY = 4096
"""The same, of an image that is known to hold labels."""
_BLOCK = 1024 * 1024
"""Bytes that are looked at in one go."""


@dataclass(frozen=True, slots=True)
class ValueRow:
    """Something to look for.

    Parameters
    ----------
    name : str
        What it is; ``"label"`` for one of few whole numbers, or the layer that holds it.
    text : str
        The value, exact; ``""`` where there is none.
    count : int
        Pixels that hold it in one of their components.
    search : Search
        Leads to the next one of these.
    at : ItkIndex or None
        The first of these, where the pixels are not in memory to be looked through.
    """

    name: str
    text: str
    count: int
    search: Search
    at: ItkIndex | None = None


@dataclass(frozen=True, slots=True)
class Extreme:
    """The outermost finite value, and how many pixels hold it; None and 0 where there is none."""

    value: Any = None
    count: int = 0

    def with_other(self, other: Extreme, *, is_smallest: bool) -> Extreme:
        """Return the outermost value of these pixels and of others."""
        if self.value is None or other.value is None:
            return other if self.value is None else self
        if self.value == other.value:
            return Extreme(self.value, self.count + other.count)
        return self if bool(self.value < other.value) == is_smallest else other


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What stands out among some pixels.

    Parameters
    ----------
    nan, positive, negative : int
        Pixels that hold it in one of their components; every infinity of complex numbers counts as positive.
    low, high : Extreme
    labels : tuple of (dict or None)
        How often each whole number occurs, layer by layer; None where there are too many. Empty where none are.
    """

    nan: int = 0
    positive: int = 0
    negative: int = 0
    low: Extreme = Extreme()
    high: Extreme = Extreme()
    labels: tuple[dict[int, int] | None, ...] = ()

    def with_other(self, other: Outstanding, most: int) -> Outstanding:
        """Return what stands out among these pixels and others, with at most so many labels of a layer."""
        return Outstanding(
            self.nan + other.nan,
            self.positive + other.positive,
            self.negative + other.negative,
            self.low.with_other(other.low, is_smallest=True),
            self.high.with_other(other.high, is_smallest=False),
            tuple(added_labels(one, another, most) for one, another in zip(self.labels, other.labels, strict=True)),
        )

    def is_plausible(self, pixels: int, most: int) -> bool:
        """Tell whether so many pixels can have this, with at most so many labels of a layer."""
        layers = [each for each in self.labels if each is not None]
        counts = [self.nan, self.positive, self.negative, self.low.count, self.high.count]
        are_few = all(len(each) <= most and sum(each.values()) == pixels for each in layers)
        return are_few and all(0 <= each <= pixels for each in counts)

    def rows(self, dtype: np.dtype[Any], most: int) -> tuple[ValueRow, ...]:
        """Return a row for each.

        Parameters
        ----------
        dtype : numpy.dtype
            Of the pixels.
        most : int
            Labels up to which each is listed, of one layer.

        Returns
        -------
        tuple of ValueRow
            NaN and infinities (of floats only), the smallest and the largest finite value (of real numbers), then the
            labels.
        """
        rows: list[ValueRow] = []
        if dtype.kind in "fc":
            rows.append(ValueRow("NaN", "", self.nan, Search(Sought.NAN)))
            name = "+Inf" if dtype.kind == "f" else "Inf"
            rows.append(ValueRow(name, "", self.positive, Search(Sought.INFINITY)))
        if dtype.kind == "f":
            rows.append(ValueRow("−Inf", "", self.negative, Search(Sought.NEGATIVE_INFINITY)))
        for name, found in (("minimum", self.low), ("maximum", self.high)):
            if found.value is not None:
                search = Search(Sought.VALUE, value=found.value)
                rows.append(ValueRow(name, scalar_text(found.value, dtype.name), found.count, search))
        for layer, counted in enumerate(self.labels):
            name, component = (f"layer {layer + 1}", layer) if len(self.labels) > 1 else ("label", None)
            listed = sorted(counted.items()) if counted is not None and len(counted) <= most else ()
            for label, count in listed:
                rows.append(ValueRow(name, str(label), count, Search(Sought.LABEL, label, component=component)))
        return tuple(rows)


def layers_of(dtype: np.dtype[Any], components: int, *, has_layers: bool) -> tuple[int, ...]:
    """Return the components of which each whole number is counted."""
    return tuple(range(components)) if dtype.kind in "iu" and (has_layers or components == 1) else ()


def outstanding(layers: tuple[int, ...], most: int, block: npt.NDArray[Any]) -> Outstanding:
    """Return what stands out among some pixels, ``[pixel, component]``; whole numbers are counted of some layers."""
    values, kind = block, block.dtype.kind
    nan = positive = negative = 0
    if kind in "fc" and not (finite := np.isfinite(block)).all():
        values = block[finite]
        nan = _pixels(np.isnan(block))
        is_negative = np.isneginf(block) if kind == "f" else np.zeros_like(finite)
        negative = _pixels(is_negative)
        positive = _pixels(np.isinf(block) & ~is_negative)
    low, high = Extreme(), Extreme()
    if kind != "c" and values.size:
        low, high = (Extreme(end.item(), _pixels(block == end)) for end in (values.min(), values.max()))
    labels = tuple(with_labels({}, np.ascontiguousarray(block[:, layer]), most) for layer in layers)
    return Outstanding(nan, positive, negative, low, high, labels)


def outstanding_of_counts(values: npt.NDArray[np.int64], counts: npt.NDArray[np.int64], most: int) -> Outstanding:
    """Return what stands out among whole numbers that were counted one by one, in rising order."""
    if not len(values):
        return Outstanding(labels=({},))
    pairs = list(zip(values.tolist(), counts.tolist(), strict=True))
    return Outstanding(
        low=Extreme(*pairs[0]), high=Extreme(*pairs[-1]), labels=(dict(pairs) if len(pairs) <= most else None,)
    )


def added_labels(one: dict[int, int] | None, other: dict[int, int] | None, most: int) -> dict[int, int] | None:
    """Return how often each number occurs in both, and change neither; None where there are too many."""
    if one is None or other is None:
        return None
    both = dict(one)
    for label, count in other.items():
        both[label] = both.get(label, 0) + count
    return both if len(both) <= most else None


def count_values(
    pixels: npt.NDArray[Any],
    *,
    has_components: bool,
    has_layers: bool = False,
    most: int = FEW,
    go_on: Callable[[], bool] = lambda: True,
    told: Callable[[float], None] = lambda _: None,
) -> tuple[ValueRow, ...] | None:
    """Count what stands out among all pixels, exactly; each is looked at once.

    Parameters
    ----------
    pixels : numpy.ndarray
        Of any dimension, C-contiguous; only read.
    has_components : bool
        The last axis holds the components of a pixel.
    has_layers : bool
        Each component holds labels of its own.
    most : int
        Different whole numbers up to which each is listed, of one component.
    go_on : callable
        Asked before each block.
    told : callable
        Called with how much is done, from 0 to 1.

    Returns
    -------
    tuple of ValueRow or None
        NaN and infinities (of floats only), the smallest and the largest finite value (of real numbers), then the
        labels; None when ``go_on`` said no.
    """
    flat = pixels.reshape(-1, pixels.shape[-1] if has_components else 1)
    layers, done = layers_of(flat.dtype, flat.shape[1], has_layers=has_layers), 0
    found = Outstanding(labels=({},) * len(layers))
    for block in _blocks(flat):
        if not go_on():
            return None
        listed = tuple(layer for layer, labels in zip(layers, found.labels, strict=True) if labels is not None)
        new = outstanding(listed, most, block)
        of_layers = dict(zip(listed, new.labels, strict=True))
        found = found.with_other(replace(new, labels=tuple(of_layers.get(layer) for layer in layers)), most)
        done += len(block)
        told(done / len(flat))
        time.sleep(0)  # whoever waits for the interpreter gets it
    return found.rows(flat.dtype, most)


def _pixels(mask: npt.NDArray[np.bool_]) -> int:
    """Count the pixels of which one component is marked."""
    return int(np.count_nonzero(functools.reduce(np.logical_or, mask.T)))  # any() along few is slow


def with_labels(labels: dict[int, int], values: npt.NDArray[Any], most: int) -> dict[int, int] | None:
    """Add the numbers of a block; None as soon as there are too many different ones."""
    if values.dtype.itemsize <= 2:
        bits = 8 * values.dtype.itemsize
        counts = np.bincount(values.view(f"u{values.dtype.itemsize}"), minlength=2**bits)
        places = np.flatnonzero(counts)
        found, counted = places.astype(f"u{values.dtype.itemsize}").view(values.dtype), counts[places]
    elif len(np.unique(values[: 2 * most])) > most:  # a short look saves sorting all of what is no label image
        return None
    else:
        found, counted = np.unique(values, return_counts=True)
    if found.size > most:
        return None
    return added_labels(labels, dict(zip(found.tolist(), counted.tolist(), strict=True)), most)


def _blocks(flat: npt.NDArray[Any]) -> Iterator[npt.NDArray[Any]]:
    rows = max(1, _BLOCK // max(1, flat.itemsize * flat.shape[1]))
    for first in range(0, len(flat), rows):
        yield flat[first : first + rows]
