"""The pyqtgraph view: what is drawn, and at which zoom."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QRegion, QTransform
from PySide6.QtWidgets import QGraphicsItem, QWidget

from itk_inspector.core.display.components import choices, drawn_components
from itk_inspector.core.display.defaults import first_appearance
from itk_inspector.core.display.display_settings import Appearance
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.plane_notes import coarse_note, view_notes
from itk_inspector.gui.canvas import markers, pixel_text
from itk_inspector.gui.canvas.overlay_painter import Overlay, draw_overlay
from itk_inspector.gui.canvas.overlay_rules import single_overlay
from itk_inspector.gui.canvas.overlay_switches import OverlaySwitches
from itk_inspector.gui.canvas.viewport_item import Shown, ViewportItem
from itk_inspector.gui.style import colour_maps
from itk_inspector.gui.style.theme import LIGHT, Theme

_MAX_PIXEL = 256.0


class PaintedView(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph is untyped
    """An image with what lies above it; view coordinates are continuous ITK indices of the plane's two axes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self.box = pg.ViewBox(enableMenu=False, invertY=True, border=None, defaultPadding=0.0)
        self.box.setMouseEnabled(False, False)
        self.item = ViewportItem()
        self.box.addItem(self.item)
        self.setCentralItem(self.box)
        self.theme = LIGHT
        self.marked: QRectF | None = None
        self.twin: QRectF | None = None
        self.selection: QRectF | None = None
        self.overlay = Overlay()
        self._has_numbers = True
        self._has_grid = True
        self.item.changed.connect(self._repaint)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.theme = theme
        self.setBackground(theme.canvas)
        self.viewport().update()

    # appearance ---------------------------------------------------------

    def suitable(self, document: ImageDocument, wanted: Appearance | None) -> Appearance:
        """Return the wanted appearance where the image can be drawn so, else one to begin with."""
        if wanted is not None and wanted.drawn in dict(choices(document.info)):
            return wanted
        return first_appearance(document.info, document.pixels)

    def set_appearance(self, appearance: Appearance) -> None:
        """Draw another way."""
        self.item.set_appearance(appearance, colour_maps.table(appearance.colour_map))

    def show_cut(self, cut: npt.NDArray[Any], start: tuple[int, int], info: ImageInfo) -> None:
        """Show a **view** ``[row, col(, component)]`` of an image, whose first pixel has the ITK index ``start``."""
        self.item.show_cut(drawn_components(cut, info, self.item.appearance.drawn), start)

    def refresh(self, box: tuple[slice, slice] | None) -> None:
        """Draw again after changes in rows and columns of the cut; None when they lie elsewhere."""
        if box is not None:
            self.item.refresh(box)

    def notes(self, info: ImageInfo, plane: Plane | None) -> tuple[str, ...]:
        """Say which number of a pixel is drawn where that is not plain, and what is to know of the plane."""
        coarse = coarse_note(info.dtype, self.item.appearance.levels)
        seen = (*([coarse] if coarse else []), *(view_notes(info, plane) if plane is not None else ()))
        drawn, named = self.item.appearance.drawn, dict(choices(info))
        if len(named) < 2 or drawn not in named or (info.is_colour and drawn == next(iter(named))):
            return seen
        return (f"Drawn by {named[drawn]}.", *seen)

    # zoom ---------------------------------------------------------------

    def to_view(self, position: QPointF) -> QPointF:
        """Turn a viewport position into view coordinates: those of the centre of the screen pixel there."""
        return self._transform().inverted()[0].map(self.item.pixel_grid.centre(position))

    def drawn_at(self, position: QPointF) -> QPointF:
        """Return where in view coordinates the pixel lies that is drawn at a viewport position."""
        back = self._transform().inverted()[0]
        return self.item.drawn_at(back.map(self.item.pixel_grid.centre(position)), back)

    def on_screen(self, rect: QRectF) -> QRectF:
        """Turn a rectangle in view coordinates into viewport pixels."""
        return self._transform().mapRect(rect)

    def _transform(self) -> QTransform:
        self.box.updateMatrix()
        made: QTransform = QGraphicsItem.sceneTransform(self.box.childGroup) * self.viewportTransform()
        return made

    def zoom(self, factor: float, centre: QPointF | None = None) -> None:
        """Enlarge by ``factor`` around a point in view coordinates."""
        pixel = self.on_screen(QRectF(0, 0, 1, 1))
        largest = max(pixel.width(), pixel.height())
        factor = min(factor, _MAX_PIXEL / largest) if factor > 1 else factor
        bounds = self.item.boundingRect()
        shown = self.on_screen(bounds)
        if factor < 1 and max(shown.width(), shown.height()) * factor < 16:
            return
        where = centre or self.box.viewRect().center()
        self.box.scaleBy((1 / factor, 1 / factor), center=(where.x(), where.y()))

    def fit(self) -> None:
        """Show the whole image."""
        bounds = self.item.boundingRect()
        if not bounds.isEmpty():
            self.box.setRange(bounds, padding=0.02)

    def one_to_one(self) -> None:
        """Show one image pixel per screen pixel along the more finely spaced axis."""
        pixel = self.on_screen(QRectF(0, 0, 1, 1))
        finer = min(pixel.width(), pixel.height()) * self.devicePixelRatioF()
        if finer > 0:
            centre = self.box.viewRect().center()
            self.box.scaleBy((finer, finer), center=(centre.x(), centre.y()))

    # what lies above the image -------------------------------------------

    def show_overlay(self, choice: OverlaySwitches, info: ImageInfo, plane: Plane) -> None:
        """Draw what is chosen above a view that is alone on the canvas."""
        self.set_pixel_marks(choice)
        self.set_overlay(single_overlay(choice, info, plane))

    def set_pixel_marks(self, choice: OverlaySwitches) -> None:
        """Choose whether large pixels have their values written on them, and a grid between them."""
        if (choice.numbers, choice.grid) != (self._has_numbers, self._has_grid):
            self.set_numbers(choice.numbers)
            self.set_grid(choice.grid)

    def set_overlay(self, overlay: Overlay) -> None:
        """Choose the letters, lines and bars above the image."""
        if overlay != self.overlay:
            self.overlay = overlay
            self.viewport().update()

    # markers ------------------------------------------------------------

    def show_marks(self, marked: QRectF | None, twin: QRectF | None) -> None:
        """Outline pixels given by their rectangles in view coordinates; repaint only what changed."""
        if (marked, twin) == (self.marked, self.twin):
            return
        before = (self.marked, self.twin)
        self.marked, self.twin = marked, twin
        for rect in (*before, marked, twin):
            if rect is not None:
                self.viewport().update(markers.reach(self.on_screen(rect)).toAlignedRect())

    def show_selection(self, rect: QRectF | None) -> None:
        """Show the rectangle being dragged, in view coordinates."""
        if rect != self.selection:
            self.selection = rect
            self.viewport().update()

    # painting -----------------------------------------------------------

    def set_numbers(self, shown: bool) -> None:
        """Write the values on pixels that are large enough, or not."""
        self._has_numbers = shown
        self.viewport().update()

    def set_grid(self, shown: bool) -> None:
        """Draw lines between pixels that are large enough, or not."""
        self._has_grid = shown
        self.viewport().update()

    def _repaint(self) -> None:
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw image and markers straight into the viewport: the scene's own painting costs more than the image."""
        self.scene().prepareForPaint()
        painter = QPainter(self.viewport())
        # Qt crashes when an exception leaves with a painter still active
        try:
            self._paint(painter, QRectF(event.rect()))
        finally:
            painter.end()

    def _paint(self, painter: QPainter, exposed: QRectF) -> None:
        transform = self._transform()
        shown = self.item.draw(painter, transform, self.viewport())
        if shown is None:
            painter.fillRect(exposed, self.backgroundBrush())
        else:
            self._fill_around(painter, shown)
            if self._has_grid:
                pixel_text.draw_grid(painter, transform, shown)
            if self._has_numbers:
                pixel_text.draw_numbers(painter, transform, shown, self.item, exposed)
        self.drawForeground(painter, exposed)

    def _fill_around(self, painter: QPainter, shown: Shown) -> None:
        """Fill what the image leaves free, in device pixels."""
        device = painter.deviceTransform()
        whole = device.mapRect(QRectF(self.viewport().rect())).toAlignedRect()
        image = QRect(shown.left, shown.top, shown.columns.size, shown.rows.size)
        painter.setWorldTransform(device.inverted()[0])
        painter.setClipRegion(QRegion(whole).subtracted(QRegion(image)))
        painter.fillRect(whole, self.backgroundBrush())
        painter.setClipping(False)
        painter.resetTransform()

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the markers in screen pixels, above the image."""
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        draw_overlay(painter, self.overlay, QRectF(self.viewport().rect()), self.on_screen, self.theme)
        if self.selection is not None:
            markers.draw_rectangle(painter, self.on_screen(self.selection))
        if self.twin is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            markers.draw_twin(painter, self.on_screen(self.twin))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self.marked is not None:
            markers.draw_outline(painter, markers.pixel_rect(self.on_screen(self.marked)), self.theme)
        painter.restore()
