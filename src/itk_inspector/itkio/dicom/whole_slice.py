"""Whether a slice holds all of its pixels, looked at before ITK reads them: not every version of it would tell."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

from itk_inspector.itkio.dicom.dicom_header import size_of
from itk_inspector.itkio.formats import dicom_keys
from itk_inspector.itkio.second import readers
from itk_inspector.itkio.second.second_reader import SecondReaderError

_PIXEL_DATA = b"\xe0\x7f\x10\x00"
_KINDS = (b"OW\0\0", b"OB\0\0")


def check_whole(path: Path, io: Any) -> None:
    """Refuse a file that holds fewer bytes of uncompressed pixels than its header says.

    Parameters
    ----------
    path : pathlib.Path
    io : itk.GDCMImageIO or None
        Has read the header; None when it could not.

    Raises
    ------
    OpenError
        With both figures.
    """
    if io is not None and _ends_with_pixels(path, io):
        return
    try:
        readers.module("dicom_pixels").check_length(readers.module("dicom_data_set").read_data_set(path))
    except SecondReaderError:
        return


def _ends_with_pixels(path: Path, io: Any) -> bool:
    """Tell whether the last element of a file is that of its pixels, whole: so it is in nearly all of them."""
    keys = io.GetMetaDataDictionary()
    columns, rows, frames = size_of(io)
    samples, bits = dicom_keys.integer(keys, "0028|0002") or 1, dicom_keys.integer(keys, "0028|0100") or 0
    needed = (columns * rows * frames * samples * bits + 7) // 8
    needed += needed % 2
    with path.open("rb") as file:
        start = file.seek(0, 2) - needed - 12
        if start < 0:
            return False
        file.seek(start)
        head = file.read(12)
    (length,) = struct.unpack_from("<I", head, 8)
    is_explicit = head[:4] == _PIXEL_DATA and head[4:8] in _KINDS
    return length == needed and (is_explicit or head[4:8] == _PIXEL_DATA)
