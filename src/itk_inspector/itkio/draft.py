"""What is to be written by another library than ITK."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeAlias

import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.core.export.write_format import WriteFormat
from itk_inspector.core.header.image_info import ImageInfo

Meanwhile: TypeAlias = Callable[[tuple[Path, ...]], AbstractContextManager[None]]
"""What goes on while files are read back and compared."""


def told_nobody(fraction: float) -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One image that is to be written, and read back.

    Parameters
    ----------
    pixels : numpy.ndarray
        C-contiguous, shape ``info.shape``: as they are to be read back.
    info : ImageInfo
        Of the pixels; ``info.path`` is where they go.
    source : ImageInfo
        Of the image that they are of.
    request : ExportRequest
    row : WriteFormat
    meanwhile : callable
        Given the files that are written; returns a context in which they are read back and compared.
    tell : callable
        Called with the part that is done, 0 to 1.
    """

    pixels: npt.NDArray[Any]
    info: ImageInfo
    source: ImageInfo
    request: ExportRequest
    row: WriteFormat
    meanwhile: Meanwhile
    tell: Callable[[float], None] = told_nobody


@dataclass(frozen=True, slots=True)
class Verified:
    """What was written gives the image back.

    Parameters
    ----------
    by : str
        Who has read it, as the end of "verified by".
    notes : tuple of str
        What to know about it.
    """

    by: str
    notes: tuple[str, ...] = ()


OtherWriter: TypeAlias = Callable[[Draft], Verified]
"""Writes an image, reads it back, and compares; raises ExportError where they differ."""
