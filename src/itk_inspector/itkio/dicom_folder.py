"""Looking through a folder for DICOM series."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from itk_inspector.core.errors import OpenError
from itk_inspector.core.grouping import catalogued
from itk_inspector.core.series import DicomSeries, SeriesCatalog, Thumbnail, thumbnail_of
from itk_inspector.core.slices import SliceHeader
from itk_inspector.itkio import dicom
from itk_inspector.itkio.pixel_types import DTYPES
from itk_inspector.itkio.reader import fill

_LARGEST_THUMBNAIL_SOURCE = 64 * 1024 * 1024
_SUBFOLDERS_LOOKED_INTO = 50
_FILES_TRIED = 5
_STEP = 16


def scan(
    folder: Path,
    *,
    recursive: bool = False,
    thumbnails: bool = True,
    uid: str = "",
    report: Callable[[float], None] = lambda fraction: None,
) -> SeriesCatalog:
    """List the DICOM series of a folder from the files' headers.

    Parameters
    ----------
    folder : pathlib.Path
    recursive : bool
        Look through subfolders too.
    thumbnails : bool
        Decode the middle slice of each series.
    uid : str
        List this series only.
    report : callable
        Called now and then with the part that is done, 0 to 1.

    Raises
    ------
    OpenError
        If the folder cannot be read, or neither it nor a subfolder holds DICOM images.
    """
    paths = list(_files(folder, recursive=recursive))
    found: list[SliceHeader] = []
    for count, path in enumerate(paths):
        if count % _STEP == 0:
            report(count / len(paths))
        io = dicom.opened(path)
        header = dicom.slice_header(path, io) if io is not None else None
        if header is not None:
            found.append(header)
    subfolders = () if recursive or uid else tuple(_subfolders_with_images(folder))
    if not found and not subfolders:
        what = "nothing" if not paths else "no DICOM images"
        raise OpenError(f"{folder.name or folder} holds {what}.", advice="Open an image file, or another folder.")
    listed = catalogued(one for one in found if not uid or one.uid == uid)
    if uid and not listed:
        raise OpenError(f"{folder.name or folder} no longer holds this series.", advice="Open the folder.")
    if thumbnails:
        listed = [replace(series, thumbnail=_thumbnail(series)) for series in listed]
    return SeriesCatalog(folder, tuple(listed), len(paths) - len(found), subfolders)


def _files(folder: Path, *, recursive: bool) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except OSError as e:
        raise OpenError(f"{folder.name or folder} cannot be looked into.", advice=str(e)) from e
    for entry in inside:
        path = folder / entry.name
        if entry.is_file():
            yield path
        elif recursive and entry.is_dir(follow_symlinks=False) and os.access(path, os.R_OK | os.X_OK):
            yield from _files(path, recursive=True)


def _subfolders_with_images(folder: Path) -> Iterator[str]:
    """Name the subfolders, at any depth, that hold DICOM images; a few files of each are tried."""
    looked = 0
    for place, names, files in os.walk(folder):
        names.sort()
        if Path(place) == folder:
            continue
        looked += 1
        if looked > _SUBFOLDERS_LOOKED_INTO:
            return
        paths = [Path(place) / name for name in sorted(files)[:_FILES_TRIED]]
        if any(path.is_file() and dicom.opened(path) is not None for path in paths):
            yield str(Path(place).relative_to(folder))


def _thumbnail(series: DicomSeries) -> Thumbnail | None:
    path = series.files[len(series.files) // 2]
    io = dicom.opened(path)
    if io is None:
        return None
    columns, rows, frames = size = dicom.size_of(io)
    dtype = np.dtype(DTYPES[io.GetComponentTypeAsString(io.GetComponentType())])
    components = int(io.GetNumberOfComponents())
    nbytes = math.prod(size) * components * dtype.itemsize
    if nbytes > _LARGEST_THUMBNAIL_SOURCE:
        return None
    memory = np.zeros(nbytes, dtype=np.uint8)
    try:
        fill(io, size, memory)
    except RuntimeError:
        return None
    shape = (frames, rows, columns, components) if components > 1 else (frames, rows, columns)
    return thumbnail_of(memory.view(dtype).reshape(shape)[frames // 2], series.spacing[:2])
