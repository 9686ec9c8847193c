"""What an image takes over from another one that was on screen before it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from enum import Enum

from itk_inspector.core.display.display_settings import ComponentMode, DisplaySettings
from itk_inspector.core.display.same_view import View, same_view
from itk_inspector.core.display.viewport import ALL_FITTED, Viewport, Viewports
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.planes import Plane, has_three_planes
from itk_inspector.core.header.space import Space


class LinkedPart(Enum):
    """What can be linked; the value is the name of the switch."""

    PLANE = "linkPlane"
    SLICE = "linkSlice"
    PAN = "linkPan"
    ZOOM = "linkZoom"
    CONTRAST = "linkContrast"


PLACE = frozenset({LinkedPart.PLANE, LinkedPart.SLICE, LinkedPart.PAN, LinkedPart.ZOOM})
"""What is found by physical point, or by index."""
_ALL_OF_IT = frozenset({LinkedPart.PAN, LinkedPart.ZOOM})


def are_in_one_space(one: Space, other: Space) -> bool:
    """Tell whether equal physical points of two images are the same place, as far as their files say.

    Both have axes of the patient, or neither; and they do not state different units.
    """
    return one.has_letters == other.has_letters and (one.unit == other.unit or not (one.unit and other.unit))


def by_index(geometry: Geometry) -> Geometry:
    """Return the same lattice where each index is its own physical point."""
    axes = range(geometry.dimension)
    direction = tuple(tuple(float(row == column) for column in axes) for row in axes)
    return replace(
        geometry, origin=(0.0,) * geometry.dimension, spacing=(1.0,) * geometry.dimension, direction=direction
    )


def linked_view(of: Geometry, view: View, other: Geometry, present: View, parts: Set[LinkedPart]) -> View:
    """Return the view of an image that takes parts of that of another one, and keeps the rest.

    Parameters
    ----------
    of : Geometry
    view : View
        Of ``of``, with figures where it is fitted, unless both are to be fitted.
    other : Geometry
    present : View
        Of ``other``.
    parts : set of LinkedPart
        Which parts are taken; `LinkedPart.CONTRAST` is none of a view.

    Returns
    -------
    View
        Pan is not taken where the whole image is shown and zoom is its own.
    """
    found = same_view(of, view, other, present.plane)
    shown, is_quad = present.plane, present.is_quad
    if LinkedPart.PLANE in parts:
        shown, is_quad = found.plane, found.is_quad and has_three_planes(other)
    position = (found if LinkedPart.SLICE in parts else present).plane.position
    plane = Plane(shown.horizontal, shown.vertical, position)
    return View(plane, _viewports(view, found, other, present, parts), is_quad)


def _viewports(view: View, found: View, other: Geometry, present: View, parts: Set[LinkedPart]) -> Viewports:
    if parts >= _ALL_OF_IT and view.viewports.are_fitted:
        return ALL_FITTED
    zoomed = dict(present.viewports.zoomed)
    for axes, seen in found.viewports.zoomed:
        own = zoomed.get(axes, Viewport(_middle(other, axes)))
        scale = seen.scale if LinkedPart.ZOOM in parts else own.scale
        centre = seen.centre if LinkedPart.PAN in parts else own.centre
        if scale:
            zoomed[axes] = Viewport(centre, scale)
    return Viewports(tuple(zoomed.items()))


def _middle(geometry: Geometry, axes: tuple[int, int]) -> tuple[float, float]:
    across, down = (geometry.start_index[axis] + (geometry.size[axis] - 1) / 2 for axis in axes)
    return across, down


def linked_settings(of: DisplaySettings, own: DisplaySettings) -> DisplaySettings:
    """Return how an image is drawn that takes the contrast of another one.

    Labels have none to give or to take, and colours share theirs with colours only.
    """
    is_alike = (of.component.kind is ComponentMode.COLOUR) == (own.component.kind is ComponentMode.COLOUR)
    if not (of.has_levels and own.has_levels and is_alike):
        return own
    taken = replace(
        own, levels=of.levels, colour_map=of.colour_map, is_inverted=of.is_inverted, scale=of.scale, gamma=of.gamma
    )
    return own if taken == own else replace(taken, is_automatic=False)
