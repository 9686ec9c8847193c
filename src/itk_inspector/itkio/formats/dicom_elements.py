"""The data elements of a DICOM file, as far as ITK does not hand them on (DICOM PS3.5, 7; PS3.10, 7)."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

_LONG = frozenset((b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"))
_UNDEFINED = 0xFFFFFFFF
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_SYNTAX = 0x00020010
_IMPLICIT, _DEFLATED, _BIG_ENDIAN = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2"
_PIXELS = 0x7FE0
_DEEPEST = 24
_MOST = 2_000_000
_LONGEST = 1 << 16


@dataclass(frozen=True, slots=True)
class DataSet:
    """Elements of one level.

    Parameters
    ----------
    values : mapping of int to bytes
        By tag, as they are stored; very long ones are left out.
    items : mapping of int to tuple of DataSet
        The items of the sequences, by tag.
    """

    values: dict[int, bytes] = field(default_factory=dict)
    items: dict[int, tuple[DataSet, ...]] = field(default_factory=dict)

    def text(self, tag: int) -> str:
        """Return a value as text; ``""`` when there is none."""
        return self.values.get(tag, b"").decode("latin-1").strip(" \0")

    def numbers(self, tag: int) -> tuple[float, ...]:
        """Return a value of decimal strings; nothing when there is none, or one is no number."""
        try:
            return tuple(float(word) for word in self.text(tag).split("\\") if word.strip())
        except ValueError:
            return ()

    def first(self, *tags: int) -> DataSet:
        """Return the first item of a sequence in the first item of a sequence, and so on; an empty one without."""
        found = self
        for tag in tags:
            found = (found.items.get(tag) or (DataSet(),))[0]
        return found


class ElementsError(ValueError):
    """A file is not DICOM that can be followed here."""


_Buffer: TypeAlias = "mmap.mmap | bytes"


def read_elements(path: Path) -> DataSet:
    """Read all elements of a file before its pixels; of the pixels' own element only the tag is kept.

    Raises
    ------
    ElementsError
        If it is no DICOM file with a preamble, its elements contradict its length, or it is deflated or big-endian.
    OSError
        If it cannot be read.
    """
    with path.open("rb") as file:
        if file.read(132)[128:] != b"DICM":
            raise ElementsError("no DICM at byte 128")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            try:
                return _Walk(data).whole()
            except struct.error as e:
                raise ElementsError("the file ends inside an element") from e


class _Walk:
    """Goes through the elements; how deep and how many is limited."""

    def __init__(self, data: _Buffer) -> None:
        self._data = data
        self._left = _MOST

    def whole(self) -> DataSet:
        meta, at = DataSet(), 132
        while self._data[at : at + 2] == b"\x02\x00":
            at = self._element(at, meta, explicit=True, depth=0)
        syntax = meta.text(_SYNTAX)
        if syntax in (_DEFLATED, _BIG_ENDIAN):
            raise ElementsError(f"the transfer syntax {syntax}")
        found = DataSet(dict(meta.values))
        self._level(at, len(self._data), found, explicit=syntax != _IMPLICIT, depth=0)
        return found

    def _level(self, at: int, end: int, found: DataSet, *, explicit: bool, depth: int) -> int:
        """Read elements up to ``end`` or the end of an item of undefined length, and return where it ends."""
        while at < end:
            tag = self._tag(at)
            if tag == _ITEM_END:
                return at + 8
            if depth == 0 and tag >> 16 == _PIXELS:
                found.values[tag] = b""
                return end
            at = self._element(at, found, explicit=explicit, depth=depth)
        return at

    def _tag(self, at: int) -> int:
        group, element = struct.unpack_from("<HH", self._data, at)
        return int(group) << 16 | int(element)

    def _element(self, at: int, found: DataSet, *, explicit: bool, depth: int) -> int:
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            raise ElementsError("more elements than any image has")
        tag, kind = self._tag(at), b""
        if explicit:
            kind = bytes(self._data[at + 4 : at + 6])
            if not (kind.isalpha() and kind.isupper()):
                raise ElementsError(f"no kind of value at byte {at}")
        if explicit and kind not in _LONG:
            (length,), start = struct.unpack_from("<H", self._data, at + 6), at + 8
        elif explicit:
            (length,), start = struct.unpack_from("<I", self._data, at + 8), at + 12
        else:
            (length,), start = struct.unpack_from("<I", self._data, at + 4), at + 8
        if length != _UNDEFINED and start + length > len(self._data):
            raise ElementsError(f"an element of {length:,} bytes at byte {at}")
        is_sequence = kind == b"SQ" or length == _UNDEFINED or (not explicit and self._begins_item(start, length))
        if is_sequence:
            inner_explicit = explicit and kind != b"UN"  # PS3.5, 6.2.2 note 2
            end = len(self._data) if length == _UNDEFINED else start + length
            items, after = self._items(start, end, explicit=inner_explicit, depth=depth + 1)
            found.items[tag] = items
            return after if length == _UNDEFINED else end
        if length <= _LONGEST:
            found.values[tag] = bytes(self._data[start : start + length])
        return start + int(length)

    def _begins_item(self, start: int, length: int) -> bool:
        return length >= 8 and self._tag(start) == _ITEM

    def _items(self, at: int, end: int, *, explicit: bool, depth: int) -> tuple[tuple[DataSet, ...], int]:
        found: list[DataSet] = []
        while at < end:
            tag, length = self._tag(at), struct.unpack_from("<I", self._data, at + 4)[0]
            if tag == _SEQUENCE_END:
                return tuple(found), at + 8
            if tag != _ITEM:
                raise ElementsError(f"no item at byte {at}")
            inside = DataSet()
            stop = end if length == _UNDEFINED else at + 8 + length
            if stop > end:
                raise ElementsError(f"an item of {length:,} bytes at byte {at}")
            after = self._level(at + 8, stop, inside, explicit=explicit, depth=depth)
            at = after if length == _UNDEFINED else stop
            found.append(inside)
        return tuple(found), at
