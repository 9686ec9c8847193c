"""NIfTI and Analyze as nifti1.h lays them out, pixels proved by the gzip checksum.

nibabel is loaded only where something is said against ITK's reader, which it then has to bear out.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import math
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.late_numpy import np
from itk_inspector.itkio.second import nifti_fields, nifti_header, nifti_names, nifti_placement, own_reader, readers
from itk_inspector.itkio.second.nifti_header import NiftiHeader
from itk_inspector.itkio.second.second_reader import Piece, SecondReaderError, StoredImage

if TYPE_CHECKING:
    import numpy.typing as npt

_GZIP = b"\x1f\x8b"
_MOST_PACKED = 1032
"""By how much deflate packs at best."""
_SMALL, _LONG = 1 << 23, 1 << 25
_BLOCK = 1 << 20
_SPREAD = 8
_PART = 1 << 17
"""Pixels that are compared at once: fresh memory for a million takes longer to get than they take to compare."""
_TOLERANCE = 2e-6
_LONGEST_HEAD = 1 << 20
_SAME_ORDER = 3
"""Elements of a symmetric matrix that lie in one order, by rows of either triangle."""
_DAMAGE = (OSError, EOFError, zlib.error)
"""What gzip raises for a stream that is not whole."""


def open_file(request: OpenRequest) -> NiftiFile | None:
    """Read a header; None for a file without one.

    Raises
    ------
    SecondReaderError
    """
    file, data = nifti_names.header_file(request.path), nifti_names.pixel_file(request.path)
    is_packed = _is_packed(file)
    try:
        head = _first_bytes(file, nifti_fields.LONGEST)
    except _DAMAGE as e:
        raise SecondReaderError(f"its gzip stream is damaged ({e})") from e
    if is_packed and head[:2] == _GZIP:
        raise SecondReaderError("it is gzip-compressed twice; unpack it once")
    header = nifti_header.parsed(head, is_pair=data != file)
    if header is None or not data.is_file():
        return None
    needed, there = header.offset + header.count * header.itemsize, data.stat().st_size
    is_whole = needed <= (there * _MOST_PACKED if _is_packed(data) else there)
    return NiftiFile(data, header, is_whole=is_whole, is_misnamed=is_packed and file.suffix.lower() != ".gz")


class NiftiFile:
    """A `SecondReader` of one image.

    Parameters
    ----------
    data : pathlib.Path
        The file that holds the pixels.
    header : NiftiHeader
    is_whole : bool
        The file can hold all pixels: of a shorter one no pixel is looked at.
    is_misnamed : bool
        It is compressed, and its name does not say so.
    """

    def __init__(self, data: Path, header: NiftiHeader, *, is_whole: bool, is_misnamed: bool) -> None:
        self._data, self._header = data, header
        self._is_packed = _is_packed(data)
        self._is_whole, self._is_misnamed = is_whole, is_misnamed

    @functools.cached_property
    def name(self) -> str:
        """Who is named for what is said: nibabel, where it bears the header out, which it is loaded for."""
        with contextlib.suppress(SecondReaderError), readers.libraries_errors("nibabel"):
            nibabel_header = readers.module("nibabel_header")
            if nibabel_header.bears_out(self._header.fields):
                return str(nibabel_header.NAME)
        return own_reader.NAME

    @functools.cached_property
    def stored(self) -> StoredImage:
        """What the file holds."""
        header = self._header
        placed = None if header.is_analyze else nifti_placement.placement(header.fields)
        named = ("It is gzip-compressed, though its name does not end in .gz.",) if self._is_misnamed else ()
        return StoredImage(
            size=header.size,
            dtype=header.shown_dtype,
            components=header.components,
            pixel_type=header.pixel_type,
            notes_on=None if placed is None else functools.partial(nifti_placement.notes_on, placed),
            placed=functools.partial(_placed, placed, header.size, named),
            notes=header.notes,
            metadata={key: _text(header.fields[key]) for key in header.fields},
            misread=_misread(header),
        )

    def pieces(self) -> Iterator[Piece]:
        """Yield all values of a small image; of others the first, the last and a few between.

        Of a large compressed one all as well, since its checksum has told that some differ; only the first where its
        integers are rescaled, of which the checksum would take a third of the time that reading takes.
        """
        header = self._header
        tolerance = _TOLERANCE if header.is_scaled else 0.0
        if self._is_long_to_prove and self._is_whole:
            numbers = self._begins_with(min(_BLOCK, header.count))
            yield Piece(0, self._rescaled(numbers), tolerance)
            return
        runs = list(self._runs())
        if not self._is_packed and header.count * header.itemsize > _SMALL:
            runs = [runs[i] for i in sorted({round(k * (len(runs) - 1) / (_SPREAD - 1)) for k in range(_SPREAD)})]
        for first, last in runs if self._is_whole else ():
            step = last - first if tolerance else _PART * header.components  # a tolerance is one for a whole run
            for start in range(first, last, step):
                yield Piece(start, self._values(start, min(start + step, last)), tolerance)
        if self._is_packed and _is_torn(self._data):
            raise SecondReaderError("the checksum of its gzip stream is wrong")

    def read_into(self, memory: npt.NDArray[np.uint8]) -> None:
        """Decode all pixels."""
        if not self._is_whole:
            raise SecondReaderError("it ends before its pixels do")
        target = memory.view(self._header.shown_dtype)
        for start, stop in self._runs():
            target[start:stop] = self._values(start, stop)

    def vouches_for(self, memory: npt.NDArray[np.uint8]) -> bool:
        """Tell whether header and pixels, packed anew, would have the checksum at the end of the gzip file.

        The stored integers behind rescaled values are found by the inverse of the rescale, which rounds to them.
        """
        header = self._header
        has_inverse = not header.is_scaled or (header.kind in "iu" and not self._is_long_to_prove)
        if not self._is_packed or not has_inverse or header.offset > _LONGEST_HEAD:
            return False
        length = header.offset + header.count * header.itemsize
        try:
            with self._data.open("rb") as file:
                file.seek(-8, 2)
                last = file.read(8)
            if last[4:] != (length % 2**32).to_bytes(4, "little"):
                return False
            found = zlib.crc32(_first_bytes(self._data, header.offset))
        except _DAMAGE:
            return False
        for block in self._stored_blocks(memory.view(header.shown_dtype)):
            found = zlib.crc32(block.view(np.uint8).data, found)
        return last[:4] == found.to_bytes(4, "little")

    def _stored_blocks(self, values: npt.NDArray[Any]) -> Iterator[npt.NDArray[Any]]:
        """Yield the numbers that lie behind values, in the order of the file."""
        header = self._header
        flats = [values]
        if header.is_planar:
            planes = values.reshape(self._blocks, -1, header.components)
            flats = [planes[at, :, component] for at in range(self._blocks) for component in range(header.components)]
        for flat in flats:
            for start in range(0, len(flat), _BLOCK):
                part = flat[start : start + _BLOCK]
                if header.is_scaled:
                    with np.errstate(all="ignore"):
                        part = np.rint((part.astype(np.float64) - header.intercept) / header.slope)
                        part = part.astype(header.dtype)
                yield np.ascontiguousarray(part, dtype=header.dtype)

    @property
    def _is_long_to_prove(self) -> bool:
        """Tell whether a large compressed image holds rescaled integers, one after the other."""
        header = self._header
        is_large = header.count * header.itemsize > _LONG
        return self._is_packed and header.is_scaled and header.kind in "iu" and not header.is_planar and is_large

    @property
    def _blocks(self) -> int:
        """How many images of components follow one another."""
        return math.prod(self._header.size[4:]) if self._header.is_planar else 1

    def _runs(self) -> Iterator[tuple[int, int]]:
        """Yield first and last component of runs that make up the image, whole pixels of one block each."""
        count, step = self._header.count, _BLOCK * self._header.components
        block = count // self._blocks
        for first in range(0, count, block):
            for start in range(first, first + block, step):
                yield start, min(start + step, first + block)

    def _values(self, start: int, stop: int) -> npt.NDArray[Any]:
        """Return values in the order of memory."""
        header = self._header
        if header.is_planar:
            block = header.count // self._blocks
            plane = block // header.components
            first, count = start % block // header.components, (stop - start) // header.components
            begins = (start - start % block + component * plane + first for component in range(header.components))
            part = np.stack([self._numbers(at, count) for at in begins], axis=1).reshape(-1)
        else:
            part = self._numbers(start, stop - start)
        return self._rescaled(part)

    def _rescaled(self, part: npt.NDArray[Any]) -> npt.NDArray[Any]:
        header = self._header
        if not header.is_scaled:
            return np.asarray(part, dtype=header.shown_dtype)
        with np.errstate(all="ignore"):
            return (part.astype(np.float64) * header.slope + header.intercept).astype(header.shown_dtype)

    def _numbers(self, start: int, count: int) -> npt.NDArray[Any]:
        """Return stored numbers in the order of the file."""
        header = self._header
        if self._is_packed:
            return self._unpacked[start : start + count]
        offset = header.offset + start * header.itemsize
        try:
            found = np.fromfile(self._data, header.dtype, count, offset=offset)
        except OSError as e:
            raise SecondReaderError(f"its pixels cannot be read ({e.strerror})") from e
        if found.size < count:
            raise SecondReaderError("its pixels end early")
        return found

    @functools.cached_property
    def _unpacked(self) -> npt.NDArray[Any]:
        """Return all stored numbers of a compressed file."""
        return self._begins_with(self._header.count)

    def _begins_with(self, count: int) -> npt.NDArray[Any]:
        """Unpack the first stored numbers."""
        header = self._header
        whole = np.empty(count * header.itemsize, dtype=np.uint8)
        try:
            with gzip.open(self._data) as file:
                _skip(file, header.offset)
                if _filled(file, whole) < whole.size:
                    raise SecondReaderError("its compressed pixels end early")
                if count == header.count:
                    file.read(1)  # at its end the checksum is looked at
        except _DAMAGE as e:
            raise SecondReaderError(f"its gzip stream is damaged ({e})") from e
        return whole.view(header.dtype)


def _placed(
    placed: nifti_placement.Placement | None, size: tuple[int, ...], named: tuple[str, ...]
) -> tuple[Geometry | None, tuple[str, ...]]:
    """Place an image that ITK does not read, and return what is to be said of it."""
    geometry, notes = (None, []) if placed is None else nifti_placement.geometry_of(placed, size)
    return geometry, (*notes, *named)


def _misread(header: NiftiHeader) -> str:
    """Say what ITK's reader does to some pixels though it has read the header right."""
    if not header.is_planar:
        return ""
    if header.is_scaled:
        return "its reader crashes on vectors with scl_slope"
    if header.fields.intent == nifti_header.DISPLACEMENT:
        return "displacement vectors (intent 1006) with x and y negated, as in LPS"
    if header.fields.intent == nifti_header.SYMMETRIC and header.components > _SAME_ORDER:
        return "symmetric matrices (intent 1005) with their elements in another order"
    return ""


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == _GZIP


def _first_bytes(path: Path, count: int) -> bytes:
    with gzip.open(path) if _is_packed(path) else path.open("rb") as file:
        return bytes(file.read(count))


def _skip(file: Any, count: int) -> None:
    while count > 0 and (block := file.read(min(count, _BLOCK))):
        count -= len(block)


def _filled(file: Any, memory: npt.NDArray[np.uint8]) -> int:
    at = 0
    while at < memory.size:
        got = file.readinto(memory[at : at + (_BLOCK << 2)])
        if not got:
            break
        at += got
    return at


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.rstrip(b"\0").decode("utf-8", "replace").rstrip("\0")
    return " ".join(f"{float(one):g}" for one in (value if isinstance(value, tuple) else (value,)))


def _is_torn(path: Path) -> bool:
    """Tell whether a gzip stream ends early or has another checksum than it should; what follows it does no harm."""
    packer = zlib.decompressobj(wbits=31)
    try:
        with path.open("rb") as file:
            while not packer.eof:
                rest = packer.unconsumed_tail or file.read(_BLOCK)
                if not rest:
                    return True
                packer.decompress(rest, _BLOCK)
    except zlib.error:
        return True
    return False
