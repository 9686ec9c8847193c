"""The overview of what is on screen, and the largest values in it, made at rest."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from itk_inspector.control.viewing.background import Holds
from itk_inspector.core.display.maxima import Maxima, maxima, maxima_step
from itk_inspector.core.display.overview import Overview, lattice_step, overview
from itk_inspector.gui.background.latest_job import LatestJob

_DELAY = 150
_MOST_AT_ONCE = 2**20


class OverviewCache(QObject):
    """Has the pixels of a giant's lattice copied together, or the largest of a slice's blocks; knows where they are.

    Parameters
    ----------
    parent : QObject
    """

    maxima_found = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lattice, self._block = 1, 0
        self.step = 1
        """Rows and columns from one pixel of the lattice to the next, or of a block."""
        self.least_scale = math.inf
        """Pixels of the slice that a screen pixel spans at the least where this is drawn; infinite where it never is.

        Two steps: so each screen pixel has a centre in a block of its own, whose first pixel it covers.
        """
        self._keeps_maxima = self._draws_maxima = False
        self._maxima: Maxima | None = None
        self._reduced: npt.NDArray[Any] | None = None
        self._overview: Overview | None = None
        self._is_asked = False
        self._maker: LatestJob | None = None
        self._within: tuple[Any, ...] = (None, None)

    @property
    def _draws_blocks(self) -> bool:
        return self._keeps_maxima and self._block > 0

    def _choose_step(self) -> None:
        self.step = self._block if self._draws_blocks else self._lattice
        self.least_scale = 2.0 * self.step if self._draws_blocks or self._lattice > 1 else math.inf

    def begin(self, pixels: npt.NDArray[Any] | None) -> None:
        """Take another slice, or none: then nothing is held."""
        self._lattice, self._block = (1, 0) if pixels is None else (lattice_step(pixels), maxima_step(pixels))
        self._choose_step()
        self._forget()
        if pixels is None and self._maker is not None:
            self._maker.stop()

    def keep_maxima(self, keeps: bool) -> None:
        """Draw the largest value of what a screen pixel covers, as soon as it is known, or the lattice."""
        if keeps != self._keeps_maxima:
            self._keeps_maxima = keeps
            self._choose_step()
            self._forget()

    def take_change(self, pixels: npt.NDArray[Any], box: tuple[slice, slice] | None) -> None:
        """Copy again what has changed, or everything at rest when that is much or not known."""
        known = self._overview or self._maxima
        self._reduced = None
        if known is None or box is None or _looks(known, box) > _MOST_AT_ONCE:
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
        """Return an array, rows and columns that give the same pixels as those of the slice, all on the lattice.

        While the largest values are known and wanted, they give these.
        """
        if self._within[0] is not rows or self._within[1] is not columns:
            self._within = rows, columns, rows // self.step, columns // self.step
            self._reduced = None
        self._draws_maxima = self._maxima is not None
        if self._maxima is not None:
            if self._reduced is None:
                self._reduced = self._maxima.reduced(self._within[2], self._within[3])
            high, wide = self._reduced.shape
            return self._reduced, np.arange(high), np.arange(wide)
        if self._overview is None:
            self._ask(pixels, is_safe)
            return pixels, rows, columns
        return self._overview.pixels, self._within[2], self._within[3]

    def leave_out(self) -> None:
        """Take it that the pixels themselves are drawn this time; an overview that is not begun can wait for rest."""
        self._draws_maxima = False
        if self._maker is not None:
            self._maker.wait_on()

    def drawn_at(self, row: int, column: int) -> tuple[int, int]:
        """Return array indices of the pixel that is drawn where a pixel of the lattice would be."""
        blocks = row // self.step, column // self.step
        known = self._maxima if self._draws_maxima and self._within[0] is not None else None
        if known is None or blocks[0] not in self._within[2] or blocks[1] not in self._within[3]:
            return row, column
        return known.place_of(self._within[2], self._within[3], *blocks)

    def _ask(self, pixels: npt.NDArray[Any], is_safe: Holds) -> None:
        if self._is_asked:
            return
        self._is_asked = True
        if self._maker is None:
            self._maker = LatestJob(self, "overview", _DELAY, waits_for_rest=True)
        if self._draws_blocks:
            self._maker.ask(partial(maxima, pixels, self.step), is_safe, self._take_maxima)
        else:
            self._maker.ask(partial(overview, pixels, self.step), is_safe, self._take)

    def _take(self, made: Overview) -> None:
        self._overview = made

    def _take_maxima(self, made: Maxima) -> None:
        self._maxima = made
        self.maxima_found.emit()

    def _forget(self) -> None:
        self._overview = self._maxima = self._reduced = None
        self._is_asked = self._draws_maxima = False
        if self._maker is not None:
            self._maker.give_up()


def _looks(known: Overview | Maxima, box: tuple[slice, slice]) -> int:
    """Return how many pixels a change in a box makes one look at: one of each block, for the largest all."""
    blocks: int = math.prod(-(-side.stop // known.step) - side.start // known.step for side in box)
    return blocks * known.step**2 if isinstance(known, Maxima) else blocks
