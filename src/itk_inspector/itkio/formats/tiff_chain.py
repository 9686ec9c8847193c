"""Following the chain of directories of a TIFF file before ITK does, whose reader would go round a circle for ever.

Layout: TIFF 6.0 (Adobe, 1992), and BigTIFF. What the directories say is read elsewhere.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from itk_inspector.core.errors import OpenError
from itk_inspector.itkio.second.tiff_limits import MOST_PAGES, cut_short

_WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_PRIVATE = 32768


def check_chain(path: Path) -> None:
    """Refuse a TIFF file whose directories lead in a circle, or beyond its end.

    Raises
    ------
    OpenError
    """
    size = path.stat().st_size
    seen: set[int] = set()
    with path.open("rb") as file:
        head = file.read(16)
        order = {b"II": "<", b"MM": ">"}.get(head[:2])
        if order is None or len(head) < 8:
            return
        big = struct.unpack_from(f"{order}H", head, 2)[0] == 43
        if big and len(head) < 16:
            raise cut_short(path, 1, 16)
        at = struct.unpack_from(f"{order}Q", head, 8)[0] if big else struct.unpack_from(f"{order}I", head, 4)[0]
        while at:
            if at in seen or len(seen) > MOST_PAGES:
                raise OpenError(f"{path.name} is damaged: its pages lead in a circle.", advice="Write it again.")
            seen.add(at)
            if at >= size:
                raise cut_short(path, len(seen), at + 1)
            at, end = _next_and_end(file, at, order, big=big)
            if end > size:
                raise cut_short(path, len(seen), end)


def _next_and_end(file: BinaryIO, at: int, order: str, *, big: bool) -> tuple[int, int]:
    """Return the place of the next directory, and where this one and the values of its public tags end."""
    count_letter, entry, next_letter = ("Q", "HHQ8s", "Q") if big else ("H", "HHI4s", "I")
    count_width, width = struct.calcsize(f"={count_letter}"), struct.calcsize(f"={entry}")
    next_width = struct.calcsize(f"={next_letter}")
    file.seek(at)
    raw = file.read(count_width)
    if len(raw) < count_width:
        return 0, at + count_width
    count = struct.unpack(f"{order}{count_letter}", raw)[0]
    end = at + count_width + count * width + next_width
    block = file.read(count * width + next_width) if count < MOST_PAGES else b""
    if len(block) < count * width + next_width:
        return 0, end
    for tag, kind, values, field in struct.iter_unpack(f"{order}{entry}", block[: count * width]):
        length = values * _WIDTHS.get(kind, 0)
        if tag < _PRIVATE and length > len(field):
            end = max(end, struct.unpack(f"{order}{next_letter}", field)[0] + length)
    return struct.unpack_from(f"{order}{next_letter}", block, count * width)[0], end
