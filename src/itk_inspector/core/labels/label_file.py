"""Label tables in files of their own."""

from __future__ import annotations

from itk_inspector.core.errors import LabelTableError
from itk_inspector.core.labels.label_lines import table_of_lines
from itk_inspector.core.labels.label_rows import table_of_rows
from itk_inspector.core.labels.label_table import LARGEST_FILE, LabelTable
from itk_inspector.core.text.visible_text import visible_text

_ADVICE = (
    "Choose an ITK-SNAP label description, a colour table of 3D Slicer, a lookup table of FreeSurfer, or a BIDS "
    "*_dseg.tsv."
)


def read_label_table(data: bytes, name: str) -> LabelTable:
    """Read a label table of any kind that has a file of its own.

    Parameters
    ----------
    data : bytes
        Its content, in UTF-8, else taken for Latin-1.
    name : str
        What the file is called; its extension tells tables with tabs from others.

    Raises
    ------
    LabelTableError
        If it is none.
    """
    name = visible_text(name)
    if len(data) > LARGEST_FILE:
        raise LabelTableError(f"{name} is too large for a label table.", advice=_ADVICE)
    try:
        if b"\0" in data:
            raise LabelTableError("It is not a text.")
        text = _decoded(data)
        return table_of_rows(text, name) if name.lower().endswith(".tsv") else table_of_lines(text, name)
    except LabelTableError as e:
        raise LabelTableError(f"{name} is not a label table: {_clause(e.message)}", advice=_ADVICE) from e


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _clause(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
