"""Decoding a file's pixels into memory that we own."""

from __future__ import annotations

import math
import re
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import OpenError, SpaceError
from itk_inspector.core.pixels.pixel_types import DTYPES
from itk_inspector.core.system.kept_locale import kept_locale
from itk_inspector.itkio import settled_pixels
from itk_inspector.itkio.conversion import is_converted, with_settled_conversion
from itk_inspector.itkio.engine import bare_objects, engine
from itk_inspector.itkio.engine.header_record import Header
from itk_inspector.itkio.formats import truncation
from itk_inspector.itkio.formats.known_formats import facts_of
from itk_inspector.itkio.raw import packed_stream, raw_layout
from itk_inspector.itkio.raw.numpy_file import NumpyFile
from itk_inspector.itkio.refusals import unread


@kept_locale()
def read_into(header: Header, memory: npt.NDArray[np.uint8]) -> int:
    """Let ITK decode the pixels straight into ``memory``; an array that NumPy saved is copied there.

    The stored type goes through ``itk.ImageIOBase.Read``, which knows every
    component type and count that the file formats have; a conversion ("read
    as") goes through ``itk.ImageFileReader`` with a pixel container on ``memory``.

    Parameters
    ----------
    header : Header
    memory : numpy.ndarray
        Writable uint8, shape (``header.nbytes``,).

    Returns
    -------
    int
        Number of copies made: 0, or 1 when ITK insisted on memory of its own.

    Raises
    ------
    OpenError
        If ITK's reader gives up.
    """
    assert memory.flags.writeable
    assert memory.dtype == np.uint8
    assert memory.shape == (header.nbytes,)
    if header.stands_in:
        settled_pixels.read_standing_in(header, memory, partial(_decoded, header))
        return 0
    if isinstance(header.io, NumpyFile):
        header.io.read_into(memory, header.info.dtype)
        return 0
    converts = header.info.read_as and (
        header.info.dtype != header.stored_dtype or header.io.GetNumberOfComponents() > 1
    )
    try:
        with truncation.filled_up(header.info, header.io):
            copies = _read_converted(header, memory) if converts else _read_stored(header, memory)
        packed_stream.check_whole(header, None if converts else memory)
        return copies
    except RuntimeError as e:
        name, figures = header.info.path.name, raw_layout.shortfall(header)
        if for_want_of_memory(str(e)):
            raise SpaceError(
                f"{name} cannot be read: its reader needs more memory than it may have.",
                advice="Close other programs, or read it on a machine with more memory.",
                detail=str(e),
            ) from e
        if figures is None:
            raise unread(header.info.path, header.info.format, str(e)) from e
        raise OpenError(
            f"{name} is truncated: {figures[0]:,} of {figures[1]:,} bytes are there.",
            advice="Copy or download it again.",
            detail=str(e),
        ) from e


def read_settled(header: Header, memory: npt.NDArray[np.uint8]) -> tuple[Header, int]:
    """Read as `read_into` does, then hold what is in memory against the second reader.

    Returns
    -------
    Header
        With what is to be said of it.
    int
        As `read_into`.
    """
    if is_converted(header) and header.second is not None and not header.stands_in:
        header = with_settled_conversion(header, memory, read_settled)
        if header.stands_in:
            return header, 0
        return header, read_into(header, memory)
    try:
        copies = read_into(header, memory)
    except SpaceError:
        raise
    except OpenError as e:
        return settled_pixels.read_instead(header, memory, e), 0
    return settled_pixels.with_settled_pixels(header, memory), copies


def for_want_of_memory(said: str) -> bool:
    """Tell whether a reader gave up because it got no memory."""
    return re.search(r"(alloc|memory|bad_alloc)", said, re.IGNORECASE) is not None


def _decoded(header: Header) -> npt.NDArray[np.generic]:
    """Return all values of a file as ITK decodes them, in the file's order.

    Raises
    ------
    OpenError
        If it cannot.
    """
    io = header.io
    size = tuple(int(io.GetDimensions(axis)) for axis in range(io.GetNumberOfDimensions()))
    dtype = np.dtype(DTYPES[io.GetComponentTypeAsString(io.GetComponentType())])
    memory = np.empty(math.prod(size) * int(io.GetNumberOfComponents()) * dtype.itemsize, dtype=np.uint8)
    try:
        fill(io, size, memory)
    except RuntimeError as e:
        raise unread(header.info.path, header.info.format, str(e)) from e
    return memory.view(dtype)


def _read_stored(header: Header, memory: npt.NDArray[np.uint8]) -> int:
    axes = header.io.GetNumberOfDimensions()
    fill_all = partial(fill, header.io, header.full_size[:axes])
    if facts_of(header.info.format).decode(header.info.path, header.io, fill_all, memory):
        return 1
    fill_all(memory)
    return 0


def fill(io: Any, size: tuple[int, ...], memory: npt.NDArray[np.uint8]) -> None:
    """Let an ImageIO that has read its header decode an image of ``size`` (ITK order) into ``memory``."""
    io.SetIORegion(engine.io_region(list(size)))
    io.Read(bare_objects.pointer_to(memory))


def _read_converted(header: Header, memory: npt.NDArray[np.uint8]) -> int:
    dimension = header.info.geometry.dimension
    name = f"I{header.info.read_as}{dimension}"
    shape = header.info.geometry.shape
    if len(header.full_size) > 4:
        raise OpenError(f"{header.info.path.name} has {len(header.full_size)} axes; read it in its stored type.")
    if header.info.is_truncated and header.info.format in ("GiplImageIO", "MRCImageIO", "VTKImageIO"):
        # ITK converts out of memory that it has not cleared
        raise OpenError(f"{header.info.path.name} is truncated; read it in its stored type.")
    if facts_of(header.info.format).is_tangled(header.info.path, header.io):
        raise OpenError(f"ITK converts {header.info.path.name} wrongly; read it in its stored type.")
    typed = memory.view(header.info.dtype).reshape(shape)
    bridge: Any = getattr(engine.buffers(), f"itkPyBuffer{name}")
    guest = bridge.GetImageViewFromArray(typed)
    reader = engine.made(getattr(engine.readers(), f"itkImageFileReader{name}"))
    reader.SetFileName(header.io.GetFileName())
    reader.SetImageIO(header.io)
    reader.ReleaseDataBeforeUpdateFlagOff()
    reader.UpdateOutputInformation()
    reader.GetOutput().SetPixelContainer(guest.GetPixelContainer())
    reader.Update()
    filled = np.frombuffer(engine.memory_of(reader.GetOutput(), name), dtype=np.uint8)
    if filled.ctypes.data == memory.ctypes.data:
        return 0
    memory[:] = filled
    return 1
