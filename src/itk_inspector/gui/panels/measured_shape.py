"""What is told of one shape: its facts, its plot, and what can be chosen for it."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import LIGHT, Theme
from itk_inspector.gui.widgets.facts_table import FactsTable

if TYPE_CHECKING:  # the window is on screen before NumPy and pyqtgraph are loaded
    from itk_inspector.core.measure.told import SliceRange, Told
    from itk_inspector.gui.widgets.measure_plot import MeasurePlot

_PLOTS = "itk_inspector.gui.widgets.measure_plot"
_LATER = 20
"""Milliseconds between the steps in which the plot is made, which take a while: others have their turn between them."""


class MeasuredShape(QWidget):
    """The selected shape."""

    place_chosen = Signal(object)
    slices_chosen = Signal(int, int, int)
    linear_chosen = Signal(bool)
    axis_chosen = Signal(int)
    asked = Signal()
    """What takes long is to be measured."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("measuredShape")
        self.setAccessibleName("Selected shape")
        self.setToolTip("")
        self._theme = LIGHT
        self._told: Told | None = None
        self._title = plain_label("", self)
        self._title.setObjectName("measuredTitle")
        self._title.setWordWrap(True)
        self._problem = plain_label("", self)
        self._problem.setObjectName("measuredProblem")
        self._problem.setWordWrap(True)
        self._ask = QPushButton("Measure", self)
        self._ask.setObjectName("measureShapeButton")
        self._ask.setAccessibleName("Measure the selected shape")
        self._ask.setToolTip(plain_tip("Measure this shape in the background."))
        self._ask.clicked.connect(self.asked)
        self.facts = FactsTable(self)
        self.facts.chosen.connect(self.place_chosen)
        self._slices = self._made_slices()
        self._linear = self._combo("profileInterpolation", "Profile", "What is plotted between pixel centres.")
        self._linear.addItems(["Nearest pixels", "Linear interpolation"])
        self._linear.activated.connect(self._tell_linear)
        self._axis = self._combo("curveAxis", "Curve along", "Along which axis the values are plotted.")
        self._axis.activated.connect(self._tell_axis)
        self._plot: MeasurePlot | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_LATER)
        self._soon.timeout.connect(self._take_step)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 4, 0, 0)
        for part in (self._title, self._slices, self._problem, self._ask, self._linear, self._axis, self.facts):
            self._layout.addWidget(part)

    def _combo(self, name: str, title: str, tip: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(name)
        combo.setAccessibleName(title)
        combo.setToolTip(plain_tip(tip))
        return combo

    def _made_slices(self) -> QWidget:
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        self._axis_name = plain_label("", row)
        self._first, self._last = QSpinBox(row), QSpinBox(row)
        self._all = QPushButton("All", row)
        self._all.setObjectName("allSlicesButton")
        self._all.setToolTip("Through all slices.")
        self._all.clicked.connect(self._tell_all)
        for box, name, title in (
            (self._first, "firstSliceBox", "First slice of the region"),
            (self._last, "lastSliceBox", "Last slice of the region"),
        ):
            box.setObjectName(name)
            box.setAccessibleName(title)
            box.setToolTip(plain_tip(f"{title} (ITK index)."))
            box.setKeyboardTracking(False)
            box.valueChanged.connect(self._tell_slices)
        layout.addWidget(self._axis_name)
        layout.addWidget(self._first, 1)
        layout.addWidget(plain_label("to", row))
        layout.addWidget(self._last, 1)
        layout.addWidget(self._all)
        return row

    @property
    def told(self) -> Told | None:
        """What is shown."""
        return self._told

    @property
    def plot(self) -> MeasurePlot:
        """The plot, made when it is first needed."""
        if self._plot is None:
            from itk_inspector.gui.widgets.measure_plot import MeasurePlot  # here, because it loads pyqtgraph

            self._plot = MeasurePlot(self)
            self._plot.set_theme(self._theme)
            self._layout.addWidget(self._plot)
            self._plot.show_plot(self._told.plot if self._told is not None else None)
        return self._plot

    def prepare(self) -> None:
        """Make the plot before it is needed, step by step."""
        if self._plot is None:
            self._step_soon()

    def _step_soon(self) -> None:
        if not self._soon.isActive():  # else a drag would put it off again and again
            self._soon.start()

    def _take_step(self) -> None:
        """Load what plots, then make the plot, then show it."""
        if _PLOTS not in sys.modules:
            importlib.import_module(_PLOTS)
            self._soon.start()
        elif self._plot is None:
            self.plot.hide()
            self._soon.start()
        else:
            self._show_plot()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.facts.set_theme(theme)
        self._problem.setStyleSheet(f"color: {theme.muted};")
        if self._plot is not None:
            self._plot.set_theme(theme)

    # what is shown ------------------------------------------------------------

    def show_told(self, told: Told | None) -> None:
        """Show a shape; None shows nothing. While it is measured anew, what was known last stays."""
        before, self._told = self._told, told
        self.setVisible(told is not None)
        if told is None:
            if self._plot is not None:
                self._plot.show_plot(None)
            return
        self._title.setText(f"{told.title} …" if told.is_pending else told.title)
        self._problem.setText(told.problem)
        self._problem.setVisible(bool(told.problem))
        self._ask.setVisible(told.is_offered)
        self._show_slices(told.slices)
        self._linear.setVisible(told.is_linear is not None)
        self._linear.setCurrentIndex(int(bool(told.is_linear)))
        self._show_axes(told, before)
        if told.is_pending and told.facts and before is not None and before.shape.number == told.shape.number:
            return
        self.facts.show_facts(told.facts, told.columns)
        self.facts.setVisible(bool(told.facts))
        if told.plot is not None and (self._plot is None or self._plot.isHidden()):
            self._step_soon()  # after what is told has been painted
        else:
            self._show_plot()

    def _show_plot(self) -> None:
        plot = None if self._told is None else self._told.plot
        if plot is not None:
            self.plot.show_plot(plot)
        if self._plot is not None:
            self._plot.setVisible(plot is not None)

    def _show_slices(self, slices: SliceRange | None) -> None:
        self._slices.setVisible(slices is not None)
        if slices is None:
            return
        self._axis_name.setText(f"Slices {slices.name}")
        for box, value in ((self._first, slices.through.first), (self._last, slices.through.last)):
            with QSignalBlocker(box):
                box.setRange(slices.first, slices.last)
                box.setValue(value)

    def _show_axes(self, told: Told, before: Told | None) -> None:
        self._axis.setVisible(bool(told.axes))
        if told.axes and (before is None or before.axes != told.axes):
            self._axis.clear()
            for axis, name in told.axes:
                self._axis.addItem(f"Along {name}", axis)
        if told.axes:
            self._axis.setCurrentIndex(self._axis.findData(told.shape.along))

    # what the user does -------------------------------------------------------

    def _tell_slices(self) -> None:
        slices = self._told.slices if self._told is not None else None
        if slices is not None:
            first, last = sorted((self._first.value(), self._last.value()))
            self.slices_chosen.emit(slices.axis, first, last)

    def _tell_all(self) -> None:
        slices = self._told.slices if self._told is not None else None
        if slices is not None:
            self.slices_chosen.emit(slices.axis, slices.first, slices.last)

    def _tell_linear(self, which: int) -> None:
        self.linear_chosen.emit(which == 1)

    def _tell_axis(self, _which: int) -> None:
        self.axis_chosen.emit(self._axis.currentData())
