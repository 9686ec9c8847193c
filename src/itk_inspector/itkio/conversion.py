"""Reading as another type than the stored one, and what is behind such numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from itk_inspector.core.errors import OpenError
from itk_inspector.core.late_numpy import np
from itk_inspector.itkio.engine.header_record import Header

if TYPE_CHECKING:
    import numpy.typing as npt

_LUMINANCE = (0.2125, 0.7154, 0.0721)
"""Of red, green and blue, as ITK converts colours to one number (itkConvertPixelBuffer.hxx)."""


def is_converted(header: Header) -> bool:
    """Tell whether another type was asked for than the stored one: several components become one number."""
    if not header.info.read_as:
        return False
    return header.info.dtype != header.stored_dtype or stored_components(header) != header.info.components


def stored_components(header: Header) -> int:
    """Return how many components a pixel of the file has, by whoever reads it."""
    if header.stands_in or header.io is None:
        assert header.second is not None
        return header.second.stored.components or header.info.components
    return int(header.io.GetNumberOfComponents())


def cast(stored: npt.NDArray[Any], several: int, target: npt.NDArray[Any]) -> None:
    """Convert by a C cast, colours to one number first."""
    with np.errstate(all="ignore"):
        numbers = stored.reshape(-1, several) @ _LUMINANCE if several > 1 else stored
        np.copyto(target, numbers, casting="unsafe")


def with_settled_conversion(
    header: Header, memory: npt.NDArray[np.uint8], read: Callable[[Header, npt.NDArray[np.uint8]], tuple[Header, int]]
) -> Header:
    """Hold the stored pixels behind a conversion against the second reader, and convert its own where ITK is wrong.

    Parameters
    ----------
    header : Header
        Of an image that was asked for in another type.
    memory : numpy.ndarray
        Writable uint8 of the converted pixels; filled only where ITK is wrong.
    read : callable
        Reads and settles the stored pixels.

    Raises
    ------
    OpenError
        If ITK is wrong about several components that are no colours.
    """
    several = stored_components(header)
    stored = np.empty(math.prod(header.full_size) * several, dtype=header.stored_dtype)
    info = replace(header.info, read_as="", dtype=header.stored_dtype, components=several)
    settled, _ = read(replace(header, info=info, nbytes=stored.nbytes), stored.view(np.uint8))
    told = replace(header, info=replace(header.info, notes=settled.info.notes))
    if not settled.stands_in:
        return told
    if several not in (1, 3):
        name = header.info.path.name
        raise OpenError(f"{name} has {several} components a pixel here; read it in its stored type.")
    cast(stored, several, memory.view(header.info.dtype))
    return replace(told, stands_in=True)
