"""What is told of all pixels as JSON, and back: a sum may have more than 64 bits."""

from __future__ import annotations

import json
import math
from dataclasses import astuple
from typing import Any

from itk_inspector.core.display.histogram import Histogram
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.probing.value_counts import Extreme, Outstanding


def numbers(told: Any, kinds: tuple[type, ...] = (int, float)) -> tuple[Any, ...]:
    """Return a list of finite numbers, of which some may be missing.

    Raises
    ------
    ValueError
        If it is anything else; so do the others here.
    """
    if type(told) is not list or not all(
        each is None or (type(each) in kinds and math.isfinite(each)) for each in told
    ):
        raise ValueError("no numbers")
    return tuple(told)


def whole(told: Any) -> tuple[int, ...]:
    """Return a list of whole numbers, all of which are there."""
    found = numbers(told, (int,))
    if None in found:
        raise ValueError("no numbers")
    return found


def pairs(told: Any) -> tuple[tuple[int, int], ...]:
    """Return a list of pairs of whole numbers."""
    found = tuple(map(whole, told))
    if any(len(pair) != 2 for pair in found):
        raise ValueError("no numbers")
    return tuple((value, count) for value, count in found)


def index_of(told: Any) -> ItkIndex | None:
    """Return the index that a list of its fields says."""
    if told is None:
        return None
    (components,) = told
    return ItkIndex(whole(components))


def histogram_text(found: Histogram) -> str:
    """Write a histogram."""
    return json.dumps(astuple(found), allow_nan=False)


def histogram_of(told: Any) -> Histogram | None:
    """Return the histogram that a list of its fields says."""
    if told is None:
        return None
    counts, first, last, width, low, high, *others = told
    nan, positive, negative, seen, population = whole(others)
    first, last, low, high = numbers([first, last, low, high])
    (width,) = whole([width])
    found = Histogram(whole(counts), first, last, width, low, high, nan, positive, negative, seen, population)
    is_rising = None not in (first, last) and first <= last
    if not is_rising or min(width, nan, positive, negative, seen, population, *found.counts) < 0:
        raise ValueError("no histogram")
    return found


def outstanding_text(found: Outstanding) -> str:
    """Write what stands out."""
    labels = [None if each is None else sorted(each.items()) for each in found.labels]
    counts = found.nan, found.positive, found.negative
    return json.dumps([counts, astuple(found.low), astuple(found.high), labels], allow_nan=False)


def outstanding_of(text: str) -> Outstanding:
    """Return what stands out, as a text of this kind says."""
    counts, low, high, labels = json.loads(text)
    nan, positive, negative = whole(counts)
    layers = tuple(None if each is None else dict(pairs(each)) for each in labels)
    return Outstanding(nan, positive, negative, _extreme(low), _extreme(high), layers)


def _extreme(told: Any) -> Extreme:
    value, count = told
    return Extreme(*numbers([value]), *whole([count]))
