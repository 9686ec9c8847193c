"""The canvas: the image, its markers, and what the pointer does on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRectF, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from itk_inspector.core.geometry.indexing import ItkIndex, to_itk
from itk_inspector.core.header.file_stamp import DiskState
from itk_inspector.gui.canvas.canvas_frame import CanvasFrame
from itk_inspector.gui.canvas.overlay_switches import OverlaySwitches
from itk_inspector.gui.canvas.viewport import CanvasState
from itk_inspector.gui.style.plain_text import rich
from itk_inspector.gui.style.theme import LIGHT, Theme

if TYPE_CHECKING:  # the window is on screen before NumPy and pyqtgraph are loaded
    import numpy.typing as npt

    from itk_inspector.core.display.display_settings import Appearance
    from itk_inspector.core.geometry.planes import Plane
    from itk_inspector.core.geometry.regions import Region
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.pixels.probe import Probe
    from itk_inspector.gui.canvas.pointer_view import PointerView
    from itk_inspector.gui.canvas.quad_view import QuadView

_SHARED = (
    "hovered",
    "pressed",
    "dragged",
    "released",
    "slice_step_requested",
    "level_dragged",
    "context_requested",
)
_OF_QUAD = ("plane_activated", "plane_requested", "crosshair_requested")


class ImageCanvas(CanvasFrame):
    """The view with its empty state, and the line that says what is shown."""

    hovered = Signal(object, object)
    pressed = Signal(float, float)
    dragged = Signal(float, float)
    released = Signal(float, float)
    slice_step_requested = Signal(int)
    appearance_changed = Signal(object)
    level_dragged = Signal(float, float)
    context_requested = Signal(QPoint)
    plane_activated = Signal(int, int)
    plane_requested = Signal(int, int)
    crosshair_requested = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("imageCanvas")
        self.setAccessibleName("Image")
        self.setToolTip("")
        self._view: PointerView | None = None
        self._quad: QuadView | None = None
        self._is_quad = False
        self._quad_ranges: tuple[QRectF, ...] | None = None
        self._overlays = OverlaySwitches()
        self._sync_zoom = True
        self._disk_change = ""
        self._document: ImageDocument | None = None
        self._plane: Plane | None = None
        self._pixels: npt.NDArray[Any] | None = None
        self._auto_fit = True
        self.set_theme(LIGHT)

    @property
    def view(self) -> PointerView:
        """The pyqtgraph view, made when it is first needed: loading pyqtgraph takes longer than showing the window."""
        if self._view is None:
            from itk_inspector.gui.canvas.pointer_view import PointerView

            view = self._view = PointerView(self)
            view.fit_requested.connect(self.fit)
            view.range_chosen.connect(self._keep_range)
            for name in _SHARED:
                getattr(view, name).connect(getattr(self, name))
            self._stack.addWidget(view)
            view.set_theme(self._theme)
        return self._view

    @property
    def quad(self) -> QuadView:
        """The three planes, made when they are first asked for."""
        if self._quad is None:
            from itk_inspector.gui.canvas.quad_view import QuadView  # with the view: pyqtgraph takes long to load

            quad = self._quad = QuadView(self)
            for name in (*_SHARED, *_OF_QUAD):
                getattr(quad, name).connect(getattr(self, name))
            self._stack.addWidget(quad)
            quad.set_theme(self._theme)
            quad.set_overlays(self._overlays)
            quad.set_sync_zoom(self._sync_zoom)
        return self._quad

    @property
    def front(self) -> PointerView | QuadView:
        """What is on screen: one view, or the three planes."""
        return self.quad if self._is_quad else self.view

    def prepare(self) -> None:
        """Make the view now, while there is nothing else to do."""
        _ = self.view

    # what is shown --------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().set_theme(theme)
        for part in (self._view, self._quad):
            if part is not None:
                part.set_theme(theme)
        self._show_notes()

    def _show_notes(self) -> None:
        """Show that the file changed on disk, else what is to know of the image; a slice leads to its series."""
        document, said = self._document, [rich(self._disk_change)]
        if self._disk_change and document is not None and document.can_be_read_again:
            said.append(self._link("reload", "Reload"))
        elif document is not None and not self._disk_change:
            said = [rich(note) for note in (*document.info.notes, *self.view.notes(document.info, self._plane))]
            if document.info.has_sibling_slices:
                said += ["One slice of a DICOM series.", self._link("series", "Open the whole series")]
        self._notes.setText(" ".join(said))

    def show_document(self, document: ImageDocument, plane: Plane, *, view_state: object = None) -> None:
        """Show an image: fitted and with an appearance that suits it, or as `view_state` told of it before."""
        self._document = document
        self._plane, self._pixels = None, document.pixels
        self._leave_quad()
        self._stack.setCurrentWidget(self.view)
        self.view.item.guard = lambda: document.is_safe
        self.view.item.is_as_opened = lambda: document.disk_state() is not DiskState.CHANGED
        before = view_state if isinstance(view_state, CanvasState) else None
        self._quad_ranges = before.quad if before is not None else None
        self.set_appearance(self.view.suitable(document, before.appearance if before is not None else None))
        self.show_disk_change("")
        self._show_cut(plane, axes_changed=True)
        if before is not None and not before.is_fitted:
            self._auto_fit = False
            self.view.box.setRange(before.visible, padding=0.0)
        self.view.set_cursor()
        self.view.look_again()

    def view_state(self) -> CanvasState:
        """Return how the image on screen is shown."""
        quad = self.quad.ranges if self._is_quad else None
        return CanvasState(self.appearance, QRectF(self.view.box.viewRect()), self._auto_fit, quad)

    def show_disk_change(self, text: str) -> None:
        """Show the image's notes, or that its file changed on disk, with a way to reload."""
        self._disk_change = text
        self._show_notes()
        if text and self._view is not None:
            self._view.item.refresh()
        if text and self._is_quad:
            self.quad.show_disk_change()

    def clear(self) -> None:
        """Show the empty state, and hold no pixels."""
        self._document = self._plane = self._pixels = None
        self._leave_quad()
        if self._view is not None:
            self._view.item.guard = self._view.item.is_as_opened = lambda: True
            self._view.item.show_cut(None, (0, 0))
            self._view.show_marks(None, None)
        self._disk_change = ""
        self._notes.clear()
        self._show_memory("")
        self._stack.setCurrentWidget(self._empty)

    def show_pixels(self, pixels: npt.NDArray[Any], *, edited: bool) -> None:
        """Show the edited copy or the original."""
        self._pixels = pixels
        copied = "edited copy" if edited else "view of ITK memory · 0 bytes copied · read-only"
        self._show_memory(copied)
        if self._plane is not None:
            self._show_cut(self._plane, axes_changed=False)
            if self._is_quad:
                self.quad.show_pixels(pixels)

    def show_layout(self, plane: Plane, *, is_quad: bool) -> None:
        """Show the plane alone, or the three orthogonal planes through its position."""
        if is_quad == self._is_quad or self._document is None or self._pixels is None:
            return
        if is_quad:
            self.quad.show_image(self._document, self._pixels, plane, self.view)
            self.quad.set_painting(self.view.paints)
            self._stack.setCurrentWidget(self.quad)
            self._is_quad = True
        else:
            self._leave_quad()
            self._stack.setCurrentWidget(self.view)
        self._show_cut(plane, axes_changed=True)
        if is_quad and self._quad_ranges is not None:
            self.quad.set_ranges(self._quad_ranges)
        self._quad_ranges = None
        self.front.setFocus()

    def _leave_quad(self) -> None:
        self._is_quad = False
        if self._quad is not None:
            self._quad.clear()

    def set_overlays(self, choice: OverlaySwitches, *, sync_zoom: bool) -> None:
        """Choose what is drawn above the image, and whether the three planes have one scale."""
        self._overlays = choice
        self._sync_zoom = sync_zoom
        if self._quad is not None:
            self._quad.set_overlays(choice)
            self._quad.set_sync_zoom(sync_zoom)
        self._show_overlay()

    def _show_overlay(self) -> None:
        if self._document is not None and self._plane is not None:
            self.view.show_overlay(self._overlays, self._document.info, self._plane)

    def show_plane(self, plane: Plane, *, axes_changed: bool) -> None:
        """Show another cut; other axes are fitted anew."""
        self._show_cut(plane, axes_changed=axes_changed)

    def _show_cut(self, plane: Plane, *, axes_changed: bool) -> None:
        assert self._document is not None
        assert self._pixels is not None
        self._plane = plane
        if axes_changed:
            self._show_notes()
        if self._is_quad:
            self.quad.show_plane(plane)
            return
        geometry = self._document.geometry
        start = geometry.start_index[plane.horizontal], geometry.start_index[plane.vertical]
        cut = plane.slice(self._pixels, geometry)
        self.view.show_cut(cut, start, self._document.info)
        if axes_changed:
            self._show_overlay()
            self.view.box.setAspectLocked(True, ratio=plane.aspect(geometry))
            self.fit()

    @property
    def appearance(self) -> Appearance:
        """How the image is drawn."""
        return self.view.item.appearance

    def set_appearance(self, appearance: Appearance) -> None:
        """Draw the image another way; ``appearance_changed`` tells, whoever wanted it."""
        before = self.view.item.appearance
        self.view.set_appearance(appearance)
        if self._is_quad:
            self.quad.set_appearance(appearance)
        if appearance.drawn != before.drawn and self._plane is not None:
            self._show_notes()
            self._show_cut(self._plane, axes_changed=False)
        self.appearance_changed.emit(appearance)

    def refresh(self, box: Region) -> None:
        """Draw the same cut again: its pixels have changed within a box."""
        if self._is_quad:
            self.quad.refresh(box)
        elif self._plane is not None and self._document is not None:
            self.view.refresh(self._plane.rows_and_columns(box, self._document.geometry))

    def take_focus(self) -> None:
        """Give the keyboard back to the image's shortcuts."""
        self.front.setFocus()

    def set_painting(self, paints: bool) -> None:
        """Choose whether the left button edits or moves the image."""
        if self._view is not None or paints:
            self.view.paints = paints
        if self._quad is not None:
            self._quad.set_painting(paints)

    @property
    def active(self) -> PointerView:
        """The view that the pointer works on."""
        return self.quad.active if self._is_quad else self.view

    def find_pointer(self) -> None:
        """Look where the pointer is, after a dialog had it."""
        if self._view is not None:
            for view in self.quad.cells if self._is_quad else (self._view,):
                view.find_pointer()

    def show_probe(self, found: Probe | None) -> None:
        """Outline the probed pixel, and mark the one that the same numbers lead to."""
        if self._is_quad:
            self.quad.show_probe(found)
            return
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
        if corners is not None:
            self.active.show_selection(self._pixel_rect(corners[0]).united(self._pixel_rect(corners[1])))
            return
        for view in (*([self._view] if self._view is not None else []), *(self._quad.cells if self._quad else ())):
            view.show_selection(None)

    def _pixel_rect(self, index: ItkIndex) -> QRectF:
        assert self._plane is not None
        horizontal, vertical = self._plane.on_screen(index)
        return QRectF(horizontal - 0.5, vertical - 0.5, 1.0, 1.0)

    # zoom -----------------------------------------------------------------

    def fit(self) -> None:
        """Show the whole image, also after the window changes its size."""
        self._auto_fit = True
        self.front.fit()

    def one_to_one(self) -> None:
        """Show one image pixel per screen pixel."""
        self._auto_fit = False
        self.front.one_to_one()

    def zoom(self, factor: float) -> None:
        """Enlarge around the middle."""
        self._auto_fit = False
        self.front.zoom(factor)

    def _keep_range(self, *_: object) -> None:
        self._auto_fit = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a fitted image fitted."""
        super().resizeEvent(event)
        if self._auto_fit and self._view is not None and not self._is_quad:
            QTimer.singleShot(0, self, self._fit_again)

    def _fit_again(self) -> None:
        if self._auto_fit and not self._is_quad:
            self.view.fit()
