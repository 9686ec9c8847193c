"""Probes as comma-separated values, quoted as RFC 4180 says, for spreadsheets and scripts; lines end in a line feed."""

from __future__ import annotations

import csv
import io

from itk_inspector.core.errors import ProbeError
from itk_inspector.core.pixels.probe import Probe
from itk_inspector.core.probing.points_text import place_titles
from itk_inspector.core.text.spreadsheet_text import cell_text
from itk_inspector.core.text.visible_text import visible_text


class ProbeTable:
    """Writes one probe after the other, under one line of names; all digits of each number.

    `core.probing.point_table.place_rows` reads it again.

    Parameters
    ----------
    has_rows : bool
        Each probe is told with its row in a table of points.
    """

    def __init__(self, *, has_rows: bool) -> None:
        self._has_rows = has_rows
        self._axes = 0

    def text(self, path: str, row: int, found: Probe) -> str:
        """Return the line of a probe; of the first one after the line of names.

        Raises
        ------
        ProbeError
            If its image has another number of axes than the first one.
        """
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        axes = found.itk_index.dimension
        rows = ["row"] if self._has_rows else []
        if not self._axes:
            self._axes = axes
            writer.writerow(["path", *rows, *place_titles(axes), "itk value", "value", "stored", "label"])
        if axes != self._axes:
            raise ProbeError(f"The image has {axes} axes, and the table has columns for {self._axes}.")
        numbers = [*found.itk_index.components, *found.array_index, *map(repr, found.physical_point.components)]
        itk_value = "" if found.itk_value is None else found.itk_value_text
        stored = "" if found.stored is None else str(found.stored)
        writer.writerow(
            [cell_text(visible_text(path)), *([row] if self._has_rows else []), *numbers]
            + [cell_text(text) for text in (itk_value, found.value_text, stored, found.label_text)]
        )
        return out.getvalue().removesuffix("\n")
