"""MRC files: the modes and headers that ITK does not know, and what it takes for granted."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.second.mrc_header import LENGTH, MODE_TYPES, MrcHeader, header_of
from itk_inspector.itkio.second.own_reader import OwnReader, Values, native, spread
from itk_inspector.itkio.second.second_reader import Piece, SecondReaderError, StoredImage

_PIXEL_TYPES = {3: "vector", 4: "complex", 16: "rgb"}
_4_BITS = 101
_RIGHT_ANGLES = (90.0, 90.0, 90.0)


def open_file(request: OpenRequest) -> OwnReader:
    """Read the header of a file.

    Raises
    ------
    SecondReaderError
        If it is none, or of a mode that nobody reads here.
    """
    header = header_of(request.path)
    if header is None:
        raise SecondReaderError(f"it is shorter than the header of an MRC file, {LENGTH:,} bytes")
    if header.mode == _4_BITS:
        raise SecondReaderError("its mode 101 (4-bit numbers) is not supported")
    if header.mode not in MODE_TYPES:
        raise SecondReaderError(f"its mode {header.mode} is not known")
    if min(header.size) < 1 or math.prod(header.size) >= 2**60:
        raise SecondReaderError("its size makes no sense")
    dtype, components = MODE_TYPES[header.mode]
    notes = _notes(header)
    if header.mode == 0:
        dtype = "int8" if header.has_signed_bytes else dtype
        if header.has_signed_bytes is None:
            notes.append("Bytes of MRC files have a sign since 2014; this file does not tell, and is shown without.")
    stored = StoredImage(
        header.size, dtype, components, _PIXEL_TYPES.get(header.mode, "scalar"), geometry_of(header), tuple(notes)
    )
    count = math.prod(header.size) * components
    read = partial(_read, request.path, header, dtype)
    return OwnReader(stored, partial(_whole, read, count), partial(_sample, read, count, np.dtype(dtype).itemsize))


def _notes(header: MrcHeader) -> list[str]:
    notes = []
    cells = zip("xyz", header.cell, header.samples, strict=True)
    unknown = [name for name, cell, samples in cells if not cell > 0 or samples < 1]
    if unknown:
        notes.append(f"The header gives no cell size in {', '.join(unknown)}: a spacing of 1 is taken.")
    if header.angles not in (_RIGHT_ANGLES, (0.0, 0.0, 0.0)):
        angles = ", ".join(f"{angle:g}°" for angle in header.angles)
        notes.append(f"The axes of the cell meet at {angles}; shown at right angles.")
    if any(start >= n for start, n in zip(header.starts, header.size, strict=True)):
        starts = ", ".join(f"{n:,}" for n in header.starts)
        notes.append(f"The image was cut out of a larger map, where it begins at ({starts}); not part of the origin.")
    return notes


def geometry_of(header: MrcHeader) -> Geometry | None:
    """Return the placement that a header states, columns along the axis that it says; None where it makes no sense."""
    axes = [axis - 1 for axis in header.axes]
    if sorted(axes) != [0, 1, 2]:
        return None
    spacing = []
    for axis in axes:
        cell, samples = header.cell[axis], header.samples[axis]
        spacing.append(float(np.float32(cell) / np.float32(samples)) if cell > 0 and samples > 0 else 1.0)
    if not all(map(math.isfinite, (*spacing, *header.origin))):
        return None
    direction = tuple(tuple(1.0 if axis == world else 0.0 for axis in axes) for world in range(3))
    return Geometry(header.size, (0, 0, 0), header.origin, tuple(spacing), direction)


def _sample(read: partial[Values], count: int, itemsize: int) -> Iterator[Piece]:
    for start, length in spread(count, itemsize):
        yield Piece(start, read(start, length))


def _whole(read: partial[Values], count: int) -> Values:
    values: Values = read(0, count)
    if values.size < count:
        raise SecondReaderError(f"{values.size:,} of {count:,} numbers are there")
    return values


def _read(path: Path, header: MrcHeader, dtype: str, start: int, count: int) -> Values:
    kind = np.dtype(f"{header.order}{np.dtype(dtype).str[1:]}")
    with path.open("rb") as file:
        file.seek(LENGTH + header.extended + start * kind.itemsize)
        data = file.read(count * kind.itemsize)
    return native(np.frombuffer(data[: len(data) // kind.itemsize * kind.itemsize], dtype=kind))
