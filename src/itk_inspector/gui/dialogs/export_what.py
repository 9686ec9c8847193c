"""What to export: which image, which part of it, which component."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from itk_inspector.core.errors import UsageError
from itk_inspector.core.export.part import part_of_slices, region_texts, typed_region
from itk_inspector.core.export.subject import Subject
from itk_inspector.core.export.written_part import cropped_geometry, kept_axes
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.text.visible_text import visible_text

_WHOLE, _SHOWN, _SLICES, _REGION = "whole", "shown", "slices", "region"
_FLAT_AXES = 2
_MOST = 1 << 31
"""No field of numbers goes as far."""


class ExportWhat(QObject):
    """Rows of a form.

    Parameters
    ----------
    subjects : sequence of Subject
        The first one is chosen.
    form : QFormLayout
    parent : QWidget
    """

    changed = Signal()

    def __init__(self, subjects: Sequence[Subject], form: QFormLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self._subjects = tuple(subjects)
        self._form, self._parent = form, parent
        self._subject = self._combo(parent, "exportSubject", "What to export")
        for subject in self._subjects:
            self._subject.addItem(visible_text(subject.name))
        self._part = self._combo(parent, "exportPart", "Part of the image")
        self._axis = self._combo(parent, "exportAxis", "Axis of the slices")
        self._first, self._last = (
            self._spin(parent, "exportFirst", "First"),
            self._spin(parent, "exportLast", "Last"),
        )
        self._slices = self._row(parent, self._axis, QLabel("from"), self._first, QLabel("to"), self._last)
        self._start = self._line(parent, "exportStart", "Start of the region, ITK index")
        self._size = self._line(parent, "exportSize", "Size of the region in pixels, x first")
        self._region = self._row(parent, QLabel("start"), self._start, QLabel("size"), self._size)
        self._component = self._combo(parent, "exportComponent", "Component")
        self._flat = QCheckBox(parent)
        self._flat.setObjectName("exportFlat")
        self._flat.setToolTip("Leave out axes of size 1: position and spacing along them are not written.")
        form.addRow("What", self._subject)
        form.addRow("Part", self._part)
        form.addRow("Slices", self._slices)
        form.addRow("Region", self._region)
        form.addRow("Component", self._component)
        form.addRow("", self._flat)
        form.setRowVisible(self._subject, len(self._subjects) > 1)
        self._subject.currentIndexChanged.connect(self._subject_chosen)
        self._axis.currentIndexChanged.connect(self._axis_chosen)
        for combo in (self._part, self._axis, self._component):
            combo.currentIndexChanged.connect(self._changed)
        for spin in (self._first, self._last):
            spin.valueChanged.connect(self._changed)
        for line in (self._start, self._size):
            line.textChanged.connect(self._changed)
        self._is_flat_unasked = False
        self._flat.clicked.connect(self._flat_chosen)
        self._flat.toggled.connect(self._changed)
        self._fill()

    def _combo(self, parent: QWidget, name: str, accessible: str) -> QComboBox:
        made = QComboBox(parent)
        made.setObjectName(name)
        made.setAccessibleName(accessible)
        return made

    def _spin(self, parent: QWidget, name: str, accessible: str) -> QSpinBox:
        made = QSpinBox(parent)
        made.setObjectName(name)
        made.setAccessibleName(accessible)
        return made

    def _line(self, parent: QWidget, name: str, accessible: str) -> QLineEdit:
        made = QLineEdit(parent)
        made.setObjectName(name)
        made.setAccessibleName(accessible)
        return made

    def _row(self, parent: QWidget, *widgets: QWidget) -> QWidget:
        row = QWidget(parent)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in widgets:
            layout.addWidget(widget, int(isinstance(widget, QLineEdit)))
        if not any(isinstance(widget, QLineEdit) for widget in widgets):
            layout.addStretch(1)
        return row

    # what the fields say ------------------------------------------------------

    @property
    def number(self) -> int:
        """Which subject is chosen."""
        return max(0, self._subject.currentIndex())

    @property
    def subject(self) -> Subject:
        """The one that is chosen."""
        return self._subjects[self.number]

    @property
    def crop(self) -> Region | None:
        """The part; None for all.

        Raises
        ------
        UsageError
            If the fields name no part of the image.
        """
        subject, part = self.subject, self._part.currentData()
        if part == _SHOWN:
            return subject.shown
        if part == _SLICES:
            first, last = sorted((self._first.value(), self._last.value()))
            return part_of_slices({str(self._axis.currentData()): range(first, last + 1)}, subject.info.geometry)
        if part == _REGION:
            return typed_region(self._start.text(), self._size.text(), subject.info.geometry)
        return None

    @property
    def component(self) -> int | None:
        """The only component; None for all."""
        chosen = self._component.currentIndex() - 1
        return chosen if chosen >= 0 else None

    @property
    def squeeze(self) -> bool:
        """Tell whether axes of size 1 are left out."""
        return self._flat.isChecked() and self._flat.isVisibleTo(self._parent)

    # what they show -----------------------------------------------------------

    def show_axes(self, dimensions: Sequence[int]) -> None:
        """Offer to leave out axes where there are any to leave out; do so where the format takes no more.

        Parameters
        ----------
        dimensions : sequence of int
            What the format takes; none for any.
        """
        try:
            geometry = cropped_geometry(self.subject.info.geometry, self.crop)
        except UsageError:
            return
        axes = len(kept_axes(geometry))
        self._form.setRowVisible(self._flat, axes < geometry.dimension)
        self._flat.setText(f"Write a {axes}-D image")
        needs = bool(dimensions) and geometry.dimension not in dimensions and axes in dimensions
        if needs != self._flat.isChecked() and (needs or self._is_flat_unasked):
            self._is_flat_unasked = needs
            self._flat.blockSignals(True)
            self._flat.setChecked(needs)
            self._flat.blockSignals(False)

    def _flat_chosen(self) -> None:
        self._is_flat_unasked = False

    def _subject_chosen(self) -> None:
        self._fill()
        self.changed.emit()

    def _axis_chosen(self) -> None:
        axis = self._axis.currentData()
        if axis is None or self._part.findData(_SLICES) < 0:
            return
        geometry = self.subject.info.geometry
        first, last = geometry.start_index[axis], geometry.start_index[axis] + geometry.size[axis] - 1
        for spin, value in ((self._first, first), (self._last, last)):
            spin.blockSignals(True)
            spin.setRange(first, last)
            spin.setValue(value)
            spin.blockSignals(False)

    def _changed(self) -> None:
        part = self._part.currentData()
        self._form.setRowVisible(self._slices, part == _SLICES)
        self._form.setRowVisible(self._region, part == _REGION)
        self.changed.emit()

    def _fill(self) -> None:
        """Offer the parts of the chosen subject."""
        subject, geometry = self.subject, self.subject.info.geometry
        self.blockSignals(True)
        self._part.clear()
        self._part.addItem("Whole image", _WHOLE)
        if subject.shown is not None:
            self._part.addItem(f"Slice on screen ({subject.shown_at})", _SHOWN)
        ends = (*geometry.start_index, *map(sum, zip(geometry.start_index, geometry.size, strict=True)))
        if geometry.dimension > _FLAT_AXES and max(map(abs, ends)) < _MOST:
            self._part.addItem("Range of slices", _SLICES)
        measured = " (measured rectangle)" if subject.region is not None else ""
        self._part.addItem(f"Region{measured}", _REGION)
        self._axis.clear()
        for axis in reversed(range(geometry.dimension)):
            self._axis.addItem(axis_name(axis), axis)
        whole = Region((0,) * geometry.dimension, geometry.shape)
        for field, text in zip((self._start, self._size), region_texts(subject.region or whole, geometry), strict=True):
            field.setText(text)
        self._component.clear()
        count = subject.info.channels
        self._component.addItem(f"All {count} components")
        if not subject.info.is_complex:
            self._component.addItems([f"Component {number}" for number in range(count)])
        self._component.setCurrentIndex(0)
        self._form.setRowVisible(self._component, count > 1 and not subject.info.is_complex)
        self._axis_chosen()
        self.blockSignals(False)
        self._changed()
