"""A region copied as pixels, and pasted into another slice, layer or tab."""

from __future__ import annotations

from itk_inspector.control.editing.edit_controller import EditController
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Status
from itk_inspector.control.tools.change import Paste
from itk_inspector.control.tools.shown import count_text
from itk_inspector.control.tools.stamp import COUNT, HEIGHT, STAMP, WIDTH
from itk_inspector.core.editing.copied_region import CopiedRegion, copied, pasted
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError, InspectorError
from itk_inspector.core.measure.area import Area, area_of


class RegionClipboard:
    """Holds what was copied last.

    Parameters
    ----------
    images : OpenImages
    status : Status
    """

    def __init__(self, images: OpenImages, status: Status) -> None:
        self._images = images
        self._status = status
        self._held: CopiedRegion | None = None

    def copy(self, edit: EditController) -> str:
        """Copy the chosen region of the slice on screen, or all of the slice; return its values as text."""
        image = self._images.current
        if image is None or not image.is_safe:
            return ""
        try:
            area, name = _chosen(image)
            channels = image.session.version.channels if image.session is not None else image.info.channels
            held = copied(image.access, image.plane, image.orientation.signs(image.plane), channels, area)
        except InspectorError as e:
            self._status.show_message(e.message)
            return ""
        self._held = held
        for option, number in zip((WIDTH, HEIGHT, COUNT), (*held.size, held.count), strict=True):
            edit.set_option(option, number)
        text = held.text
        beside = "; their values are on the clipboard" if text else ""
        self._status.show_message(f"Copied {held.count:,} pixels of {name}{beside}.")
        return text

    def paste(self, edit: EditController) -> None:
        """Put every pixel at the indices that it came from, on the slice on screen; elsewhere the stamp is taken."""
        image, held = self._images.current, self._held
        if image is None or image.session is None:
            return
        if held is None:
            self._status.show_message("Copy a region first.")
            return
        try:
            piece, low = held.by_index(image.plane)
        except EditError:
            edit.set_tool(STAMP)
            self._status.show_message("The region is of another plane: click where to put it.")
            return

        try:
            made = pasted(image.session, piece, image.plane, low, image.paint_over)
        except InspectorError as e:
            self._status.show_message(e.message)
            return
        if made is None:
            self._status.show_message("Nothing was pasted: the region lies beyond this image, or all is protected.")
            return

        def step(session: EditSession) -> str:
            session.apply(made)
            return f"Pasted {count_text(made.parts[0].runs.count)}."

        edit.step(step)

    def stamp(self, image: OpenImage, change: Paste) -> None:
        """Put the region on a plane, as it looked on screen.

        Raises
        ------
        EditError
            If none was copied, or the copy holds other pixels.
        """
        if self._held is None:
            raise EditError("Copy a region first: Edit › Regions and values › Copy region.")
        session, plane = image.session, change.plane
        if session is None:
            return
        piece = self._held.as_seen(image.orientation.signs(plane))
        made = pasted(session, piece, plane, plane.on_screen(change.first), image.paint_over)
        if made is not None:
            session.apply(made)
            self._status.show_message(f"Pasted {count_text(made.parts[0].runs.count)}.")


def _chosen(image: OpenImage) -> tuple[Area | None, str]:
    """Return what the selected shape covers, if it is a region of the plane on screen; None for all of the plane."""
    shape, plane = image.shapes.shown, image.plane
    if shape is None or not shape.kind.is_region or {*shape.axes} != {plane.horizontal, plane.vertical}:
        return None, "the slice"
    area = area_of(shape, image.access.geometry)
    return (area, shape.name) if plane.cuts(area.box, image.access.geometry) else (None, "the slice")
