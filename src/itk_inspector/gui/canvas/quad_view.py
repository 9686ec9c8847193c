"""The three orthogonal planes side by side, and the values around the pixel."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from itk_inspector.core.display.scene import Scene
from itk_inspector.core.display.viewport import ALL_FITTED, Viewports
from itk_inspector.core.errors import PixelsGoneError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.gui.canvas.placing import place, reveal, viewport_of
from itk_inspector.gui.canvas.pointer_view import PointerView
from itk_inspector.gui.canvas.shared_scale import ScaledView, fit_together, share_scale
from itk_inspector.gui.style.theme import LIGHT, Theme
from itk_inspector.gui.widgets.cross_table import CrossTable
from itk_inspector.gui.widgets.next_frame import NextFrame

_NAMES = ("canvasViewXY", "canvasViewXZ", "canvasViewYZ")
_PLACES = ((0, 0), (1, 0), (0, 1))


class QuadView(QWidget):
    """Three linked views through one position, and a cross table.

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
    plane_activated = Signal(int, int)
    plane_requested = Signal(int, int)
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
        self.setObjectName("quadView")
        self.setAccessibleName("Three planes")
        self.setToolTip("")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scene: Scene | None = None
        self._viewports = ALL_FITTED
        self.cells = tuple(PointerView(frame, self) for _ in _NAMES)
        self.table = CrossTable(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(1)
        for number, (cell, name) in enumerate(zip(self.cells, _NAMES, strict=True)):
            cell.setObjectName(name)
            cell.setAccessibleName(f"Plane {name[-2].lower()}–{name[-1].lower()}")
            grid.addWidget(cell, *_PLACES[number])
            self._connect(number, cell)
        grid.addWidget(self.table, 1, 1)
        for line in (0, 1):
            grid.setRowStretch(line, 1)
            grid.setColumnStretch(line, 1)
        self.setFocusProxy(self.cells[0])
        self.set_theme(LIGHT)

    def _connect(self, number: int, cell: PointerView) -> None:
        cell.hovered.connect(partial(self._hovered, number))
        cell.pressed.connect(partial(self._acted, number, self.pressed))
        cell.grabbed.connect(partial(self._acted, number, self.grabbed))
        cell.dragged.connect(partial(self._acted, number, self.dragged))
        cell.released.connect(partial(self._acted, number, self.released))
        cell.clicked.connect(partial(self._acted, number, self.clicked))
        cell.picked.connect(partial(self._acted, number, self.picked))
        cell.keys.stepped.connect(partial(self._acted, number, self.stepped))
        cell.keys.let_go.connect(self.let_go)
        cell.keys.point_requested.connect(self.point_requested)
        cell.keys.taken_back.connect(self.taken_back)
        cell.slice_step_requested.connect(partial(self._acted, number, self.slice_step_requested))
        cell.fit_requested.connect(partial(self._chosen, number))
        cell.range_chosen.connect(partial(self._range_chosen, number))
        cell.resized.connect(self._place_again)
        cell.level_dragged.connect(self.level_dragged)
        cell.context_requested.connect(self.context_requested)

    # what is shown ----------------------------------------------------------

    @property
    def active(self) -> PointerView:
        """The view under the pointer, or the last that was."""
        return self.cells[self._active]

    @property
    def _active(self) -> int:
        return self._scene.planes.index(self._scene.plane) if self._scene is not None else 0

    def show_scene(self, scene: Scene | None) -> None:
        """Draw what differs from what was shown last; None holds no pixels."""
        before, self._scene = self._scene, scene
        if scene is None:
            self.table.clear()
            for cell in self.cells:
                cell.show_scene(None)
            return
        moved = [cell.show_scene(scene, plane) for cell, plane in zip(self.cells, scene.planes, strict=True)]
        for cell, plane, is_other in zip(self.cells, scene.planes, moved, strict=True):
            if is_other:
                cell.setAccessibleName(f"{scene.info.plane_name(plane).capitalize() or 'Plane'} {plane.name}")
        if any(moved) or scene.viewports != self._viewports:
            self._place(scene.viewports)
        elif before is not None and ("syncZoom" in scene.overlays) != ("syncZoom" in before.overlays):
            self._take_sync_zoom()
        if before is None or _has_other_values(scene, before):
            self._show_values(scene)

    def _show_values(self, scene: Scene) -> None:
        """Show the values around the pixel under the cursor, or around the crosshair."""
        index = scene.marks.pixel or ItkIndex(scene.plane.position)
        where = "At the crosshair"
        if scene.marks.pixel is not None:
            where = "Pixel" if scene.marks.is_kept else "Under the cursor"
        try:
            values = scene.source.access.around(index, scene.plane)
        except PixelsGoneError:
            self.table.clear()
        else:
            self.table.show_values(values, f"{where} {index}")

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.setStyleSheet(f"#quadView {{ background: {theme.line}; }}")
        self.table.set_theme(theme)
        for cell in self.cells:
            cell.set_theme(theme)

    def set_painting(self, paints: bool) -> None:
        """Choose whether the left button edits or moves the images."""
        for cell in self.cells:
            cell.paints = paints

    # pointer ----------------------------------------------------------------

    def _hovered(self, number: int, horizontal: float | None, vertical: float | None) -> None:
        if horizontal is not None:
            self._activate(number)
        self.hovered.emit(horizontal, vertical)

    def _acted(self, number: int, signal: Any, *given: float) -> None:
        self._activate(number)
        signal.emit(*given)

    def _activate(self, number: int) -> None:
        if self._scene is not None and number != self._active:
            plane = self._scene.planes[number]
            self.plane_activated.emit(plane.horizontal, plane.vertical)

    def _chosen(self, number: int) -> None:
        if self._scene is not None:
            plane = self._scene.planes[number]
            self.plane_requested.emit(plane.horizontal, plane.vertical)

    def reveal(self, index: ItkIndex) -> None:
        """Move the planes as little as is needed to have a pixel on screen."""
        if self._scene is None:
            return
        for number, (cell, plane) in enumerate(zip(self.cells, self._scene.planes, strict=True)):
            horizontal, vertical = plane.on_screen(index)
            if reveal(cell, QRectF(horizontal - 0.5, vertical - 0.5, 1.0, 1.0)):
                self._range_chosen(number)

    # zoom -------------------------------------------------------------------

    def seen(self) -> Viewports:
        """Return what part of each plane is on screen now."""
        planes = self._scene.planes if self._scene is not None else ()
        axes = ((plane.horizontal, plane.vertical) for plane in planes)
        return Viewports(tuple(zip(axes, map(viewport_of, self.cells), strict=False)))

    def fit(self) -> None:
        """Show the three planes whole, also after the window changes its size."""
        self._place(ALL_FITTED)
        self.viewports_changed.emit(ALL_FITTED)

    def one_to_one(self) -> None:
        """Show one pixel of the active plane per screen pixel."""
        self.active.one_to_one()
        self._range_chosen(self._active)

    def zoom(self, factor: float) -> None:
        """Enlarge the active plane around its middle."""
        self.active.zoom(factor)
        self._range_chosen(self._active)

    def _place(self, viewports: Viewports) -> None:
        """Show these parts of the planes."""
        self._viewports = viewports
        scene = self._scene
        if scene is None:
            return
        if viewports.are_fitted and "syncZoom" in scene.overlays:
            fit_together(self._scaled(scene))
            return
        for cell, plane in zip(self.cells, scene.planes, strict=True):
            place(cell, viewports.of(plane))

    def _place_again(self) -> None:
        self._place(self._viewports)

    def _range_chosen(self, number: int) -> None:
        """Give the other planes the physical scale of the one that was zoomed, and tell what is on screen now."""
        scene = self._scene
        if scene is None:
            return
        if "syncZoom" in scene.overlays:
            share_scale(self._scaled(scene), number)
        self._viewports = self.seen()
        self.viewports_changed.emit(self._viewports)

    def _take_sync_zoom(self) -> None:
        if self._viewports.are_fitted:
            self._place(ALL_FITTED)
        else:
            self._range_chosen(self._active)

    def _scaled(self, scene: Scene) -> list[ScaledView]:
        made = []
        for cell, plane in zip(self.cells, scene.planes, strict=True):
            spacing = scene.geometry.spacing
            fixed = plane.on_screen(ItkIndex(plane.position))
            made.append(ScaledView(cell, (spacing[plane.horizontal], spacing[plane.vertical]), fixed))
        return made


def _has_other_values(scene: Scene, before: Scene) -> bool:
    """Tell whether other values may lie around the pixel."""
    return (
        scene.marks != before.marks
        or scene.plane != before.plane
        or not scene.shares_pixels_with(before)
        or scene.pixels_version != before.pixels_version
        or scene.info is not before.info
    )
