"""NRRD files: axes of time or lists beside a space, and the encodings that ITK does not have."""

from __future__ import annotations

import bz2
import math
import sys
import zlib
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.late_numpy import np
from itk_inspector.core.pixels.dtype_names import itemsize_of
from itk_inspector.itkio.second.nrrd_header import NoNrrdError, NrrdAxis, NrrdHeader, header_of
from itk_inspector.itkio.second.number_text import NoNumberError, parsed
from itk_inspector.itkio.second.own_reader import OwnReader, Values, check_inside, spread
from itk_inspector.itkio.second.second_reader import Piece, SecondReaderError, StoredImage

if TYPE_CHECKING:
    import numpy.typing as npt

_SMALL = 1 << 20
_BLOCK = 1 << 20
_MOST_TEXT = 1 << 28
_COLOUR = {
    "rgb-color": "rgb",
    "rgba-color": "rgba",
    "3-color": "rgb",
    "4-color": "rgba",
    "complex": "complex",
    "rgb": "rgb",  # what files of 2003 say
    "rgba": "rgba",
}
_ITKS_OWN = "matrix"
"""Kinds of tensors, of which ITK keeps what is symmetric and drops masks."""


@dataclass(frozen=True, slots=True)
class _Order:
    """Which axes are which, by their places in the file."""

    component: int | None
    shown: tuple[int, ...]

    @property
    def is_as_in_file(self) -> bool:
        every = (*(() if self.component is None else (self.component,)), *self.shown)
        return every == tuple(range(len(every)))


def open_file(request: OpenRequest) -> OwnReader | None:
    """Read the header of a file; None for tensors, which are left to ITK.

    Raises
    ------
    SecondReaderError
        If it cannot be followed.
    """
    path = request.path
    try:
        header = header_of(path)
    except NoNrrdError as e:
        raise SecondReaderError(str(e)) from e
    if any(_ITKS_OWN in axis.kind for axis in header.axes):
        return None
    check_inside(path, header.files)
    order = _order(header)
    component = None if order.component is None else header.axes[order.component]
    size, geometry = _placed(header, order)
    stored = StoredImage(
        size,
        header.dtype,
        1 if component is None else component.size,
        _pixel_type(component, header.dtype),
        geometry,
        notes=_notes(header, order),
    )
    numbers = _Numbers(header, order)
    return OwnReader(stored, numbers.all, numbers.some, partial(_vouched, header, order))


def _order(header: NrrdHeader) -> _Order:
    """Put the axes in space first, then the others; the first of the axes of components becomes the pixels'."""
    inside = [i for i, axis in enumerate(header.axes) if axis.is_domain]
    outside = [i for i, axis in enumerate(header.axes) if not axis.is_domain]
    values = [i for i in outside if header.axes[i].kind != "list"] or outside
    component = values[0] if values else None
    placed = [i for i in inside if header.axes[i].direction is not None]
    rest = [i for i in (*inside, *outside) if i not in placed and i != component]
    return _Order(component, (*placed, *rest) if placed else tuple(rest))


def _pixel_type(component: NrrdAxis | None, dtype: str) -> str:
    if component is None or component.size == 1:
        return "scalar"
    kind = _COLOUR.get(component.kind, "vector")
    return "vector" if kind == "complex" and not dtype.startswith("float") else kind


def _notes(header: NrrdHeader, order: _Order) -> tuple[str, ...]:
    lists = [i for i in order.shown if not header.axes[i].is_domain]
    kinds = ", ".join(f"“{header.axes[i].kind}”" for i in lists)
    return (f"Axes of values, shown as further axes of the image: {kinds}.",) if lists else ()


def _placed(header: NrrdHeader, order: _Order) -> tuple[tuple[int, ...], Geometry | None]:
    """Return the size in the order shown, and the placement of at most four axes; None where that is left to ITK."""
    size = tuple(header.axes[i].size for i in order.shown)
    vectors = [vector for i in order.shown if (vector := header.axes[i].direction) is not None]
    if not vectors:
        return size, None
    if len(vectors) not in (2, 3) or any(len(vector) != 3 for vector in vectors):
        return size, None
    columns = [_flipped(vector, header) for vector in vectors]
    origin = header.origin if header.origin is not None and len(header.origin) == 3 else (0.0,) * 3
    spacing = [math.hypot(*column) for column in columns]
    if not all(spacing) or not all(map(math.isfinite, (*spacing, *origin))):
        return size, None
    units = [[one / length for one in column] for column, length in zip(columns, spacing, strict=True)]
    if len(units) == 2:  # a plane in space
        size = (*size[:2], 1, *size[2:])
        units, spacing = [*units, _cross(units[0], units[1])], [*spacing, 1.0]
    outside = [header.axes[i] for i in order.shown[len(vectors) :]]
    for axis in outside[: 4 - len(units)]:
        spacing.append(axis.spacing if axis.spacing > 0 and math.isfinite(axis.spacing) else 1.0)
    axes = len(spacing)
    columns = [*([*unit, *(0.0,) * (axes - 3)] for unit in units), *([0.0, 0.0, 0.0, 1.0] for _ in range(axes - 3))]
    whole = (*_flipped(origin, header), *(0.0,) * (axes - 3))
    return size, Geometry(size[:axes], (0,) * axes, whole, tuple(spacing), tuple(zip(*columns, strict=True)))


def _flipped(vector: Iterable[float], header: NrrdHeader) -> list[float]:
    return [float(one * sign) for one, sign in zip(vector, header.flips, strict=True)]


def _cross(one: list[float], other: list[float]) -> list[float]:
    (a, b, c), (d, e, f) = one, other
    return [b * f - c * e, c * d - a * f, a * e - b * d]


def _vouched(header: NrrdHeader, order: _Order, memory: npt.NDArray[np.uint8]) -> bool:
    """Tell whether the checksum of the gzip stream (RFC 1952) is that of the pixels."""
    if header.encoding != "gzip" or not order.is_as_in_file or len(header.files) > 1 or _is_swapped(header):
        return False
    with header.files[0].open("rb") as file:
        file.seek(-8, 2)
        last = file.read(8)
    return last == zlib.crc32(memory.data).to_bytes(4, "little") + (memory.size % 2**32).to_bytes(4, "little")


def _is_swapped(header: NrrdHeader) -> bool:
    return itemsize_of(header.dtype) > 1 and header.is_big == (sys.byteorder == "little")


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The values in their files."""

    header: NrrdHeader
    order: _Order

    def all(self) -> Values:
        """Return all values, in the order shown."""
        header = self.header
        values = self._in_file(header.count)
        if values.size < header.count:
            raise SecondReaderError(f"{values.size:,} of {header.count:,} numbers are there")
        if self.order.is_as_in_file:
            return values
        axes = len(header.axes)
        array = values.reshape([axis.size for axis in reversed(header.axes)])
        wanted = [axes - 1 - i for i in reversed(self.order.shown)]
        if self.order.component is not None:
            wanted.append(axes - 1 - self.order.component)
        return np.ascontiguousarray(array.transpose(wanted)).reshape(-1)

    def some(self) -> Iterator[Piece]:
        """Yield all values of a small image; of a large one what is easily reached."""
        header, itemsize = self.header, itemsize_of(self.header.dtype)
        is_easy = self.order.is_as_in_file and len(header.files) == 1
        if header.count * itemsize <= _SMALL:
            yield Piece(0, self.all())
        elif is_easy and header.encoding == "raw":
            for start, length in spread(header.count, itemsize):
                yield Piece(start, self._in_file(length, start))
        elif is_easy and header.encoding in ("gzip", "bzip2"):
            yield Piece(0, self._in_file(_SMALL // itemsize))

    def _in_file(self, count: int, start: int = 0) -> Values:
        """Return values as they follow each other in the files."""
        header = self.header
        dtype = np.dtype(header.dtype)
        each = -(-count // len(header.files)) if len(header.files) > 1 else count
        parts = []
        for path in header.files:
            try:
                with path.open("rb") as file:
                    parts.append(_decoded(header, file, each, start, dtype))
            except OSError as e:
                raise SecondReaderError(f"{path.name} cannot be read ({e.strerror})") from e
        values = parts[0] if len(parts) == 1 else np.concatenate(parts)
        swaps = _is_swapped(header) and header.encoding not in ("text",)
        return values.byteswap() if swaps else values


def _decoded(header: NrrdHeader, file: BinaryIO, count: int, start: int, dtype: np.dtype[np.generic]) -> Values:
    """Return numbers of one file, in its byte order."""
    file.seek(header.after)
    for _ in range(max(0, header.line_skip)):
        file.readline()
    nbytes = count * dtype.itemsize
    if header.encoding == "text":
        words = file.read(_MOST_TEXT).replace(b",", b" ").split()
        try:
            return parsed(words[:count], dtype)
        except NoNumberError as e:
            raise SecondReaderError(str(e)) from e
    skip = header.byte_skip + start * dtype.itemsize
    if header.encoding == "raw":
        if header.byte_skip < 0:
            file.seek(-header.count // len(header.files) * dtype.itemsize, 2)
            skip = start * dtype.itemsize
        file.seek(skip, 1)
        data = np.frombuffer(file.read(nbytes), np.uint8)
    elif header.encoding == "hex":
        digits = b"".join(file.read(_MOST_TEXT).split())
        try:
            data = np.frombuffer(bytes.fromhex(digits[: 2 * (skip + nbytes)].decode("ascii")), np.uint8)[skip:]
        except ValueError as e:
            raise SecondReaderError("its pixels are not written in hexadecimal digits") from e
    else:
        data = _unpacked(file, header.encoding, max(0, skip), nbytes)
    return data[: data.size // dtype.itemsize * dtype.itemsize].view(dtype)


def _unpacked(file: BinaryIO, encoding: str, skip: int, nbytes: int) -> npt.NDArray[np.uint8]:
    """Unpack as many bytes as are asked for, or there."""
    data, at = np.empty(nbytes, np.uint8), 0
    for piece in _pieces(file, encoding):
        some = np.frombuffer(piece, np.uint8)[skip : skip + nbytes - at]
        skip = max(0, skip - len(piece))
        data[at : at + some.size] = some
        at += some.size
        if at == nbytes:
            break
    return data[:at]


def _pieces(file: BinaryIO, encoding: str) -> Iterator[bytes]:
    try:
        if encoding == "bzip2":
            with bz2.BZ2File(file) as unpacked:
                while block := unpacked.read(_BLOCK):
                    yield block
            return
        packer = zlib.decompressobj(47)
        while block := packer.unconsumed_tail or file.read(_BLOCK):
            yield packer.decompress(block, _BLOCK)
            if packer.eof:
                return
    except (OSError, EOFError, zlib.error) as e:
        raise SecondReaderError(f"its pixels are no whole {encoding} stream") from e
