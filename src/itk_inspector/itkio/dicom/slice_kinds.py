"""What GDCM says of the slices of a folder, asked once for all files that it cannot tell apart."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.dicom.slice_header import SliceHeader
from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.pixels.pixel_types import DTYPES
from itk_inspector.core.pixels.rescale import Rescale
from itk_inspector.itkio.dicom import dicom_header
from itk_inspector.itkio.dicom.file_head import (
    INSTANCE,
    INTERCEPT,
    POSITION,
    SLOPE,
    FileHead,
    begins_like_gdcms,
    read_head,
)
from itk_inspector.itkio.dicom.stored_pixels import StoredForm, StoredSlice, form_of, stored_slice
from itk_inspector.itkio.dicom.whole_slice import check_whole
from itk_inspector.itkio.formats import dicom_keys

_MOST_KINDS = 64
_LONGEST_KIND = 1 << 17
_NUMBERS = re.compile(rb"[0-9eE+\-. \\]*\0?")
_ONE_NUMBER = re.compile(rb"(?=.{1,16}$)[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?")
"""A decimal string (DS, PS3.5 6.2), of a size that no reader of numbers makes another one of."""
_BINARY = frozenset((0x00280106, 0x00280107, 0x00189327, 0x00189345))


@dataclass(frozen=True, slots=True)
class SliceFacts:
    """What is known of one slice before its pixels are read.

    Parameters
    ----------
    header : SliceHeader
    dtype : str
        NumPy name of the type that GDCM gives.
    rescale : Rescale or None
    stamp : FileStamp
    keys : dict of str to str
        As GDCM hands them on, of the first slice of the kind; empty where they are not asked for.
    own : dict of int to bytes
        By tag, what this slice may say otherwise than the first one of its kind.
    form : StoredForm or None
        As `stored_pixels.form_of`.
    stored : StoredSlice or None
        Where its pixels can be read without GDCM.
    is_by_gdcm : bool
        GDCM has read this very file.
    """

    header: SliceHeader
    dtype: str
    rescale: Rescale | None
    stamp: FileStamp
    keys: dict[str, str]
    own: dict[int, bytes]
    form: StoredForm | None = None
    stored: StoredSlice | None = None
    is_by_gdcm: bool = True


class SliceKinds:
    """Looks at files, one by one.

    Parameters
    ----------
    keys : bool
        The keys are needed.
    before_gdcm : callable, optional
        Called with each file that GDCM is going to read.
    trusts : bool
        Take what GDCM says of one file of a kind for the others; False: let it read each.
    """

    def __init__(
        self, *, keys: bool, before_gdcm: Callable[[Path], None] = lambda path: None, trusts: bool = True
    ) -> None:
        self._keys, self._before, self._trusts = keys, before_gdcm, trusts
        self._kinds: dict[bytes, SliceFacts] = {}

    def look(self, path: Path) -> SliceFacts | None:
        """Return what a file says of itself; None when it holds no DICOM image.

        Raises
        ------
        OpenError
            If it is DICOM, but cannot be read.
        """
        try:
            begin, head = read_head(path)
        except OSError as e:
            raise OpenError(str(e.strerror)) from e
        if not begins_like_gdcms(begin):
            return None
        if head is not None:
            known = self._kinds.get(_same_scale(head))
            if known is None and (scale := _own_scale(head)) is not None and (other := self._kinds.get(head.kind)):
                known = _scaled(other, scale)
            found = _alike(known, path, head) if known is not None else None
            if found is not None:
                return found
        self._before(path)
        return self._by_gdcm(path, head)

    def _by_gdcm(self, path: Path, head: FileHead | None) -> SliceFacts | None:
        stamp = FileStamp.of(path)
        io = dicom_header.opened(path)
        if io is None:
            if self._keys:
                check_whole(path, None)
            else:
                dicom_header.refuse_damaged(path)
            return None
        header = dicom_header.slice_header(path, io)
        if self._keys:
            check_whole(path, io)
            _check_rescale(path, io)
        if header is None:
            return None
        dtype = DTYPES[io.GetComponentTypeAsString(io.GetComponentType())]
        keys = dicom_keys.as_itk_has_it(io) if self._keys else {}
        if head is None or head.stamp != stamp:
            return SliceFacts(header, dtype, dicom_header.rescale_of(io), stamp, keys, {})
        form, rescale = form_of(io, dtype), dicom_header.rescale_of(io)
        place = stored_slice(head, form, header.size, rescale)
        found = SliceFacts(header, dtype, rescale, stamp, keys, head.own, form, place)
        if self._trusts and header.size[2] == 1 and len(head.kind) <= _LONGEST_KIND:
            self._remember(_same_scale(head), found)
            if form is not None and rescale is not None and (rescale.slope, rescale.intercept) == _own_scale(head):
                self._remember(head.kind, found)
        return found

    def _remember(self, kind: bytes, found: SliceFacts) -> None:
        if len(self._kinds) >= _MOST_KINDS:
            del self._kinds[next(iter(self._kinds))]
        self._kinds[kind] = found


def _check_rescale(path: Path, io: Any) -> None:
    """Refuse a slice of which GDCM would make arbitrary values.

    Raises
    ------
    OpenError
    """
    blank = dicom_keys.blank_rescale(io.GetMetaDataDictionary())
    if blank:
        raise OpenError(
            f"{path.name} cannot be read: its {blank} is blank, and ITK takes any number for it.",
            advice="Correct the file, or open the slice alone.",
        )


def _same_scale(head: FileHead) -> bytes:
    """Return what tells files of a kind that have the same slope and intercept."""
    return b"%b\\%b\\%b" % (head.kind, head.own.get(INTERCEPT, b""), head.own.get(SLOPE, b""))


def _own_scale(head: FileHead) -> tuple[float, float] | None:
    """Return slope and intercept as a file has them, where GDCM makes double-precision numbers by any such two.

    So it does unless both are whole; where they are, the numbers decide on the pixel type (``gdcm::Rescaler``).
    """
    texts = (head.own.get(SLOPE, b"").strip(b" "), head.own.get(INTERCEPT, b"").strip(b" "))
    if not all(_ONE_NUMBER.fullmatch(text) for text in texts):
        return None
    slope, intercept = map(float, texts)
    is_plain = math.isfinite(slope) and math.isfinite(intercept) and slope != 0.0
    return (slope, intercept) if is_plain and not (slope.is_integer() and intercept.is_integer()) else None


def _scaled(known: SliceFacts, scale: tuple[float, float]) -> SliceFacts:
    assert known.rescale is not None
    return replace(known, rescale=replace(known.rescale, slope=scale[0], intercept=scale[1]))


def _alike(known: SliceFacts, path: Path, head: FileHead) -> SliceFacts | None:
    """Return what is known of one file for another one of its kind; None when its own numbers are odd."""
    header = known.header
    if POSITION in head.own:
        numbers = _numbers(head.own[POSITION])
        if numbers is None or (numbers and len(numbers) != 3) or (header.position is None) is bool(numbers):
            return None
        header = replace(header, position=(numbers[0], numbers[1], numbers[2]) if numbers else None)
    if INSTANCE in head.own:
        count = _numbers(head.own[INSTANCE])
        if count is None or len(count) > 1 or not all(n.is_integer() and abs(n) < 1 << 31 for n in count):
            return None
        header = replace(header, instance=int(count[0]) if count else None)
    return replace(
        known,
        header=replace(header, path=path),
        stamp=head.stamp,
        own=head.own,
        stored=stored_slice(head, known.form, header.size, known.rescale),
        is_by_gdcm=False,
    )


def _numbers(raw: bytes) -> tuple[float, ...] | None:
    """Return the numbers of a value; None when it is not made of finite ones."""
    if not _NUMBERS.fullmatch(raw):
        return None
    words = raw.rstrip(b"\0").split(b"\\")
    try:
        found = tuple(float(word) for word in words if word.strip())
    except ValueError:
        return None
    return found if all(map(math.isfinite, found)) else None


def common_keys(slices: Iterable[SliceFacts]) -> dict[str, str]:
    """Return the keys that have the same value in all slices."""
    common: set[tuple[str, str]] | None = None
    firsts: dict[int, dict[int, bytes]] = {}
    differ: set[int] = set()
    for one in slices:
        first = firsts.get(id(one.keys))
        if first is None:
            firsts[id(one.keys)] = dict(one.own)
            common = set(one.keys.items()) if common is None else common & one.keys.items()
            continue
        other = [tag for tag in first if one.own[tag] != first[tag] and _differ(tag, one.own[tag], first[tag])]
        differ.update(other)
        for tag in other:
            del first[tag]
    gone = {f"{tag >> 16:04x}|{tag & 0xFFFF:04x}" for tag in differ}
    return {key: value for key, value in sorted(common or ()) if key not in gone}


def _differ(tag: int, one: bytes, other: bytes) -> bool:
    return tag in _BINARY or one.strip(b"\0 ") != other.strip(b"\0 ")
