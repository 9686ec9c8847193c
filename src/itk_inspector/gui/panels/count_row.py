"""Which values a histogram counts, and the way to have all of them counted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from itk_inspector.core.display.histogram import Histogram
from itk_inspector.gui.style.plain_text import plain_label
from itk_inspector.gui.style.theme import Theme

_OFTEN = 100  # ms


class CountRow(QWidget):
    """One line below the histogram: the bar under the pointer, or else what was counted."""

    count_all_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._note = self._bar = ""
        self._fraction: Callable[[], float] | None = None
        self._readout = plain_label("", self)
        self._readout.setObjectName("histogramReadout")
        self._readout.setAccessibleName("Values under the pointer")
        self._readout.setToolTip("Values and count of the bar under the pointer.")
        self._readout.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._button = QPushButton("Count all", self)
        self._button.setObjectName("countAllButton")
        self._button.setAccessibleName("Count all")
        self._button.setToolTip("Count every value, not only a sample; the window stays usable.")
        self._button.setFixedWidth(self._button.fontMetrics().horizontalAdvance("Count all") + 20)
        self._button.clicked.connect(self._clicked)
        self._again = QTimer(self)
        self._again.setInterval(_OFTEN)
        self._again.timeout.connect(self._show)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._readout, 1)
        row.addWidget(self._button)
        self._button.hide()
        self.setMinimumHeight(self._button.sizeHint().height())  # nothing moves when it comes

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._readout.setStyleSheet(f"color: {theme.muted};")

    def show_histogram(self, histogram: Histogram | None) -> None:
        """Say what is among the counts, and what is not."""
        self._note = "" if histogram is None else _counted(histogram)
        self._button.setVisible(histogram is not None and histogram.is_sampled)
        self._show()

    def show_uncounted(self, text: str, *, offers_count: bool) -> None:
        """Say why nothing is counted, or not again, and offer to count all values where that can be done."""
        self._note = text
        self._button.setVisible(offers_count)
        self._show()

    def show_bar(self, text: str) -> None:
        """Show the bar under the pointer; empty when there is none."""
        self._bar = text
        self._show()

    def show_counting(self, fraction: Callable[[], float] | None) -> None:
        """Show that all values are being counted, and how far that has come; None when they are not."""
        self._fraction = fraction
        if fraction is not None:
            self._button.show()
        self._button.setText("Count all" if fraction is None else "Cancel")
        self._button.setAccessibleName(self._button.text())
        if fraction is None:
            self._again.stop()
        else:
            self._again.start()
        self._show()

    def _show(self) -> None:
        note = self._note if self._fraction is None else f"Counting all values … {100 * self._fraction():.0f} %"
        self._readout.setText(self._bar or note)

    def _clicked(self) -> None:
        (self.count_all_requested if self._fraction is None else self.stop_requested).emit()


def _counted(histogram: Histogram) -> str:
    parts = [
        f"{label} {count:,}"
        for label, count in (
            ("NaN", histogram.nan),
            ("+Inf", histogram.positive_infinite),
            ("−Inf", histogram.negative_infinite),
        )
        if count
    ]
    if histogram.is_sampled:
        parts.append(f"{histogram.seen:,} of {histogram.population:,} values")
    else:
        parts.append(f"all {histogram.seen:,} values")
    return " · ".join(parts)
