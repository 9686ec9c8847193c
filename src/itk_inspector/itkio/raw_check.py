"""Trusting pixels that were found in a file, by comparing rows with ITK's own reader."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.system.open_files import pread
from itk_inspector.itkio.engine import bare_objects, engine
from itk_inspector.itkio.engine.header_record import Header, RawPlace
from itk_inspector.itkio.raw.numpy_file import NumpyFile
from itk_inspector.itkio.reader import read_into

_FULL_READ_LIMIT = 64 * 1024 * 1024
_ROWS_BYTES = 1 << 16


def matches_reader(header: Header, place: RawPlace) -> bool:
    """Compare rows at the start, the middle and the end with ITK's own reader.

    Where ITK can stream, three runs of rows are read; elsewhere the whole image
    up to 64 MB. Larger ones must fill their file to the last byte instead.
    """
    with place.path.open("rb", buffering=0) as file:
        stored = _Stored(file.fileno(), place.offset)
        if isinstance(header.io, NumpyFile):
            return header.io.matches_reader(stored.read)
        if header.io.CanStreamRead():
            return all(_rows_agree(header, stored, run) for run in _runs(header.full_size))
        if header.nbytes > _FULL_READ_LIMIT:
            return place.offset + header.nbytes == place.path.stat().st_size
        memory = np.empty(header.nbytes, dtype=np.uint8)
        read_into(header, memory)
        there = stored.read(0, header.nbytes)
    return _same_values(memory, there, header.stored_dtype, nan_is_zero=header.info.format == "NiftiImageIO")


@dataclass(frozen=True, slots=True)
class _Stored:
    """Bytes of an open file, read and not mapped: some file systems cannot map."""

    fd: int
    offset: int

    def read(self, start: int, count: int) -> npt.NDArray[np.uint8]:
        """Return ``count`` bytes from ``start`` on, fewer at the end of the file."""
        parts = []
        while count:
            part = pread(self.fd, count, self.offset + start)
            if not part:
                break
            parts.append(part)
            start, count = start + len(part), count - len(part)
        return np.frombuffer(b"".join(parts), dtype=np.uint8)


def _runs(size: tuple[int, ...]) -> list[tuple[list[int], list[int]]]:
    """Return (index, size) of a few rows at the start, in the middle and at the end, ITK order; each run once."""
    width = size[0]
    rows = min(size[1], max(1, _ROWS_BYTES // max(1, width)))
    places = [[0] * len(size), [n // 2 for n in size], [n - 1 for n in size]]
    runs: list[tuple[list[int], list[int]]] = []
    for place in places:
        first = min(place[1], size[1] - rows)
        run = ([0, first, *place[2:]], [width, rows, *([1] * (len(size) - 2))])
        if run not in runs:  # as of one small slice
            runs.append(run)
    return runs


def _rows_agree(header: Header, stored: _Stored, run: tuple[list[int], list[int]]) -> bool:
    index, size = run
    pixel = header.nbytes // math.prod(header.full_size)
    count = math.prod(size) * pixel
    at = 0
    for i, n in zip(reversed(index), reversed(header.full_size), strict=True):
        at = at * n + i
    memory = np.empty(count, dtype=np.uint8)
    axes = header.io.GetNumberOfDimensions()
    region: Any = engine.io_region(size[:axes])
    for axis, first in enumerate(index[:axes]):
        region.SetIndex(axis, first)
    header.io.SetUseStreamedReading(True)
    header.io.SetIORegion(region)
    try:
        header.io.Read(bare_objects.pointer_to(memory))
    except RuntimeError:
        return False
    finally:
        header.io.SetUseStreamedReading(False)
    return bool(np.array_equal(memory, stored.read(at * pixel, count)))


def _same_values(left: npt.NDArray[np.uint8], right: npt.NDArray[np.uint8], dtype: str, *, nan_is_zero: bool) -> bool:
    if np.array_equal(left, right):
        return True
    if not nan_is_zero or np.dtype(dtype).kind != "f":
        return False
    a, b = left.view(dtype), right.view(dtype)
    return bool(np.all((a == b) | ((a == 0) & ~np.isfinite(b))))
