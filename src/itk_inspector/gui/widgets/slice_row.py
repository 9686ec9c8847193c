"""One axis of the slice bar."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QGridLayout, QSlider, QSpinBox, QToolButton, QWidget

from itk_inspector.core.geometry.axes import ARRAY_AXIS_NAMES, axis_name
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.resources import SMALL, icon
from itk_inspector.gui.style.theme import Theme, mono


class SliceRow(QObject):
    """Name, play button, slider, number / total and physical position of one axis, in the columns of a grid.

    Parameters
    ----------
    axis : int
    parent : QWidget
        Of all widgets of the row.
    """

    moved = Signal(int, int)
    play_requested = Signal(int)

    def __init__(self, axis: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._axis = axis
        self._plays = False
        self._icons = QIcon(), QIcon()
        letter = axis_name(axis)
        self._name = plain_label(f"{letter} · {ARRAY_AXIS_NAMES.get(letter, letter)}", parent)
        self._play = QToolButton(parent)
        self._play.setObjectName(f"playButton{axis}")
        self._play.setAccessibleName(f"Play along {letter}")
        self._play.setToolTip(plain_tip(f"Run through {letter}, and stop."))
        self._play.setAutoRaise(True)
        self._play.setIconSize(QSize(SMALL, SMALL))
        self._play.setCheckable(True)
        self._play.clicked.connect(self._ask_to_play)
        self._slider = QSlider(Qt.Orientation.Horizontal, parent)
        self._slider.setObjectName(f"sliceSlider{axis}")
        self._slider.setAccessibleName(f"Slice along {letter}")
        self._number = QSpinBox(parent)
        self._number.setObjectName(f"sliceNumber{axis}")
        self._number.setAccessibleName(f"Slice number along {letter}")
        self._number.setKeyboardTracking(False)
        self._number.setFont(mono(11))
        for control in (self._slider, self._number):
            control.valueChanged.connect(self._tell)
        self._total = plain_label("", parent)
        self._total.setFont(mono(10))
        self._position = plain_label("", parent)
        self._position.setFont(mono(10))
        self._position.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._position.setToolTip(
            "Physical coordinate of the slice; for oblique images the position along the slice axis."
        )

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """The row's widgets, left to right."""
        return self._name, self._play, self._slider, self._number, self._total, self._position

    def show_range(self, start: int, size: int) -> None:
        """Show how many slices there are, from the ITK index ``start`` on."""
        letter = axis_name(self._axis)
        for control in (self._slider, self._number):
            blocked = control.blockSignals(True)
            control.setRange(start, start + size - 1)
            control.blockSignals(blocked)
            control.setToolTip(plain_tip(f"ITK index along {letter}: {start} to {start + size - 1}."))
        self._total.setText(f"of {start} … {start + size - 1}  ({size})")

    def place(self, grid: QGridLayout, row: int) -> None:
        """Put the widgets into a row of a grid."""
        for column, widget in enumerate(self.widgets):
            grid.addWidget(widget, row, column)
            widget.show()
        grid.setAlignment(self._position, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def remove(self, grid: QGridLayout) -> None:
        """Take the widgets out of the grid, until they are placed again."""
        for widget in self.widgets:
            grid.removeWidget(widget)
        self.hide()

    def hide(self) -> None:
        """Hide the widgets, until they are placed."""
        for widget in self.widgets:
            widget.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._name.setStyleSheet(f"color: {theme.axis(self._axis)}; font-weight: bold;")
        for label in (self._total, self._position):
            label.setStyleSheet(f"color: {theme.muted};")
        self._icons = icon("play", QColor(theme.text), SMALL), icon("pause", QColor(theme.text), SMALL)
        self._play.setIcon(self._icons[self._plays])

    def reserve(self, *texts: str) -> None:
        """Keep room for the longest of some positions, so that nothing jumps."""
        width = max(self._position.fontMetrics().horizontalAdvance(text) for text in texts)
        # Qt lays the window out anew after each new text of a label whose size may change
        self._position.setFixedSize(width, self._position.sizeHint().height())

    def show_position(self, value: int, text: str) -> None:
        """Show where the slice stands."""
        for control in (self._slider, self._number):
            blocked = control.blockSignals(True)
            control.setValue(value)
            control.blockSignals(blocked)
        self._position.setText(text)

    def show_playing(self, plays: bool) -> None:
        """Show whether this axis is being run through."""
        if plays != self._plays:
            self._plays = plays
            self._play.setIcon(self._icons[plays])
        self._play.setChecked(plays)

    def _tell(self, value: int) -> None:
        self.moved.emit(self._axis, value)

    def _ask_to_play(self) -> None:
        self.play_requested.emit(self._axis)
