"""Label tables in XML, as Connectome Workbench and TotalSegmentator write them into an extension of a NIfTI header.

``<LabelTable>`` with ``<Label Key="1" Red="0.5" Green="0" Blue="1" Alpha="1">name</Label>`` as in GIFTI 1.0 and
CIFTI-2; in NIfTI within a ``<CaretExtension>`` that has one for each volume.
"""

from __future__ import annotations

from xml.parsers import expat

from itk_inspector.core.errors import LabelTableError
from itk_inspector.core.labels.label_numbers import part_colour, part_of_one, whole_number
from itk_inspector.core.labels.label_table import LONGEST_NAME, MOST_LABELS, Label, LabelTable, clean_name, label_table


def table_of_xml(data: bytes, source: str, *, is_in_header: bool = False) -> LabelTable:
    """Read the first label table of a document.

    Parameters
    ----------
    data : bytes
        It may end in NUL bytes.
    source : str
        Where it is from, as the table says it.
    is_in_header : bool
        It is from the image's own header.

    Raises
    ------
    LabelTableError
        If it is no XML, states types or entities of its own, or has no label table.
    """
    reading = _Reading()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reading.begin
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.take
    try:
        parser.Parse(data.rstrip(b"\0"), True)
    except expat.ExpatError as e:
        raise LabelTableError("The label table is not valid XML.", detail=str(e)) from e
    notes = (f"There are {reading.tables} label tables; the first is used.",) if reading.tables > 1 else ()
    return label_table(reading.labels, source, notes=notes, is_in_header=is_in_header)


def _refuse(*_: object) -> None:
    raise LabelTableError("The label table declares types of its own, which are not read.")


class _Reading:
    """What was found so far."""

    def __init__(self) -> None:
        self.labels: list[Label] = []
        self.tables = 0
        self._is_inside = False
        self._attributes: dict[str, str] | None = None
        self._name = ""

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "LabelTable":
            self.tables += 1
            self._is_inside = True
        elif tag == "Label" and self._is_inside and self.tables == 1:
            self._attributes, self._name = attributes, ""

    def take(self, text: str) -> None:
        if self._attributes is not None and len(self._name) <= LONGEST_NAME:
            self._name += text

    def end(self, tag: str) -> None:
        if tag == "LabelTable":
            self._is_inside = False
        elif tag == "Label" and self._attributes is not None:
            self._add(self._attributes)
            self._attributes = None

    def _add(self, stated: dict[str, str]) -> None:
        value = whole_number(stated.get("Key", stated.get("Index", "")))
        if value is None or len(self.labels) > MOST_LABELS:
            raise LabelTableError("A label has no key that is a number." if value is None else "Too many labels.")
        colour = part_colour(*(stated.get(name, "") for name in ("Red", "Green", "Blue")))
        alpha = part_of_one(stated.get("Alpha", "1"))
        self.labels.append(Label(value, clean_name(self._name), colour, 1.0 if alpha is None else alpha))
