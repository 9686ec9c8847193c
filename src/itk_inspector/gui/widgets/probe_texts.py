"""What labels say of a pixel, written when they are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from itk_inspector.core.pixels.read_outs import READ_OUTS
from itk_inspector.gui.widgets.label_text import LabelText
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
        self._rows = {labels[row.id].content: row for row in READ_OUTS}
        self._unit = ""
        self._found: Probe | None = None
        self._read: Probe | None = None
        self._written: dict[LabelText, Probe] = {}
        for row in READ_OUTS:
            label = labels[row.id]
            label.before_look = partial(self.write, (label.content,))

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
        for content in self._rows:
            content.show("")

    def write(self, contents: Iterable[LabelText]) -> None:
        """Write what labels have to say, unless they do."""
        for content in contents:
            row = self._rows[content]
            found = self._read if row.is_of_itk else self._found
            if found is not None and self._written.get(content) is not found:
                self._written[content] = found
                content.show(row.text(found, self._unit))
