"""Label tables with a label a line: those of ITK-SNAP, 3D Slicer and FreeSurfer.

ITK-SNAP's label description: ``IDX R G B A VIS MSH "LABEL"``, colours to 255, A (opacity) to 1. 3D Slicer's colour
table: ``index name R G B A``, all to 255, an underscore for each space of the name. FreeSurfer's lookup table has the
same fields, but its underscores are underscores, and its A is transparency, which may be missing. Lines with ``#`` in
front say nothing; FreeSurfer allows such words behind a label, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from itk_inspector.core.errors import LabelTableError
from itk_inspector.core.labels.label_numbers import byte_colour, byte_number, part_of_one, whole_number
from itk_inspector.core.labels.label_table import Label, LabelTable, clean_name, label_table

_LineReader: TypeAlias = Callable[[str], Label | None]
_SNAP = re.compile(r'\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+([01])\s+([01])\s+"(.*)"', re.ASCII)
_LONGEST_LINE = 4096
_FIELDS = 6
_OF_SLICER = "# color table file"
_OF_FREESURFER = re.compile(r"#\s*no\.|freesurfer", re.IGNORECASE)


def table_of_lines(text: str, name: str) -> LabelTable:
    """Read a label table.

    Parameters
    ----------
    text : str
    name : str
        Of its file.

    Raises
    ------
    LabelTableError
        If a line is no label.
    """
    comments, lines = [], []
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("#"):
            comments.append(stripped)
        elif stripped:
            lines.append((number, stripped))
    if lines and lines[0][1].endswith('"'):
        return label_table(_each(lines, _snap_label), f"ITK-SNAP label description {name}")
    if _is_freesurfer(comments, lines, name):
        return label_table(_each(lines, _freesurfer_label), f"FreeSurfer lookup table {name}")
    return label_table(_each(lines, _slicer_label), f"3D Slicer colour table {name}")


def _each(lines: list[tuple[int, str]], read: _LineReader) -> Iterator[Label]:
    for number, line in lines:
        label = read(line) if len(line) <= _LONGEST_LINE else None
        if label is None:
            raise LabelTableError(f"Line {number} is not a label.")
        yield label


def _snap_label(line: str) -> Label | None:
    found = _SNAP.fullmatch(line)
    if found is None:
        return None
    index, red, green, blue, opacity, visible, _, name = found.groups()
    value, colour, alpha = whole_number(index), byte_colour(red, green, blue), part_of_one(opacity)
    if value is None or colour is None or alpha is None:
        return None
    return Label(value, clean_name(name), colour, alpha, visible == "1")


def _slicer_label(line: str) -> Label | None:
    fields = line.split()
    if len(fields) != _FIELDS:
        return None
    value, colour, opacity = whole_number(fields[0]), byte_colour(*fields[2:5]), byte_number(fields[5])
    if value is None or colour is None or opacity is None:
        return None
    return Label(value, clean_name(fields[1].replace("_", " ")), colour, opacity / 255.0)


def _freesurfer_label(line: str) -> Label | None:
    fields = line.split()
    remark = next((place for place, word in enumerate(fields) if place > 1 and word.startswith("#")), len(fields))
    fields = fields[:remark]
    if len(fields) not in (_FIELDS - 1, _FIELDS):
        return None
    value, colour = whole_number(fields[0]), byte_colour(*fields[2:5])
    clear = byte_number(fields[5]) if len(fields) == _FIELDS else 0
    if value is None or colour is None or clear is None:
        return None
    return Label(value, clean_name(fields[1]), colour, 1.0 - clear / 255.0)


def _is_freesurfer(comments: list[str], lines: list[tuple[int, str]], name: str) -> bool:
    """Tell FreeSurfer's table from 3D Slicer's: by what the file calls itself, else by opacities of 0 throughout."""
    if name.lower().endswith(".ctbl") or any(comment.lower().startswith(_OF_SLICER) for comment in comments):
        return False
    if any(_OF_FREESURFER.search(comment) for comment in comments):
        return True
    return all(line.split()[5:6] in ([], ["0"]) for _, line in lines)
