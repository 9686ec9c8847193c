"""Boxes of a TIFF page, for which only the tiles or strips are read that they touch."""

from __future__ import annotations

import itertools
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import tifffile

from itk_inspector.core.errors import ChunkError
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.system.open_files import pread
from itk_inspector.itkio.second import tiff_page
from itk_inspector.itkio.second.tifffile_reader import FAILURES

LARGEST = 1 << 28
"""Bytes of a tile or strip, decoded, from where on nothing can be read in parts."""
_KEPT = 1 << 26
_PLAIN_ROWS = 1 << 20
"""Bytes of the rows that count as a chunk where the rows of a page follow each other as in memory."""
_SLACK = 1 << 16
_Array: TypeAlias = npt.NDArray[Any]


def lies_plain(page: tifffile.TiffPage) -> bool:
    """Tell whether the rows of a page lie in the file as in memory."""
    return bool(page.is_contiguous) and page.shaped[0] == 1 and not page.is_tiled


def chunk_of(page: tifffile.TiffPage) -> tuple[int, int]:
    """Return the rows and columns that are read at once."""
    _, _, rows, columns, _ = page.shaped
    if page.is_tiled:
        return min(rows, page.tilelength), min(columns, page.tilewidth)
    if lies_plain(page):
        return max(1, min(rows, _PLAIN_ROWS * rows // max(1, page.nbytes))), columns
    return max(1, min(rows, page.rowsperstrip)), columns


def segment_bytes(page: tifffile.TiffPage) -> int:
    """Return the bytes of a decoded tile or strip; of one that lies plain, those of the rows that are read."""
    rows, columns = chunk_of(page)
    if page.is_tiled:
        rows, columns = page.tilelength, page.tilewidth
    return int(rows * columns * page.shaped[-1] * np.dtype(page.dtype).itemsize)


class SegmentCache:
    """The tiles and strips that were decoded last: neighbours are often parts of the same one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: OrderedDict[object, Future[_Array | None]] = OrderedDict()
        self._nbytes = 0

    def get(self, key: object, make: Callable[[], _Array | None]) -> _Array | None:
        """Return what is kept under a key, or make it; who asks meanwhile waits for the same one."""
        with self._lock:
            future = self._found.get(key)
            is_new = future is None
            if future is None:
                future = self._found[key] = Future()
            self._found.move_to_end(key)
        if is_new:
            self._make(key, future, make)
        return future.result()

    def _make(self, key: object, future: Future[_Array | None], make: Callable[[], _Array | None]) -> None:
        try:
            made = make()
        except BaseException as e:
            with self._lock:
                del self._found[key]
            future.set_exception(e)
            return
        future.set_result(made)
        with self._lock:
            self._nbytes += made.nbytes if made is not None else 0
            while self._nbytes > _KEPT and (oldest := next(iter(self._found))) != key:
                if not self._found[oldest].done():
                    break
                gone = self._found.pop(oldest).result()
                self._nbytes -= gone.nbytes if gone is not None else 0


class PageReader:
    """Reads boxes of pages from an open file, in several threads.

    Parameters
    ----------
    fd : int
    path : pathlib.Path
    """

    def __init__(self, fd: int, path: Path) -> None:
        self._fd, self._name = fd, path.name
        self._size = os.fstat(fd).st_size
        self._cache = SegmentCache()

    def read(self, page: tifffile.TiffPage | tifffile.TiffFrame, number: int, box: Region) -> _Array:
        """Return a box of a page: rows, columns and samples, a palette applied.

        Parameters
        ----------
        page : TiffPage or TiffFrame
        number : int
            Which of several planes that follow each other without pages of their own.
        box : Region
            Rows and columns.

        Raises
        ------
        ChunkError
        """
        key = keyframe_of(page)
        try:
            if lies_plain(key):
                stored = self._plain(key, page.dataoffsets[0] + number * key.nbytes, box)
            else:
                stored = self._assembled(page, key, box)
            shown: _Array = tiff_page.as_shown(key, stored)[0]
        except FAILURES as e:
            raise self._damaged(str(e)) from e
        return shown

    def _plain(self, key: tifffile.TiffPage, offset: int, box: Region) -> _Array:
        _, _, _, columns, samples = key.shaped
        dtype = np.dtype(key.dtype).newbyteorder(key.parent.byteorder)
        row = columns * samples * dtype.itemsize
        data = self._bytes(offset + box.start[0] * row, box.shape[0] * row)
        rows = np.frombuffer(data, dtype).reshape(1, 1, box.shape[0], columns, samples)
        return rows[:, :, :, box.slices[1]].astype(key.dtype)

    def _assembled(self, page: tifffile.TiffPage | tifffile.TiffFrame, key: tifffile.TiffPage, box: Region) -> _Array:
        separate, _, _, _, contiguous = key.shaped
        block = np.full((separate, 1, *box.shape, contiguous), key.nodata, dtype=key.dtype)
        for sample, *place in places(key, box):
            segment = self.segment(page, key, index_of(key, sample, *place))
            if segment is None:
                continue
            pairs = zip(place, chunk_of(key), box.slices, segment.shape[:2], strict=True)
            cuts = [(max(s.start, n * c), min(s.stop, n * c + have), n * c, s.start) for n, c, s, have in pairs]
            target = tuple(slice(first - at, last - at) for first, last, _, at in cuts)
            source = tuple(slice(first - at, last - at) for first, last, at, _ in cuts)
            block[sample, 0][target] = segment[source]
        return block

    def segment(
        self, page: tifffile.TiffPage | tifffile.TiffFrame, key: tifffile.TiffPage, index: int
    ) -> _Array | None:
        """Return a tile or strip, decoded: rows, columns and samples; None for one that was never written."""
        if is_absent(page, index):
            return None
        offset, count = page.dataoffsets[index], page.databytecounts[index]

        def decoded() -> _Array | None:
            if count > 2 * segment_bytes(key) + _SLACK:
                raise self._damaged(f"{count} bytes of one tile or strip")
            data = self._bytes(offset, count)
            header = page.jpegheader if hasattr(page, "jpegheader") else None
            found, _, _ = key.decode(data, index, jpegtables=key.jpegtables, jpegheader=header)
            return None if found is None else np.asarray(found).reshape(found.shape[-3:])

        return self._cache.get((offset, count), decoded)

    def _bytes(self, offset: int, count: int) -> bytes:
        if offset < 0 or offset + count > self._size:
            raise ChunkError(
                f"{self._name} is truncated: {self._size:,} of at least {offset + count:,} bytes are there.",
                advice="Copy or download it again.",
            )
        data = pread(self._fd, count, offset)
        while len(data) < count:
            more = pread(self._fd, count - len(data), offset + len(data))
            if not more:
                raise ChunkError(f"{self._name} became shorter while it was read.")
            data += more
        return data

    def _damaged(self, detail: str) -> ChunkError:
        advice = "Get the file again."
        return ChunkError(f"A tile or strip of {self._name} is damaged.", advice=advice, detail=detail)


def keyframe_of(page: tifffile.TiffPage | tifffile.TiffFrame) -> tifffile.TiffPage:
    """Return the page that says how another one is stored."""
    key = page.keyframe
    assert key is not None
    return key


def places(page: tifffile.TiffPage, box: Region) -> itertools.product[tuple[int, ...]]:
    """Return the tiles or strips that a box of a page touches: separate sample, then the place down and along."""
    ends = zip(box.slices, chunk_of(page), strict=True)
    return itertools.product(range(page.shaped[0]), *(range(s.start // c, -(-s.stop // c)) for s, c in ends))


def index_of(page: tifffile.TiffPage, sample: int, down: int, along: int) -> int:
    """Return the number of a tile or strip."""
    _, _, rows, columns, _ = page.shaped
    high, wide = chunk_of(page)
    return (sample * -(-rows // high) + down) * -(-columns // wide) + along


def is_absent(page: tifffile.TiffPage | tifffile.TiffFrame, index: int) -> bool:
    """Tell whether a tile or strip was never written."""
    if index >= min(len(page.dataoffsets), len(page.databytecounts)):
        return True
    return page.databytecounts[index] == 0 or page.dataoffsets[index] == 0
