"""The region that is selected on an image: its measured rectangle."""

from __future__ import annotations

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.measure.kinds import ShapeKind


def measured_region(image: OpenImage) -> Region | None:
    """Return what the measured rectangle covers, through the slices that it reaches through; None without one."""
    shape, geometry = image.shapes.shown, image.info.geometry
    if shape is None or shape.kind is not ShapeKind.RECTANGLE or not shape.fits(geometry):
        return None
    from itk_inspector.core.measure.area import area_of  # no picture waits for it to be loaded

    return area_of(shape, geometry).box
