"""Where the cut stands along the axes that are not on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QSlider, QSpinBox, QWidget

from itk_inspector.core.axes import ARRAY_AXIS_NAMES, axis_name
from itk_inspector.core.indexing import ContinuousIndex
from itk_inspector.gui.theme import LIGHT, Theme, mono

if TYPE_CHECKING:
    from itk_inspector.core.geometry import Geometry
    from itk_inspector.core.planes import Plane


class SliceBar(QWidget):
    """One row a hidden axis: name, slider, number / total, physical position."""

    slice_requested = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sliceBar")
        self.setAccessibleName("Slices")
        self.setToolTip("Move through the slices: Ctrl and wheel, PgUp, PgDown, Home, End.")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 4, 12, 4)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._rows: dict[int, tuple[QLabel, QSlider, QSpinBox, QLabel, QLabel]] = {}
        self._geometry: Geometry | None = None
        self._unit = ""
        self._theme = LIGHT
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for axis, (name, _, _, total, position) in self._rows.items():
            name.setStyleSheet(f"color: {theme.axis(axis)}; font-weight: bold;")
            total.setStyleSheet(f"color: {theme.muted};")
            position.setStyleSheet(f"color: {theme.muted};")

    def show_document(self, geometry: Geometry, unit: str, plane: Plane) -> None:
        """Prepare the rows for an image."""
        self._geometry, self._unit = geometry, unit
        self._build(plane)

    def show_plane(self, plane: Plane) -> None:
        """Show where the cut stands."""
        if tuple(self._rows) != tuple(a for a in plane.hidden_axes if self._size(a) > 1):
            self._build(plane)
        for axis in self._rows:
            self._show_position(axis, plane)

    def _size(self, axis: int) -> int:
        return self._geometry.size[axis] if self._geometry is not None else 0

    def _build(self, plane: Plane) -> None:
        for widgets in self._rows.values():
            for widget in widgets:
                self._grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self._rows.clear()
        assert self._geometry is not None
        for row, axis in enumerate(a for a in plane.hidden_axes if self._size(a) > 1):
            self._rows[axis] = self._row(row, axis)
        self.set_theme(self._theme)
        for axis in self._rows:
            self._show_position(axis, plane)
        self.setVisible(bool(self._rows))

    def _row(self, row: int, axis: int) -> tuple[QLabel, QSlider, QSpinBox, QLabel, QLabel]:
        assert self._geometry is not None
        letter = axis_name(axis)
        start, size = self._geometry.start_index[axis], self._geometry.size[axis]
        name = QLabel(f"{letter} · {ARRAY_AXIS_NAMES.get(letter, letter)}", self)
        slider = QSlider(Qt.Orientation.Horizontal, self)
        slider.setObjectName(f"sliceSlider{axis}")
        slider.setAccessibleName(f"Slice along {letter}")
        number = QSpinBox(self)
        number.setObjectName(f"sliceNumber{axis}")
        number.setAccessibleName(f"Slice number along {letter}")
        number.setKeyboardTracking(False)
        number.setFont(mono(11))
        for control in (slider, number):
            control.setRange(start, start + size - 1)
            control.setToolTip(f"ITK index along {letter}: {start} to {start + size - 1}.")
            control.valueChanged.connect(lambda value, a=axis: self.slice_requested.emit(a, value))
        total = QLabel(f"of {start} … {start + size - 1}  ({size})", self)
        total.setFont(mono(10))
        position = QLabel(self)
        position.setFont(mono(10))
        position.setMinimumWidth(position.fontMetrics().horizontalAdvance("-0000.00 mm along z"))
        position.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        position.setToolTip("Physical coordinate of the slice; for oblique images the position along the slice axis.")
        widgets = (name, slider, number, total, position)
        for column, widget in enumerate(widgets):
            self._grid.addWidget(widget, row, column)
        return widgets

    def _show_position(self, axis: int, plane: Plane) -> None:
        assert self._geometry is not None
        _, slider, number, _, position = self._rows[axis]
        value = plane.position[axis]
        for control in (slider, number):
            blocked = control.blockSignals(True)
            control.setValue(value)
            control.blockSignals(blocked)
        position.setText(self._position_text(axis, plane))

    def _position_text(self, axis: int, plane: Plane) -> str:
        """Position along the axis: the physical coordinate when it runs along one, else the distance."""
        assert self._geometry is not None
        geometry = self._geometry
        centre = [s + (n - 1) / 2 for s, n in zip(geometry.start_index, geometry.size, strict=True)]
        for hidden in plane.hidden_axes:
            centre[hidden] = plane.position[hidden]
        point = geometry.point_of(ContinuousIndex(tuple(centre)))
        column = [row[axis] for row in geometry.direction]
        unit = " mm" if self._unit.startswith("mm") and axis < 3 else ""
        main = max(range(len(column)), key=lambda k: abs(column[k]))
        if abs(abs(column[main]) - 1.0) < 1e-6:
            return f"{point.components[main]:.2f}{unit}"
        along = sum(p * c for p, c in zip(point.components, column, strict=True))
        return f"{along:.2f}{unit} along {axis_name(axis)}"
