"""A DICOM series as one volume: its header, and its pixels slice by slice."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.dicom.slice_header import normal_of
from itk_inspector.core.dicom.stacking import Stack, stacked
from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.pixels.pixel_types import COMPONENT_TYPES, DTYPES
from itk_inspector.core.pixels.rescale import Rescale
from itk_inspector.itkio import second_opinion
from itk_inspector.itkio.dicom import dicom_header
from itk_inspector.itkio.dicom.whole_slice import check_whole
from itk_inspector.itkio.engine.header_record import Header
from itk_inspector.itkio.engine.pixel_types import itk_type_for
from itk_inspector.itkio.formats import dicom_keys
from itk_inspector.itkio.header import check_file, read_header
from itk_inspector.itkio.reader import read_into, read_settled
from itk_inspector.itkio.second import readers
from itk_inspector.itkio.second.rescale_note import range_text
from itk_inspector.itkio.second.second_reader import SecondReaderError


def read_series_header(folder: Path, files: Sequence[Path], read_as: str = "") -> ImageInfo:
    """Read the headers of all slices and put them in order of position.

    Parameters
    ----------
    folder : pathlib.Path
        What the volume is named after.
    files : sequence of pathlib.Path
        Single-frame DICOM files of one size, in any order.
    read_as : str
        A name of `pixel_types.READ_AS`, or ``""`` for the stored type.

    Returns
    -------
    ImageInfo
        Of the volume; ``data_files`` are in order of position.

    Raises
    ------
    OpenError
        If a file cannot be read, or does not fit the others.
    """
    slices, dtypes, rescales, stamps, common = [], {}, {}, {}, None
    for path in files:
        check_file(path)
        stamps[path] = FileStamp.of(path)
        io = dicom_header.opened(path)
        one = dicom_header.slice_header(path, io) if io is not None else None
        check_whole(path, io)
        if one is None:
            raise OpenError(f"{path.name} is no DICOM image any more.", advice="Open the folder again.")
        slices.append(one)
        dtypes[path] = DTYPES[io.GetComponentTypeAsString(io.GetComponentType())]
        rescales[path] = dicom_header.rescale_of(io)
        keys = set(dicom_keys.as_itk_has_it(io).items())
        common = keys if common is None else common & keys
    if len({(one.size[:2], one.pixels) for one in slices}) > 1 or any(one.size[2] > 1 for one in slices):
        raise OpenError(f"The slices of {folder.name} do not have one size.", advice="Open the folder again.")
    stack = stacked(slices)
    order = [one.path for one in stack.slices]
    first = read_header(order[0], read_as)
    in_order = tuple(dtypes[path] for path in order)
    dtype = first.info.dtype if read_as else widest(in_order, folder.name)
    in_place = [rescales[path] for path in order]
    metadata = _decoded(dict(sorted(common or ())), order)
    info = _volume(folder, stack, first.info, dtype, metadata, in_place, stamps)
    if not read_as and len(set(in_order)) > 1:
        kinds = " and ".join(sorted(set(in_order)))
        info = replace(info, notes=(*info.notes, f"ITK gives {kinds} slices; all are shown as {dtype}."))
    return info


def _decoded(common: dict[str, str], order: list[Path]) -> dict[str, str]:
    """Return what slices have in common in the character sets of the first and the last, which stand for all."""
    first, last = (dicom_keys.with_texts(common, path) for path in (order[0], order[-1]))
    return {key: value for key, value in first.items() if last[key] == value}


def widest(dtypes: Sequence[str], name: str) -> str:
    """Return the smallest type that holds the values of all slices exactly.

    Raises
    ------
    OpenError
        If there is none.
    """
    kinds = [np.dtype(word) for word in dict.fromkeys(dtypes)]
    found = np.result_type(*kinds)
    exact = found.kind != "f" or all(kind.kind == "f" or kind.itemsize <= found.itemsize // 2 for kind in kinds)
    if not exact or found.name not in COMPONENT_TYPES:
        words = ", ".join(kind.name for kind in kinds)
        raise OpenError(
            f"No pixel type holds all slices of {name} exactly ({words}).",
            advice="Open the files one by one, or choose a type in “Read as”.",
        )
    return found.name


def _volume(
    folder: Path,
    stack: Stack,
    first: ImageInfo,
    dtype: str,
    metadata: dict[str, str],
    rescales: list[Rescale | None],
    stamps: dict[Path, FileStamp],
) -> ImageInfo:
    """Describe the volume: in the plane it is as its first slice, across it as the positions are."""
    count = len(stack.slices)
    plane = first.geometry
    geometry = replace(plane, size=(*plane.size[:2], count), spacing=(*plane.spacing[:2], stack.slice_spacing))
    notes = [*stack.problems, *first.notes]
    if len(set(rescales)) > 1:
        notes = [note for note in notes if not note.startswith("Rescaled by ITK")]
        slopes = range_text([one.slope if one is not None else 1.0 for one in rescales])
        intercepts = range_text([one.intercept if one is not None else 0.0 for one in rescales])
        notes.append(f"Rescaled by ITK, slice by slice: slopes {slopes}, intercepts {intercepts}.")
    normal = normal_of(stack.slices[0]) if stack.slices[0].direction is not None else None
    matrix = np.array(plane.direction, dtype=np.float64)
    if normal is not None and float(normal @ matrix[:, 2]) < 0:  # the positions decide, which ascend along the normal
        matrix[:, 2] *= -1.0
        geometry = replace(geometry, direction=tuple(tuple(row) for row in matrix.tolist()))
    chosen = itk_type_for(dtype, first.components, first.pixel_type, geometry.dimension)
    return replace(
        first,
        path=folder,
        component_type=first.component_type if first.read_as else COMPONENT_TYPES[dtype],
        dtype=dtype,
        geometry=geometry,
        itk_type=chosen.name if chosen else "",
        metadata=metadata,
        metadata_names=dicom_header.names_of(metadata),
        notes=tuple(notes),
        stamp=None,
        data_files=tuple(one.path for one in stack.slices),
        data_stamps=tuple(stamps[one.path] for one in stack.slices),
        rescale=_rescales(rescales),
    )


def _rescales(rescales: list[Rescale | None]) -> tuple[Rescale | None, ...]:
    """Return nothing when no slice was rescaled, one for all where it is the same, else one a slice."""
    if len(set(rescales)) > 1:
        return tuple(rescales)
    return () if rescales[0] is None else (rescales[0],)


def read_series_into(info: ImageInfo, memory: npt.NDArray[np.uint8]) -> int:
    """Decode the slices into ``memory``, each at its place.

    Parameters
    ----------
    info : ImageInfo
        From `read_series_header`.
    memory : numpy.ndarray
        Writable uint8, shape (``info.bytes``,).

    Returns
    -------
    int
        Number of copies made of every pixel: 0, or 1 where ITK's type is not the volume's.

    Raises
    ------
    OpenError
        If ITK's reader gives up, or a file has changed since its header was read.
    """
    places = memory.reshape(len(info.data_files), -1)
    copies = 0
    for path, place in zip(info.data_files, places, strict=True):
        one = _slice_header(path, info)
        if one.info.dtype == info.dtype:
            copies = max(copies, read_into(one, place))
        else:
            own = np.zeros(one.nbytes, dtype=np.uint8)
            read_into(one, own)
            np.copyto(place.view(info.dtype), own.view(one.info.dtype), casting="safe")
            copies = 1
    return copies


def read_series_settled(info: ImageInfo, memory: npt.NDArray[np.uint8]) -> tuple[ImageInfo, int]:
    """Read as `read_series_into` does, then hold some slices against the second reader; all when one is wrong.

    Returns
    -------
    ImageInfo
        With what is to be said of the pixels.
    int
        As `read_series_into`.
    """
    if info.read_as:
        return _converted(info, memory)
    copies = read_series_into(info, memory)
    last = len(info.data_files) - 1
    told = _told_of(info, memory, sorted({0, last // 2, last}))
    if told:
        _told_of(info, memory, range(last + 1))
    return replace(info, notes=(*info.notes, *told[:1])), copies


def _converted(info: ImageInfo, memory: npt.NDArray[np.uint8]) -> tuple[ImageInfo, int]:
    """Read all slices as another type than the stored one, each settled before it is converted."""
    found: dict[str, None] = {}
    copies = 0
    for path, place in zip(info.data_files, memory.reshape(len(info.data_files), -1), strict=True):
        one = _slice_header(path, info)
        settled, made = read_settled(one, place)
        copies = max(copies, made)
        found.update(dict.fromkeys(settled.info.notes[len(one.info.notes) :]))
    return replace(info, notes=(*info.notes, *list(found)[:1])), copies


def _told_of(info: ImageInfo, memory: npt.NDArray[np.uint8], numbers: Iterable[int]) -> list[str]:
    """Mend the slices of these numbers where ITK read them wrongly, and return what there is to say, each once."""
    places = memory.reshape(len(info.data_files), -1)
    found: dict[str, None] = {}
    for number in numbers:
        one = _slice_header(info.data_files[number], info)
        if one.info.dtype != info.dtype:
            continue
        try:
            second = readers.second_reader(info.format, OpenRequest(one.info.path))
        except SecondReaderError:
            continue
        quiet = replace(one, info=replace(one.info, notes=()), second=second)
        found.update(dict.fromkeys(second_opinion.with_settled_pixels(quiet, places[number]).info.notes))
    return list(found)


def _slice_header(path: Path, volume: ImageInfo) -> Header:
    """Return the header of one slice, ready to be read; of ``info`` only path, type and "read as" count."""
    io = dicom_header.opened(path)
    size = volume.geometry.size[:2]
    if io is None or dicom_header.size_of(io) != (*size, 1) or not _fits(io, volume):
        raise OpenError(f"{path.name} has changed since the folder was opened.", advice="Open it again.")
    if volume.read_as:
        return read_header(path, volume.read_as)
    dtype = DTYPES[io.GetComponentTypeAsString(io.GetComponentType())]
    nbytes = math.prod(size) * volume.components * np.dtype(dtype).itemsize
    return Header(replace(volume, path=path, dtype=dtype), io, (*size, 1), dtype, nbytes)


def _fits(io: Any, volume: ImageInfo) -> bool:
    return bool(volume.read_as) or int(io.GetNumberOfComponents()) == volume.components
