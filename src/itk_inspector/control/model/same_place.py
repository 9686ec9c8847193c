"""One image of a tab shows the place that another one of it has shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from weakref import ref

from itk_inspector.control.model.kept_pixel import keep, kept_index
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.same_view import View, cover_alike, parallel_axes, place_in, same_view
from itk_inspector.core.display.viewport import Layout, Viewports
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex, nearest_index
from itk_inspector.core.geometry.planes import has_three_planes


@dataclass(frozen=True, slots=True)
class _Place:
    """What is on screen of an image, and the pixel that is kept."""

    view: View
    kept: ItkIndex | None

    @property
    def layout(self) -> Layout:
        """One plane or three."""
        return Layout.THREE_PLANES if self.view.is_quad else Layout.SINGLE

    @classmethod
    def of(cls, image: OpenImage) -> _Place:
        return cls(View(image.plane, image.viewports, image.is_quad), kept_index(image))


@dataclass(frozen=True, slots=True)
class _Way:
    """The last way from one image to another, and both places."""

    image: ref[OpenImage]
    here: _Place
    other: ref[OpenImage]
    there: _Place

    def leads_back(self, before: OpenImage, here: _Place, image: OpenImage) -> bool:
        """Tell whether this is the way back, and nobody has gone elsewhere meanwhile."""
        return self.image() is image and self.other() is before and self.there == here


class SamePlace:
    """Brings an image to the place of another one, and back again without a loss by rounding.

    Parameters
    ----------
    seen : callable
        Returns what part of each plane of an image is on screen now, with figures where it is fitted.
    """

    def __init__(self, seen: Callable[[OpenImage], Viewports]) -> None:
        self._seen = seen
        self._left: _Way | None = None

    def follow(self, before: OpenImage, image: OpenImage) -> None:
        """Show of an image what is on screen of the one before."""
        here, left = _Place.of(before), self._left
        is_return = left is not None and left.leads_back(before, here, image)
        there = left.here if left is not None and is_return else self._matched(before, here, image)
        pointer = _pointer(before, image)
        image.plane, image.viewports, image.layout = there.view.plane, there.view.viewports, there.layout
        image.is_held, image.pointer = False, pointer
        if there.kept is not None:
            keep(image, there.kept)
            there = replace(there, view=replace(there.view, plane=image.plane))
        self._left = _Way(ref(before), here, ref(image), there)

    def _matched(self, before: OpenImage, here: _Place, image: OpenImage) -> _Place:
        of, other, view = before.info.geometry, image.info.geometry, here.view
        if not (view.viewports.are_fitted and cover_alike(of, other, image.plane)):
            view = replace(view, viewports=self._seen(before))
        seen = same_view(of, view, other, image.plane)
        kept = None
        if here.kept is not None:
            where = ContinuousIndex(tuple(map(float, here.kept.components)))
            kept = nearest_index(place_in(of, other, where, image.plane))
        return _Place(
            replace(seen, is_quad=seen.is_quad and has_three_planes(other)),
            kept if kept is not None and other.contains(kept) else None,
        )


def _pointer(before: OpenImage, image: OpenImage) -> tuple[float, float] | None:
    """Return where on an image's plane the pointer stands that is over the image before."""
    where = before.continuous()
    if where is None or before.is_held:
        return None
    of, other = before.info.geometry, image.info.geometry
    found = place_in(of, other, where, image.plane).components
    horizontal, vertical = parallel_axes(of, other, (before.plane.horizontal, before.plane.vertical))
    return found[horizontal], found[vertical]
