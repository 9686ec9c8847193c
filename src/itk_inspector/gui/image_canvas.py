"""The canvas: the image, its markers, and what the pointer does on it."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from itk_inspector.core.header_text import info_lines
from itk_inspector.core.indexing import ItkIndex, to_itk
from itk_inspector.gui.theme import LIGHT, Theme

if TYPE_CHECKING:  # the window is on screen before NumPy and pyqtgraph are loaded
    import numpy.typing as npt

    from itk_inspector.core.appearance import Appearance
    from itk_inspector.core.document import ImageDocument, ImageInfo
    from itk_inspector.core.planes import Plane
    from itk_inspector.core.probe import Probe
    from itk_inspector.gui.canvas_view import CanvasView


@dataclass(frozen=True, slots=True)
class CanvasState:
    """How one image is shown: appearance, and the visible part in view coordinates; a fitted image stays fitted."""

    appearance: Appearance
    visible: QRectF
    is_fitted: bool


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
    appearance_changed = Signal(object)
    level_dragged = Signal(float, float)
    context_requested = Signal(object)

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
        self._header: ImageInfo | None = None
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
            view.level_dragged.connect(self.level_dragged)
            view.context_requested.connect(self.context_requested)
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
        self._show_empty()
        self._show_notes()

    def _show_empty(self) -> None:
        """Say how to begin, or what is being read."""
        theme = self._theme
        if self._header is not None:
            rows = [
                f'<tr><td style="color: {theme.muted};">{html.escape(label)}&nbsp;&nbsp;</td>'
                f'<td style="color: {theme.text};">{html.escape(text).replace("; ", ",<br>")}</td></tr>'
                for label, text in info_lines(self._header)
            ]
            heading = html.escape(f"Reading {self._header.path.name} …")
            self._empty.setText(
                f'<p style="font-size: 14pt; color: {theme.text};">{heading}</p>'
                f'<table align="center">{"".join(rows)}</table>'
            )
            return
        self._empty.setText(
            f'<p style="font-size: 18pt; color: {theme.text};">Open an image</p>'
            f'<p><a href="open" style="color: {theme.accent};">Open…</a> '
            "(Ctrl+O), or drop a file here.<br>"
            f'To look around first: <a href="sample" style="color: {theme.accent};">the sample image</a>.</p>'
        )

    def _show_notes(self) -> None:
        """Show that the file changed on disk, else what is to know of the image; a slice leads to its series."""
        info = self._document.info if self._document is not None else None
        said: list[str] = []
        if self._disk_change:
            said = [html.escape(self._disk_change), self._link("reload", "Reload")]
        elif info is not None:
            said = [html.escape(note) for note in (*info.notes, *self.view.notes(info))]
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

    def show_document(self, document: ImageDocument, plane: Plane, *, view_state: object = None) -> None:
        """Show an image: fitted and with an appearance that suits it, or as `view_state` told of it before."""
        self._document = document
        self._plane, self._pixels = None, document.pixels
        self._stack.setCurrentWidget(self.view)
        self.view.item.guard = lambda: document.is_safe
        before = view_state if isinstance(view_state, CanvasState) else None
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
        return CanvasState(self.appearance, QRectF(self.view.box.viewRect()), self._auto_fit)

    def show_header(self, info: ImageInfo | None) -> None:
        """Show what the header says while the pixels are read, where no image is on screen yet."""
        self._header = info
        self._show_empty()

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
        self.view.show_cut(cut, start, self._document.info)
        if axes_changed:
            ratio = geometry.spacing[plane.horizontal] / geometry.spacing[plane.vertical]
            self.view.box.setAspectLocked(True, ratio=ratio)
            self.fit()

    @property
    def appearance(self) -> Appearance:
        """How the image is drawn."""
        return self.view.item.appearance

    def set_appearance(self, appearance: Appearance) -> None:
        """Draw the image another way; ``appearance_changed`` tells, whoever wanted it."""
        before = self.view.item.appearance
        self.view.set_appearance(appearance)
        if appearance.drawn != before.drawn and self._plane is not None:
            self._show_notes()
            self._show_cut(self._plane, axes_changed=False)
        self.appearance_changed.emit(appearance)

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
