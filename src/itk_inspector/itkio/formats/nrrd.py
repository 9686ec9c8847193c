"""NRRD: where its pixels lie, and what it says of the space around them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.space import Space, unit_of
from itk_inspector.core.pixels.dtype_names import itemsize_of
from itk_inspector.itkio.engine.header_record import Header, RawPlace
from itk_inspector.itkio.formats.format_facts import FormatFacts
from itk_inspector.itkio.second.nrrd_header import is_patient, space_units
from itk_inspector.itkio.second.text_header import fields_of

_UNCHECKED = "zrl"
"""Nobody else could confirm its pixels."""


def _place(header: Header) -> RawPlace | None:
    """NRRD: the data follow the first empty line, or fill the file named by ``data file``."""
    path = header.info.path
    fields, after = fields_of(path, "")
    if fields.get("encoding", "").casefold() != "raw":
        return None
    one_byte = itemsize_of(header.stored_dtype) == 1
    if not one_byte and fields.get("endian", "").casefold() != sys.byteorder:
        return None
    components = int(header.io.GetNumberOfComponents())
    sizes = [int(n) for n in fields.get("sizes", "").split()]
    if sizes != [*([components] if components > 1 else []), *header.full_size]:
        return None  # the component axis is not the fastest, or axes were merged
    skips = {fields.get(key, "0") for key in ("byte skip", "byteskip", "line skip", "lineskip")}
    if skips != {"0"}:
        return None
    data = fields.get("data file", fields.get("datafile", ""))
    if not data:
        return RawPlace(path, after)
    if data.upper().startswith("LIST") or "%" in data:
        return None
    return RawPlace(path.parent / data, 0)


def _check_encoding(path: Path, io: Any) -> None:
    """Refuse an encoding that itk 6.0b2 reads, and fills up in silence where its pixels end early.

    Raises
    ------
    OpenError
    """
    encoding = fields_of(path, "")[0].get("encoding", "")
    if encoding.casefold() == _UNCHECKED:
        raise OpenError(f"{path.name} cannot be read: its encoding “{encoding}” is not known.")


def _space(path: Path, io: Any) -> Space:
    """Source: https://teem.sourceforge.net/nrrd/format.html, "space" and "space units"."""
    fields, _ = fields_of(path, "")
    words = space_units(fields.get("space units", fields.get("spaceunits", "")))
    words = words or tuple(word for word in space_units(fields.get("units", "")) if word)  # by axis, without a space
    units = {unit_of(word) for word in words[:3]}
    return Space(units.pop() if len(units) == 1 else "", is_patient=is_patient(fields.get("space", "")))


FACTS = FormatFacts(place=_place, space=_space, correct=_check_encoding)
