"""The canvas: the image, its markers, and what the pointer does on it."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from itk_inspector.core.appearance import Appearance
from itk_inspector.core.components import first_drawn
from itk_inspector.core.document import ImageDocument, ImageInfo
from itk_inspector.core.indexing import ItkIndex, to_itk
from itk_inspector.core.levels import Levels, robust_levels
from itk_inspector.core.planes import Plane
from itk_inspector.core.probe import Probe
from itk_inspector.core.rendering import grey_table
from itk_inspector.gui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from itk_inspector.gui.canvas_view import CanvasView


class ImageCanvas(QWidget):
    """The view with its empty state, and the line that says what is shown."""

    open_requested = Signal()
    sample_requested = Signal()
    reload_requested = Signal()
    hovered = Signal(object, object)
    pressed = Signal(float, float)
    dragged = Signal(float, float)
    released = Signal(float, float)
    slice_step_requested = Signal(int)
    series_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("imageCanvas")
        self.setAccessibleName("Image")
        self.setToolTip("")
        self._view: CanvasView | None = None
        self._theme = LIGHT
        self._disk_change = ""
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
        self._notes = QLabel(self)
        self._notes.setObjectName("imageNotes")
        self._notes.setWordWrap(True)
        self._notes.setTextFormat(Qt.TextFormat.RichText)
        self._notes.linkActivated.connect(self._follow)
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
        self.set_theme(LIGHT)

    @property
    def view(self) -> CanvasView:
        """The pyqtgraph view, made when it is first needed: loading pyqtgraph takes longer than showing the window."""
        if self._view is None:
            from itk_inspector.gui.canvas_view import CanvasView

            view = self._view = CanvasView(self)
            view.fit_requested.connect(self.fit)
            view.hovered.connect(self.hovered)
            view.pressed.connect(self.pressed)
            view.dragged.connect(self.dragged)
            view.released.connect(self.released)
            view.slice_step_requested.connect(self.slice_step_requested)
            view.box.sigRangeChangedManually.connect(self._keep_range)
            self._stack.addWidget(view)
            view.set_theme(self._theme)
        return self._view

    def prepare(self) -> None:
        """Make the view now, while there is nothing else to do."""
        _ = self.view

    # what is shown --------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self._view is not None:
            self._view.set_theme(theme)
        self._empty.setStyleSheet(f"background: {theme.canvas}; color: {theme.muted};")
        self._memory.setStyleSheet(f"color: {theme.muted};")
        self._notes.setStyleSheet(f"color: {theme.warning};")
        self._empty.setText(
            f'<p style="font-size: 18pt; color: {theme.text};">Open an image</p>'
            f'<p><a href="open" style="color: {theme.accent};">Open…</a> '
            "(Ctrl+O), or drop a file here.<br>"
            f'To look around first: <a href="sample" style="color: {theme.accent};">the sample image</a>.</p>'
        )
        self._show_notes()

    def _show_notes(self) -> None:
        """Show that the file changed on disk, else what is to know of the image; a slice leads to its series."""
        info = self._document.info if self._document is not None else None
        said: list[str] = []
        if self._disk_change:
            said = [html.escape(self._disk_change), self._link("reload", "Reload")]
        elif info is not None:
            said = [html.escape(note) for note in (*info.notes, *_drawn_how(info))]
            if info.has_sibling_slices:
                said += ["One slice of a DICOM series.", self._link("series", "Open the whole series")]
        self._notes.setText(" ".join(said))

    def _link(self, name: str, text: str) -> str:
        return f'<a href="{name}" style="color: {self._theme.accent};">{text}</a>'

    def _follow(self, link: str) -> None:
        requests = {
            "open": self.open_requested,
            "sample": self.sample_requested,
            "reload": self.reload_requested,
            "series": self.series_requested,
        }
        requests[link].emit()

    def show_document(self, document: ImageDocument, plane: Plane, *, keep_view: bool) -> None:
        """Show an image, fitted, with levels from robust percentiles; or at the present zoom and levels."""
        self._document = document
        self._pixels = document.pixels
        self._stack.setCurrentWidget(self.view)
        self.show_disk_change("")
        self.view.item.guard = lambda: document.is_safe
        if not keep_view:
            appearance = Appearance(_first_levels(document), first_drawn(document.info))
            self.view.item.set_appearance(appearance, grey_table())
        self._show_cut(plane, axes_changed=not keep_view)
        self.view.set_cursor()

    def show_disk_change(self, text: str) -> None:
        """Show the image's notes, or that its file changed on disk, with a way to reload."""
        self._disk_change = text
        self._show_notes()
        if self._view is not None:
            self._view.viewport().update()

    def clear(self) -> None:
        """Show the empty state, and hold no pixels."""
        self._document = self._plane = self._pixels = None
        if self._view is not None:
            self._view.item.guard = lambda: True
            self._view.item.show_cut(None, (0, 0))
            self._view.show_marks(None, None)
        self._disk_change = ""
        self._notes.clear()
        self._memory.clear()
        self._stack.setCurrentWidget(self._empty)

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
        self.view.item.show_cut(cut, start)
        if axes_changed:
            ratio = geometry.spacing[plane.horizontal] / geometry.spacing[plane.vertical]
            self.view.box.setAspectLocked(True, ratio=ratio)
            self.fit()

    def auto_levels(self) -> Levels | None:
        """Choose levels from what is on screen, and return them."""
        if self._document is None or self._plane is None or self._pixels is None or not self._document.is_safe:
            return None
        cut = self._plane.slice(self._pixels, self._document.geometry)
        levels = robust_levels(cut[..., :3] if self._document.info.is_colour else cut)
        self.view.item.set_levels(levels)
        return levels

    def refresh(self) -> None:
        """Draw the same cut again: its pixels have changed."""
        self.view.item.refresh()

    def take_focus(self) -> None:
        """Give the keyboard back to the image's shortcuts."""
        self.view.setFocus()

    def set_painting(self, paints: bool) -> None:
        """Choose whether the left button edits or moves the image."""
        if self._view is not None or paints:
            self.view.paints = paints

    def find_pointer(self) -> None:
        """Look where the pointer is, after a dialog had it."""
        if self._view is not None:
            self._view.find_pointer()

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
        if self._auto_fit and self._view is not None:
            QTimer.singleShot(0, self, self.view.fit)


def _drawn_how(info: ImageInfo) -> tuple[str, ...]:
    if info.is_complex:
        return ("Drawn by magnitude.",)
    return (f"Drawn by the first of {info.channels} components.",) if info.channels > 1 and not info.is_colour else ()


def _first_levels(document: ImageDocument) -> Levels:
    """Return the stored range for 8-bit colour, else robust percentiles of the finite values."""
    pixels, info = document.pixels, document.info
    if info.is_colour and info.dtype == "uint8":
        return Levels(0.0, 255.0)
    if info.is_colour:
        return robust_levels(pixels[..., :3])
    return robust_levels(pixels[..., 0] if info.channels > 1 else pixels)
