"""The segments of a ``.seg.nrrd``, which its keys state: ``Segment0_Name``, ``Segment0_LabelValue``, and so on.

Segments that overlap lie in layers, which are the components of a pixel. Before there were layers, each segment had a
component of its own, with ones inside: so files are read whose keys say neither layer nor value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from itk_inspector.core.labels.label_numbers import part_colour, whole_number
from itk_inspector.core.labels.label_table import (
    MOST_LABELS,
    MOST_LAYERS,
    Label,
    LabelTable,
    clean_name,
    label_table,
)

_KEY = re.compile(r"Segment([0-9]{1,6})_(ID|Name|Color|LabelValue|Layer)", re.ASCII)
_SOURCE = "segments of this file"


def segment_table(metadata: Mapping[str, str]) -> LabelTable | None:
    """Return the segments that a file's own keys state; None where they state none.

    Parameters
    ----------
    metadata : mapping of str to str
        Segments whose value or layer is no whole number are left out, and a note says so.
    """
    stated: dict[int, dict[str, str]] = {}
    for key, text in metadata.items():
        found = _KEY.fullmatch(key)
        if found is not None:
            stated.setdefault(int(found[1]), {})[found[2]] = text
    if not stated:
        return None
    made = [_label(number, stated[number]) for number in sorted(stated)]
    labels = [label for label in made if label is not None]
    notes = tuple(_notes(len(made) - len(labels), len(labels) - MOST_LABELS))
    if not labels:
        return None
    return label_table(labels[:MOST_LABELS], _SOURCE, notes=notes, is_layered=True, is_in_header=True)


def _notes(placeless: int, too_many: int) -> Iterator[str]:
    if placeless > 0:
        several = "1 segment has" if placeless == 1 else f"{placeless:,} segments have"
        yield f"{several} no label value or layer that can be read."
    if too_many > 0:
        several = "1 segment is" if too_many == 1 else f"{too_many:,} segments are"
        yield f"{several} beyond the {MOST_LABELS:,} that are read."


def _label(number: int, stated: Mapping[str, str]) -> Label | None:
    value = whole_number(stated.get("LabelValue", "1"))
    layer = whole_number(stated.get("Layer", str(number)))
    if value is None or layer is None or not 0 <= layer < MOST_LAYERS:
        return None
    parts = stated.get("Color", "").split()
    colour = part_colour(*parts) if len(parts) == 3 else None
    return Label(value, clean_name(stated.get("Name") or stated.get("ID", "")), colour, layer=layer)
