"""The difference of two images, drawn on the lattice of the one that is on screen."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QImage, QPainter

from itk_inspector.core.display import colour_tables
from itk_inspector.core.display.composition import Difference
from itk_inspector.core.display.drawn_difference import COLOURS, DifferencePicker, difference_settings
from itk_inspector.core.display.layer_renderer import LayerRenderer
from itk_inspector.gui.canvas.shown_pixels import Shown, image_of
from itk_inspector.gui.canvas.shown_plane import ShownPlane


class DifferencePicture:
    """What one image holds less what another one does, at each device pixel that shows that one.

    The difference is worked out where it is drawn, in its exact type, and kept while nothing that it hangs on changes.
    """

    def __init__(self) -> None:
        self._picker = DifferencePicker()
        self._renderer = LayerRenderer()
        self._known: tuple[Any, ...] = ()
        self._image = QImage()
        self._place = (0, 0)

    def draw(self, painter: QPainter, shown: Shown, on: ShownPlane, wanted: Difference) -> None:
        """Draw it, where both images are."""
        main = next(layer for layer in on.scene.layers if layer.is_main)
        other = on.scene.layers[wanted.layer]
        if not (main.source.is_safe and other.source.is_safe):
            return
        marks = on.scene.pixel_marks
        # within a stroke the scene alone is told of changes
        pair = (id(main.pixels), on.scene.pixels_version, id(other.pixels), other.pixels_version, other.position)
        known = (shown, on.plane, wanted, marks, main.settings.component, *pair)
        if not (self._known and self._known[0] is shown and self._known[1:] == known[1:]):
            self._known = known
            self._image = QImage()
            found = self._picker.pick(other, main, on.plane, shown.rows, shown.columns, shown.across, shown.down)
            if found is not None:
                self._renderer.set_settings(difference_settings(wanted.limit), colour_tables.table(COLOURS), marks)
                self._image = image_of(self._renderer.draw_single(found.values, found.is_there), is_opaque=False)
                self._place = found.left, found.top
        if not self._image.isNull():
            shown.draw(painter, self._image, *self._place)
