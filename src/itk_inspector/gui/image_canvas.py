"""The canvas: the image, its markers, and what the pointer does on it."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from itk_inspector.core.document import ImageDocument
from itk_inspector.core.indexing import ItkIndex, to_itk
from itk_inspector.core.levels import Levels, robust_levels
from itk_inspector.core.planes import Plane
from itk_inspector.core.probe import Probe
from itk_inspector.gui import markers
from itk_inspector.gui.theme import LIGHT, Theme
from itk_inspector.gui.viewport_item import ViewportItem

_ZOOM_STEP = 1.25
_MAX_PIXEL = 256.0


class CanvasView(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph is untyped
    """The pyqtgraph view: view coordinates are continuous ITK indices of the plane's two axes.

    Pointer events are handled here and not through pyqtgraph's scene, whose rate
    limit drops the last move before the pointer rests.
    """

    hovered = Signal(object, object)
    pressed = Signal(float, float)
    dragged = Signal(float, float)
    released = Signal(float, float)
    slice_step_requested = Signal(int)
    fit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self.setObjectName("canvasView")
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box = pg.ViewBox(enableMenu=False, invertY=True, border=None, defaultPadding=0.0)
        self.box.setMouseEnabled(False, False)
        self.item = ViewportItem()
        self.box.addItem(self.item)
        self.setCentralItem(self.box)
        self.theme = LIGHT
        self.paints = False
        self.marked: QRectF | None = None
        self.twin: QRectF | None = None
        self.selection: QRectF | None = None
        self._pointer: QPointF | None = None
        self._pan_from: QPointF | None = None
        self._gesture = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._tell_hover)
        self.box.sigRangeChanged.connect(self._moved_under_pointer)

    # pointer ------------------------------------------------------------

    def to_view(self, position: QPointF) -> QPointF:
        """Turn a viewport position into view coordinates."""
        return self._transform().inverted()[0].map(position)

    def on_screen(self, rect: QRectF) -> QRectF:
        """Turn a rectangle in view coordinates into viewport pixels."""
        return self._transform().mapRect(rect)

    def _transform(self) -> QTransform:
        made: QTransform = self.box.childGroup.sceneTransform() * self.viewportTransform()
        return made

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, go on with a gesture, and remember where the pointer is."""
        self._pointer = event.position()
        if self._pan_from is not None:
            self._pan(event.position())
        elif self._gesture:
            where = self.to_view(event.position())
            self.dragged.emit(where.x(), where.y())
        self._soon.start()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pan, or a gesture of the edit tool."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton and self.paints:
            self._gesture = True
            where = self.to_view(event.position())
            self.pressed.emit(where.x(), where.y())
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pan_from = event.position()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the press began."""
        if self._gesture and event.button() == Qt.MouseButton.LeftButton:
            self._gesture = False
            where = self.to_view(event.position())
            self.released.emit(where.x(), where.y())
        self._pan_from = None
        self.set_cursor()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit the image; with an edit tool a double click is two clicks."""
        if self.paints:
            self.mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.fit_requested.emit()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the cursor, or step through the slices with Ctrl."""
        steps = event.angleDelta().y() / 120.0
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.slice_step_requested.emit(-round(steps) or (-1 if steps > 0 else 1 if steps < 0 else 0))
        elif steps:
            self.zoom(_ZOOM_STEP**steps, self.to_view(event.position()))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer: nothing is under it any more."""
        self._pointer = None
        self._soon.stop()
        self._tell_hover()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave all keys to the window's actions."""
        event.ignore()

    def _tell_hover(self) -> None:
        if self._pointer is None:
            self.hovered.emit(None, None)
            return
        where = self.to_view(self._pointer)
        self.hovered.emit(where.x(), where.y())

    def _moved_under_pointer(self) -> None:
        self.viewport().update()
        if self._pointer is not None:
            self._soon.start()

    def set_cursor(self) -> None:
        """Show what the left button would do."""
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)

    # zoom ---------------------------------------------------------------

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

    def _pan(self, position: QPointF) -> None:
        assert self._pan_from is not None
        before, now = self.to_view(self._pan_from), self.to_view(position)
        self.box.translateBy(x=before.x() - now.x(), y=before.y() - now.y())
        self._pan_from = position

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

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the markers in screen pixels, above the image."""
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self.selection is not None:
            markers.draw_rectangle(painter, self.on_screen(self.selection))
        if self.twin is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            markers.draw_twin(painter, self.on_screen(self.twin))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self.marked is not None:
            markers.draw_outline(painter, markers.pixel_rect(self.on_screen(self.marked)), self.theme)
        painter.restore()


class ImageCanvas(QWidget):
    """The view with its empty state, and the line that says what is shown."""

    open_requested = Signal()
    sample_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("imageCanvas")
        self.setAccessibleName("Image")
        self.setToolTip("")
        self.view = CanvasView(self)
        self.view.fit_requested.connect(self.fit)
        self._document: ImageDocument | None = None
        self._plane: Plane | None = None
        self._pixels: npt.NDArray[Any] | None = None
        self._auto_fit = True
        self._empty = QLabel(self)
        self._empty.setObjectName("emptyHint")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setTextFormat(Qt.TextFormat.RichText)
        self._empty.setWordWrap(True)
        self._empty.linkActivated.connect(self._follow)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        self._notes = QLabel(self)
        self._notes.setObjectName("imageNotes")
        self._notes.setWordWrap(True)
        self._memory = QLabel(self)
        self._memory.setObjectName("memoryLine")
        self._memory.setAccessibleName("What the canvas shows")
        self._memory.setToolTip("Whether you see ITK's own memory or an edited copy.")
        line = QHBoxLayout()
        line.setContentsMargins(10, 3, 10, 3)
        line.addWidget(self._notes, 1)
        line.addWidget(self._memory, 0, Qt.AlignmentFlag.AlignRight)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._stack, 1)
        outer.addLayout(line)
        self.view.box.sigRangeChangedManually.connect(self._keep_range)
        self.set_theme(LIGHT)

    # what is shown --------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.view.theme = theme
        self.view.setBackground(theme.canvas)
        self._empty.setStyleSheet(f"background: {theme.canvas}; color: {theme.muted};")
        self._memory.setStyleSheet(f"color: {theme.muted};")
        self._notes.setStyleSheet(f"color: {theme.warning};")
        self._empty.setText(
            f'<p style="font-size: 18pt; color: {theme.text};">Open an image</p>'
            f'<p><a href="open" style="color: {theme.accent};">Open…</a> '
            "(Ctrl+O), or drop a file here.<br>"
            f'To look around first: <a href="sample" style="color: {theme.accent};">the sample image</a>.</p>'
        )
        self.view.viewport().update()

    def _follow(self, link: str) -> None:
        (self.open_requested if link == "open" else self.sample_requested).emit()

    def show_document(self, document: ImageDocument, plane: Plane) -> None:
        """Show an image, fitted, with levels from robust percentiles."""
        self._document = document
        self._pixels = document.pixels
        self._stack.setCurrentWidget(self.view)
        self._notes.setText(" ".join(document.info.notes))
        self.view.item.set_levels(_first_levels(document))
        self._show_cut(plane, axes_changed=True)
        self.view.set_cursor()

    def show_pixels(self, pixels: npt.NDArray[Any], *, edited: bool) -> None:
        """Show the edited copy or the original."""
        self._pixels = pixels
        copied = "edited copy" if edited else "view of ITK memory · 0 bytes copied · read-only"
        self._memory.setText(copied)
        if self._plane is not None:
            self._show_cut(self._plane, axes_changed=False)

    def show_plane(self, plane: Plane, *, axes_changed: bool) -> None:
        """Show another cut; other axes are fitted anew."""
        self._show_cut(plane, axes_changed=axes_changed)

    def _show_cut(self, plane: Plane, *, axes_changed: bool) -> None:
        assert self._document is not None
        assert self._pixels is not None
        self._plane = plane
        geometry = self._document.geometry
        start = geometry.start_index[plane.horizontal], geometry.start_index[plane.vertical]
        cut = plane.slice(self._pixels, geometry)
        self.view.item.show_cut(cut, start, colour=self._document.info.is_colour)
        if axes_changed:
            ratio = geometry.spacing[plane.horizontal] / geometry.spacing[plane.vertical]
            self.view.box.setAspectLocked(True, ratio=ratio)
            self.fit()

    def auto_levels(self) -> Levels | None:
        """Choose levels from what is on screen, and return them."""
        if self._document is None or self._plane is None or self._pixels is None:
            return None
        cut = self._plane.slice(self._pixels, self._document.geometry)
        levels = robust_levels(cut[..., :3] if self._document.info.is_colour else cut)
        self.view.item.set_levels(levels)
        return levels

    def refresh(self) -> None:
        """Draw the same cut again: its pixels have changed."""
        self.view.item.refresh()

    def show_probe(self, found: Probe | None) -> None:
        """Outline the probed pixel, and mark the one that the same numbers lead to."""
        marked = twin = None
        if found is not None and self._plane is not None and self._document is not None:
            marked = self._pixel_rect(found.itk_index)
            if found.twin_index is not None:
                other = to_itk(found.twin_index, self._document.geometry.start_index)
                if self._plane.shows(other):
                    twin = self._pixel_rect(other)
        self.view.show_marks(marked, twin)

    def show_rectangle(self, corners: tuple[ItkIndex, ItkIndex] | None) -> None:
        """Show the rectangle being dragged."""
        if corners is None:
            self.view.show_selection(None)
        else:
            self.view.show_selection(self._pixel_rect(corners[0]).united(self._pixel_rect(corners[1])))

    def _pixel_rect(self, index: ItkIndex) -> QRectF:
        assert self._plane is not None
        horizontal, vertical = self._plane.on_screen(index)
        return QRectF(horizontal - 0.5, vertical - 0.5, 1.0, 1.0)

    # zoom -----------------------------------------------------------------

    def fit(self) -> None:
        """Show the whole image, also after the window changes its size."""
        self._auto_fit = True
        self.view.fit()

    def one_to_one(self) -> None:
        """Show one image pixel per screen pixel."""
        self._auto_fit = False
        self.view.one_to_one()

    def zoom(self, factor: float) -> None:
        """Enlarge around the middle."""
        self._auto_fit = False
        self.view.zoom(factor)

    def _keep_range(self, *_: object) -> None:
        self._auto_fit = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a fitted image fitted."""
        super().resizeEvent(event)
        if self._auto_fit:
            QTimer.singleShot(0, self, self.view.fit)


def _first_levels(document: ImageDocument) -> Levels:
    """Return the stored range for 8-bit colour, else robust percentiles of the finite values."""
    pixels, info = document.pixels, document.info
    if info.is_colour and info.dtype == "uint8":
        return Levels(0.0, 255.0)
    if info.is_colour:
        return robust_levels(pixels[..., :3])
    return robust_levels(pixels[..., 0] if info.channels > 1 else pixels)
