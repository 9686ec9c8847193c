"""What has been read of an image that is read in parts, since it was drawn."""

from __future__ import annotations

from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.viewing.probe_controller import ProbeController
from itk_inspector.control.viewing.screen import Screen
from itk_inspector.core.chunked.tiled_pixels import TiledPixels
from itk_inspector.core.display.plane_notes import level_notes, unread_notes


class TileWatch:
    """Has drawn what has come, and tells of the level that is drawn.

    Parameters
    ----------
    images : OpenImages
    screen : Screen
    probe : ProbeController
    """

    def __init__(self, images: OpenImages, screen: Screen, probe: ProbeController) -> None:
        self._images, self._screen, self._probe = images, screen, probe
        self._told: tuple[object, ...] = ()

    def show(self) -> None:
        """Draw the image on screen again, where it is read in parts, and probe again what was not there."""
        image = self._images.current
        if image is None or image.document.is_closed:
            return
        tiles = image.document.drawable if image.document.is_tiled else None
        if not isinstance(tiles, TiledPixels):
            return
        if tiles.has_more_to_draw:
            self._screen.redraw(None)
        if image.probe is not None and image.probe.absent:
            self._probe.look()
        told = (id(image), *level_notes(tiles, image.plane), *unread_notes(tiles))
        if told != self._told:
            self._told = told
            self._images.tell()
