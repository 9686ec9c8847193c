"""Trusting pixels that were found in a file, by comparing rows with ITK's own reader."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.itkio import engine
from itk_inspector.itkio.header import Header
from itk_inspector.itkio.numpy_file import NumpyFile
from itk_inspector.itkio.raw_place import RawPlace
from itk_inspector.itkio.reader import read_into

_FULL_READ_LIMIT = 64 * 1024 * 1024
_ROWS_BYTES = 1 << 16


def agrees(header: Header, place: RawPlace) -> bool:
    """Compare rows at the start, the middle and the end with ITK's own reader.

    Where ITK can stream, three runs of rows are read; elsewhere the whole image
    up to 64 MB. Larger ones must fill their file to the last byte instead.
    """
    mapped = np.memmap(place.path, dtype=np.uint8, mode="r", offset=place.offset, shape=(header.nbytes,))
    if isinstance(header.io, NumpyFile):
        return header.io.agrees(mapped)
    if header.io.CanStreamRead():
        return all(_rows_agree(header, mapped, run) for run in _runs(header.full_size))
    if header.nbytes > _FULL_READ_LIMIT:
        return place.offset + header.nbytes == place.path.stat().st_size
    memory = np.empty(header.nbytes, dtype=np.uint8)
    read_into(header, memory)
    return _same_values(memory, mapped, header.stored_dtype, nan_is_zero=header.info.format == "NiftiImageIO")


def _runs(size: tuple[int, ...]) -> list[tuple[list[int], list[int]]]:
    """Return (index, size) of a few rows at the start, in the middle and at the end, ITK order."""
    width = size[0]
    rows = min(size[1], max(1, _ROWS_BYTES // max(1, width)))
    places = [[0] * len(size), [n // 2 for n in size], [n - 1 for n in size]]
    runs = []
    for place in places:
        first = min(place[1], size[1] - rows)
        runs.append(([0, first, *place[2:]], [width, rows, *([1] * (len(size) - 2))]))
    return runs


def _rows_agree(header: Header, mapped: npt.NDArray[np.uint8], run: tuple[list[int], list[int]]) -> bool:
    index, size = run
    pixel = header.nbytes // int(np.prod(header.full_size, dtype=np.int64))
    count = int(np.prod(size)) * pixel
    at = 0
    for i, n in zip(reversed(index), reversed(header.full_size), strict=True):
        at = at * n + i
    memory = np.empty(count, dtype=np.uint8)
    image = engine.buffers().itkPyBufferIUC2.GetImageViewFromArray(memory.reshape(1, -1))
    axes = header.io.GetNumberOfDimensions()
    region: Any = engine.io_region(size[:axes])
    for axis, first in enumerate(index[:axes]):
        region.SetIndex(axis, first)
    header.io.SetUseStreamedReading(True)
    header.io.SetIORegion(region)
    try:
        header.io.Read(image.GetBufferPointer())
    except RuntimeError:
        return False
    finally:
        header.io.SetUseStreamedReading(False)
    return bool(np.array_equal(memory, mapped[at * pixel : at * pixel + count]))


def _same_values(left: npt.NDArray[np.uint8], right: npt.NDArray[np.uint8], dtype: str, *, nan_is_zero: bool) -> bool:
    if np.array_equal(left, right):
        return True
    if not nan_is_zero or np.dtype(dtype).kind != "f":
        return False
    a, b = left.view(dtype), right.view(dtype)
    return bool(np.all((a == b) | ((a == 0) & ~np.isfinite(b))))
