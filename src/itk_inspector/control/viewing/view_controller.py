"""Which plane is on screen, and how large."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from itk_inspector.control.model.kept_pixel import keep, kept_index
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.viewing.screen import Screen
from itk_inspector.core.display.scene import Scene
from itk_inspector.core.display.viewport import ALL_FITTED, Layout, Viewports
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane, has_three_planes


class ViewController:
    """Planes, slices, the crosshair and the zoom.

    Parameters
    ----------
    images : OpenImages
    screen : Screen
    """

    def __init__(self, images: OpenImages, screen: Screen) -> None:
        self._images = images
        self._screen = screen

    @property
    def scene(self) -> Scene | None:
        """What is on screen; None when no image is open."""
        return self._screen.scene

    def set_axes(self, horizontal: int, vertical: int) -> None:
        """Put two other axes on screen, alone."""
        image = self._images.current
        if image is None or max(horizontal, vertical) >= image.info.geometry.dimension or horizontal == vertical:
            return
        with self._images.changing(), _keeping(image):
            if image.is_quad:
                _lay_out(image, Layout.SINGLE)
            if (horizontal, vertical) != (image.plane.horizontal, image.plane.vertical):
                image.plane, image.viewports = image.plane.with_axes(horizontal, vertical), ALL_FITTED

    def show_plane(self, first: int, second: int) -> None:
        """Put two axes on screen, alone, as the orientation has them: one of them across, the other down."""
        image = self._images.current
        if image is not None and max(first, second) < image.info.geometry.dimension:
            laid = image.orientation.laid(image.plane.with_axes(first, second))
            self.set_axes(laid.horizontal, laid.vertical)

    def set_quad(self, wanted: bool) -> None:
        """Show the three orthogonal planes side by side, or the active one alone."""
        with self._images.changing():
            image = self._images.current
            if image is None or wanted == image.is_quad or not has_three_planes(image.info.geometry):
                return
            with _keeping(image):
                image.plane = _of_three(image)
                _lay_out(image, Layout.THREE_PLANES if wanted else Layout.SINGLE)

    def toggle_quad(self) -> None:
        """Show the three orthogonal planes when one is shown, and one when they are."""
        self.set_quad(self._images.current is not None and not self._images.current.is_quad)

    def activate_plane(self, horizontal: int, vertical: int) -> None:
        """Take one of the three planes as the one that hovers, edits and steps are about."""
        image = self._images.current
        if image is None or not image.is_quad:
            return
        other = image.plane.with_axes(horizontal, vertical)
        if other != image.plane:
            with self._images.changing(), _keeping(image):
                image.plane, image.pointer = other, None

    def set_slice(self, axis: int, position: int) -> None:
        """Go along a hidden axis, or move the crosshair along any, to an ITK index, kept inside the image."""
        image = self._images.current
        if image is not None and (image.is_quad or axis in image.plane.hidden_axes):
            self._move(image, image.plane.at(axis, position, image.info.geometry))

    def step_slice(self, steps: int, *, further: bool = False) -> None:
        """Go along the first hidden axis, or the second; an axis of one pixel does not count."""
        image = self._images.current
        axes = image.moving_axes[int(further) :] if image is not None else ()
        if axes and image is not None:
            self.set_slice(axes[0], image.plane.position[axes[0]] + steps)

    def go_to_end(self, direction: int) -> None:
        """Go to the last slice along the first hidden axis, or with −1 to the first."""
        image = self._images.current
        if image is not None:
            self.step_slice(direction * max(image.info.geometry.size))

    def advance_slice(self, axis: int, steps: int) -> None:
        """Go on along an axis; after the last slice comes the first."""
        image = self._images.current
        if image is not None and (image.is_quad or axis in image.plane.hidden_axes):
            self._move(image, image.plane.advanced(axis, steps, image.info.geometry))

    def _move(self, image: OpenImage, plane: Plane) -> None:
        if plane != image.plane:
            image.fetch(plane)
            if self._images.layers:
                from itk_inspector.control.viewing.layer_fetch import fetch_layers  # an image alone needs it not

                fetch_layers(self._images.layers, image, plane)
            with self._images.changing(is_move=True):
                image.plane = plane
                if image.is_quad and image.is_held:  # it lies where the planes meet
                    keep(image, ItkIndex(plane.position))

    def take_viewports(self, viewports: Viewports) -> None:
        """Keep what part of the planes the user brought to the screen."""
        self._screen.take_viewports(viewports)

    def fit(self) -> None:
        """Show the whole image."""
        self._screen.canvas.fit()

    def one_to_one(self) -> None:
        """Show one image pixel per screen pixel."""
        self._screen.canvas.one_to_one()

    def zoom(self, factor: float) -> None:
        """Enlarge around the middle."""
        self._screen.canvas.zoom(factor)


def _of_three(image: OpenImage) -> Plane:
    """Return which of the three planes is the active one: that of the axes on screen, if they are in space."""
    laid, three = image.orientation.laid(image.plane), image.orientation.orthogonal(image.plane)
    return laid if laid in three else three[0]


@contextmanager
def _keeping(image: OpenImage) -> Iterator[None]:
    """Keep the kept pixel, wherever it is on screen afterwards."""
    kept = kept_index(image)
    yield
    if kept is not None:
        keep(image, kept)


def _lay_out(image: OpenImage, layout: Layout) -> None:
    """Change what is on screen, fitted; the pointer is somewhere else on it now."""
    image.layout, image.viewports = layout, ALL_FITTED
    image.pointer, image.is_held = None, False
