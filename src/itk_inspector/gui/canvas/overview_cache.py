"""The overview of what is on screen, made at rest."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject

from itk_inspector.control.viewing.background import Holds
from itk_inspector.core.display.overview import Overview, lattice_step, overview
from itk_inspector.gui.background.latest_job import LatestJob

_DELAY = 150
_MOST_AT_ONCE = 2**20


class OverviewCache(QObject):
    """Has the pixels of a giant's lattice copied together, and knows where they are to be had.

    Parameters
    ----------
    parent : QObject
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.step = 1
        self._overview: Overview | None = None
        self._is_asked = False
        self._maker: LatestJob | None = None
        self._within: tuple[Any, ...] = (None, None)

    def begin(self, pixels: npt.NDArray[Any] | None) -> None:
        """Take another slice, or none: then nothing is held."""
        self.step = lattice_step(pixels) if pixels is not None else 1
        self._forget()
        if pixels is None and self._maker is not None:
            self._maker.stop()

    def take_change(self, pixels: npt.NDArray[Any], box: tuple[slice, slice] | None) -> None:
        """Copy again what has changed, or everything at rest when that is much or not known."""
        known = self._overview
        if known is None or box is None or _size(box) > _MOST_AT_ONCE * known.step**2:
            self._forget()
        else:
            known.update(pixels, *box)

    def source(
        self,
        pixels: npt.NDArray[Any],
        rows: npt.NDArray[np.intp],
        columns: npt.NDArray[np.intp],
        is_safe: Holds,
    ) -> tuple[npt.NDArray[Any], npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Return an array, rows and columns that give the same pixels as those of the slice, all on the lattice."""
        if self._overview is None:
            self._ask(pixels, is_safe)
            return pixels, rows, columns
        if self._within[0] is not rows or self._within[1] is not columns:
            self._within = rows, columns, rows // self.step, columns // self.step
        return self._overview.pixels, self._within[2], self._within[3]

    def _ask(self, pixels: npt.NDArray[Any], is_safe: Holds) -> None:
        if self._is_asked:
            return
        self._is_asked = True
        if self._maker is None:
            self._maker = LatestJob(self, "overview", _DELAY, waits_for_rest=True)
        self._maker.ask(partial(overview, pixels, self.step), is_safe, self._take)

    def _take(self, made: Overview) -> None:
        self._overview = made

    def _forget(self) -> None:
        self._overview = None
        self._is_asked = False
        if self._maker is not None:
            self._maker.give_up()


def _size(box: tuple[slice, slice]) -> int:
    rows, columns = box
    return int((rows.stop - rows.start) * (columns.stop - columns.start))
