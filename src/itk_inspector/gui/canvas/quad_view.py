"""The three orthogonal planes side by side, and the values around the pixel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy.typing as npt
from PySide6.QtCore import QPoint, QRectF, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from itk_inspector.core.display.display_settings import Appearance
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.geometry.indexing import ItkIndex, to_itk
from itk_inspector.core.geometry.planes import Plane, orthogonal
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.pixels.neighbourhood import neighbourhood
from itk_inspector.core.pixels.probe import Probe
from itk_inspector.gui.canvas.overlay_rules import cell_overlay
from itk_inspector.gui.canvas.overlay_switches import OverlaySwitches
from itk_inspector.gui.canvas.pointer_view import PointerView
from itk_inspector.gui.canvas.shared_scale import ScaledView, fit_together, share_scale
from itk_inspector.gui.style.theme import LIGHT, Theme
from itk_inspector.gui.widgets.cross_table import CrossTable

_NAMES = ("canvasViewXY", "canvasViewXZ", "canvasViewYZ")
_PLACES = ((0, 0), (1, 0), (0, 1))


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the cells show."""

    document: ImageDocument
    pixels: npt.NDArray[Any]
    planes: tuple[Plane, ...]
    active: int

    @property
    def plane(self) -> Plane:
        return self.planes[self.active]


class QuadView(QWidget):
    """Three linked views through one position, and a cross table."""

    hovered = Signal(object, object)
    pressed = Signal(float, float)
    dragged = Signal(float, float)
    released = Signal(float, float)
    slice_step_requested = Signal(int)
    plane_activated = Signal(int, int)
    plane_requested = Signal(int, int)
    crosshair_requested = Signal(float, float)
    level_dragged = Signal(float, float)
    context_requested = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("quadView")
        self.setAccessibleName("Three planes")
        self.setToolTip("")
        self.setAutoFillBackground(True)
        self.cells = tuple(PointerView(self) for _ in _NAMES)
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
        self._shown: _Shown | None = None
        self._choice = OverlaySwitches()
        self._auto_fit = True
        self._sync_zoom = True
        self._found: Probe | None = None
        self.setFocusProxy(self.cells[0])
        self.set_theme(LIGHT)

    def _connect(self, number: int, cell: PointerView) -> None:
        cell.hovered.connect(partial(self._hovered, number))
        cell.pressed.connect(partial(self._acted, number, self.pressed))
        cell.dragged.connect(partial(self._acted, number, self.dragged))
        cell.released.connect(partial(self._acted, number, self.released))
        cell.clicked.connect(partial(self._acted, number, self.crosshair_requested))
        cell.slice_step_requested.connect(partial(self._acted, number, self.slice_step_requested))
        cell.fit_requested.connect(partial(self._chosen, number))
        cell.range_chosen.connect(partial(self._range_chosen, number))
        cell.level_dragged.connect(self.level_dragged)
        cell.context_requested.connect(self.context_requested)

    # what is shown ----------------------------------------------------------

    @property
    def active(self) -> PointerView:
        """The view under the pointer, or the last that was."""
        return self.cells[self._shown.active if self._shown is not None else 0]

    def show_image(self, document: ImageDocument, pixels: npt.NDArray[Any], plane: Plane, like: PointerView) -> None:
        """Show the planes through a position, all fitted, looking like another view."""
        self._shown = None
        self.table.clear()
        for cell, cut in zip(self.cells, orthogonal(plane), strict=True):
            cell.item.guard, cell.item.is_as_opened = like.item.guard, like.item.is_as_opened
            cell.box.setAspectLocked(True, ratio=cut.aspect(document.geometry))
            cell.set_cursor()
        self.set_appearance(like.item.appearance)
        self._cut(_Shown(document, pixels, orthogonal(plane), _active(plane)))
        self.show_probe(None)
        self.fit()
        QTimer.singleShot(0, self, self._fit_again)

    def set_appearance(self, appearance: Appearance) -> None:
        """Draw all planes another way."""
        before = self.cells[0].item.appearance
        for cell in self.cells:
            cell.set_appearance(appearance)
        if appearance.drawn != before.drawn and self._shown is not None:
            shown, self._shown = self._shown, None
            self._cut(shown)

    def show_pixels(self, pixels: npt.NDArray[Any]) -> None:
        """Show the edited copy or the original."""
        if self._shown is not None:
            before, self._shown = self._shown, None
            self._cut(_Shown(before.document, pixels, before.planes, before.active))

    def show_plane(self, plane: Plane) -> None:
        """Show the planes through another position, or make another one active."""
        if self._shown is not None:
            self._cut(_Shown(self._shown.document, self._shown.pixels, orthogonal(plane), _active(plane)))
            self._show_values()

    def refresh(self, box: Region) -> None:
        """Draw the same cuts again: their pixels have changed within a box."""
        if self._shown is not None:
            geometry = self._shown.document.geometry
            for cell, plane in zip(self.cells, self._shown.planes, strict=True):
                cell.refresh(plane.rows_and_columns(box, geometry))
            self._show_values()

    def show_disk_change(self) -> None:
        """Draw again what another program may have changed, as far as it can be read."""
        for cell in self.cells:
            cell.item.refresh()
        self._show_values()

    def clear(self) -> None:
        """Hold no pixels."""
        self._shown = self._found = None
        self.table.clear()
        for cell in self.cells:
            cell.item.guard = cell.item.is_as_opened = lambda: True
            cell.item.show_cut(None, (0, 0))
            cell.show_marks(None, None)
            cell.show_selection(None)

    def _cut(self, shown: _Shown) -> None:
        """Cut anew where the planes have moved."""
        before, self._shown = self._shown, shown
        geometry = shown.document.geometry
        for number, (cell, plane) in enumerate(zip(self.cells, shown.planes, strict=True)):
            if before is None or any(before.planes[number].position[a] != plane.position[a] for a in plane.hidden_axes):
                start = geometry.start_index[plane.horizontal], geometry.start_index[plane.vertical]
                cell.show_cut(plane.slice(shown.pixels, geometry), start, shown.document.info)
        self._show_overlays()

    def set_overlays(self, choice: OverlaySwitches) -> None:
        """Choose what is drawn above the cells."""
        self._choice = choice
        self._show_overlays()

    def _show_overlays(self) -> None:
        if self._shown is None:
            return
        info = self._shown.document.info
        for number, (cell, plane) in enumerate(zip(self.cells, self._shown.planes, strict=True)):
            cell.set_pixel_marks(self._choice)
            hidden = "  ".join(f"{axis_name(a)} {plane.position[a]}" for a in plane.hidden_axes)
            title = f"{plane.name}   {hidden}"
            cell.set_overlay(cell_overlay(self._choice, info, plane, title, is_active=number == self._shown.active))

    def show_probe(self, found: Probe | None) -> None:
        """Outline the probed pixel where it is to be seen, and show the values around it, or around the crosshair."""
        self._found = found
        if self._shown is None:
            return
        for cell, plane in zip(self.cells, self._shown.planes, strict=True):
            marked = twin = None
            if found is not None and plane.shows(found.itk_index):
                marked = _pixel_rect(plane, found.itk_index)
            if found is not None and found.twin_index is not None:
                other = to_itk(found.twin_index, self._shown.document.geometry.start_index)
                twin = _pixel_rect(plane, other) if plane.shows(other) else None
            cell.show_marks(marked, twin)
        self._show_values()

    def _show_values(self) -> None:
        shown = self._shown
        if shown is None or not shown.document.is_safe:
            self.table.clear()
            return
        index = self._found.itk_index if self._found is not None else ItkIndex(shown.plane.position)
        place = "Under the cursor" if self._found is not None else "At the crosshair"
        title = f"{place} ({', '.join(map(str, index.components))})"
        self.table.show_values(neighbourhood(index, shown.plane, shown.document.geometry, shown.pixels), title)

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
        if self._shown is not None and number != self._shown.active:
            plane = self._shown.planes[number]
            self.plane_activated.emit(plane.horizontal, plane.vertical)

    def _chosen(self, number: int) -> None:
        if self._shown is not None:
            plane = self._shown.planes[number]
            self.plane_requested.emit(plane.horizontal, plane.vertical)

    # zoom -------------------------------------------------------------------

    def set_sync_zoom(self, wanted: bool) -> None:
        """Show all planes at one physical scale, or each at its own."""
        self._sync_zoom = wanted
        if self._auto_fit:
            self.fit()
        elif self._shown is not None:
            self._share_scale(self._shown.active)

    @property
    def ranges(self) -> tuple[QRectF, ...] | None:
        """The visible parts of the planes, in view coordinates; None while they are fitted."""
        return None if self._auto_fit else tuple(QRectF(cell.box.viewRect()) for cell in self.cells)

    def set_ranges(self, ranges: tuple[QRectF, ...]) -> None:
        """Show these parts of the planes."""
        self._auto_fit = False
        for cell, visible in zip(self.cells, ranges, strict=True):
            cell.box.setRange(visible, padding=0.0)

    def fit(self) -> None:
        """Show the three planes whole, also after the window changes its size."""
        self._auto_fit = True
        if self._shown is None:
            return
        if not self._sync_zoom:
            for cell in self.cells:
                cell.fit()
            return
        fit_together(self._scaled())

    def one_to_one(self) -> None:
        """Show one pixel of the active plane per screen pixel."""
        self.active.one_to_one()
        self._range_chosen(self._shown.active if self._shown is not None else 0)

    def zoom(self, factor: float) -> None:
        """Enlarge the active plane around its middle."""
        self.active.zoom(factor)
        self._range_chosen(self._shown.active if self._shown is not None else 0)

    def _range_chosen(self, number: int) -> None:
        self._auto_fit = False
        self._share_scale(number)

    def _share_scale(self, number: int) -> None:
        """Give the other planes the physical scale of one, around the crosshair where that is to be seen."""
        if not self._sync_zoom or self._shown is None:
            return
        share_scale(self._scaled(), number)

    def _scaled(self) -> list[ScaledView]:
        assert self._shown is not None
        made = []
        for cell, plane in zip(self.cells, self._shown.planes, strict=True):
            horizontal, vertical = plane.on_screen(ItkIndex(plane.position))
            spacing = self._shown.document.geometry.spacing
            made.append(ScaledView(cell, (spacing[plane.horizontal], spacing[plane.vertical]), (horizontal, vertical)))
        return made

    def _fit_again(self) -> None:
        if self._auto_fit:
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep fitted planes fitted."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit_again)


def _active(plane: Plane) -> int:
    axes = [(p.horizontal, p.vertical) for p in orthogonal(plane)]
    return axes.index((plane.horizontal, plane.vertical))


def _pixel_rect(plane: Plane, index: ItkIndex) -> QRectF:
    horizontal, vertical = plane.on_screen(index)
    return QRectF(horizontal - 0.5, vertical - 0.5, 1.0, 1.0)
