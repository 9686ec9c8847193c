"""What is told of two images of a tab that are compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from itk_inspector.core.display.compare_mode import CompareMode, Comparing
from itk_inspector.core.text.typed_numbers import read_real
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import LIGHT, Theme
from itk_inspector.gui.widgets.facts_table import FactsTable
from itk_inspector.gui.widgets.value_field import ValueField

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    from itk_inspector.core.measure.facts import Fact

_OFTEN = 100  # ms
_EMPTY = (
    "Two layers of a tab are compared here: how many pixels differ, and where most. Add a layer to the image first."
)


class ComparePanel(QWidget):
    """The two that are compared, the levels of their difference image, and its figures.

    Implements `control.layers.compare_controller.ComparePanel`.
    """

    came_into_view = Signal()
    work_requested = Signal()
    stop_requested = Signal()
    limit_chosen = Signal(float)
    auto_requested = Signal()
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparePanel")
        self.setAccessibleName("Compare")
        self.setToolTip("")
        self._fraction: Callable[[], float] | None = None
        self._limit = 1.0
        self._pair = plain_label("", self)
        self._pair.setObjectName("comparedPair")
        self._pair.setAccessibleName("What is compared")
        self._pair.setWordWrap(True)
        self._levels = self._made_levels()
        self._table = FactsTable(self, wraps=True)
        self._table.setObjectName("differenceFacts")
        self._table.setAccessibleName("Difference")
        self._table.chosen.connect(self.chosen)
        self._said = plain_label(_EMPTY, self)
        self._said.setObjectName("compareHint")
        self._said.setWordWrap(True)
        self._work = self._button("workDifferenceButton", "Compare all pixels", "Compare all pixels of both layers.")
        self._work.clicked.connect(self.work_requested)
        self._stop = self._button("stopDifferenceButton", "Stop", "Compare no more pixels.")
        self._stop.clicked.connect(self.stop_requested)
        buttons = QHBoxLayout()
        buttons.addWidget(self._work)
        buttons.addWidget(self._stop)
        buttons.addStretch(1)
        self._again = QTimer(self)
        self._again.setInterval(_OFTEN)
        self._again.timeout.connect(self._tell_progress)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(8)
        for part in (self._pair, self._levels, self._table, self._said):
            layout.addWidget(part)
        layout.addLayout(buttons)
        layout.addStretch(1)
        self.set_theme(LIGHT)
        self.show_nothing()

    def _made_levels(self) -> QWidget:
        row = QWidget(self)
        label = plain_label("Difference levels ±", row)
        self._field = ValueField(row)
        self._field.setObjectName("differenceLimit")
        self._field.setAccessibleName("Difference levels")
        self._field.setToolTip(plain_tip("The difference that gets the last colour; its negative gets the first one."))
        self._field.setMaximumWidth(14 * self.fontMetrics().averageCharWidth() + 16)
        self._field.editingFinished.connect(self._take_limit)
        label.setBuddy(self._field)
        auto = self._button("differenceAutoButton", "Auto", "Take the largest difference on this slice.")
        auto.clicked.connect(self.auto_requested)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (label, self._field, auto):
            layout.addWidget(part)
        layout.addStretch(1)
        return row

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setToolTip(plain_tip(tip))
        return button

    # what is shown ------------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._said.setStyleSheet(f"color: {theme.muted};")
        self._table.set_theme(theme)

    @property
    def is_seen(self) -> bool:
        """Tell whether it can be seen: nothing is worked out otherwise."""
        return self.isVisible()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that figures are wanted."""
        super().showEvent(event)
        self.came_into_view.emit()

    def show_pair(self, other: str, main: str, comparing: Comparing) -> None:
        """Name the two, and show how they are compared."""
        pair = f"{visible_text(other)} − {visible_text(main)}"
        if pair != self._pair.text():
            self._table.hide()  # of others
        self._pair.setText(pair)
        self._pair.show()
        self._levels.setVisible(comparing.mode is CompareMode.DIFFERENCE)
        if comparing.limit != self._limit or not self._field.text():
            self._limit = comparing.limit
            self._field.setText(f"{comparing.limit:.10g}")

    def show_figures(self, facts: tuple[Fact, ...], columns: tuple[str, ...]) -> None:
        """Show what was worked out; ``columns`` names the components, where there are several."""
        self._table.show_facts(facts, columns)
        self._state("", has_figures=True)

    def show_working(self, fraction: Callable[[], float]) -> None:
        """Show that it is being worked out, and how far that has come; what was found before stays until then."""
        self._state("Comparing …", has_figures=self._table.isVisibleTo(self), is_working=True)
        self._fraction = fraction
        self._again.start()

    def show_unworked(self) -> None:
        """Offer to work it out for large images."""
        self._state("The figures of large images are worked out when you ask for them.", offers_work=True)

    def show_reason(self, text: str) -> None:
        """Say why there are no figures."""
        self._state(text)

    def show_nothing(self) -> None:
        """Show that an image stands alone."""
        self._pair.hide()
        self._levels.hide()
        self._state(_EMPTY)

    def _state(
        self, text: str, *, has_figures: bool = False, is_working: bool = False, offers_work: bool = False
    ) -> None:
        self._again.stop()
        self._fraction = None
        self._said.setText(text)
        self._said.setVisible(bool(text))
        self._table.setVisible(has_figures)
        self._stop.setVisible(is_working)
        self._work.setVisible(offers_work)

    def _tell_progress(self) -> None:
        if self._fraction is not None:
            self._said.setText(f"Comparing … {self._fraction():.0%}")

    # what the user does -------------------------------------------------------

    def _take_limit(self) -> None:
        """Take what was typed, if it is a number above 0; else the one before."""
        try:
            limit = read_real(self._field.text())
        except ValueError:
            limit = 0.0
        if 0.0 < limit < float("inf"):
            if limit != self._limit:
                self.limit_chosen.emit(limit)
        else:
            self._field.setText(f"{self._limit:.10g}")
