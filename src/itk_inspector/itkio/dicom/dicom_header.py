"""What GDCM, through ITK, says of one DICOM file."""

from __future__ import annotations

import bisect
import contextlib
import math
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from itk_inspector.core.dicom.slice_header import SliceHeader
from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.geometry import Matrix
from itk_inspector.core.header.image_info import SERIES_UID
from itk_inspector.core.pixels.rescale import Rescale
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.engine.header_record import Header
from itk_inspector.itkio.engine.itk_names import itk_path
from itk_inspector.itkio.engine.metadata_values import value_of
from itk_inspector.itkio.formats import dicom_frames
from itk_inspector.itkio.formats.dicom_elements import ElementsError, read_elements

Look: TypeAlias = Callable[[Path], AbstractContextManager[Any]]
_PIXEL_DATA = 0x7FE00010
_CODECS = {
    "ISO_IR 100": "latin-1",
    "ISO_IR 101": "iso8859-2",
    "ISO_IR 109": "iso8859-3",
    "ISO_IR 110": "iso8859-4",
    "ISO_IR 144": "iso8859-5",
    "ISO_IR 127": "iso8859-6",
    "ISO_IR 126": "iso8859-7",
    "ISO_IR 138": "iso8859-8",
    "ISO_IR 148": "iso8859-9",
    "ISO_IR 166": "iso8859-11",
    "ISO_IR 192": "utf-8",
    "GB18030": "gb18030",
    "GBK": "gbk",
}
"""Specific character sets (DICOM PS3.3, C.12.1.1.2) as Python names them."""


def opened(path: Path) -> Any:
    """Return a ``GDCMImageIO`` that has read the file's header; None when the file holds no DICOM image.

    Raises
    ------
    OpenError
        If ITK does not take the name.
    """
    io, name = engine.dicom_io().New(), itk_path(path)
    try:
        if not io.CanReadFile(name):
            return None
        io.SetFileName(name)
        io.ReadImageInformation()
    except RuntimeError:
        return None
    return io


def looked_at(path: Path) -> SliceHeader | None:
    """Return what a file says of itself; None when it holds no DICOM image.

    Raises
    ------
    OpenError
        If it is DICOM, but cannot be read.
    """
    io = opened(path)
    if io is not None:
        return slice_header(path, io)
    try:
        with path.open("rb") as file:
            is_marked = file.read(132)[128:] == b"DICM"
        if is_marked and _PIXEL_DATA in read_elements(path).values:
            raise OpenError("ITK cannot read it")
    except ElementsError as e:
        raise OpenError("it is damaged, or asks for too much memory") from e
    except OSError as e:
        raise OpenError(str(e.strerror)) from e
    return None


def size_of(io: Any) -> tuple[int, int, int]:
    """Return columns, rows and frames."""
    size = [int(io.GetDimensions(axis)) for axis in range(io.GetNumberOfDimensions())]
    columns, rows, frames = (*size, 1, 1)[:3]
    return columns, rows, frames


def slice_header(path: Path, io: Any) -> SliceHeader | None:
    """Return what a file, `opened` before, says of itself; None when its image has no pixels."""
    if min(size_of(io)) < 1:
        return None
    keys = io.GetMetaDataDictionary()
    codec = _CODECS.get(_text(keys, "0008|0005").split("\\")[0], "utf-8")
    columns, rows, frames = size_of(io)
    position, direction = _placement(path, io, keys)
    spacing = tuple(float(io.GetSpacing(axis)) for axis in range(3))
    return SliceHeader(
        path=path,
        uid=_text(keys, SERIES_UID) or "unknown",
        size=(columns, rows, frames),
        spacing=(spacing[0], spacing[1], spacing[2]),
        position=position,
        direction=direction,
        pixels=f"{io.GetPixelTypeAsString(io.GetPixelType())} × {io.GetNumberOfComponents()}",
        instance=_integer(keys, "0020|0013"),
        number=_integer(keys, "0020|0011"),
        patient=_text(keys, "0010|0010", codec).partition("=")[0].replace("^", " ").strip(),
        description=_text(keys, "0008|103e", codec),
        modality=_text(keys, "0008|0060"),
    )


def _placement(path: Path, io: Any, keys: Any) -> tuple[tuple[float, float, float] | None, Matrix | None]:
    """Return position and direction as ITK has them, if the file states them.

    An "enhanced" file has the keys in its functional groups, which ITK does not list.
    """
    origin = tuple(float(io.GetOrigin(axis)) for axis in range(3))
    columns = [[float(v) for v in io.GetDirection(axis)] for axis in range(3)]
    direction = tuple(tuple(row) for row in np.transpose(columns).tolist())
    listed = keys.HasKey("0020|0032") or keys.HasKey("0020|0037")
    stated = not listed and (any(origin) or not np.array_equal(direction, np.eye(3)))
    if not listed and not stated:
        first = (dicom_frames.read_frames(path) or (dicom_frames.Frame(),))[0]
        return first.position, first.direction
    is_sound = np.isfinite(direction).all() and abs(float(np.linalg.det(np.asarray(direction)))) > 1e-6
    has_position = (stated or keys.HasKey("0020|0032")) and all(math.isfinite(v) for v in origin)
    has_direction = (stated or keys.HasKey("0020|0037")) and bool(is_sound)
    return (origin[0], origin[1], origin[2]) if has_position else None, direction if has_direction else None


def _text(keys: Any, key: str, codec: str = "utf-8") -> str:
    if not keys.HasKey(key):
        return ""
    try:
        raw = str(value_of(keys, key)).encode("utf-8", "surrogateescape")
    except (RuntimeError, TypeError, UnicodeError):
        return ""
    return raw.decode(codec, "replace").rstrip("\0").strip()


def _integer(keys: Any, key: str) -> int | None:
    try:
        return int(_text(keys, key))
    except ValueError:
        return None


def rescale_of(io: Any) -> Rescale | None:
    """Return how ITK makes values from the stored numbers; None when it leaves them.

    MONOCHROME1 is inverted first: value = slope · (2^bits − 1 − stored) + intercept, as GDCM's
    ``ImageChangePhotometricInterpretation`` does for numbers without a sign.

    Parameters
    ----------
    io : itk.ImageIOBase
        A ``GDCMImageIO`` that has read a header.
    """
    dicom = engine.dicom_io().cast(io)
    keys = dicom.GetMetaDataDictionary()
    bits = _integer(keys, "0028|0101")
    signed = _text(keys, "0028|0103") == "1"
    inverts = _text(keys, "0028|0004") == "MONOCHROME1"
    if bits is None or (inverts and signed):
        return None
    slope, intercept = float(dicom.GetRescaleSlope()), float(dicom.GetRescaleIntercept())
    if inverts:
        slope, intercept = -slope, slope * ((1 << bits) - 1) + intercept
    return Rescale.of_bits(slope, intercept, bits, signed=signed)


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """Return what GDCM's dictionary calls the tags, such as ``0028|0010``; those that it does not know are left out."""
    labels = {key: engine.dicom_io().GetLabelFromTag(key, "") for key in keys}
    return {key: str(name) for key, (is_known, name) in labels.items() if is_known and name}


def with_dicom_details(header: Header, *, seconds: float = 0.25, neighbour: Look | None = nullcontext) -> Header:
    """Add the names of the tags, the rescale, and whether other files of the folder belong to the same series.

    Parameters
    ----------
    header : Header
        Of any file; other formats are returned as they are.
    seconds : float
        How long to look at the neighbours. The nearest by name come first.
    neighbour : callable or None
        Returns a context in which another file of the folder is looked at; None: no other is.
    """
    info = header.info
    if info.format != "GDCMImageIO":
        return header
    rescale = None if header.io is None else rescale_of(header.io)
    uid = info.metadata.get(SERIES_UID, "")
    may_have = neighbour is not None and bool(uid) and header.full_size[2:] == (1,)
    told = replace(
        info,
        metadata_names=names_of(info.metadata),
        rescale=() if rescale is None else (rescale,),
        has_sibling_slices=may_have and neighbour is not None and _has_sibling(info.path, uid, seconds, neighbour),
    )
    return replace(header, info=told)


def _has_sibling(path: Path, uid: str, seconds: float, neighbour: Look) -> bool:
    until = time.monotonic() + seconds
    names = sorted(_regular_files(path.parent))
    here = bisect.bisect_left(names, path.name)
    by_distance = sorted(range(len(names)), key=lambda at: abs(at - here))
    for at in by_distance[1:]:
        other = path.with_name(names[at])
        with contextlib.suppress(OpenError, MemoryError), neighbour(other):
            io = opened(other)
            if io is not None and _text(io.GetMetaDataDictionary(), SERIES_UID) == uid:
                return True
        if time.monotonic() > until:
            return False
    return False


def _regular_files(folder: Path) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        with contextlib.suppress(OSError):  # a link that leads in a circle
            if entry.is_file():
                yield entry.name
