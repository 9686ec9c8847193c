"""What is on screen as code for other libraries."""

from __future__ import annotations

from itk_inspector.control.model.open_image import shows_edits
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Status
from itk_inspector.core.code.subjects import geometry_code, pixel_code, region_code
from itk_inspector.core.header.read_by import Library
from itk_inspector.core.measure.area import area_of


class CopiedCode:
    """Writes code about the image on screen, and says so.

    Parameters
    ----------
    images : OpenImages
    status : Status
    """

    def __init__(self, images: OpenImages, status: Status) -> None:
        self._images = images
        self._status = status

    def pixel(self, library: Library) -> str:
        """Return code that reads the pixel under the cursor, or the kept one."""
        image = self._images.current
        if image is None or image.probe is None:
            return ""
        self._say(library, "the pixel")
        return pixel_code(image.probe, image.info, library, is_edited=shows_edits(image))

    def region(self, library: Library) -> str:
        """Return code that takes the box of the selected region."""
        image = self._images.current
        shape = None if image is None else image.shapes.shown
        if image is None or shape is None:
            return ""
        self._say(library, f"the box of {shape.name}")
        box = area_of(shape, image.info.geometry).box
        return region_code(box, image.info, library, is_edited=shows_edits(image))

    def geometry(self, library: Library) -> str:
        """Return code that states the geometry."""
        image = self._images.current
        if image is None:
            return ""
        self._say(library, "the geometry")
        return geometry_code(image.info, library, is_edited=shows_edits(image))

    def _say(self, library: Library, what: str) -> None:
        self._status.show_message(f"Copied {library.value} code of {what}.")
