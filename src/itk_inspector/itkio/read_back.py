"""Reading back what was written, piece by piece, where ITK's reader can: no memory for a second image is needed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.itkio import settled_pixels
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.engine.header_record import Header
from itk_inspector.itkio.formats.known_formats import facts_of
from itk_inspector.itkio.raw.numpy_file import NumpyFile

_PIECE = 1 << 20
"""Bytes that are read at once: they are compared while the processor's cache holds them."""
_LEAST = 1 << 15
"""Bytes of a slice from which on NIfTI's reader is faster slice by slice than in one go: it opens the file for each."""


def gives_back(header: Header, pixels: npt.NDArray[Any]) -> bool:
    """Tell whether ITK's reader, and a sample of the second reader's, give every byte of these pixels back.

    Parameters
    ----------
    header : Header
        Of the file, as it was read back.
    pixels : numpy.ndarray
        C-contiguous, in the stored type.

    Returns
    -------
    bool
        False also where it cannot be told so: where the file has to be read in one go.
    """
    raw = pixels.reshape(-1).view(np.uint8)
    if header.place is None or header.stands_in or isinstance(header.io, NumpyFile) or header.info.is_truncated:
        return False
    if header.nbytes != raw.nbytes or header.stored_dtype != pixels.dtype.name:
        return False
    cut, step = _cut(header)
    if not step:
        return False
    try:
        same = all(np.array_equal(piece, raw[at : at + piece.size]) for at, piece in _pieces(header, cut, step))
    except RuntimeError:  # what ITK says is told by who reads in one go
        return False
    return same and not settled_pixels.contradicts(header, raw)


def _cut(header: Header) -> tuple[int, int]:
    """Return which axis is cut in parts, the faster ones being whole, and the length of a part; 0: none can be read.

    Where the reader does not stream, a part of slices is one slice: nifti1_io reads that in one go, and row by row
    whatever is more than one and fewer than all (``nifti_read_subregion_image``).
    """
    size = header.full_size[: header.io.GetNumberOfDimensions()]
    pixel = header.nbytes // math.prod(size)
    cut = 1
    while cut < len(size) - 1 and math.prod(size[: cut + 1]) * pixel <= _PIECE:
        cut += 1
    cut = min(cut, len(size) - 1)
    inner = math.prod(size[:cut]) * pixel
    if header.io.CanStreamRead() or (cut < 2 and facts_of(header.info.format).reads_regions):
        return cut, max(1, _PIECE // inner)
    return cut, int(facts_of(header.info.format).reads_regions and inner >= _LEAST)


def _pieces(header: Header, cut: int, step: int) -> Iterator[tuple[int, npt.NDArray[np.uint8]]]:
    """Yield where a piece begins, and ITK's bytes of it, in memory that the next one overwrites."""
    size = header.full_size[: header.io.GetNumberOfDimensions()]
    pixel = header.nbytes // math.prod(size)
    memory = np.empty(min(step, size[cut]) * math.prod(size[:cut]) * pixel, dtype=np.uint8)
    pointer = engine.buffers().itkPyBufferIUC2.GetImageViewFromArray(memory.reshape(1, -1)).GetBufferPointer()
    at = 0
    header.io.SetUseStreamedReading(True)
    try:
        for outer in np.ndindex(*reversed(size[cut + 1 :])):
            for first in range(0, size[cut], step):
                count = min(step, size[cut] - first)
                region: Any = engine.io_region([*size[:cut], count, *([1] * len(outer))])
                for axis, index in enumerate((first, *reversed(outer)), start=cut):
                    region.SetIndex(axis, int(index))
                header.io.SetIORegion(region)
                header.io.Read(pointer)
                piece = memory[: count * math.prod(size[:cut]) * pixel]
                yield at, piece
                at += piece.size
    finally:
        header.io.SetUseStreamedReading(False)
