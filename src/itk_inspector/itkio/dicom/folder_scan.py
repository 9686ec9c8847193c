"""Looking through a folder for DICOM series."""

from __future__ import annotations

import contextlib
import errno
import math
import os
import stat
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from itk_inspector.core.dicom.grouping import catalogued
from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog, Thumbnail, thumbnail_of
from itk_inspector.core.dicom.slice_header import SliceHeader
from itk_inspector.core.errors import OpenError
from itk_inspector.core.pixels.pixel_types import DTYPES
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.itkio.dicom import dicom_header
from itk_inspector.itkio.dicom.slice_kinds import SliceKinds
from itk_inspector.itkio.dicom.whole_slice import check_whole
from itk_inspector.itkio.engine.itk_names import itk_path
from itk_inspector.itkio.reader import fill

_LARGEST_THUMBNAIL_SOURCE = 64 * 1024 * 1024
_SUBFOLDERS_LOOKED_INTO = 50
_FILES_TRIED = 5
_AT_ONCE = 32
_SECONDS_BETWEEN = 0.05
_HEADER_BYTES = 256 * 1024 * 1024
_THUMBNAIL_BYTES = 12 * _LARGEST_THUMBNAIL_SOURCE

Report: TypeAlias = Callable[[float, Path | None], None]
Bound: TypeAlias = Callable[[int], AbstractContextManager[Any]]


def scan(
    folder: Path,
    *,
    recursive: bool = False,
    thumbnails: bool = True,
    uid: str = "",
    skips: Collection[Path] = (),
    report: Report = lambda fraction, path: None,
    bounded: Bound = contextlib.nullcontext,
) -> SeriesCatalog:
    """List the DICOM series of a folder from the files' headers.

    An entry that cannot be looked at is named in the catalog, and never hides the others.

    Parameters
    ----------
    folder : pathlib.Path
    recursive : bool
        Search subfolders too.
    thumbnails : bool
        Decode the middle slice of each series, where one is to be chosen.
    uid : str
        List this series only.
    skips : collection of pathlib.Path
        Files that ended a reader before.
    report : callable
        Called now and then with the part that is done, 0 to 1, and before ITK reads a file with that file too.
    bounded : callable
        Returns a context in which so many bytes can be allocated.

    Raises
    ------
    OpenError
        If the folder cannot be read, or neither it nor a subfolder holds DICOM images.
    """
    obstacles: list[str] = [f"{visible_text(path.name)}: it ended ITK’s reader" for path in skips]
    paths = [path for path in _files(folder, obstacles, recursive=recursive) if path not in skips]
    found: list[SliceHeader] = []
    passed_over = 0
    progress = _Progress(len(paths), report)
    kinds = SliceKinds(keys=False, before_gdcm=progress.names)
    for first in range(0, len(paths), _AT_ONCE):
        with bounded(_HEADER_BYTES):
            for count, path in enumerate(paths[first : first + _AT_ONCE], first):
                progress.comes_to(count)
                try:
                    facts = kinds.look(path)
                except OpenError as e:
                    obstacles.append(f"{visible_text(path.name)}: {e.message}")
                except MemoryError:
                    obstacles.append(f"{visible_text(path.name)}: it takes too much memory")
                else:
                    found.extend([facts.header] if facts is not None else [])
                    passed_over += facts is None
    subfolders = () if recursive or uid else tuple(_subfolders_with_images(folder, skips, report, bounded))
    if not found and not subfolders:
        what = "nothing" if not paths and not obstacles else "no DICOM images"
        advice = SeriesCatalog(folder, (), obstacles=tuple(obstacles)).remarks
        raise OpenError(
            f"{visible_text(folder.name or str(folder))} holds {what}.",
            advice=" ".join(["Open an image file, or another folder.", *advice]),
        )
    listed = catalogued(one for one in found if not uid or one.uid == uid)
    if uid and not listed:
        raise OpenError(f"{visible_text(folder.name)} no longer holds this series.", advice="Open the folder.")
    catalog = SeriesCatalog(folder, tuple(listed), passed_over, subfolders, tuple(obstacles))
    if not thumbnails or catalog.obvious is not None:
        return catalog
    report(1.0, None)
    return replace(catalog, series=tuple(replace(one, thumbnail=_thumbnail(one, bounded)) for one in listed))


class _Progress:
    """Reports how far a scan is: before ITK reads a file, which may end this process, and every now and then."""

    def __init__(self, count: int, report: Report) -> None:
        self._count, self._report = count, report
        self._done = 0.0
        self._told = -math.inf

    def comes_to(self, number: int) -> None:
        """Take the number of the file that is next."""
        self._done = number / self._count
        now = time.monotonic()
        if now - self._told > _SECONDS_BETWEEN:
            self._told = now
            self._report(self._done, None)

    def names(self, path: Path) -> None:
        """Name a file that ITK is going to read."""
        self._report(self._done, path)


def _files(folder: Path, obstacles: list[str], *, recursive: bool) -> Iterator[Path]:
    """Yield the files of a folder, and note why other entries are none."""
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except OSError as e:
        raise OpenError(
            f"{visible_text(folder.name or str(folder))} cannot be looked into.", advice=visible_text(str(e))
        ) from e
    for entry in inside:
        path = folder / entry.name
        try:
            obstacle = _obstacle(path)
            if obstacle:
                obstacles.append(f"{visible_text(entry.name)}: {obstacle}")
            elif entry.is_file():
                yield path
            elif recursive and entry.is_dir(follow_symlinks=False):
                yield from _files(path, obstacles, recursive=True)
        except OSError as e:
            obstacles.append(f"{visible_text(entry.name)}: {e.strerror or e}")
        except OpenError as e:
            obstacles.append(e.message)


def _obstacle(path: Path) -> str:
    """Return why an entry of a folder cannot be looked at; ``""`` for a file or folder that can."""
    try:
        kind = path.stat().st_mode
        itk_path(path)
    except FileNotFoundError:
        return "it is a link that leads nowhere"
    except OSError as e:
        return "it is a link that leads in a circle" if e.errno == errno.ELOOP else str(e.strerror)
    except OpenError:
        return "its name is not UTF-8"
    if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
        return "it is no regular file"
    may = os.R_OK if stat.S_ISREG(kind) else os.R_OK | os.X_OK
    return "" if os.access(path, may) else "you may not read it"


def _subfolders_with_images(folder: Path, skips: Collection[Path], report: Report, bounded: Bound) -> Iterator[str]:
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
        if any(path not in skips and _is_image(path, report, bounded) for path in paths):
            yield visible_text(str(Path(place).relative_to(folder)))


def _is_image(path: Path, report: Report, bounded: Bound) -> bool:
    if _obstacle(path):
        return False
    report(1.0, path)
    with contextlib.suppress(OpenError, MemoryError), bounded(_HEADER_BYTES):
        return dicom_header.opened(path) is not None
    return False


def _thumbnail(series: DicomSeries, bounded: Bound) -> Thumbnail | None:
    with contextlib.suppress(OpenError, MemoryError), bounded(_THUMBNAIL_BYTES):
        path = series.files[len(series.files) // 2]
        io = dicom_header.opened(path)
        check_whole(path, io)
        return _drawn(series, io)
    return None


def _drawn(series: DicomSeries, io: Any) -> Thumbnail | None:
    if io is None:
        return None
    columns, rows, frames = size = dicom_header.size_of(io)
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
