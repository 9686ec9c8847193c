"""How many pixels hold what stands out: NaN, infinities, the smallest and the largest value, each label."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

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
    """

    name: str
    text: str
    count: int
    search: Search


@dataclass(slots=True)
class _Extreme:
    """The outermost finite value so far, and how many pixels hold it."""

    is_smallest: bool
    value: Any = None
    count: int = 0

    def take(self, found: Any, block: npt.NDArray[Any]) -> None:
        if self.value is not None and found != self.value and bool(found > self.value) == self.is_smallest:
            return
        if self.value is None or found != self.value:
            self.value, self.count = found, 0
        self.count += _pixels(block == found)


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
    dtype = flat.dtype
    low, high = _Extreme(True), _Extreme(False)
    is_labelled = dtype.kind in "iu" and (has_layers or flat.shape[1] == 1)
    labels: list[dict[int, int] | None] = [{} for _ in range(flat.shape[1])] if is_labelled else []
    nan = positive = negative = done = 0
    for block in _blocks(flat):
        if not go_on():
            return None
        values = block
        if dtype.kind in "fc" and not (finite := np.isfinite(block)).all():
            values = block[finite]
            nan += _pixels(np.isnan(block))
            is_negative = np.isneginf(block) if dtype.kind == "f" else np.zeros_like(finite)
            negative += _pixels(is_negative)
            positive += _pixels(np.isinf(block) & ~is_negative)
        if dtype.kind != "c" and values.size:
            low.take(values.min(), block)
            high.take(values.max(), block)
        for layer, counted in enumerate(labels):
            if counted is not None:
                labels[layer] = with_labels(counted, np.ascontiguousarray(block[:, layer]), most)
        done += len(block)
        told(done / len(flat))
        time.sleep(0)  # whoever waits for the interpreter gets it
    rows: list[ValueRow] = []
    if dtype.kind in "fc":
        rows.append(ValueRow("NaN", "", nan, Search(Sought.NAN)))
        if dtype.kind == "f":
            rows.append(ValueRow("+Inf", "", positive, Search(Sought.INFINITY)))
            rows.append(ValueRow("−Inf", "", negative, Search(Sought.NEGATIVE_INFINITY)))
        else:
            rows.append(ValueRow("Inf", "", positive, Search(Sought.INFINITY)))
    for name, found in (("minimum", low), ("maximum", high)):
        if found.value is not None:
            value = found.value.item()
            search = Search(Sought.VALUE, value=value)
            rows.append(ValueRow(name, scalar_text(value, dtype.name), found.count, search))
    for layer, counted in enumerate(labels):
        name, component = (f"layer {layer + 1}", layer) if len(labels) > 1 else ("label", None)
        for label, count in sorted((counted or {}).items()):
            rows.append(ValueRow(name, str(label), count, Search(Sought.LABEL, label, component=component)))
    return tuple(rows)


def _pixels(mask: npt.NDArray[np.bool_]) -> int:
    """Count the pixels of which one component is marked."""
    return int(np.count_nonzero(mask if mask.shape[1] == 1 else mask.any(axis=1)))


def with_labels(labels: dict[int, int], values: npt.NDArray[Any], most: int) -> dict[int, int] | None:
    """Add the numbers of a block; None as soon as there are too many different ones."""
    if values.dtype.itemsize <= 2:
        bits = 8 * values.dtype.itemsize
        counts = np.bincount(values.view(f"u{values.dtype.itemsize}"), minlength=2**bits)
        places = np.flatnonzero(counts)
        found, counted = places.astype(f"u{values.dtype.itemsize}").view(values.dtype), counts[places]
    else:
        found, counted = np.unique(values, return_counts=True)
    if found.size > most:
        return None
    added = dict(labels)
    for label, count in zip(found.tolist(), counted.tolist(), strict=True):
        added[label] = added.get(label, 0) + count
    return added if len(added) <= most else None


def _blocks(flat: npt.NDArray[Any]) -> Iterator[npt.NDArray[Any]]:
    rows = max(1, _BLOCK // max(1, flat.itemsize * flat.shape[1]))
    for first in range(0, len(flat), rows):
        yield flat[first : first + rows]
