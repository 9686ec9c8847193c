"""MetaImage: where its pixels lie."""

from __future__ import annotations

import sys

import numpy as np

from itk_inspector.itkio.engine.header_record import Header, RawPlace
from itk_inspector.itkio.formats.format_facts import FormatFacts
from itk_inspector.itkio.formats.text_header import meta_fields


def _place(header: Header) -> RawPlace | None:
    """MetaIO: the data follow the line ``ElementDataFile = LOCAL``, or fill a file of their own."""
    path = header.info.path
    fields, after = meta_fields(path)
    data = fields.get("elementdatafile", "")
    swapped = fields.get("binarydatabyteordermsb", fields.get("elementbyteordermsb", "false")).casefold() == "true"
    plain = fields.get("compresseddata", "false").casefold() != "true"
    binary = fields.get("binarydata", "true").casefold() == "true"
    one_byte = np.dtype(header.stored_dtype).itemsize == 1
    if not (plain and binary) or (swapped and not one_byte) or sys.byteorder != "little" or not data:
        return None
    if data.casefold() == "local":
        return RawPlace(path, after)
    if data.split()[0].upper().startswith("LIST") or "%" in data or len(data.split()) > 1:
        return None
    other = path.parent / data
    skip = int(fields.get("headersize", "0"))
    return RawPlace(other, other.stat().st_size - header.nbytes if skip < 0 else skip)


FACTS = FormatFacts(place=_place)
