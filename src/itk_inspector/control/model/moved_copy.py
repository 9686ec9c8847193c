"""The view of an image whose edited copy lies elsewhere in space than before."""

from __future__ import annotations

from itk_inspector.control.model.kept_pixel import keep, kept_index
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.orienting import lay_over
from itk_inspector.core.display.same_view import View, same_view
from itk_inspector.core.display.viewport import Layout
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex
from itk_inspector.core.geometry.other_lattice import index_in
from itk_inspector.core.geometry.planes import Plane, has_three_planes


def follow_copy(image: OpenImage) -> None:
    """Show the same place as before, where what is shown has another geometry now."""
    now = image.info.geometry
    if now is not image.stands_in:
        stand_in(image, now)


def stand_in(image: OpenImage, geometry: Geometry) -> None:
    """Bring plane, zoom, points and shapes of an image to the same place in another geometry.

    Points outside come back with a geometry in which they lie inside; so do shapes, with the very one that they
    were drawn in.
    """
    before, image.stands_in = image.stands_in, geometry
    if geometry == before:
        return
    held = kept_index(image)
    seen = same_view(before, View(image.plane, image.viewports, image.is_quad), geometry, Plane.first(geometry))
    image.plane, image.viewports = seen.plane, seen.viewports
    if image.is_quad and not has_three_planes(geometry):
        image.layout = Layout.SINGLE
    image.points = image.moved_points.moved(image.points, before, geometry)
    image.shapes = image.moved_shapes.moved(image.shapes, before, geometry)
    image.is_held, image.pointer, image.probe, image.probed_at = False, None, None, None
    lay_over(image, image.overlays)
    if held is not None:
        found = index_in(before, geometry, ContinuousIndex(tuple(map(float, held.components))))
        if found is not None:
            keep(image, found)
