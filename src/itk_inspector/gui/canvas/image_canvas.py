"""The canvas: the image, its markers, and what the pointer does on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtWidgets import QWidget

from itk_inspector.core.display.composition import SideBySide
from itk_inspector.core.display.viewport import ALL_FITTED, Layout, Viewports
from itk_inspector.gui.canvas.canvas_frame import CanvasFrame
from itk_inspector.gui.canvas.placing import place, reveal, viewport_of
from itk_inspector.gui.canvas.view_signals import OF_KEYS, OF_VIEW
from itk_inspector.gui.style.theme import LIGHT, Theme
from itk_inspector.gui.widgets.announcement import Announcement
from itk_inspector.gui.widgets.next_frame import NextFrame

if TYPE_CHECKING:  # the window is on screen before NumPy and pyqtgraph are loaded
    from itk_inspector.core.display.scene import Note, Scene
    from itk_inspector.core.geometry.indexing import ItkIndex
    from itk_inspector.gui.canvas.pointer_view import PointerView
    from itk_inspector.gui.canvas.quad_view import QuadView
    from itk_inspector.gui.canvas.side_view import SideView

_OF_QUAD = ("plane_activated", "plane_requested", "viewports_changed")
_COPY = "edited copy"
_UNTOUCHED_COPY = "editable copy · no changes yet"
_ORIGINAL = "read-only view of ITK’s memory"
_IN_PARTS = "read in parts: only what is looked at is in memory"


class ImageCanvas(CanvasFrame):
    """The view with its empty state, and the line that says what is shown.

    Parameters
    ----------
    frame : NextFrame
        When to paint marks that follow the pointer.
    parent : QWidget, optional
    """

    hovered = Signal(object, object)
    pressed = Signal(float, float)
    grabbed = Signal(int, int)
    dragged = Signal(float, float)
    released = Signal(float, float)
    slice_step_requested = Signal(int)
    level_dragged = Signal(float, float)
    context_requested = Signal(QPoint)
    plane_activated = Signal(int, int)
    plane_requested = Signal(int, int)
    clicked = Signal(float, float)
    picked = Signal(float, float)
    stepped = Signal(int, int)
    let_go = Signal()
    point_requested = Signal()
    taken_back = Signal()
    viewports_changed = Signal(object)
    divider_moved = Signal(float)

    def __init__(self, frame: NextFrame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self.setObjectName("imageCanvas")
        self.setAccessibleName("Image")
        self.setToolTip("")
        self._view: PointerView | None = None
        self._quad: QuadView | None = None
        self._side: SideView | None = None
        self._scene: Scene | None = None
        self._shown_by: PointerView | QuadView | SideView | None = None
        self._viewports = ALL_FITTED
        self._paints = False
        self._spoken = Announcement(lambda: self.active, self)
        self.set_theme(LIGHT)

    @property
    def view(self) -> PointerView:
        """The pyqtgraph view, made when it is first needed: loading pyqtgraph takes longer than showing the window."""
        if self._view is None:
            from itk_inspector.gui.canvas.pointer_view import PointerView

            view = self._view = PointerView(self._frame, self)
            view.fit_requested.connect(self.fit)
            view.range_chosen.connect(self._keep_range)
            view.resized.connect(lambda: self._place(self._viewports))
            for name in OF_VIEW:
                getattr(view, name).connect(getattr(self, name))
            for name in OF_KEYS:
                getattr(view.keys, name).connect(getattr(self, name))
            view.divider.moved.connect(self.divider_moved)
            self._stack.addWidget(view)
            view.set_theme(self._theme)
            view.paints = self._paints
        return self._view

    @property
    def quad(self) -> QuadView:
        """The three planes, made when they are first asked for."""
        if self._quad is None:
            from itk_inspector.gui.canvas.quad_view import QuadView  # with the view: pyqtgraph takes long to load

            quad = self._quad = QuadView(self._frame, self)
            for cell in quad.cells:
                cell.divider.moved.connect(self.divider_moved)
            _connect(quad, self, (*OF_VIEW, *OF_KEYS, *_OF_QUAD))
            self._stack.addWidget(quad)
            quad.set_theme(self._theme)
            quad.set_painting(self._paints)
        return self._quad

    @property
    def side(self) -> SideView:
        """The images of one place side by side, made when they are first asked for."""
        if self._side is None:
            from itk_inspector.gui.canvas.side_view import SideView  # when it is asked for: few look at it

            side = self._side = SideView(self._frame, self)
            _connect(side, self, (*OF_VIEW, *OF_KEYS, "viewports_changed"))
            self._stack.addWidget(side)
            side.set_theme(self._theme)
            side.set_painting(self._paints)
        return self._side

    @property
    def _several(self) -> QuadView | SideView | None:
        """What is on screen where that is more than one view."""
        scene = self._scene
        if scene is None or not _has_several(scene):
            return None
        return self.quad if scene.layout is Layout.THREE_PLANES else self.side

    @property
    def front(self) -> PointerView | QuadView | SideView:
        """What is on screen: one view, the three planes, or images side by side."""
        return self._several or self.view

    def prepare(self) -> None:
        """Make the view now, while there is nothing else to do."""
        _ = self.view

    # what is shown --------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().set_theme(theme)
        for part in (self._view, self._quad, self._side):
            if part is not None:
                part.set_theme(theme)
        if self._scene is not None:
            self._show_notes(self._scene.notes)

    def show_scene(self, scene: Scene | None) -> None:
        """Draw what differs from what was shown last; None shows how to begin, and holds no pixels."""
        before, self._scene = self._scene, None
        if scene is None:
            self._show_nothing()
            return
        if before is not None and self._shown_by is not None and scene.unmarked is before.unmarked:
            self._scene = scene
            self._shown_by.show_scene(scene)
            return
        if before is None or scene.notes != before.notes:
            self._show_notes(scene.notes)
        if before is None or _memory_text(scene) != _memory_text(before):
            self._show_memory(_memory_text(scene))
        is_other = before is None or _kind(scene) != _kind(before)
        if is_other:
            front = (
                self.quad if scene.layout is Layout.THREE_PLANES else self.side if _has_several(scene) else self.view
            )
            _leave((self._view, self._quad, self._side), front)
            self._stack.setCurrentWidget(front)
        self._scene = scene  # not earlier: what comes to the front is not placed yet
        self._shown_by = self.front
        if (several := self._several) is not None:
            several.show_scene(scene)
        elif self.view.show_scene(scene) or scene.viewports != self._viewports:
            self._place(scene.viewports)
        if before is None or scene.source is not before.source:
            self.active.look_again()
        elif is_other:
            self.front.setFocus()

    def _show_nothing(self) -> None:
        _leave((self._view, self._quad, self._side), None)
        self._notes.clear()
        self._show_memory("")
        self._stack.setCurrentWidget(self._empty)

    def _show_notes(self, notes: tuple[Note, ...]) -> None:
        self._notes.setText(" ".join(self._said(note) for note in notes))

    def _place(self, viewports: Viewports) -> None:
        """Show this part of the plane that is alone on screen."""
        self._viewports = viewports
        if self._scene is not None and self._several is None:
            place(self.view, viewports.of(self._scene.plane))

    def _keep_range(self) -> None:
        """Tell what part of the plane the user brought to the screen."""
        if self._scene is not None:
            self._viewports = self.seen()
            self.viewports_changed.emit(self._viewports)

    def take_focus(self, *, by_key: bool = False) -> None:
        """Give the keyboard back to the image, and show that if a key did it."""
        self.front.setFocus(Qt.FocusReason.ShortcutFocusReason if by_key else Qt.FocusReason.OtherFocusReason)

    def set_painting(self, paints: bool) -> None:
        """Choose whether the left button edits or moves the image."""
        self._paints = paints
        if self._view is not None:
            self._view.paints = paints
        for several in (self._quad, self._side):
            if several is not None:
                several.set_painting(paints)

    @property
    def active(self) -> PointerView:
        """The view that the pointer works on."""
        several = self._several
        return self.view if several is None else several.active

    def announce(self, text: str) -> None:
        """Say aloud what stands at the pixel that is kept."""
        self._spoken.ask(text)

    def find_pointer(self) -> None:
        """Look where the pointer is, after a dialog had it."""
        if self._view is not None:
            for view in (self._view,) if self._several is None else self._several.cells:
                view.find_pointer()

    def reveal(self, index: ItkIndex) -> None:
        """Move the image as little as is needed to have a pixel of the planes on screen."""
        if self._several is not None:
            self._several.reveal(index)
        elif self._scene is not None:
            horizontal, vertical = self._scene.plane.on_screen(index)
            if reveal(self.view, QRectF(horizontal - 0.5, vertical - 0.5, 1.0, 1.0)):
                self._keep_range()

    # zoom -----------------------------------------------------------------

    def seen(self) -> Viewports:
        """Return what part of every plane is on screen now, with figures where a plane is fitted."""
        if self._several is not None:
            return self._several.seen()
        if self._scene is None:
            return ALL_FITTED
        plane = self._scene.plane
        return Viewports((((plane.horizontal, plane.vertical), viewport_of(self.view)),))

    def fit(self) -> None:
        """Show the whole image, also after the window changes its size."""
        if self._several is not None:
            self._several.fit()
        else:
            self._place(ALL_FITTED)
            self.viewports_changed.emit(ALL_FITTED)

    def one_to_one(self) -> None:
        """Show one image pixel per screen pixel."""
        self.front.one_to_one()
        if self._several is None:
            self._keep_range()

    def zoom(self, factor: float) -> None:
        """Enlarge around the middle."""
        self.front.zoom(factor)
        if self._several is None:
            self._keep_range()


def _memory_text(scene: Scene) -> str:
    """Say what is in memory."""
    if scene.is_edited:
        return _COPY if scene.has_edits else _UNTOUCHED_COPY
    return _IN_PARTS if scene.is_tiled else _ORIGINAL


def _has_several(scene: Scene) -> bool:
    """Tell whether a scene needs more than one view."""
    return scene.layout is Layout.THREE_PLANES or isinstance(scene.composition, SideBySide)


def _kind(scene: Scene) -> tuple[Layout, bool]:
    return scene.layout, _has_several(scene)


def _connect(several: QuadView | SideView, to: ImageCanvas, signals: tuple[str, ...]) -> None:
    for name in signals:
        getattr(several, name).connect(getattr(to, name))


def _leave(views: tuple[PointerView | QuadView | SideView | None, ...], front: QWidget | None) -> None:
    """Hold no pixels in the views that are not on screen."""
    for left in views:
        if left is not None and left is not front:
            left.show_scene(None)
