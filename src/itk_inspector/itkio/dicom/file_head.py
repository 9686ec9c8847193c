"""Where the elements of a DICOM file lie before its pixels (PS3.5, 7), and what tells its kind from its place.

Nothing is interpreted here: slices of a series whose heads are the same but for what differs from slice to slice
are of one kind, and what GDCM makes of one of them it makes of all. Whatever is unusual has no head, and GDCM reads it.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.system.open_files import CLOEXEC, pread


def _vrs(names: str) -> frozenset[int]:
    return frozenset(int.from_bytes(name.encode(), "little") for name in names.split())


_SHORT = _vrs("AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US")
_LONG = _vrs("OB OD OF OL OV OW SQ SV UC UN UR UT UV")
(_SQ,) = _vrs("SQ")
_explicit_at, _item_at, _length_at = (struct.Struct(form).unpack_from for form in ("<HHHH", "<HHI", "<I"))
_UNDEFINED = 0xFFFFFFFF
_ITEM, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE0DD
_PIXELS = 0x7FE00010
_SYNTAX = 0x00020010
_FIRST_READ, _MOST_READ = 1 << 14, 1 << 20
_DEEPEST = 16
_MOST_FRAGMENTS = 64
IMPLICIT, EXPLICIT = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1"
_RUN_LENGTHS = "1.2.840.10008.1.2.5"
_COMPRESSED = "1.2.840.10008.1.2.4.", _RUN_LENGTHS
_FRAME_HEADER = 4096
_FRAME_MARKERS = frozenset((*range(0xC0, 0xD0), 0xF7, 0x51)) - {0xC4, 0xC8, 0xCC}
POSITION, INSTANCE, INTERCEPT, SLOPE = 0x00200032, 0x00200013, 0x00281052, 0x00281053
_PASSED_ON = frozenset(
    (
        *(0x00020003, 0x00080012, 0x00080013, 0x00080018, 0x00080022, 0x00080023, 0x0008002A, 0x00080032, 0x00080033),
        *(0x00181060, 0x00181130, 0x00181150, 0x00181151, 0x00181152, 0x00181153, 0x00181271, 0x00181302, 0x00181316),
        *(
            0x00189074,
            0x00189327,
            0x00189345,
            INSTANCE,
            POSITION,
            0x00081140,
            0x00082112,
            0x00200012,
            0x00201041,
            0x00204000,
            0x00280106,
        ),
        *(0x00280107, 0x00281050, 0x00281051, INTERCEPT, SLOPE, 0x00281055, 0x00541300, 0x00541330, 0x00321060),
        0x00401001,
    )
)
"""What differs from slice to slice and is passed on by GDCM as it stands: it neither decodes nor places pixels by it.

Instance, dates and times, exposure, table, numbers, least and greatest value, window. The position alone is looked at:
here, not in GDCM. Private elements are such too, but for those of Philips, by which GDCM may rescale. By slope and
intercept GDCM does decode; they differ from slice to slice too, as of PET, and `slice_kinds` tells when that matters.
"""
_PHILIPS = 0x2005


@dataclass(frozen=True, slots=True)
class FileHead:
    """A file up to its pixels.

    Parameters
    ----------
    stamp : FileStamp
        Of the file when it was read.
    syntax : str
        The transfer syntax.
    kind : bytes
        All that may decide what GDCM makes of the file, as it is stored.
    own : dict of int to bytes
        The rest: by tag the stored values of the public elements that GDCM only passes on, and of slope and intercept.
    pixels : tuple of int or None
        Where uncompressed pixels lie in the file: first byte, and how many; None for compressed ones.
    """

    stamp: FileStamp
    syntax: str
    kind: bytes
    own: dict[int, bytes]
    pixels: tuple[int, int] | None


def begins_like_gdcms(begin: bytes) -> bool:
    """Tell whether GDCM's ImageIO would look further than at the first 132 bytes of a file."""
    return len(begin) == 132 and (b"DICM" in (begin[128:], begin[:4]) or begin[:2] in (b"\x02\0", b"\x08\0"))


def first_bytes(path: Path) -> bytes:
    """Return at most the first 132 bytes of a file.

    Raises
    ------
    OSError
    """
    fd = os.open(path, os.O_RDONLY | CLOEXEC)
    try:
        return pread(fd, 132, 0)
    finally:
        os.close(fd)


def read_head(path: Path) -> tuple[bytes, FileHead | None]:
    """Read a file up to its pixels, if it is marked as DICOM; its first 132 bytes otherwise.

    Returns
    -------
    bytes
        The first 132.
    FileHead or None
        None when the file is not of the usual make, or its pixels are not all there.

    Raises
    ------
    OSError
    """
    fd = os.open(path, os.O_RDONLY | CLOEXEC)
    try:
        begin = pread(fd, 132, 0)
        return begin, _whole_head(fd) if begin[128:] == b"DICM" else None
    finally:
        os.close(fd)


def _whole_head(fd: int) -> FileHead | None:
    stamp = FileStamp.of_open(fd)
    most = _FIRST_READ
    while True:
        data = pread(fd, most, 0)
        try:
            return _head(fd, data, stamp)
        except _OddError:
            return None
        except _MoreError:
            if len(data) < most or most >= _MOST_READ:
                return None
        most *= 8


class _OddError(Exception):
    """A file is not of the usual make."""


class _MoreError(Exception):
    """More of the file is needed."""


def _head(fd: int, data: bytes, stamp: FileStamp) -> FileHead:
    own: dict[int, bytes] = {}
    kind: list[bytes] = []
    at = same = _after_meta(data, own, kind)
    syntax, before, limit = own.pop(_SYNTAX).rstrip(b"\0 ").decode("ascii", "replace"), 0x0002FFFF, len(data)
    if syntax not in (IMPLICIT, EXPLICIT) and not syntax.startswith(_COMPRESSED):
        raise _OddError
    is_implicit = syntax == IMPLICIT
    name = 4 if is_implicit else 6
    while at + 12 <= limit:
        group, element, vr, length = _explicit_at(data, at)
        tag, value = group << 16 | element, at + 8
        if tag <= before:
            raise _OddError
        if is_implicit or vr not in _SHORT:
            value, length = _long(data, at, vr, is_implicit=is_implicit)
            if tag == _PIXELS:
                is_packed = length == _UNDEFINED
                if is_packed is not syntax.startswith(_COMPRESSED) or (not is_packed and value + length > stamp.size):
                    raise _OddError
                kind += data[same:value], _frame_header(fd, value, syntax, stamp.size) if is_packed else b""
                return FileHead(stamp, syntax, b"".join(kind), own, None if is_packed else (value, length))
            if length == _UNDEFINED:
                length = _after_items(data, value, vr, is_implicit=is_implicit) - value
        end = value + length
        if tag in _PASSED_ON:
            own[tag] = data[value:end]
            kind.append(data[same : at + name])
            same = end
        elif not element or (group & 1 and group != _PHILIPS):
            kind.append(data[same:at])
            same = end
        before, at = tag, end
    raise _MoreError


def _after_meta(data: bytes, own: dict[int, bytes], kind: list[bytes]) -> int:
    """Take the elements of group 2, which are explicit in every file; return where the others begin."""
    at, before, length = 144, 0x00020000, 0
    if data[132:142] != b"\2\0\0\0UL\4\0" + data[140:142]:
        raise _OddError
    (length,) = struct.unpack_from("<I", data, 140) if len(data) >= 144 else (0,)
    if 144 + length + 8 > len(data):
        raise _MoreError
    while at < 144 + length:
        group, element, vr, short = _explicit_at(data, at)
        tag, value = group << 16 | element, at + 8
        if group != 2 or tag <= before:
            raise _OddError
        if vr not in _SHORT:
            value, short = _long(data, at, vr, is_implicit=False)
        before, end = tag, value + short
        if tag in _PASSED_ON or tag == _SYNTAX:
            own[tag] = data[value:end]
        kind.append(data[at : at + 6] if tag in _PASSED_ON else data[at:end])
        at = end
    if at != 144 + length or _SYNTAX not in own or data[at : at + 2] == b"\2\0":
        raise _OddError
    return at


def _long(data: bytes, at: int, vr: int, *, is_implicit: bool) -> tuple[int, int]:
    """Return start and length of a value whose length has four bytes."""
    if is_implicit:
        return at + 8, _length_at(data, at + 4)[0]
    if vr not in _LONG:
        raise _OddError
    if at + 12 > len(data):
        raise _MoreError
    return at + 12, _length_at(data, at + 8)[0]


def _after_items(data: bytes, at: int, vr: int, *, is_implicit: bool, depth: int = 0) -> int:
    """Return where a sequence of undefined length ends that begins at a place."""
    if depth > _DEEPEST or (not is_implicit and vr != _SQ):
        raise _OddError
    limit = len(data)
    while at + 8 <= limit:
        group, element, length = _item_at(data, at)
        tag, at = group << 16 | element, at + 8
        if tag == _SEQUENCE_END:
            return at
        if tag != _ITEM:
            raise _OddError
        if length != _UNDEFINED:
            at += length
            continue
        while data[at : at + 4] != b"\xfe\xff\x0d\xe0":
            if at + 8 > limit:
                raise _MoreError
            _, _, vr, length = _explicit_at(data, at)
            value = at + 8
            if is_implicit or vr not in _SHORT:
                value, length = _long(data, at, vr, is_implicit=is_implicit)
            if length == _UNDEFINED:
                at = _after_items(data, value, vr, is_implicit=is_implicit, depth=depth + 1)
            else:
                at = value + length
        at += 8
    raise _MoreError


def _frame_header(fd: int, at: int, syntax: str, size: int) -> bytes:
    """Return what compressed pixels say of themselves, once it is sure that all fragments are there."""
    begin = 0
    for count in range(_MOST_FRAGMENTS):
        item = pread(fd, 8, at)
        if len(item) < 8:
            break
        group, element, length = _item_at(item)
        tag, begin, at = group << 16 | element, at + 8 if count == 1 else begin, at + 8 + length
        if tag == _SEQUENCE_END and count > 1:
            data = pread(fd, min(at - begin, _FRAME_HEADER), begin)
            return data[:4] if syntax == _RUN_LENGTHS else _jpeg_frame(data)
        if tag != _ITEM or at > size:
            break
    raise _OddError


def _jpeg_frame(data: bytes) -> bytes:
    """Return the segment that says size and precision: SOF of JPEG and JPEG-LS, SIZ of JPEG 2000."""
    if data[:2] not in (b"\xff\xd8", b"\xff\x4f"):
        raise _OddError
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] in _FRAME_MARKERS and end <= len(data):
            return data[at:end]
        at = end
    raise _OddError
