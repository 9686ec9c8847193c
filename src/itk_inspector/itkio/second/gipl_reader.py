"""GIPL files (Guy's Image Processing Lab): whole numbers of 32 bits, and spacings of 0, which ITK refuses."""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.second.own_reader import OwnReader, Values, native, spread
from itk_inspector.itkio.second.second_reader import Piece, SecondReaderError, StoredImage

_HEADER = 256
_MAGIC = (719555000, 4026526128)
_TYPES = {
    7: "int8",
    8: "uint8",
    15: "int16",
    16: "uint16",
    31: "uint32",
    32: "int32",
    64: "float32",
    65: "float64",
}
_COMPLEX = {144: "complex whole numbers", 160: "complex whole numbers", 192: "complex numbers", 193: "complex numbers"}


def open_file(request: OpenRequest) -> OwnReader:
    """Read the header of a file.

    Raises
    ------
    SecondReaderError
        If it is none, or of a type that nobody reads here.
    """
    path = request.path
    head = _bytes(path, 0, _HEADER)
    if len(head) < _HEADER or struct.unpack_from(">I", head, 252)[0] not in _MAGIC:
        raise SecondReaderError("its header does not end as that of a GIPL file does")
    sizes, code = struct.unpack_from(">4H", head), int(struct.unpack_from(">H", head, 8)[0])
    if code not in _TYPES:
        raise SecondReaderError(f"its type {code} ({_COMPLEX.get(code, 'not known')}) is not supported")
    axes = 4 if sizes[3] > 1 else 3
    size = tuple(max(1, int(n)) for n in sizes[:axes])
    spacing = struct.unpack_from(f">{axes}f", head, 10)
    origin = struct.unpack_from(f">{axes}d", head, 204)
    if not all(map(math.isfinite, (*spacing, *origin))):
        raise SecondReaderError("its placement makes no sense")
    unknown = [name for name, s in zip("xyzt", spacing, strict=False) if not s > 0]
    notes = (f"The header gives no spacing in {', '.join(unknown)}: 1 is taken.",) if unknown else ()
    eye = tuple(tuple(float(i == j) for j in range(axes)) for i in range(axes))
    lengths = tuple(s if s > 0 else 1.0 for s in spacing)
    stored = StoredImage(size, _TYPES[code], geometry=Geometry(size, (0,) * axes, origin, lengths, eye), notes=notes)
    read = partial(_read, path, np.dtype(_TYPES[code]).newbyteorder(">"))
    count = math.prod(size)
    return OwnReader(stored, partial(_whole, read, count), partial(_sample, path, read, count))


def _whole(read: partial[Values], count: int) -> Values:
    values: Values = read(0, count)
    if values.size < count:
        raise SecondReaderError(f"{values.size:,} of {count:,} numbers are there")
    return values


def _sample(path: Path, read: partial[Values], count: int) -> Iterator[Piece]:
    """Yield pieces; of a packed file the first one, when it is not small."""
    pieces = list(spread(count, 8))
    for start, length in pieces[:1] if path.suffix.lower() == ".gz" else pieces:
        yield Piece(start, read(start, length))


def _read(path: Path, dtype: np.dtype[np.generic], start: int, count: int) -> Values:
    data = _bytes(path, _HEADER + start * dtype.itemsize, count * dtype.itemsize)
    return native(np.frombuffer(data[: len(data) // dtype.itemsize * dtype.itemsize], dtype=dtype))


def _bytes(path: Path, start: int, count: int) -> bytes:
    with path.open("rb") as file:
        if path.suffix.lower() != ".gz" or file.read(2) != b"\x1f\x8b":
            file.seek(start)
            return file.read(count)
        file.seek(0)
        try:
            with gzip.GzipFile(fileobj=file) as unpacked:
                unpacked.seek(start)
                return unpacked.read(count)
        except (OSError, EOFError, zlib.error) as e:
            raise SecondReaderError("its pixels are no whole gzip stream") from e
