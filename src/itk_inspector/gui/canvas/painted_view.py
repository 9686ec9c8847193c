"""The pyqtgraph view: what is drawn, and at which zoom."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QRegion, QResizeEvent, QTransform
from PySide6.QtWidgets import QGraphicsItem, QWidget

from itk_inspector.core.display.components import drawn_components
from itk_inspector.core.display.scene import PixelSource, Scene
from itk_inspector.core.display.view_switches import ViewSwitches
from itk_inspector.core.display.viewport import Viewport
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.gui.canvas import markers, pixel_text
from itk_inspector.gui.canvas.overlay_painter import Overlay, draw_overlay
from itk_inspector.gui.canvas.overlay_rules import overlay_of
from itk_inspector.gui.canvas.shown_plane import ShownPlane
from itk_inspector.gui.canvas.viewport_item import Shown, ViewportItem
from itk_inspector.gui.style import colour_maps
from itk_inspector.gui.style.theme import LIGHT, Theme

_MAX_PIXEL = 256.0


class PaintedView(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph is untyped
    """An image with what lies above it; view coordinates are continuous ITK indices of the plane's two axes."""

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._shown: ShownPlane | None = None
        self._aspect = 0.0
        super().__init__(parent, background=None)
        self.box = pg.ViewBox(enableMenu=False, invertY=True, border=None, defaultPadding=0.0)
        self.box.setMouseEnabled(False, False)
        self.item = ViewportItem()
        self.box.addItem(self.item)
        self.setCentralItem(self.box)
        self.theme = LIGHT
        self.marked: QRectF | None = None
        self.twin: QRectF | None = None
        self.rectangles: tuple[QRectF, ...] = ()
        self.overlay = Overlay()
        self._has_numbers = True
        self._has_grid = True
        self.item.changed.connect(self._repaint)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.theme = theme
        self.setBackground(theme.canvas)
        self.viewport().update()

    # the scene ------------------------------------------------------------

    def show_scene(self, scene: Scene | None, plane: Plane | None = None) -> bool:
        """Draw what differs from what was shown last.

        Parameters
        ----------
        scene : Scene or None
            None holds no pixels.
        plane : Plane, optional
            Which of the scene's planes; the active one by default.

        Returns
        -------
        bool
            The image lies elsewhere than before, or has another shape: its viewport is to be taken anew.
        """
        before, self._shown = self._shown, None
        if scene is None:
            if before is not None:
                self._show_nothing()
            return False
        plane = plane or scene.plane
        self._shown = shown = ShownPlane(scene, plane)
        is_moved = before is None or shown.lies_elsewhere(before)
        if before is None or scene.source is not before.scene.source:
            self._ask_before_reading(scene.source)
        if before is None or scene.settings != before.scene.settings:
            self.item.set_settings(scene.settings, colour_maps.table(scene.settings.colour_map))
        if before is None or shown.has_other_pixels(before):
            pixels = drawn_components(plane.slice(scene.pixels, scene.geometry), scene.info, scene.settings.component)
            start = scene.geometry.start_index
            self.item.show_slice(pixels, (start[plane.horizontal], start[plane.vertical]))
        elif scene.pixels_version != before.scene.pixels_version:
            self._refresh(shown, before)
        if is_moved:
            self._lock_aspect(plane.aspect(scene.geometry))
        if before is None or shown.has_other_overlay(before):
            self._show_switches(scene.switches)
            self.set_overlay(overlay_of(scene, plane))
        if before is None or is_moved or scene.marks is not before.scene.marks or plane != before.plane:
            self.show_marks(shown.rect_of(scene.marks.pixel), shown.rect_of(scene.marks.twin))
        if before is None or scene.shapes != before.scene.shapes or scene.plane != before.scene.plane:
            self._show_rectangles(shown.rectangles)
        return is_moved

    def _show_nothing(self) -> None:
        self.item.guard = self.item.is_as_opened = lambda: True
        self.item.show_slice(None, (0, 0))
        self.show_marks(None, None)
        self._show_rectangles(())

    def _ask_before_reading(self, source: PixelSource) -> None:
        self.item.guard = lambda: source.is_safe
        self.item.is_as_opened = lambda: source.is_as_opened

    def _refresh(self, shown: ShownPlane, before: ShownPlane) -> None:
        """Sample again what the last change can have touched: nothing of this plane when it lies elsewhere."""
        scene = shown.scene
        if scene.changed_box is None or scene.pixels_version != before.scene.pixels_version + 1:
            self.item.refresh()
            return
        box = shown.plane.rows_and_columns(scene.changed_box, scene.geometry)
        if box is not None:
            self.item.refresh(box)

    def _lock_aspect(self, ratio: float) -> None:
        if ratio != self._aspect:
            self._aspect = ratio
            self.box.setAspectLocked(True, ratio=ratio)

    @property
    def viewport_shown(self) -> Viewport:
        """What part of the plane is on screen."""
        centre = self.box.viewRect().center()
        return Viewport((centre.x(), centre.y()), self.on_screen(QRectF(0, 0, 1, 1)).width())

    def show_viewport(self, wanted: Viewport) -> None:
        """Show a part of the plane."""
        if wanted.is_fitted:
            self.fit()
        elif wanted != self.viewport_shown:
            room, (right, down) = self.viewport().rect(), wanted.centre
            width, height = room.width() / wanted.scale, room.height() / (wanted.scale / self._aspect)
            self.box.setRange(QRectF(right - width / 2, down - height / 2, width, height), padding=0.0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell that there is other room than before."""
        super().resizeEvent(event)
        self.resized.emit()

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

    def _show_switches(self, switches: ViewSwitches) -> None:
        """Choose whether large pixels have their values written on them, and a grid between them."""
        self.set_numbers(switches.pixel_numbers)
        self.set_grid(switches.pixel_grid)

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

    def _show_rectangles(self, rectangles: tuple[QRectF, ...]) -> None:
        """Show the rectangles being dragged, in view coordinates."""
        if rectangles != self.rectangles:
            self.rectangles = rectangles
            self.viewport().update()

    @property
    def selection(self) -> QRectF | None:
        """The rectangle being dragged."""
        return self.rectangles[-1] if self.rectangles else None

    # painting -----------------------------------------------------------

    def set_numbers(self, shown: bool) -> None:
        """Write the values on pixels that are large enough, or not."""
        if shown != self._has_numbers:
            self._has_numbers = shown
            self.viewport().update()

    def set_grid(self, shown: bool) -> None:
        """Draw lines between pixels that are large enough, or not."""
        if shown != self._has_grid:
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
        for rect in self.rectangles:
            markers.draw_rectangle(painter, self.on_screen(rect))
        if self.twin is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            markers.draw_twin(painter, self.on_screen(self.twin))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self.marked is not None:
            markers.draw_outline(painter, markers.pixel_rect(self.on_screen(self.marked)), self.theme)
        painter.restore()
