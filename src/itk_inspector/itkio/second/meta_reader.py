"""MetaImage files whose pixels MetaIO does not read right: packed without a length, or written in digits."""

from __future__ import annotations

import math
import sys
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.late_numpy import np
from itk_inspector.itkio.second.number_text import NoNumberError, parsed
from itk_inspector.itkio.second.own_reader import OwnReader, Values, check_inside, spread
from itk_inspector.itkio.second.second_reader import Piece, SecondReaderError, StoredImage
from itk_inspector.itkio.second.text_header import meta_fields

_DTYPES = {
    "MET_CHAR": "int8",
    "MET_UCHAR": "uint8",
    "MET_SHORT": "int16",
    "MET_USHORT": "uint16",
    "MET_INT": "int32",
    "MET_UINT": "uint32",
    "MET_LONG_LONG": "int64",
    "MET_ULONG_LONG": "uint64",
    "MET_FLOAT": "float32",
    "MET_DOUBLE": "float64",
}
_MOST_AXES = 4
_MOST_TEXT = 1 << 26
_BLOCK = 1 << 20
_EITHER = 47
"""zlib's window bits for a stream of either kind"""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the pixels lie, and how."""

    path: Path
    offset: int
    is_text: bool
    is_packed: bool
    is_big: bool


_FIELDS = {
    name.casefold(): name
    for line in (
        "NDims DimSize ElementType ElementNumberOfChannels ElementDataFile HeaderSize BinaryData CompressedData",
        "CompressedDataSize BinaryDataByteOrderMSB ElementByteOrderMSB Offset Position Origin ElementSpacing",
        "ElementSize TransformMatrix Rotation Orientation",
    )
    for name in line.split()
}


def open_file(request: OpenRequest) -> OwnReader | None:
    """Read the header of a file; None where the pixels lie in several, or MetaIO may read another header than this one.

    Raises
    ------
    SecondReaderError
        If its numbers make no sense.
    """
    path = request.path
    fields, after = meta_fields(path)
    place = _place(path, fields, after)
    dtype = _DTYPES.get(fields.get("elementtype", "").upper())
    if place is None or dtype is None or not _is_plain(path, after):
        return None
    check_inside(path, (place.path,))
    try:
        size = tuple(int(word) for word in fields["dimsize"].split())
        axes, components = int(fields["ndims"]), int(fields.get("elementnumberofchannels", "1"))
        geometry = _geometry(fields, size)
    except (KeyError, ValueError) as e:
        raise SecondReaderError("the numbers of its header cannot be read") from e
    if len(size) != axes:
        raise SecondReaderError(f"it states {axes} axes and a size along {len(size)}")
    if not size or min(size) < 1 or components < 1 or math.prod(size) * components >= 2**60:
        raise SecondReaderError("its size makes no sense")
    stored = StoredImage(size, dtype, components, "scalar" if components == 1 else "vector", geometry)
    numbers = _Numbers(place, dtype, math.prod(size) * components)
    is_vouched_for = place.is_packed  # the checksum was looked at when ITK's reader had ended
    return OwnReader(stored, numbers.all, numbers.some, lambda memory: is_vouched_for)


def _is_plain(path: Path, after: int) -> bool:
    """Tell whether every field is written as MetaIO writes it, and once: it knows no other case, and takes the last."""
    with path.open("rb") as file:
        lines = file.read(after).decode("latin-1").splitlines()
    written = [line.partition("=")[0].strip() for line in lines if "=" in line]
    known = [name for name in written if name.casefold() in _FIELDS]
    is_last = bool(written) and written[-1] == "ElementDataFile"
    return is_last and len(set(known)) == len(known) and all(_FIELDS[name.casefold()] == name for name in known)


def _place(path: Path, fields: Mapping[str, str], after: int) -> _Place | None:
    named = fields.get("elementdatafile", "")
    is_local = named.casefold() == "local"
    if not named or "%" in named or (not is_local and named.upper().startswith("LIST")) or len(named.split()) > 1:
        return None
    skip = fields.get("headersize", "0")
    if not is_local and not skip.isdecimal():
        return None
    return _Place(
        path if is_local else path.parent / named,
        after if is_local else int(skip),
        is_text=not _is_true(fields, "binarydata", "true"),
        is_packed=_is_true(fields, "compresseddata", "false"),
        is_big=_is_true(fields, "binarydatabyteordermsb", fields.get("elementbyteordermsb", "false")),
    )


def _is_true(fields: Mapping[str, str], key: str, default: str) -> bool:
    return fields.get(key, default)[:1] in ("T", "t", "1")


def _geometry(fields: Mapping[str, str], size: tuple[int, ...]) -> Geometry:
    """Return the placement of at most four axes; each row of the matrix is the direction of an axis."""
    axes, shown = len(size), min(len(size), _MOST_AXES)
    origin = _numbers(fields, ("offset", "position", "origin"), [0.0] * axes)
    spacing = _numbers(fields, ("elementspacing", "elementsize"), [1.0] * axes)
    upright = [float(i == j) for i in range(axes) for j in range(axes)]
    matrix = _numbers(fields, ("transformmatrix", "rotation", "orientation"), upright)
    signs = [float((step > 0) - (step < 0)) for step in spacing[:shown]]
    rows = tuple(tuple(matrix[axes * j + i] * signs[j] for j in range(shown)) for i in range(shown))
    lengths = tuple(abs(s) for s in spacing[:shown])
    return Geometry(size[:shown], (0,) * shown, tuple(origin[:shown]), lengths, rows)


def _numbers(fields: Mapping[str, str], keys: tuple[str, ...], default: list[float]) -> list[float]:
    """Return the numbers of the first key that there is.

    Raises
    ------
    ValueError
        If there are not as many as by default, or one is none.
    """
    words = next((fields[key].split() for key in keys if key in fields), None)
    if words is None:
        return default
    numbers = [float(word) for word in words]
    if len(numbers) != len(default) or not all(map(math.isfinite, numbers)):
        raise ValueError(keys[0])
    return numbers


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The values in their file."""

    place: _Place
    name: str
    count: int

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of one."""
        return np.dtype(self.name)

    def all(self) -> Values:
        """Return all values."""
        if self.place.is_text:
            values = self._of_text()
        elif self.place.is_packed:
            values = self._turned(self._unpacked())
        else:
            values = self._of_bytes(0, self.count)
        if values.size < self.count:
            raise SecondReaderError(f"{values.size:,} of {self.count:,} numbers are there")
        return values

    def some(self) -> Iterator[Piece]:
        """Yield all values of a text that is not too long; of bytes a few pieces."""
        if self.place.is_text:
            if self.place.path.stat().st_size <= _MOST_TEXT:
                yield Piece(0, self._of_text())
        elif not self.place.is_packed:
            for start, length in spread(self.count, self.dtype.itemsize):
                yield Piece(start, self._of_bytes(start, length))

    def _of_text(self) -> Values:
        with self.place.path.open("rb") as file:
            file.seek(self.place.offset)
            words = file.read(_MOST_TEXT).split()
        try:
            return parsed(words[: self.count], self.dtype)
        except NoNumberError as e:
            raise SecondReaderError(str(e)) from e

    def _of_bytes(self, start: int, count: int) -> Values:
        with self.place.path.open("rb") as file:
            file.seek(self.place.offset + start * self.dtype.itemsize)
            data = file.read(count * self.dtype.itemsize)
        return self._turned(np.frombuffer(data[: len(data) // self.dtype.itemsize * self.dtype.itemsize], np.uint8))

    def _turned(self, data: Values) -> Values:
        values = data.view(self.dtype)
        return values.byteswap() if self.place.is_big == (sys.byteorder == "little") else values

    def _unpacked(self) -> Values:
        """Unpack a stream, and believe it only when it ends with its checksum, and where the pixels do."""
        nbytes, at = self.count * self.dtype.itemsize, 0
        data, packer = np.empty(nbytes, np.uint8), zlib.decompressobj(_EITHER)
        try:
            with self.place.path.open("rb") as file:
                file.seek(self.place.offset)
                while not packer.eof and (block := packer.unconsumed_tail or file.read(_BLOCK)):
                    piece = packer.decompress(block, _BLOCK)
                    if at + len(piece) > nbytes:
                        raise SecondReaderError(f"its compressed pixels give more than {nbytes:,} bytes")
                    data[at : at + len(piece)] = np.frombuffer(piece, np.uint8)
                    at += len(piece)
        except zlib.error as e:
            raise SecondReaderError("its compressed pixels are damaged") from e
        if at < nbytes or not packer.eof:
            raise SecondReaderError(f"its compressed pixels give {at:,} of {nbytes:,} bytes")
        return data
