"""Where the cut stands along the axes that are not on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QSpinBox, QWidget

from itk_inspector.core.geometry.slice_position import slice_position
from itk_inspector.gui.style.theme import LIGHT, Theme
from itk_inspector.gui.widgets.next_frame import NextFrame
from itk_inspector.gui.widgets.player import Player
from itk_inspector.gui.widgets.slice_row import SliceRow

if TYPE_CHECKING:
    from itk_inspector.core.geometry.geometry import Geometry
    from itk_inspector.core.geometry.planes import Plane

_FASTEST = 60
_SLICES = 2
"""The axis of the slices of a volume that is shown as it opens."""


class SliceBar(QWidget):
    """One row a hidden axis, or one for every axis while three planes share a position; and the speed of playing.

    Parameters
    ----------
    frame : NextFrame
        When to paint where the cut stands: while it runs, that takes as long as a fifth of the image.
    parent : QWidget, optional
    """

    slice_requested = Signal(int, int)
    advance_requested = Signal(int, int)
    speed_chosen = Signal(int)

    def __init__(self, frame: NextFrame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self.setObjectName("sliceBar")
        self.setAccessibleName("Slices")
        self.setToolTip("Move through the slices: wheel, PgUp, PgDown, Home, End.")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 4, 12, 4)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(2, 1)
        self._rows: dict[int, SliceRow] = {}
        self._made: dict[int, SliceRow] = {}
        self._geometry: Geometry | None = None
        self._unit = ""
        self._plane: Plane | None = None
        self._is_quad = False
        self._theme = LIGHT
        self.player = Player(self)
        self.player.advanced.connect(self.advance_requested)
        self.player.changed.connect(self._show_playing)
        self._speed = QSpinBox(self)
        self._speed.setObjectName("playSpeed")
        self._speed.setAccessibleName("Slices per second")
        self._speed.setToolTip("How many slices per second are shown while playing.")
        self._speed.setRange(1, _FASTEST)
        self._speed.setSuffix(" /s")
        self._speed.setKeyboardTracking(False)
        self._speed.valueChanged.connect(self._choose_speed)
        self._grid.addWidget(self._speed, 0, 6)
        self.set_speed(10)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for row in self._made.values():
            row.set_theme(theme)

    def prepare(self) -> None:
        """Make the row of a volume's slices, which nothing shows until there is one."""
        if _SLICES not in self._made:
            self._row(_SLICES).hide()

    def show_document(self, geometry: Geometry, unit: str, plane: Plane) -> None:
        """Prepare the rows for an image; nothing plays."""
        self.player.stop()
        self._geometry, self._unit, self._is_quad, self._plane = geometry, unit, False, plane
        self._build(plane)

    def show_layout(self, plane: Plane, *, is_quad: bool) -> None:
        """Show the hidden axes, or all while three planes share a position."""
        self._is_quad = is_quad
        self.show_plane(plane)

    def show_plane(self, plane: Plane) -> None:
        """Show where the cut stands."""
        self._plane = plane
        if tuple(self._rows) != self._wanted(plane):
            self._build(plane)
        else:
            self._frame.ask(self._show_positions)

    def clear(self) -> None:
        """Show nothing, and play nothing."""
        self.player.stop()
        self.hide()

    # playing ----------------------------------------------------------------

    def toggle_play(self, axis: int | None = None) -> None:
        """Run along an axis, the first hidden one when none is named; or stop."""
        if self.player.axis is not None and axis in (None, self.player.axis):
            self.player.stop()
            return
        first = (
            self._plane.moving_axes(self._geometry) if self._plane is not None and self._geometry is not None else ()
        )
        if axis is not None or first:
            self.player.play(first[0] if axis is None else axis)

    def set_speed(self, speed: int) -> None:
        """Set the slices per second."""
        blocked = self._speed.blockSignals(True)
        self._speed.setValue(speed)
        self._speed.blockSignals(blocked)
        self.player.set_speed(self._speed.value())

    def _choose_speed(self, speed: int) -> None:
        self.player.set_speed(speed)
        self.speed_chosen.emit(speed)

    def _show_playing(self) -> None:
        for axis, row in self._rows.items():
            row.show_playing(axis == self.player.axis)

    # rows -------------------------------------------------------------------

    def _wanted(self, plane: Plane) -> tuple[int, ...]:
        if self._geometry is None:
            return ()
        axes = range(self._geometry.dimension) if self._is_quad else plane.hidden_axes
        return tuple(a for a in axes if self._geometry.size[a] > 1)

    def _build(self, plane: Plane) -> None:
        assert self._geometry is not None
        wanted = self._wanted(plane)
        if tuple(self._rows) != wanted or self.isHidden():
            self._place_rows(wanted)
        for axis, row in self._rows.items():
            first = self._geometry.start_index[axis]
            row.show_range(first, self._geometry.size[axis])
            ends = first, first + self._geometry.size[axis] - 1
            row.reserve(*(self._position_text(axis, plane.at(axis, end, self._geometry)) for end in ends))
        if self.player.axis not in self._rows:
            self.player.stop()
        self._show_playing()
        self._show_positions()
        self.setVisible(bool(self._rows))

    def _place_rows(self, axes: tuple[int, ...]) -> None:
        """Lay out the rows of some axes; each time, the canvas gets another size."""
        for gone in self._rows.values():
            gone.remove(self._grid)
        self._rows = {axis: self._row(axis) for axis in axes}
        for place, row in enumerate(self._rows.values()):
            row.place(self._grid, place)

    def _row(self, axis: int) -> SliceRow:
        """Return the row of an axis, made once: Qt does not give all the memory of a deleted one back."""
        if axis not in self._made:
            row = self._made[axis] = SliceRow(axis, self)
            row.moved.connect(self.slice_requested)
            row.play_requested.connect(self.toggle_play)
            row.set_theme(self._theme)
        return self._made[axis]

    def _show_positions(self) -> None:
        plane = self._plane
        assert plane is not None
        for axis, row in self._rows.items():
            row.show_position(plane.position[axis], self._position_text(axis, plane))

    def _position_text(self, axis: int, plane: Plane) -> str:
        """Position along the axis: the physical coordinate when it runs along one, else the distance."""
        assert self._geometry is not None
        return slice_position(self._geometry, plane, axis, self._unit, {*plane.hidden_axes, *self._rows})
