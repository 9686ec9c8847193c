"""What is told of a rectangle of which all pixels were counted elsewhere."""

from __future__ import annotations

from itk_inspector.core.display.histogram import Histogram
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.measure.lengths import cell_size
from itk_inspector.core.measure.measuring import ComponentStatistics, RegionResult, component_names
from itk_inspector.core.measure.shapes import Shape
from itk_inspector.core.measure.whole_image import WholeReport

_NONE = Histogram((), 0.0, 1.0, 0, None, None)


def counted_region(shape: Shape, info: ImageInfo, report: WholeReport) -> RegionResult:
    """Return what is told of a rectangle.

    Parameters
    ----------
    shape : Shape
        The rectangle.
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
