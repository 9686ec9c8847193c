"""What labels say of a pixel, written when they are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from itk_inspector.core.pixels.read_outs import READ_OUTS, ReadOut
from itk_inspector.gui.widgets.value_label import ValueLabel

if TYPE_CHECKING:
    from itk_inspector.core.pixels.probe import Probe


class ProbeTexts:
    """Writes the read-outs of a probe into labels: of all moves between two pictures, those of the last one.

    Parameters
    ----------
    labels : mapping of str to ValueLabel
        By the ids of the read-outs.
    """

    def __init__(self, labels: Mapping[str, ValueLabel]) -> None:
        self._labels = labels
        self._unit = ""
        self._found: Probe | None = None
        self._read: Probe | None = None
        self._written: dict[str, Probe] = {}
        for row in READ_OUTS:
            labels[row.id].before_look = partial(self._write, row, labels[row.id])

    def show(self, found: Probe, unit: str) -> None:
        """Say what NumPy reads, and ITK where it has answered; else what it read last stays."""
        self._found, self._unit = found, unit
        if not found.awaits_itk:
            self._read = found

    def show_itk(self, found: Probe, unit: str) -> None:
        """Say what ITK has read, or that its answer is late."""
        self._read, self._unit = found, unit

    def clear(self) -> None:
        """Say nothing."""
        self._found = self._read = None
        self._written.clear()
        for label in self._labels.values():
            label.show_text("")

    def _write(self, row: ReadOut, label: ValueLabel) -> None:
        """Write what one label has to say, unless it does."""
        found = self._read if row.is_of_itk else self._found
        if found is not None and self._written.get(row.id) is not found:
            self._written[row.id] = found
            label.show_text(row.text(found, self._unit))
