"""The pixel that stays in the panel, whatever the pointer does."""

from __future__ import annotations

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.geometry.indexing import ItkIndex


def kept_index(image: OpenImage) -> ItkIndex | None:
    """Return the pixel that is kept; None when the panel follows the pointer."""
    return image.probe.itk_index if image.is_held and image.probe is not None else None


def stand_on(image: OpenImage, index: ItkIndex) -> None:
    """Put the planes through a pixel inside the image, and count the pointer as standing on its centre."""
    if image.is_quad:
        image.plane = image.plane.through(index)
    for axis in image.plane.hidden_axes:
        image.plane = image.plane.at(axis, index.components[axis], image.info.geometry)
    horizontal, vertical = image.plane.on_screen(index)
    image.pointer = float(horizontal), float(vertical)
    image.probed_at = None


def keep(image: OpenImage, index: ItkIndex) -> None:
    """Keep a pixel inside the image on screen and in the panel; it is read at the end of the event."""
    stand_on(image, index)
    image.is_held = True
