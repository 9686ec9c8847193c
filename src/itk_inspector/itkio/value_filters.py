"""Operations that make another value of each, a slab at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from itk_inspector.core.editing.operations.values import whole_bounds
from itk_inspector.core.errors import EditError
from itk_inspector.itkio.filter_work import Work
from itk_inspector.itkio.stored_values import store

_SLAB = 1 << 20


def _slabs(work: Work) -> Iterator[slice]:
    """Divide all values, in C order, into parts that take little memory; tells the progress."""
    count = work.source.pixels.size
    for first in range(0, count, _SLAB):
        yield slice(first, min(first + _SLAB, count))
        work.progress(min(1.0, (first + _SLAB) / count))


def cast(work: Work) -> tuple[str, ...]:
    """Store the values in another type."""
    return store(work.source.pixels, work.out, clips=work.given["misfit"] == "clip")


def rescale(work: Work) -> tuple[str, ...]:
    """Map the range of values to another one.

    Source: ``itk::RescaleIntensityImageFilter``, in doubles.
    """
    pixels, out = work.source.pixels.reshape(-1), work.out.reshape(-1)
    least, greatest = float(pixels.min()), float(pixels.max())
    if not np.isfinite([least, greatest]).all():
        raise EditError("Rescale intensity: there are NaN or infinities.", advice="Replace them first.")
    if least == greatest:
        raise EditError(f"Rescale intensity: all values are {least:g}.")
    low, high = float(work.given["low"]), float(work.given["high"])
    scale = (high - low) / (greatest - least)
    shift = low - least * scale
    for part in _slabs(work):
        store(np.clip(pixels[part].astype(np.float64) * scale + shift, low, high), out[part])
    return (f"{least:g} … {greatest:g} became {low:g} … {high:g}.",)


def threshold(work: Work) -> tuple[str, ...]:
    """Make a mask."""
    pixels, out = work.source.pixels.reshape(-1), work.out.reshape(-1)
    lower, upper = work.given["lower"], work.given["upper"]
    if pixels.dtype.kind in "iu":
        lower, upper = whole_bounds(lower, upper, pixels.dtype.name)
    found = 0
    for part in _slabs(work):
        values = pixels[part]
        inside = (values >= lower) & (values <= upper) if lower <= upper else np.zeros(values.shape, bool)
        out[part] = np.where(inside, work.given["inside"], work.given["outside"])
        found += int(np.count_nonzero(inside))
    return (f"{found:,} of {pixels.size:,} pixels are inside.",)
