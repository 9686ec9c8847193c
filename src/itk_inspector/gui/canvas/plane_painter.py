"""Paints a plane with what lies above it, on any paint device."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QBrush, QImage, QPainter, QTransform
from PySide6.QtWidgets import QWidget

from itk_inspector.core.data_class import dataclass
from itk_inspector.gui.canvas import pixel_text
from itk_inspector.gui.canvas.above import Above
from itk_inspector.gui.canvas.grid_picture import GRID_FROM, GridPicture
from itk_inspector.gui.canvas.layer_pictures import LayerPictures
from itk_inspector.gui.canvas.rulers import Edges
from itk_inspector.gui.style.theme import Theme


@dataclass(frozen=True, slots=True)
class PlanePainter:
    """Paints what there is of one plane.

    Parameters
    ----------
    layers : LayerPictures
    grid : GridPicture
    screen : QWidget or QImage
        Its size counts.
    """

    layers: LayerPictures
    grid: GridPicture
    screen: QWidget | QImage

    def paint_pixels(
        self, painter: QPainter, transform: QTransform, exposed: QRectF, above: Above, behind: QBrush, theme: Theme
    ) -> QRectF:
        """Paint the images, and numbers, lines and rulers on them; return the area that rulers leave free.

        Parameters
        ----------
        painter : QPainter
            In the logical coordinates of the screen.
        transform : QTransform
            From view coordinates to these.
        exposed : QRectF
            What is to be painted.
        above : Above
        behind : QBrush
            Where no image is.
        theme : Theme
        """
        area: QRect = self.screen.rect()
        item = self.layers.item
        shown = self.layers.draw(painter, transform, self.screen, behind)
        free = QRectF(area)
        if shown is None:
            painter.fillRect(exposed, behind)
            return free
        size = min(abs(transform.m11()), abs(transform.m22()))
        rulers = above.rulers if size >= pixel_text.NUMBERS_FROM else None
        if rulers is not None:
            free = rulers.free(free, size)
        if not shown.covers(exposed, item.pixel_grid):
            shown.fill_around(painter, area, behind)
        if above.grid and size >= GRID_FROM:
            self.grid.draw(painter, shown)
        if above.numbers and size >= pixel_text.NUMBERS_FROM and self.layers.shows_main:
            room = self.layers.room_of_main(free, area)
            pixel_text.draw_numbers(painter, transform, shown, self.layers, exposed, room)
        if rulers is not None:
            edges = Edges(QRectF(area), free, shown, item.pixel_grid)
            rulers.draw(painter, edges, exposed, theme)
        return free
