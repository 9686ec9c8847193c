"""Keeping a pixel: by a click, and by the arrow keys."""

from __future__ import annotations

from itk_inspector.control.model.kept_pixel import keep, kept_index
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.viewing.probe_controller import ProbeController
from itk_inspector.control.viewing.screen import Screen
from itk_inspector.core.geometry.indexing import ItkIndex, nearest_index


class PixelKeeper:
    """Keeps a pixel while the pointer moves on, and moves it.

    Parameters
    ----------
    images : OpenImages
    screen : Screen
    probe : ProbeController
    """

    def __init__(self, images: OpenImages, screen: Screen, probe: ProbeController) -> None:
        self._images = images
        self._screen = screen
        self._probe = probe

    def click(self, horizontal: float, vertical: float) -> None:
        """Keep the pixel at view coordinates; the kept one itself, or a place outside the image, lets go."""
        image = self._images.current
        if image is None:
            return
        index = nearest_index(image.plane.continuous(horizontal, vertical))
        if not image.info.geometry.contains(index) or index == kept_index(image):
            self.let_go()
            return
        with self._images.changing():
            keep(image, index)

    def let_go(self) -> None:
        """Follow the pointer again."""
        if self._images.current is not None and self._images.current.is_held:
            self._probe.set_held(False)

    def step(self, right: int, down: int) -> None:
        """Move the kept pixel on screen, inside the image; none is kept: the one under the pointer, or in the middle.

        Parameters
        ----------
        right, down : int
            Pixels; negative to the left, and upwards.
        """
        image = self._images.current
        if image is None:
            return
        begin = image.probe.itk_index if image.probe is not None else _middle(image)
        horizontal, vertical = image.orientation.signs(image.plane)
        index = _inside(image, image.plane.stepped(begin, horizontal * right, vertical * down))
        with self._images.changing():
            keep(image, index)
        self._screen.canvas.reveal(index)


def _middle(image: OpenImage) -> ItkIndex:
    """Return the pixel in the middle of the screen, or at the crosshair."""
    if image.is_quad:
        return ItkIndex(image.plane.position)
    seen, geometry = image.viewports.of(image.plane), image.info.geometry
    if not seen.is_fitted:
        return _inside(image, nearest_index(image.plane.continuous(*seen.centre)))
    middle = [s + (n - 1) / 2 for s, n in zip(geometry.start_index, geometry.size, strict=True)]
    return nearest_index(image.plane.continuous(middle[image.plane.horizontal], middle[image.plane.vertical]))


def _inside(image: OpenImage, index: ItkIndex) -> ItkIndex:
    """Return the nearest pixel of the image."""
    geometry = image.info.geometry
    bounds = zip(index.components, geometry.start_index, geometry.size, strict=True)
    return ItkIndex(tuple(min(max(c, first), first + count - 1) for c, first, count in bounds))
