"""What the image of one tab takes over from that of the tab before, where tabs are linked."""

from __future__ import annotations

from collections.abc import Callable

from itk_inspector.control.model.kept_pixel import keep, kept_index
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.ports import Status
from itk_inspector.control.viewing.view_switches import ViewSwitches
from itk_inspector.core.display.linked_view import (
    PLACE,
    LinkedPart,
    are_in_one_space,
    by_index,
    linked_settings,
    linked_view,
)
from itk_inspector.core.display.same_view import View, share_lattice
from itk_inspector.core.display.viewport import Layout, Viewports
from itk_inspector.core.geometry.indexing import ItkIndex

_ZOOM = {LinkedPart.PAN, LinkedPart.ZOOM}


class LinkTabs:
    """Brings an image that comes to the screen to the place of the one that leaves it, as far as that is linked.

    Places are found by physical point where both images lie in one space, else by index; the status line says which.

    Parameters
    ----------
    switches : ViewSwitches
        Each `LinkedPart` is linked whose switch is on.
    seen : callable
        Returns what part of each plane of an image is on screen now, with figures where it is fitted.
    status : Status
    """

    def __init__(self, switches: ViewSwitches, seen: Callable[[OpenImage], Viewports], status: Status) -> None:
        self._switches = switches
        self._seen = seen
        self._status = status

    @property
    def parts(self) -> frozenset[LinkedPart]:
        """What is linked."""
        return frozenset(part for part in LinkedPart if part.value in self._switches.on)

    def follow(self, before: OpenImage, image: OpenImage) -> None:
        """Take what is linked from the image that has been on screen until now."""
        parts = self.parts
        if LinkedPart.CONTRAST in parts:
            settings = linked_settings(before.settings, image.settings)
            if settings is not image.settings:
                image.settings = settings
        if parts & PLACE:
            self._take_place(before, image, parts)

    def _take_place(self, before: OpenImage, image: OpenImage, parts: frozenset[LinkedPart]) -> None:
        is_by_point = are_in_one_space(before.info.space, image.info.space)
        of, other = before.info.geometry, image.info.geometry
        if not is_by_point:
            of, other = by_index(of), by_index(other)
        is_alike = share_lattice(of, other) and (of.size, of.start_index) == (other.size, other.start_index)
        keeps_fit = before.viewports.are_fitted and is_alike and parts >= _ZOOM
        view = View(before.plane, before.viewports if keeps_fit else self._seen(before), before.is_quad)
        present = View(image.plane, image.viewports, image.is_quad)
        kept = kept_index(image)
        taken = linked_view(of, view, other, present, parts)
        image.plane, image.viewports = taken.plane, taken.viewports
        image.layout = Layout.THREE_PLANES if taken.is_quad else Layout.SINGLE
        if kept is not None and image.is_quad:
            keep(image, ItkIndex(image.plane.position))  # it lies where the planes meet
        elif kept is not None:
            across, down = image.plane.on_screen(kept)
            image.pointer = float(across), float(down)
        how = "physical point" if is_by_point else "index: the images lie in different spaces"
        self._status.show_message(f"Linked by {how}.")
