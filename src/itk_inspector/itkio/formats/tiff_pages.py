"""Walking the directories of a TIFF file: whether every page is there, and how its pixels are stored.

Layout and tag numbers: TIFF 6.0 (Adobe, 1992), and BigTIFF.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from itk_inspector.core.errors import OpenError
from itk_inspector.itkio.formats.format_facts import FormatFacts

_WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_LETTERS = {1: "B", 3: "H", 4: "I", 16: "Q"}
_BITS, _PHOTOMETRIC, _ORIENTATION = 258, 262, 274
_OFFSETS_AND_COUNTS = ((273, 279), (324, 325))
_PRIVATE = 32768
_MOST_VALUES = 1 << 20
_MOST_PAGES = 1 << 16


@dataclass(frozen=True, slots=True)
class TiffPage:
    """What one directory says: bits a sample, photometric interpretation, orientation."""

    bits: int
    photometric: int
    orientation: int


def read_pages(path: Path) -> list[TiffPage]:
    """Return all pages of a TIFF file.

    Raises
    ------
    OpenError
        If the directories loop, or a page or its pixels lie beyond the end of the file.
    """
    size = path.stat().st_size
    pages: list[TiffPage] = []
    seen: set[int] = set()
    with path.open("rb") as file:
        head = file.read(16)
        order = {b"II": "<", b"MM": ">"}.get(head[:2])
        if order is None or len(head) < 8:
            return []
        big = struct.unpack_from(f"{order}H", head, 2)[0] == 43
        at = struct.unpack_from(f"{order}Q", head, 8)[0] if big else struct.unpack_from(f"{order}I", head, 4)[0]
        while at:
            if at in seen or len(seen) > _MOST_PAGES:
                raise OpenError(f"{path.name} is damaged: its pages lead in a circle.", advice="Write it again.")
            seen.add(at)
            page, at, end = _page(file, at, order, big=big, size=size)
            if page is None or end > size:
                raise OpenError(
                    f"{path.name} is truncated: page {len(pages) + 1} is not wholly there; "
                    f"{size:,} of at least {end:,} bytes are.",
                    advice="Copy or download it again.",
                )
            pages.append(page)
    return pages


def _page(file: BinaryIO, at: int, order: str, *, big: bool, size: int) -> tuple[TiffPage | None, int, int]:
    """Return a page, the place of the next one, and where the page's bytes end."""
    count_letter, entry, next_letter = ("Q", 20, "Q") if big else ("H", 12, "I")
    count_width, next_width = struct.calcsize(f"={count_letter}"), struct.calcsize(f"={next_letter}")
    file.seek(at)
    raw = file.read(count_width)
    if len(raw) < count_width:
        return None, 0, at + count_width
    count = struct.unpack(f"{order}{count_letter}", raw)[0]
    length = count * entry + next_width
    block = file.read(length) if at + length <= size else b""
    if len(block) < length:
        return None, 0, at + count_width + length
    values = {}
    end = at + count_width + length
    for i in range(count):
        tag, kind = struct.unpack_from(f"{order}HH", block, i * entry)
        if tag < _PRIVATE:
            end = max(end, _end_of_values(block[i * entry : (i + 1) * entry], kind, order, big=big))
        if tag in (_BITS, _PHOTOMETRIC, _ORIENTATION) or any(tag in pair for pair in _OFFSETS_AND_COUNTS):
            values[tag] = _values(file, block[i * entry : (i + 1) * entry], kind, order, big=big)
    for offsets, counts in _OFFSETS_AND_COUNTS:
        pairs = zip(values.get(offsets, ()), values.get(counts, ()), strict=False)
        end = max([end, *(offset + bytes_ for offset, bytes_ in pairs)])
    following = struct.unpack_from(f"{order}{next_letter}", block, count * entry)[0]
    first = {tag: found[0] for tag, found in values.items() if found}
    page = TiffPage(first.get(_BITS, 1), first.get(_PHOTOMETRIC, 1), first.get(_ORIENTATION, 1))
    return page, int(following), end


def _end_of_values(entry: bytes, kind: int, order: str, *, big: bool) -> int:
    """Return where the values of a tag end in the file; 0 when they lie in the entry itself."""
    wide = "Q" if big else "I"
    length = struct.unpack_from(f"{order}{wide}", entry, 4)[0] * _WIDTHS.get(kind, 0)
    field = entry[12:] if big else entry[8:]
    return struct.unpack(f"{order}{wide}", field)[0] + length if length > len(field) else 0


def _values(file: BinaryIO, entry: bytes, kind: int, order: str, *, big: bool) -> tuple[int, ...]:
    letter = _LETTERS.get(kind)
    if letter is None:
        return ()
    count = struct.unpack_from(f"{order}{'Q' if big else 'I'}", entry, 4)[0]
    field = entry[12:] if big else entry[8:]
    length = min(count, _MOST_VALUES) * _WIDTHS[kind]
    if length > len(field):
        here = file.tell()
        file.seek(struct.unpack(f"{order}{'Q' if big else 'I'}", field)[0])
        field = file.read(length)
        file.seek(here)
        if len(field) < length:
            return ()
    return struct.unpack_from(f"{order}{min(count, _MOST_VALUES)}{letter}", field)


def notes_on(pages: list[TiffPage]) -> list[str]:
    """Say what ITK's reader does to pixels that are stored so."""
    if not pages:
        return []
    page = pages[0]
    if page.photometric == 3:
        return [f"The file stores {page.bits}-bit palette numbers; shown with the palette applied."]
    if page.bits < 8:
        return [f"The file stores {page.bits}-bit pixels; ITK gives colours with alpha."]
    if page.orientation not in (0, 1):
        return ["The file stores its rows in another direction; ITK reorders them."]
    if page.photometric == 0:
        return ["The file stores white as 0; the values are those that ITK returns."]
    return []


FACTS = FormatFacts(notes=lambda path, io: notes_on(read_pages(path)))
