"""The pyqtgraph view: what is drawn of a plane, and where it lies on screen."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTransform
from PySide6.QtWidgets import QWidget

from itk_inspector.core.display.composition import Swipe
from itk_inspector.core.display.scene import Scene
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.gui.canvas.above import Above
from itk_inspector.gui.canvas.divider import Divider
from itk_inspector.gui.canvas.grid_picture import GridPicture
from itk_inspector.gui.canvas.layer_pictures import LayerPictures
from itk_inspector.gui.canvas.plane_painter import PlanePainter
from itk_inspector.gui.canvas.shown_plane import ShownPlane
from itk_inspector.gui.canvas.view_place import ViewPlace
from itk_inspector.gui.canvas.viewport_item import ViewportItem
from itk_inspector.gui.style.theme import LIGHT, Theme
from itk_inspector.gui.widgets.next_frame import NextFrame

_MAX_PIXEL = 256.0


class PaintedView(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph is untyped
    """An image with what lies above it; view coordinates are continuous ITK indices of the plane's two axes.

    They stay what they are when the drawing is flipped: then they grow to the left, or upwards.

    Parameters
    ----------
    frame : NextFrame
        When to paint marks that follow the pointer.
    parent : QWidget, optional
    """

    resized = Signal()

    def __init__(self, frame: NextFrame, parent: QWidget | None = None) -> None:
        self._shown: ShownPlane | None = None
        self.aspect = 1.0
        super().__init__(parent, background=None)
        # each paint covers all of it: Qt need not fill it before
        self.viewport().setAutoFillBackground(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.box = pg.ViewBox(enableMenu=False, invertY=True, border=None, defaultPadding=0.0)
        self.box.setMouseEnabled(False, False)
        self.box.disableAutoRange()
        self.item = ViewportItem()
        self.box.addItem(self.item)
        self.setCentralItem(self.box)
        self._place = ViewPlace(self, self.box)
        self.layers = LayerPictures(self.item)
        self.theme, self._behind = LIGHT, self.backgroundBrush()
        self.above = self._above_asked = Above()
        self._marked: tuple[QTransform | None, list[QRect]] = (None, [])
        self._parts = PlanePainter(self.layers, GridPicture(), self.viewport())
        self.divider = Divider(self)
        self._frame = frame
        self.item.changed.connect(self._repaint)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.theme = theme
        self.setBackground(theme.canvas)
        self._behind = self.backgroundBrush()
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
        before = self._shown
        self._shown = shown = None if scene is None else ShownPlane(scene, plane or scene.plane)
        if scene is None or shown is None:
            if before is not None:
                self.layers.show(None)
                self.divider.show(None)
                self.show_above(Above())
            return False
        if before is not None and shown.differs_in_marks_alone(before):
            self.layers.follow(shown)
            self._show_marks(self.above.marking(shown))
            return False
        self.divider.show(scene.composition if isinstance(scene.composition, Swipe) else None)
        if self.layers.show(shown):
            self._repaint()
        self.show_above(Above.of(shown, before, self.above))
        if before is not None and not (shown.lies_elsewhere(before) or shown.is_flipped_anew(before)):
            return False
        to_left, upwards = shown.flips
        self.box.invertX(to_left)
        self.box.invertY(not upwards)
        self.aspect = shown.plane.aspect(shown.scene.geometry)
        self.box.setAspectLocked(True, ratio=self.aspect)
        return True

    def show_above(self, above: Above) -> None:
        """Draw this above the image; repaint only what changed."""
        if above.differs_beside_marks(self._above_asked):
            self.above = self._above_asked = above
            self._marked = None, []
            self.viewport().update()
        else:
            self._show_marks(above)

    def _show_marks(self, above: Above) -> None:
        """Draw other marks than before, if they are."""
        if (above.marked, above.twin, above.is_kept) != (self.above.marked, self.above.twin, self.above.is_kept):
            self.above = above
            self._frame.ask(self._update_marks)

    def _update_marks(self) -> None:
        """Repaint where marks have come or gone."""
        place = self._place.to_screen
        known, gone = self._marked
        if known is not place:  # the same marks lie elsewhere on screen now
            gone = self._above_asked.marked_areas(place.mapRect)
        self._above_asked = self.above
        self._marked = place, self.above.marked_areas(place.mapRect)
        update = self.viewport().update
        for area in (*gone, *self._marked[1]):
            update(area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell that there is other room than before."""
        super().resizeEvent(event)
        self.resized.emit()

    # zoom ---------------------------------------------------------------

    def to_view(self, position: QPointF) -> QPointF:
        """Turn a viewport position into view coordinates: those of the centre of the screen pixel there."""
        return self._place.from_screen.map(self.item.pixel_grid.centre(position))

    def drawn_at(self, position: QPointF) -> QPointF:
        """Return where in view coordinates the pixel lies that is drawn at a viewport position."""
        back = self._place.from_screen
        return self.item.drawn_at(back.map(self.item.pixel_grid.centre(position)), back)

    def on_screen(self, rect: QRectF) -> QRectF:
        """Turn a rectangle in view coordinates into viewport pixels."""
        return self._place.to_screen.mapRect(rect)

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

    # painting -----------------------------------------------------------

    def _repaint(self) -> None:
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw image and markers straight into the viewport: the scene's own painting costs more than the image."""
        painter = QPainter(self.viewport())
        # Qt crashes when an exception leaves with a painter still active
        try:
            place, theme = self._place.to_screen, self.theme
            exposed = QRectF(event.rect())
            free = self._parts.paint_pixels(painter, place, exposed, self.above, self._behind, theme)
            if self.divider.swipe is not None:
                self.divider.draw(painter, theme)
            self.above.draw(painter, free, place.mapRect, theme)
        finally:
            painter.end()
