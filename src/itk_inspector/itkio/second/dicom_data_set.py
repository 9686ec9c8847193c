"""The data set of a DICOM file up to its pixels, read by pydicom within limits."""

from __future__ import annotations

import contextlib
import functools
import struct
import warnings
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import pydicom
from pydicom import config, datadict, filereader
from pydicom.tag import BaseTag

from itk_inspector.core.data_class import dataclass
from itk_inspector.itkio.second.second_reader import SecondReaderError

NAME = f"pydicom {pydicom.__version__}"
DEFLATED = "1.2.840.10008.1.2.1.99"
NATIVE = frozenset(("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", DEFLATED, ""))
"""Transfer syntaxes whose pixels are not compressed; a file without one is of the first (PS3.5, 10 and A)."""
_PIXELS = {0x7FE00008: "FloatPixelData", 0x7FE00009: "DoubleFloatPixelData", 0x7FE00010: "PixelData"}
_UNDEFINED = 0xFFFFFFFF
_LONG = frozenset((b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"UN"))
_LONGEST = 1 << 20
_MOST_INFLATED = 1 << 25
_ERRORS = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    pydicom.errors.BytesLengthException,
    pydicom.errors.InvalidDicomError,
    struct.error,
    zlib.error,
)
"""What pydicom raises for damaged files: it has no error of its own for most of them, and lets Python's through."""


@contextlib.contextmanager
def asking_pydicom() -> Iterator[None]:
    """Let pydicom work without checks and warnings, which would be taken for words of ITK's reader.

    Raises
    ------
    SecondReaderError
        For whatever it raises.
    """
    mode, config.settings.reading_validation_mode = config.settings.reading_validation_mode, config.IGNORE
    was_silent, config.logger.disabled = config.logger.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except MemoryError as e:
        raise SecondReaderError("it takes too much memory") from e
    except _ERRORS as e:
        raise SecondReaderError(f"pydicom cannot follow its elements ({type(e).__name__})") from e
    finally:
        config.settings.reading_validation_mode, config.logger.disabled = mode, was_silent


_NOTHING = pydicom.Dataset()


@functools.cache
def _tag(keyword: str) -> BaseTag:
    """Look a keyword up once, not for each of a thousand frames."""
    found = datadict.tag_for_keyword(keyword)
    assert found is not None
    return BaseTag(found)


class Elements:
    """The elements of one level, by the keywords of the standard; what cannot be understood is as if it were absent."""

    __slots__ = ("data_set",)

    def __init__(self, found: pydicom.Dataset | None = None) -> None:
        self.data_set = _NOTHING if found is None else found

    def value(self, keyword: str) -> Any:
        """Return a value as pydicom has it; None when there is none."""
        tag = _tag(keyword)
        if tag not in self.data_set:
            return None
        try:
            return self.data_set[tag].value
        except _ERRORS:
            return None

    def has(self, keyword: str) -> bool:
        """Tell whether there is such an element, whatever its value."""
        return _tag(keyword) in self.data_set

    def text(self, keyword: str) -> str:
        """Return a value, or the first of several, as text."""
        value = self.value(keyword)
        several = isinstance(value, pydicom.multival.MultiValue | list)
        return "" if value is None or (several and not value) else str(value[0] if several else value).strip(" \0")

    def texts(self, keyword: str) -> tuple[str, ...]:
        """Return all values as texts."""
        value = self.value(keyword)
        several = isinstance(value, pydicom.multival.MultiValue | list)
        return () if value is None else tuple(str(word).strip(" \0") for word in (value if several else [value]))

    def numbers(self, keyword: str) -> tuple[float, ...]:
        """Return all values as numbers; nothing when one is none."""
        value = self.value(keyword)
        several = isinstance(value, pydicom.multival.MultiValue | list)
        try:
            return () if value is None else tuple(float(word) for word in (value if several else [value]))
        except (TypeError, ValueError):
            return ()

    def number(self, keyword: str) -> float | None:
        """Return the first value as a number."""
        return next(iter(self.numbers(keyword)), None)

    def integer(self, keyword: str, default: int = 0) -> int:
        """Return the first value as a whole number."""
        found = self.number(keyword)
        return int(found) if found is not None and abs(found) < 1 << 53 else default

    def items(self, keyword: str) -> tuple[Elements, ...]:
        """Return the items of a sequence."""
        value = self.value(keyword)
        return tuple(Elements(one) for one in value) if isinstance(value, pydicom.Sequence) else ()

    def first(self, *keywords: str) -> Elements:
        """Return the first item of a sequence in the first item of a sequence, and so on; an empty one without."""
        found = self
        for keyword in keywords:
            found = next(iter(found.items(keyword)), Elements())
        return found


@dataclass(frozen=True, slots=True)
class PixelElement:
    """Where the pixels lie in their file.

    Parameters
    ----------
    keyword : str
        ``PixelData``, ``FloatPixelData`` or ``DoubleFloatPixelData``.
    start : int
        Of the value, in bytes.
    length : int or None
        As the element states it; None for fragments, which are compressed.
    """

    keyword: str
    start: int
    length: int | None


@dataclass(frozen=True, slots=True)
class DicomFile:
    """A file without its pixels.

    Parameters
    ----------
    path : pathlib.Path
    elements : Elements
    syntax : str
        The transfer syntax.
    is_little_endian : bool
    pixels : PixelElement or None
        None when there are none.
    sop_class : str
        What kind of object it is.
    is_deflated : bool
        The places of ``pixels`` are counted in the inflated data set.
    is_truncated : bool
        It ends inside an element before its pixels, or inside its deflated data.
    """

    path: Path
    elements: Elements
    syntax: str
    is_little_endian: bool
    pixels: PixelElement | None
    sop_class: str = ""
    is_deflated: bool = False
    is_truncated: bool = False

    @property
    def is_native(self) -> bool:
        """Tell whether the pixels lie uncompressed in the file."""
        has_length = self.pixels is not None and self.pixels.length is not None
        return has_length and self.syntax in NATIVE and not self.is_deflated


def begins_like_dicom(path: Path) -> bool:
    """Tell whether a file has the mark DICM after its preamble, or begins with an element of group 2 or 8 (PS3.10)."""
    with path.open("rb") as file:
        head = file.read(132)
    return head[128:132] == b"DICM" or (len(head) >= 8 and head[:2] in (b"\x02\0", b"\x08\0", b"\0\x02", b"\0\x08"))


def read_data_set(path: Path) -> DicomFile:
    """Read all elements of a file before its pixels; the longest are left in the file.

    Raises
    ------
    SecondReaderError
        If pydicom cannot follow them.
    """
    with asking_pydicom(), path.open("rb") as file:
        offset = _deflated_offset(path, file.read(4096))
        file.seek(0)
        if offset:
            return _inflated(path, file, offset)
        found = filereader.dcmread(file, stop_before_pixels=True, defer_size=_LONGEST, force=True)
        is_implicit, is_little = found.original_encoding
        syntax = str(found.file_meta.get("TransferSyntaxUID", ""))
        pixels = _pixel_element(file, is_implicit=bool(is_implicit), is_little=is_little is not False)
        kind = str(found.get("SOPClassUID") or found.file_meta.get("MediaStorageSOPClassUID") or "")
        is_truncated = pixels is None and not _ends_with(found, path.stat().st_size)
        return DicomFile(path, Elements(found), syntax, is_little is not False, pixels, kind, False, is_truncated)


def _deflated_offset(path: Path, head: bytes) -> int:
    """Return where the deflated part of a file begins (PS3.5, A.5); 0 when it has none."""
    if head[128:132] != b"DICM" or DEFLATED.encode() not in head or head[132:136] != b"\x02\0\0\0":
        return 0
    meta = filereader.read_file_meta_info(path)
    offset = 144 + int(meta.get("FileMetaInformationGroupLength", 0))
    return offset if str(meta.get("TransferSyntaxUID", "")) == DEFLATED else 0


def _inflated(path: Path, file: BinaryIO, offset: int) -> DicomFile:
    """Read a deflated data set, of which no more is inflated than a header has."""
    file.seek(offset)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    packed = file.read(_MOST_INFLATED)
    stream = BytesIO(inflater.decompress(packed, _MOST_INFLATED))
    found = filereader.read_dataset(stream, False, True, stop_when=lambda tag, vr, length: tag in _PIXELS)
    pixels = _pixel_element(stream, is_implicit=False, is_little=True)
    is_all = not inflater.unconsumed_tail and len(packed) < _MOST_INFLATED
    end = pixels.start + (pixels.length or 0) if pixels is not None else len(stream.getvalue()) + 1
    is_short = is_all and not inflater.eof and end > len(stream.getvalue())
    kind = str(found.get("SOPClassUID") or "")
    return DicomFile(path, Elements(found), DEFLATED, True, pixels, kind, is_deflated=True, is_truncated=is_short)


def _ends_with(found: pydicom.Dataset, size: int) -> bool:
    """Tell whether a file ends where its last element does; of a sequence that was read at once nobody knows."""
    tags = sorted(found.keys())
    last = found.get_item(tags[-1]) if tags else None
    if not isinstance(last, pydicom.dataelem.RawDataElement):
        return last is not None
    return bool(last.value_tell + last.length == size)


def _pixel_element(file: BinaryIO, *, is_implicit: bool, is_little: bool) -> PixelElement | None:
    start = file.tell()
    head = file.read(12)
    order = "<" if is_little else ">"
    if len(head) < 8:
        return None
    group, element = struct.unpack_from(f"{order}HH", head)
    keyword = _PIXELS.get(group << 16 | element)
    if keyword is None:
        return None
    is_long = not is_implicit and head[4:6] in _LONG and len(head) == 12
    at = 8 if is_long else 4 if is_implicit else 6
    (length,) = struct.unpack_from(f"{order}{'H' if at == 6 else 'I'}", head, at)
    return PixelElement(keyword, start + (12 if is_long else 8), None if length == _UNDEFINED else int(length))
