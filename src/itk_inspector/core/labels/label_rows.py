"""Label tables of BIDS: ``*_dseg.tsv`` with the columns ``index`` and ``name``, ``color`` and ``abbreviation`` at will.

The Brain Imaging Data Structure, derivatives, discrete segmentations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from itk_inspector.core.errors import LabelTableError
from itk_inspector.core.labels.label_numbers import whole_number
from itk_inspector.core.labels.label_table import Label, LabelTable, clean_name, label_table

_COLOUR = re.compile(r"#([0-9A-Fa-f]{6})", re.ASCII)
_ABSENT = "n/a"
_MOST_COLUMNS = 64


def table_of_rows(text: str, name: str) -> LabelTable:
    """Read a label table.

    Parameters
    ----------
    text : str
    name : str
        Of its file.

    Raises
    ------
    LabelTableError
        If a row is no label.
    """
    first, *rows = text.splitlines() or [""]
    columns = [column.strip().lower() for column in first.split("\t", _MOST_COLUMNS)]
    if not {"index", "name"} <= set(columns):
        raise LabelTableError("The columns index and name are missing.")
    return label_table(_labels(columns, rows), f"BIDS segmentation labels {name}")


def _labels(columns: list[str], rows: list[str]) -> Iterator[Label]:
    for number, row in enumerate(rows, 2):
        if not row.strip():
            continue
        cells = dict(zip(columns, (cell.strip() for cell in row.split("\t", _MOST_COLUMNS)), strict=False))
        value = whole_number(cells.get("index", ""))
        if value is None:
            raise LabelTableError(f"Line {number} is not a label.")
        names = (cells.get(column, "") for column in ("name", "abbreviation"))
        called = next((name for name in names if name not in ("", _ABSENT)), "")
        colour = _COLOUR.fullmatch(cells.get("color", ""))
        yield Label(value, clean_name(called), int(colour[1], 16) if colour is not None else None)
