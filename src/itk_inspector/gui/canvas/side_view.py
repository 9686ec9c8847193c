"""The images of one place side by side, each in a view of its own."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from itk_inspector.core.display.composition import Only
from itk_inspector.core.display.scene import Scene
from itk_inspector.core.display.viewport import ALL_FITTED, Viewports
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.canvas.placing import place, reveal, viewport_of
from itk_inspector.gui.canvas.pointer_view import PointerView
from itk_inspector.gui.canvas.view_signals import OF_KEYS, OF_VIEW
from itk_inspector.gui.style.theme import LIGHT, Theme
from itk_inspector.gui.widgets.next_frame import NextFrame


class SideView(QWidget):
    """Views of one plane, one for each image of a place: pan, zoom, slice and marks are the same in all.

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
    clicked = Signal(float, float)
    picked = Signal(float, float)
    stepped = Signal(int, int)
    let_go = Signal()
    point_requested = Signal()
    taken_back = Signal()
    level_dragged = Signal(float, float)
    context_requested = Signal(QPoint)
    viewports_changed = Signal(object)

    def __init__(self, frame: NextFrame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sideView")
        self.setAccessibleName("Images side by side")
        self.setToolTip("")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._frame = frame
        self._scene: Scene | None = None
        self._viewports = ALL_FITTED
        self._paints = False
        self._active = 0
        self._theme = LIGHT
        self._alone: tuple[Only, ...] = ()
        self.cells: list[PointerView] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(1)
        self._spare = QWidget(self)
        """Where there are fewer images than places."""
        self._spare.setObjectName("sideSpare")
        self.set_theme(LIGHT)

    @property
    def active(self) -> PointerView:
        """The view under the pointer, or the last that was."""
        return self.cells[min(self._active, len(self.cells) - 1)]

    # what is shown ----------------------------------------------------------

    def show_scene(self, scene: Scene | None) -> None:
        """Draw what differs from what was shown last; None holds no pixels."""
        self._scene = scene
        if scene is None:
            for cell in self.cells:
                cell.show_scene(None)
            return
        self._have(len(scene.layers))
        moved = [cell.show_scene(self._of(scene, number)) for number, cell in enumerate(self.cells)]
        for cell, name in zip(self.cells, scene.captions, strict=True):
            cell.setAccessibleName(visible_text(name))
        if any(moved) or scene.viewports != self._viewports:
            self._place(scene.viewports)

    def _of(self, scene: Scene, number: int) -> Scene:
        """Return what one view shows: an image alone, by its name."""
        return replace(scene, composition=self._alone[number], captions=(scene.captions[number],))

    def _have(self, count: int) -> None:
        """Have so many views, as many across as down or one more."""
        if count == len(self.cells):
            return
        while len(self.cells) > count:
            cell = self.cells.pop()
            cell.show_scene(None)
            self._grid.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        while len(self.cells) < count:
            self.cells.append(self._made(len(self.cells)))
        across = math.ceil(math.sqrt(count))
        for number, cell in enumerate(self.cells):
            self._grid.addWidget(cell, number // across, number % across)
        spare = -count % across
        self._grid.removeWidget(self._spare)
        self._spare.setVisible(spare > 0)
        if spare:
            self._grid.addWidget(self._spare, count // across, count % across, 1, spare)
        for line in range(max(self._grid.rowCount(), self._grid.columnCount())):
            self._grid.setRowStretch(line, int(line * across < count))
            self._grid.setColumnStretch(line, int(line < across))
        self._alone = tuple(Only(number) for number in range(count))
        self.setFocusProxy(self.cells[0])

    def _made(self, number: int) -> PointerView:
        cell = PointerView(self._frame, self)
        cell.setObjectName(f"sideView{number}")
        cell.setToolTip("")
        cell.set_theme(self._theme)
        cell.paints = self._paints
        for name in OF_VIEW:
            getattr(cell, name).connect(partial(self._pass_on, number, getattr(self, name)))
        for name in OF_KEYS:
            getattr(cell.keys, name).connect(partial(self._pass_on, number, getattr(self, name)))
        cell.fit_requested.connect(self.fit)
        cell.range_chosen.connect(partial(self._range_chosen, number))
        cell.resized.connect(self._place_again)
        return cell

    def _pass_on(self, number: int, signal: Any, *given: Any) -> None:
        self._active = number
        signal.emit(*given)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.setStyleSheet(f"#sideView {{ background: {theme.line}; }} #sideSpare {{ background: {theme.canvas}; }}")
        for cell in self.cells:
            cell.set_theme(theme)

    def set_painting(self, paints: bool) -> None:
        """Choose whether the left button edits or moves the images."""
        self._paints = paints
        for cell in self.cells:
            cell.paints = paints

    # zoom -------------------------------------------------------------------

    def seen(self) -> Viewports:
        """Return what part of the plane is on screen now."""
        if self._scene is None:
            return ALL_FITTED
        plane = self._scene.plane
        return Viewports((((plane.horizontal, plane.vertical), viewport_of(self.active)),))

    def reveal(self, index: ItkIndex) -> None:
        """Move the plane as little as is needed to have a pixel on screen."""
        if self._scene is None:
            return
        horizontal, vertical = self._scene.plane.on_screen(index)
        if reveal(self.active, QRectF(horizontal - 0.5, vertical - 0.5, 1.0, 1.0)):
            self._range_chosen(self._active)

    def fit(self) -> None:
        """Show the plane whole, also after the window changes its size."""
        self._place(ALL_FITTED)
        self.viewports_changed.emit(ALL_FITTED)

    def one_to_one(self) -> None:
        """Show one pixel per screen pixel."""
        self.active.one_to_one()
        self._range_chosen(self._active)

    def zoom(self, factor: float) -> None:
        """Enlarge around the middle."""
        self.active.zoom(factor)
        self._range_chosen(self._active)

    def _place(self, viewports: Viewports) -> None:
        """Show this part of the plane in all views."""
        self._viewports = viewports
        if self._scene is not None:
            for cell in self.cells:
                place(cell, viewports.of(self._scene.plane))

    def _place_again(self) -> None:
        self._place(self._viewports)

    def _range_chosen(self, number: int) -> None:
        """Show in the other views what the user brought to the screen in one, and tell what that is."""
        self._active = number
        if self._scene is None:
            return
        self._viewports = self.seen()
        seen = self._viewports.of(self._scene.plane)
        for cell in self.cells:
            if cell is not self.active:
                place(cell, seen)
        self.viewports_changed.emit(self._viewports)
