"""The region that is selected on an image: its measured rectangle."""

from __future__ import annotations

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.geometry.regions import Region, box_between
from itk_inspector.core.measure.kinds import ShapeKind


def measured_region(image: OpenImage) -> Region | None:
    """Return what the measured rectangle covers, through the slices that it reaches through; None without one."""
    shape, geometry = image.shapes.shown, image.info.geometry
    if shape is None or shape.kind is not ShapeKind.RECTANGLE or not shape.fits(geometry):
        return None
    box = box_between(shape.nodes[0], shape.nodes[-1], geometry)
    if box is None or shape.through is None:
        return box
    place = geometry.dimension - 1 - shape.through.axis
    start, extent = list(box.start), list(box.shape)
    start[place] = shape.through.first - geometry.start_index[shape.through.axis]
    extent[place] = shape.through.last - shape.through.first + 1
    through = Region(tuple(start), tuple(extent))
    return through if through.lies_in(geometry.shape) else box
