"""What is told of a region of which all pixels were counted elsewhere, and of a line of which they were read."""

from __future__ import annotations

import numpy as np

from itk_inspector.core.display.histogram import Histogram
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.measure.lengths import cell_size
from itk_inspector.core.measure.measuring import (
    ComponentStatistics,
    LineResult,
    RegionResult,
    component_names,
    line_of,
)
from itk_inspector.core.measure.profile import profile_of
from itk_inspector.core.measure.shapes import Shape
from itk_inspector.core.measure.whole_image import WholeReport

_NONE = Histogram((), 0.0, 1.0, 0, None, None)


def counted_line(shape: Shape, info: ImageInfo, report: WholeReport) -> LineResult:
    """Return what is told of a line whose values were read elsewhere, at the nearest pixels."""
    values = np.frombuffer(report.samples, info.dtype).reshape(-1, info.channels)
    values = values[:, 0] if info.channels == 1 else values
    profile = profile_of(values, info.geometry, shape.nodes[0], shape.nodes[-1], info.space.unit)
    return line_of(shape, info, profile)


def counted_region(shape: Shape, info: ImageInfo, report: WholeReport) -> RegionResult:
    """Return what is told of a region.

    Parameters
    ----------
    shape : Shape
        The region.
    info : ImageInfo
        Of the image.
    report : WholeReport
        Of the pixels that it covers.
    """
    axes = shape.axes if shape.through is None else (*shape.axes, shape.through.axis)
    pixels, cell = report.components[0].statistics.seen, cell_size(axes, info.geometry)
    told = [
        ComponentStatistics(name, each.statistics, each.minimum_at, each.maximum_at, each.histogram or _NONE)
        for name, each in zip(component_names(info), report.components, strict=True)
    ]
    return RegionResult(pixels, None if cell is None else cell * pixels, len(axes), tuple(told))
