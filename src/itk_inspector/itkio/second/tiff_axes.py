"""The series of a TIFF file as tifffile finds them, and the axes that their pages run over."""

from __future__ import annotations

import math
from collections.abc import Sequence

import tifffile


def series_in(tif: tifffile.TiffFile) -> Sequence[tifffile.TiffPageSeries]:
    """Return the series of a file, whose axes of length 1 are kept."""
    found: Sequence[tifffile.TiffPageSeries] = tif.series
    return found(squeeze=False) if callable(found) else found  # a plain list until tifffile 2026.5


def pages_run_over(series: tifffile.TiffPageSeries) -> tuple[tuple[int, ...], str] | None:
    """Split the axes of a series: return how long those are that its pages run over, and their letters.

    Axes of length 1 are among them. None if the pages do not fit.
    """
    shape, axes = _whole(series)
    for count in range(len(shape) + 1):
        if math.prod(shape[count:]) == series.keyframe.size:
            return tuple(int(n) for n in shape[:count]), axes[:count]
    return None


def _whole(series: tifffile.TiffPageSeries) -> tuple[tuple[int, ...], str]:
    if hasattr(series, "get_shape"):  # until tifffile 2026.5: what `series_in` asks for since
        return series.get_shape(squeeze=False), series.get_axes(squeeze=False)
    return series.shape, series.axes
