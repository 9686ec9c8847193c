"""What the pictures of all states need: layout, tabs, and results that come a little later."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QTabWidget, QWidget

from itk_inspector.app.composition import Composition


def settle() -> None:
    """Let Qt lay out and paint."""
    for _ in range(6):
        QApplication.processEvents()


def wait(until: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait for something that is worked out beside the window."""
    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:
        QApplication.processEvents()
    settle()


def show_tab(composition: Composition, title: str) -> None:
    """Bring a tab of the panels to the front, or a page of one that has pages."""
    for tabs in composition.window.findChildren(QTabWidget):
        titles = [tabs.tabText(number) for number in range(tabs.count())]
        if title in titles:
            tabs.setCurrentIndex(titles.index(title))
    settle()


def wait_until_measured(composition: Composition) -> None:
    """Wait for the figures and the plot of what was drawn."""

    def is_there() -> bool:
        plot = composition.window.findChild(QWidget, "measurePlot")
        return plot is not None and not plot.isHidden() and not composition.app.measure.is_busy

    wait(is_there)
