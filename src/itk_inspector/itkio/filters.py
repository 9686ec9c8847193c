"""How each operation is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.operations.row import region_of
from itk_inspector.core.editing.operations.table import row_of
from itk_inspector.core.geometry.indexing import reverse
from itk_inspector.core.geometry.regions import Region
from itk_inspector.itkio import expression_filter, itk_filters, move_filters, value_filters
from itk_inspector.itkio.engine import filter_classes
from itk_inspector.itkio.filter_work import Source, Way, Work

_WAYS: Mapping[str, Way] = {
    "crop": move_filters.crop,
    "pad": move_filters.pad,
    "extract": move_filters.extract,
    "flip": move_filters.flip,
    "permute": move_filters.permute,
    "resample": itk_filters.resample,
    "resample_like": itk_filters.resample,
    "expression": expression_filter.compute,
    "cast": value_filters.cast,
    "rescale": value_filters.rescale,
    "threshold": value_filters.threshold,
    "smooth": itk_filters.smooth,
    "median": itk_filters.median,
    "components": itk_filters.components,
    "distance": itk_filters.distance,
}


def preload(name: str) -> None:
    """Load what an operation is computed with, so that the fork that does it need not."""
    classes = itk_filters.CLASSES.get(name, ())
    if classes:
        filter_classes.preload(classes)
        filter_classes.limit_threads()


def run(operation: Operation, work: Work) -> tuple[str, ...]:
    """Do an operation whose parameters are complete; return what to tell of it.

    Raises
    ------
    EditError
        If the pixels do not allow it.
    """
    way = _WAYS[operation.name]
    return way(work) if "region" not in work.given else _on_region(way, operation, work)


def _on_region(way: Way, operation: Operation, work: Work) -> tuple[str, ...]:
    """Compute a box with as much around it as the operation looks at, and leave all other pixels as they are."""
    row, info = row_of(operation.name), work.source.info
    assert row.reach is not None
    region = region_of(work.given, info)
    around = _around(region, reverse(row.reach(work.given)), info.geometry.shape)
    start = tuple(s + o for s, o in zip(info.geometry.start_index, reverse(around.start), strict=True))
    geometry = replace(info.geometry, size=reverse(around.shape), start_index=start)
    pixels = np.ascontiguousarray(work.source.pixels[around.slices])
    part = replace(
        work,
        source=Source(pixels, replace(info, geometry=geometry)),
        expected=replace(work.expected, geometry=geometry),
        out=np.empty(pixels.shape, work.out.dtype),
    )
    notes = way(part)
    work.out[...] = work.source.pixels
    inside = Region(tuple(a - b for a, b in zip(region.start, around.start, strict=True)), region.shape)
    work.out[region.slices] = part.out[inside.slices]
    return notes


def _around(region: Region, reach: tuple[int, ...], shape: tuple[int, ...]) -> Region:
    """Return a box enlarged to all sides, within the image; all of the image where ``reach`` is empty."""
    if not reach:
        return Region((0,) * len(shape), shape)
    reach = reach[-len(shape) :]
    low = tuple(max(0, s - r) for s, r in zip(region.start, reach, strict=True))
    high = (min(n, s + e + r) for n, s, e, r in zip(shape, region.start, region.shape, reach, strict=True))
    return Region(low, tuple(h - s for h, s in zip(high, low, strict=True)))
