"""BMP: where its pixels lie."""

from __future__ import annotations

import struct
from pathlib import Path

from itk_inspector.itkio.formats.format_facts import FormatFacts, Span


def span(path: Path) -> Span:
    """Return where the pixels begin and end: by their size, or by the file's length where they are run-length coded."""
    with path.open("rb") as file:
        head = file.read(34)
    if len(head) < 34:
        return None
    claimed, start = struct.unpack_from("<I", head, 2)[0], int(struct.unpack_from("<I", head, 10)[0])
    if struct.unpack_from("<I", head, 14)[0] == 12:  # the header of OS/2
        width, height, _, bits = struct.unpack_from("<HHHH", head, 18)
    else:
        width, height, _, bits = struct.unpack_from("<iiHH", head, 18)
        if _is_packed(path):
            return start, int(claimed)
    row = (abs(int(width)) * int(bits) + 31) // 32 * 4
    return start, start + row * abs(int(height))


def _is_packed(path: Path) -> bool:
    """Tell whether the pixels of a BMP file are run-length coded (BI_RLE8, BI_RLE4)."""
    with path.open("rb") as file:
        head = file.read(34)
    return struct.unpack_from("<I", head, 14)[0] > 12 and struct.unpack_from("<I", head, 30)[0] in (1, 2)


FACTS = FormatFacts(span=lambda path, io, nbytes: span(path), is_lost_when_short=_is_packed, is_filled_up=True)
