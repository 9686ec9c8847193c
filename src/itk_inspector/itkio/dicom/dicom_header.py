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

from itk_inspector.core.dicom.slice_header import SliceHeader, direction_of
from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.geometry import Matrix
from itk_inspector.core.header.image_info import SERIES_UID
from itk_inspector.core.pixels.rescale import Rescale
from itk_inspector.itkio.dicom.file_head import begins_like_gdcms, first_bytes
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.engine.header_record import Header
from itk_inspector.itkio.engine.itk_names import itk_path
from itk_inspector.itkio.formats import dicom_keys
from itk_inspector.itkio.second import readers
from itk_inspector.itkio.second.second_reader import SecondReaderError

Look: TypeAlias = Callable[[Path], AbstractContextManager[Any]]
_POSITION, _ORIENTATION, _SPACING = "0020|0032", "0020|0037", "0028|0030"


def opened(path: Path) -> Any:
    """Return a ``GDCMImageIO`` that has read the file's header; None when the file holds no DICOM image.

    Raises
    ------
    OpenError
        If ITK does not take the name.
    """
    name = itk_path(path)
    try:
        begin = first_bytes(path)
    except OSError:
        return None
    if not begins_like_gdcms(begin):
        return None
    io = engine.made(engine.dicom_io())
    try:
        if begin[128:] != b"DICM" and not io.CanReadFile(name):  # of a marked file it reads all, and says no more
            return None
        io.SetFileName(name)
        io.ReadImageInformation()
    except RuntimeError:
        return None
    return io


def refuse_damaged(path: Path) -> None:
    """Refuse what is marked as DICOM and holds pixels, or breaks off, although ITK finds no image in it.

    Raises
    ------
    OpenError
    """
    try:
        is_marked = first_bytes(path)[128:] == b"DICM"
        found = readers.module("dicom_data_set").read_data_set(path) if is_marked else None
    except SecondReaderError as e:
        raise OpenError(f"ITK cannot read it, and {e}") from e
    except OSError as e:
        raise OpenError(str(e.strerror)) from e
    if found is None:
        return
    if found.is_truncated:
        raise OpenError("it ends inside an element")
    if found.pixels is not None:
        is_float = found.pixels.keyword != "PixelData"
        raise OpenError(
            "ITK does not read floating-point pixels; open it by itself" if is_float else "ITK cannot read it"
        )


def size_of(io: Any) -> tuple[int, int, int]:
    """Return columns, rows and frames."""
    size = [int(io.GetDimensions(axis)) for axis in range(io.GetNumberOfDimensions())]
    columns, rows, frames = (*size, 1, 1)[:3]
    return columns, rows, frames


def slice_header(path: Path, io: Any, *, with_names: bool = True) -> SliceHeader | None:
    """Return what a file, `opened` before, says of itself; None when its image has no pixels.

    The names of patient and series, for which the file may have to be read once more, only where they are asked for.
    """
    if min(size_of(io)) < 1:
        return None
    keys = io.GetMetaDataDictionary()
    columns, rows, frames = size_of(io)
    position, direction, spacing = _placement(path, keys)
    patient, description = dicom_keys.names_of(keys, path) if with_names else ("", "")
    across, down, between = (float(io.GetSpacing(axis)) for axis in range(3))
    return SliceHeader(
        path=path,
        uid=dicom_keys.text(keys, SERIES_UID) or "unknown",
        size=(columns, rows, frames),
        spacing=(*(spacing or (across, down)), abs(between)),
        position=position,
        direction=direction,
        pixels=f"{io.GetPixelTypeAsString(io.GetPixelType())} × {io.GetNumberOfComponents()}",
        instance=dicom_keys.integer(keys, "0020|0013"),
        number=dicom_keys.integer(keys, "0020|0011"),
        patient=patient,
        description=description,
        modality=dicom_keys.text(keys, "0008|0060"),
    )


_Point: TypeAlias = "tuple[float, float, float] | None"


def _placement(path: Path, keys: Any) -> tuple[_Point, Matrix | None, tuple[float, float] | None]:
    """Return position, direction and spacing as the file states them: GDCM’s depend on what kind of object it is.

    An "enhanced" file, or one of nuclear medicine, has the keys in sequences, which ITK does not list.
    """
    if not keys.HasKey(_POSITION) and not keys.HasKey(_ORIENTATION):
        first = readers.module("dicom_frames").first_frame(path)
        return first.position, first.direction, first.spacing
    position, spacing = dicom_keys.numbers(keys, _POSITION), dicom_keys.numbers(keys, _SPACING)
    is_spaced = len(spacing) == 2 and all(math.isfinite(s) and s > 0 for s in spacing)
    is_placed = len(position) == 3 and all(math.isfinite(p) for p in position)
    return (
        (position[0], position[1], position[2]) if is_placed else None,
        direction_of(dicom_keys.numbers(keys, _ORIENTATION)),
        (spacing[1], spacing[0]) if is_spaced else None,
    )


def rescale_of(io: Any) -> Rescale | None:
    """Return how ITK makes values from the stored numbers; None when it leaves them.

    MONOCHROME1 is inverted first: value = slope · (least + greatest number − stored) + intercept.

    Parameters
    ----------
    io : itk.ImageIOBase
        A ``GDCMImageIO`` that has read a header.
    """
    dicom = engine.dicom_io().cast(io)
    keys = dicom.GetMetaDataDictionary()
    bits = dicom_keys.integer(keys, "0028|0101")
    signed = dicom_keys.text(keys, "0028|0103") == "1"
    inverts = dicom_keys.text(keys, "0028|0004") == "MONOCHROME1"
    if bits is None:
        return None
    slope, intercept = float(dicom.GetRescaleSlope()), float(dicom.GetRescaleIntercept())
    if inverts:
        ends = -1 if signed else (1 << bits) - 1
        slope, intercept = -slope, slope * ends + intercept
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
    own = None if header.io is None else rescale_of(header.io)
    rescale = info.rescale if header.stands_in else () if own is None else (own,)
    uid = info.metadata.get(SERIES_UID, "")
    may_have = neighbour is not None and bool(uid) and header.full_size[2:] == (1,)
    told = replace(
        info,
        metadata_names=names_of(info.metadata),
        rescale=rescale,
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
            if io is not None and dicom_keys.text(io.GetMetaDataDictionary(), SERIES_UID) == uid:
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
