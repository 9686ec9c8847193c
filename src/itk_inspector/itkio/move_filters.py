"""Operations that move pixels and change none: whatever their type, they are copied as they are."""

from __future__ import annotations

import numpy as np

from itk_inspector.core.editing.operations.geometry import PAD_MODES
from itk_inspector.core.geometry.indexing import reverse
from itk_inspector.core.pixels.typed_values import as_typed, parse_value
from itk_inspector.itkio.filter_work import Work


def flip(work: Work) -> tuple[str, ...]:
    """Reverse the pixels along axes."""
    dimension = work.source.info.geometry.dimension
    work.out[...] = np.flip(work.source.pixels, tuple(dimension - 1 - axis for axis in work.given["axes"]))
    return ()


def permute(work: Work) -> tuple[str, ...]:
    """Put the axes in another order."""
    order, pixels = work.given["order"], work.source.pixels
    axes = [len(order) - 1 - axis for axis in reversed(order)]
    work.out[...] = np.transpose(pixels, (*axes, *range(len(axes), pixels.ndim)))
    return ()


def crop(work: Work) -> tuple[str, ...]:
    """Copy a box."""
    start = work.source.info.geometry.start_index
    first = reverse(tuple(i - s for i, s in zip(work.given["index"], start, strict=True)))
    box = tuple(slice(f, f + n) for f, n in zip(first, reverse(tuple(work.given["size"])), strict=True))
    work.out[...] = work.source.pixels[box]
    return ()


def extract(work: Work) -> tuple[str, ...]:
    """Copy one slice."""
    geometry, axis = work.source.info.geometry, int(work.given["axis"])
    place = work.given["index"] - geometry.start_index[axis]
    work.out[...] = np.take(work.source.pixels, place, axis=geometry.dimension - 1 - axis)
    return ()


def pad(work: Work) -> tuple[str, ...]:
    """Add pixels around."""
    given, pixels = work.given, work.source.pixels
    shape = work.source.info.geometry.shape
    before = reverse(tuple(given["before"]))
    if given["mode"] == "constant":
        work.out[...] = parse_value(as_typed(given["value"], pixels.dtype), pixels.dtype)
        work.out[tuple(slice(b, b + n) for b, n in zip(before, shape, strict=True))] = pixels
        return ()
    widths = [*zip(before, reverse(tuple(given["after"])), strict=True), *[(0, 0)] * (pixels.ndim - len(before))]
    places = [
        np.pad(np.arange(n), width, mode=PAD_MODES[given["mode"]])  # type: ignore[call-overload]
        for n, width in zip(pixels.shape, widths, strict=True)
    ]
    for at, source in enumerate(places[0]):
        work.out[at] = pixels[source][np.ix_(*places[1:])]
        work.progress(at / len(places[0]))
    return ()
