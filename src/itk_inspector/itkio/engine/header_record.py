"""What is known of a file once its header was read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.itkio.second.second_reader import SecondReader


@dataclass(frozen=True, slots=True)
class RawPlace:
    """Where the pixels lie.

    Parameters
    ----------
    path : pathlib.Path
        The file with the pixels: the image file itself, or the data file of a detached header.
    offset : int
        Of the first pixel, in bytes; a multiple of the component's size.
    """

    path: Path
    offset: int


@dataclass(frozen=True, slots=True)
class Header:
    """A file that was recognised.

    Parameters
    ----------
    info : ImageInfo
        Of the pixels that will be shown.
    io : itk.ImageIOBase or NumpyFile or None
        Has read the header; None where only the second reader could.
    full_size : tuple of int
        ITK order, all axes of the file.
    stored_dtype : str
        NumPy name of one stored component.
    nbytes : int
        Bytes that the reader fills; more than ``info.bytes`` when only a part is shown.
    place : RawPlace or None
        Where the pixels lie in a file ready to be mapped.
    second : SecondReader or None
        Holds an opinion of its own on the file.
    stands_in : bool
        The pixels come from ``second``, and not from ``io``.
    start : int
        Where what is shown begins among the bytes that the reader fills.
    """

    info: ImageInfo
    io: Any
    full_size: tuple[int, ...]
    stored_dtype: str
    nbytes: int
    place: RawPlace | None = None
    second: SecondReader | None = None
    stands_in: bool = False
    start: int = 0
