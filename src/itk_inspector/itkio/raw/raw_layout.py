"""Finding pixel data that lies in a file exactly as it lies in memory.

What the header *means* (size, type, geometry) is ITK's word alone; only where
the data begin is read here. A place is trusted after `raw_check.matches_reader` has
compared rows with what ITK's own reader returns.
"""

from __future__ import annotations

import math
import struct

from itk_inspector.core.pixels.dtype_names import itemsize_of
from itk_inspector.itkio.engine.header_record import Header, RawPlace
from itk_inspector.itkio.formats.known_formats import facts_of


def find(header: Header) -> RawPlace | None:
    """Return where the pixels can be mapped, or None when they must be decoded.

    They can be mapped when they are uncompressed, of this machine's byte order,
    in one piece, wholly there, and need no conversion. At which byte they begin does not matter:
    a header is as long as its text.
    """
    info = header.info
    if info.read_as:
        return None
    place = _place(header)
    if place is None or not place.path.is_file():
        return None
    size = place.path.stat().st_size
    return place if 0 <= place.offset <= size - header.nbytes else None


def _place(header: Header) -> RawPlace | None:
    """Return where the header puts the pixels, whether they are there or not."""
    try:
        return facts_of(header.info.format).place(header)
    except (OSError, ValueError, UnicodeDecodeError, struct.error):
        return None


def shortfall(header: Header) -> tuple[int, int] | None:
    """Return how long the file with the pixels is and how long it must be, when it is too short."""
    place = _place(header)
    if place is None or not place.path.is_file() or place.offset < 0:
        return None
    pixel = int(header.io.GetNumberOfComponents()) * itemsize_of(header.stored_dtype)
    present, needed = place.path.stat().st_size, place.offset + math.prod(header.full_size) * pixel
    return (present, needed) if present < needed else None
