"""Counting values while the window stays usable."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy.typing as npt
from PySide6.QtCore import QObject

from itk_inspector.core.display.display_settings import ComponentChoice
from itk_inspector.core.display.histogram import histogram
from itk_inspector.gui.background.latest_job import Holds, LatestJob

_DELAY = 60


class HistogramMaker(LatestJob):
    """Makes the `Histogram` that was asked for last, in a thread.

    Parameters
    ----------
    parent : QObject
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent, "histogram", _DELAY)

    def request(self, rows: npt.NDArray[Any], drawn: ComponentChoice, is_safe: Holds) -> None:
        """Ask for the histogram of ``[row, col(, component)]``; ``is_safe`` is asked before every look at it."""
        self.ask(partial(histogram, rows, drawn), is_safe)
