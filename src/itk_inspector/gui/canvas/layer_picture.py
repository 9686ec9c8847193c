"""One of several images at a place, drawn on the lattice of the one that is on screen."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage, QPainter

from itk_inspector.core.display.components import drawn_components
from itk_inspector.core.display.drawn_layers import DrawnLayer
from itk_inspector.core.display.layer_renderer import Ends, LayerRenderer
from itk_inspector.core.display.scene_layer import SceneLayer
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.other_slice import OtherSlice, SinglePixels, StraightSlice, slice_in
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.pixels.picker import pixels_at
from itk_inspector.gui.canvas.colouring import Colouring
from itk_inspector.gui.canvas.shown_pixels import Shown, image_of


class LayerPicture:
    """An image at the place of another one, whose lattice is on screen.

    Each device pixel that shows the other one shows the pixel that `core.geometry.other_lattice.index_in` tells there,
    or nothing. What was found and drawn is kept while nothing that it hangs on changes.
    """

    def __init__(self) -> None:
        self._renderer = LayerRenderer()
        self._drawn: DrawnLayer | None = None
        self._basis: tuple[Shown, Geometry, tuple[int, int], tuple[int, ...]] | None = None
        self._found: OtherSlice | None = None
        self._values = np.empty((0, 0))
        self._is_there = np.empty((0, 0), np.bool_)
        self._is_stale = self._is_recoloured = True
        self._image = QImage()
        self._colours = np.empty((0, 0), np.uint32)

    def show(self, drawn: DrawnLayer) -> bool:
        """Take what is to be drawn; True if that may look different from before."""
        before, self._drawn = self._drawn, drawn
        if before is None or _has_other_pixels(drawn.layer, before.layer):
            self._is_stale = True
        if before is None or drawn.layer.info is not before.layer.info or drawn.layer.position != before.layer.position:
            self._basis = None
        colouring = _colouring(drawn)
        if before is None or colouring != _colouring(before):
            colouring.give(self._renderer)
            self._is_recoloured = True
        return self._is_stale or self._is_recoloured or self._basis is None

    def draw(self, painter: QPainter, shown: Shown, main: Geometry, plane: Plane, width: int) -> None:
        """Draw what lies inside.

        Parameters
        ----------
        painter : QPainter
        shown : Shown
            Which device pixels show the other image.
        main : Geometry
            Of that image.
        plane : Plane
            Of that image.
        width : int
            Of outlines, in device pixels.
        """
        if self._drawn is None or not self._drawn.layer.source.is_safe:
            return
        layer = self._drawn.layer
        axes = plane.horizontal, plane.vertical
        same = self._basis is not None and self._basis[0] is shown and self._basis[1:3] == (main, axes)
        if self._basis is None or not same or self._basis[3] != plane.position:
            before = self._found if same else None
            place = main, layer.info.geometry, plane
            self._found = slice_in(*place, shown.across, shown.down, layer.position, before)
            self._basis = shown, main, axes, plane.position
            self._is_stale = self._is_stale or not _is_same_slice(self._found, before)
        if self._found is None:
            return
        if self._is_stale or self._is_recoloured:
            self._render(layer, self._found, shown, width)
            self._is_stale = self._is_recoloured = False
        shown.draw(painter, self._image, self._found.left, self._found.top)

    def _render(self, layer: SceneLayer, found: OtherSlice, shown: Shown, width: int) -> None:
        is_known = not self._is_stale
        if isinstance(found, SinglePixels):
            if not is_known:
                values = pixels_at(layer.pixels, np.maximum(found.places, 0), layer.info.geometry.dimension)
                self._values = drawn_components(values, layer.info, layer.settings.component)
                self._is_there = found.places >= 0
            colours = self._renderer.draw_single(self._values, self._is_there, is_known=is_known, width=width)
            self._colours, self._image = colours, image_of(colours, is_opaque=False)
            return
        cut = found.plane.slice(layer.pixels, layer.info.geometry)
        pixels = drawn_components(cut, layer.info, layer.settings.component)
        ends = _ends(found, shown)
        colours = self._renderer.draw(pixels, found.rows, found.columns, is_known=is_known, width=width, ends=ends)
        self._colours, self._image = colours, image_of(colours, is_opaque=self._renderer.is_opaque)

    def colour_at(self, row: int, column: int) -> int:
        """Return ``0xffRRGGBB`` at one of the device pixels that show the other image; 0 where nothing is drawn."""
        if self._found is None:
            return 0
        down, along = row - self._found.top, column - self._found.left
        height, width = self._colours.shape
        return int(self._colours[down, along]) if 0 <= down < height and 0 <= along < width else 0


def _has_other_pixels(layer: SceneLayer, before: SceneLayer) -> bool:
    return (
        layer.pixels is not before.pixels
        or layer.pixels_version != before.pixels_version
        or layer.settings.component != before.settings.component
    )


def _colouring(drawn: DrawnLayer) -> Colouring:
    return Colouring.of(drawn.layer.info, drawn.layer.settings, drawn.marks, is_outlined=drawn.is_outlined)


def _is_same_slice(found: OtherSlice | None, before: OtherSlice | None) -> bool:
    """Tell whether the same pixels lie at the same places on screen."""
    if not (isinstance(found, StraightSlice) and isinstance(before, StraightSlice)):
        return False
    shown, hidden = found.plane, found.plane.hidden_axes
    return found.rows is before.rows and all(shown.position[a] == before.plane.position[a] for a in hidden)


def _ends(found: StraightSlice, shown: Shown) -> Ends:
    """Tell on which sides the image ends within what is on screen."""
    right, bottom = found.left + found.columns.size, found.top + found.rows.size
    return found.left > 0, found.top > 0, right < shown.columns.size, bottom < shown.rows.size
