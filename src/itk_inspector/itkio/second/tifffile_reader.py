"""TIFF and LSM as tifffile reads them."""

from __future__ import annotations

import itertools
import lzma
import math
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.pixels.pixel_types import COMPLEX_PARTS
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.itkio.second import tiff_page, tiff_pixel_size
from itk_inspector.itkio.second.second_reader import Piece, SecondReaderError, StoredImage
from itk_inspector.itkio.second.tiff_limits import MOST_PAGES, cut_short
from itk_inspector.itkio.second.tiff_stacks import Stack, stacks_in

FAILURES = (ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, NotImplementedError,
             OSError, RuntimeError, TypeError, ValueError, tifffile.TiffFileError, lzma.LZMAError, struct.error,
             zlib.error)  # fmt: skip
"""What tifffile and its codecs raise over damaged files: nearly everything."""
_MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_SMALL = 1 << 20
"""Bytes of an image that is compared whole."""
_BAND = 1 << 22
"""Bytes of the largest strip that is decoded for a sample of a larger one."""
_LARGEST_LSM = 1 << 32
"""From here on tifffile rewrites the places of the strips."""
_LONGEST = 100


def open_file(request: OpenRequest) -> TiffReader | None:
    """Read all directories of a TIFF file, and choose the image asked for; None for another file, or LSM above 4 GB.

    Raises
    ------
    SecondReaderError
        If tifffile cannot read them.
    OpenError
        If the file is cut short, or holds no image of that number.
    """
    path = request.path
    with path.open("rb") as file:
        if file.read(4) not in _MAGIC:
            return None
    tifffile.tifffile.logger().disabled = True  # what it would say is found out here
    try:
        with tifffile.TiffFile(path, _multifile=False) as tif:
            if tif.is_lsm and tif.filehandle.size >= _LARGEST_LSM:
                return None
            pages = list(itertools.islice(tif.pages, MOST_PAGES))
            if not pages:
                raise SecondReaderError("tifffile finds no page in it")
            whole = [page for page in pages if isinstance(page, tifffile.TiffPage)]
            _check_whole(path, tif, whole)
            stacks, notes = stacks_in(tif, whole)
            _check_whole_planes(path, stacks)
            if not 0 <= request.part < len(stacks):
                raise OpenError(f"{path.name} holds {len(stacks)} images, numbered from 0; none is {request.part}.")
            if not stacks[request.part].kind.dtype:  # ITK takes complex integers for others
                unknown = tiff_page.undecodable(stacks[request.part].first)
                raise OpenError(f"{path.name} cannot be read: {unknown}.")
            stored = _stored(stacks, request.part, [*notes, tiff_pixel_size.note_on(tif)])
            if not _is_read_in_place(stacks[request.part], whole):
                is_first = stacks[request.part].pages == (whole[0],) and len(stored.size) == 2
                if is_first and stored.undecodable:
                    stored = replace(stored, is_first_page=True)
                else:
                    stored = stored.also_misread("with its pages in other places")
            return TiffReader(stacks[request.part], stored)
    except FAILURES as e:
        raise SecondReaderError(_reason(e)) from e


@dataclass(frozen=True, slots=True)
class TiffReader:
    """One image of a TIFF file whose directories were read.

    Parameters
    ----------
    stack : Stack
    stored : StoredImage
    """

    stack: Stack
    stored: StoredImage

    @property
    def name(self) -> str:
        """Its name and version."""
        return f"tifffile {tifffile.__version__}"

    def vouches_for(self, memory: npt.NDArray[np.uint8]) -> bool:
        """Never: TIFF has no checksums."""
        return False

    def pieces(self) -> Iterator[Piece]:
        """Yield all values of a small image; of a larger one the first strips, the last, and a few between.

        Raises
        ------
        SecondReaderError
        """
        if self.stored.undecodable:
            return  # what there is to compare is in the header
        try:
            with tiff_page.opened(self.stack.first):
                if self._nbytes > _SMALL:
                    yield from self._sample()
                    return
                memory = np.empty(self._nbytes, dtype=np.uint8)
                self._fill(memory)
                yield Piece(0, memory.view(self.stored.dtype))
        except FAILURES as e:
            raise SecondReaderError(_reason(e)) from e

    def read_into(self, memory: npt.NDArray[np.uint8]) -> None:
        """Decode all pages.

        Raises
        ------
        SecondReaderError
        """
        if self.stored.undecodable:
            raise SecondReaderError(self.stored.undecodable)
        try:
            with tiff_page.opened(self.stack.first):
                self._fill(memory)
        except MemoryError:
            raise  # it is tried again with more
        except FAILURES as e:
            raise SecondReaderError(_reason(e)) from e

    @property
    def _nbytes(self) -> int:
        return math.prod(self.stored.size) * self.stored.components * np.dtype(self.stored.dtype).itemsize

    def _fill(self, memory: npt.NDArray[np.uint8]) -> None:
        stack, kind = self.stack, self.stack.kind
        columns, rows, depth = kind.size
        times, slices, channels = (stack.count(letter) for letter in "TZC")
        pixels = memory.view(kind.dtype).reshape(times, slices // depth, depth, rows, columns, channels, kind.samples)
        for plane in range(stack.planes):
            time, place, channel = stack.place_of(plane)
            target = pixels[time, place, :, :, :, channel]
            page = stack.first if stack.is_virtual else stack.pages[plane]
            target[...] = 0 if page is None else self._plane(page, plane if stack.is_virtual else 0)

    def _plane(self, page: tifffile.TiffPage, number: int) -> npt.NDArray[Any]:
        """Return a page; or of many that follow each other without directories, the one of that number."""
        if not self.stack.is_virtual:
            return tiff_page.shown(page)
        handle = page.parent.filehandle
        handle.seek(page.dataoffsets[0] + number * page.nbytes)
        data = handle.read(page.nbytes)
        dtype = np.dtype(page.dtype).newbyteorder(page.parent.byteorder)
        stored = np.frombuffer(data, dtype=dtype).reshape(page.shaped)
        return tiff_page.upright(page, tiff_page.as_shown(page, stored))

    def _sample(self) -> Iterator[Piece]:
        """Yield a strip each of a few pages, where these lie in memory as in the file."""
        stack, kind = self.stack, self.stack.kind
        if stack.count("C") > 1 or stack.is_virtual or kind.size[2] > 1:
            return
        columns, rows, _ = kind.size
        for number in sorted({0, stack.planes // 3, 2 * stack.planes // 3, stack.planes - 1}):
            page = stack.pages[number]
            if page is None or tiff_page.is_turned(page):
                continue
            time, place, _ = stack.place_of(number)
            found = _band(page, last=number > 0)
            if found is not None:
                first, band = found
                start = ((time * stack.count("Z") + place) * rows + first) * columns * kind.samples
                yield Piece(start, np.ascontiguousarray(band, dtype=kind.dtype).reshape(-1))


def _band(page: tifffile.TiffPage, *, last: bool) -> tuple[int, npt.NDArray[Any]] | None:
    """Return the first rows of a page of an open file, or its last, and where they begin; None if that is slow."""
    separate, _, rows, columns, contiguous = page.shaped
    row = columns * contiguous * np.dtype(page.dtype).itemsize
    handle = page.parent.filehandle
    if page.is_contiguous and separate == 1:
        count = min(rows, max(1, _BAND // row))
        start = rows - count if last else 0
        handle.seek(page.dataoffsets[0] + start * row)
        dtype = np.dtype(page.dtype).newbyteorder(page.parent.byteorder)
        read = np.frombuffer(handle.read(count * row), dtype=dtype).reshape(1, 1, count, columns, contiguous)
        return start, tiff_page.as_shown(page, read)[0]
    height, width = (page.tilelength, page.tilewidth) if page.is_tiled else (page.rowsperstrip, columns)
    if height < 1 or width < 1 or separate * height * row > _BAND:
        return None
    down, across = -(-rows // height), -(-columns // width)
    first = (down - 1) * height if last else 0
    band = np.zeros((separate, 1, min(height, rows - first), columns, contiguous), dtype=page.dtype)
    for sample, column in itertools.product(range(separate), range(across)):
        index = (sample * down + first // height) * across + column
        handle.seek(page.dataoffsets[index])
        found, place, shape = page.decode(handle.read(page.databytecounts[index]), index, jpegtables=page.jpegtables)
        if found is not None:
            high, wide, left = min(shape[1], band.shape[2]), min(shape[2], columns - place[3]), place[3]
            band[sample, 0, :high, left : left + wide] = found.reshape(-1, *found.shape[-3:])[0, :high, :wide]
    return first, tiff_page.as_shown(page, band)[0]


def _is_read_in_place(stack: Stack, pages: list[tifffile.TiffPage]) -> bool:
    """Tell whether ITK puts the pages where they belong.

    It counts those that it leaves out as well, and writes on behind the last one.
    """
    read = [page.index for page in pages if not tiff_page.is_left_out_by_itk(page)]
    there = [None if page is None else page.index for page in stack.pages]
    return there == list(range(len(there))) == read


def _stored(stacks: list[Stack], part: int, notes: list[str]) -> StoredImage:
    stack = stacks[part]
    page, kind = stack.first, stack.kind
    columns, rows, _ = kind.size
    times, slices = stack.count("T"), stack.count("Z")
    size = (columns, rows, *((slices,) if slices > 1 or times > 1 else ()), *((times,) if times > 1 else ()))
    components, pixel_type = kind.samples * stack.count("C"), tiff_page.pixel_type_of(page)
    missing = sum(found is None for found in stack.pages)
    told = [*tiff_page.notes_on(page), stack.note(), *notes]
    if missing:
        told.append(f"{missing:,} of {stack.planes:,} pages are not in this file; they are shown as 0.")
    there = [found for found in stack.pages if found is not None]
    undecodable = next(filter(None, map(tiff_page.undecodable, there)), "")
    absent = 0 if undecodable else sum(map(tiff_page.absent_segments, there))
    if absent:
        what = "tile" if page.is_tiled else "strip"
        told.append(f"{absent:,} {what}{' is' if absent == 1 else 's are'} not in the file, and shown as empty.")
    dtype, is_refused = kind.dtype, _is_refused_by_itk(page)
    if pixel_type == "complex":
        dtype, components = COMPLEX_PARTS[dtype], 2 * components
    elif stack.count("C") > 1:
        pixel_type = "vector"
    return StoredImage(
        size=size,
        dtype=dtype,
        components=components,
        pixel_type=pixel_type,
        geometry=_placed(page, size) if is_refused else None,
        notes=tuple(note for note in told if note),
        metadata=tiff_page.metadata_of(page) if is_refused else {},
        parts=tuple(other.described() for other in stacks) if len(stacks) > 1 else (),
        undecodable=undecodable,
        space=tiff_pixel_size.space_of(page),
        misread=tiff_page.misread(page),
    )


def _check_whole(path: Path, tif: tifffile.TiffFile, pages: list[tifffile.TiffPage]) -> None:
    """Refuse a file that ends before the strips or tiles of a page do; LSM states longer ones than it has.

    Raises
    ------
    OpenError
    SecondReaderError
        If a page states something that is no number.
    """
    size = tif.filehandle.size
    for number, page in enumerate(pages, 1):
        nonsense = tiff_page.nonsense_in(page)
        if nonsense:
            raise SecondReaderError(f"the {nonsense} of page {number} is no number")
        if tif.is_lsm and page.compression != 1:
            continue
        pairs = zip(page.dataoffsets, page.databytecounts, strict=False)
        end = max((int(offset) + int(count) for offset, count in pairs), default=0)
        if end > size:
            raise cut_short(path, number, end)


def _check_whole_planes(path: Path, stacks: list[Stack]) -> None:
    for stack in stacks:
        if stack.is_virtual:
            end = stack.first.dataoffsets[0] + stack.planes * stack.first.nbytes
            if end > path.stat().st_size:
                raise cut_short(path, 1, end)


def _is_refused_by_itk(page: tifffile.TiffPage) -> bool:
    """Tell whether ITK's reader has no placement for the page, for it does not read it."""
    wide = isinstance(page.bitspersample, int) and page.bitspersample >= 32
    return wide or int(page.compression) not in (1, 5, 7, 8, 32773, 32946)


def _placed(page: tifffile.TiffPage, size: tuple[int, ...]) -> Geometry:
    """Place an image as ITK does."""
    plain = Geometry.identity(size)
    spacing = (*tiff_pixel_size.spacing_of(page), *plain.spacing[2:])
    return Geometry(plain.size, plain.start_index, plain.origin, spacing, plain.direction)


def _reason(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "tifffile needs more memory for it than it may have"
    if isinstance(error, (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError)):
        return "tifffile makes no sense of it"
    text = visible_text(" ".join(str(error).split()))[:_LONGEST].rstrip(". ")
    return f"tifffile cannot read it ({text or type(error).__name__})"
