"""Whether what a child says can be true; nothing of it is used before."""

from __future__ import annotations

import math
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

import numpy as np

from itk_inspector.core import errors
from itk_inspector.itkio.engine.pixel_types import itk_type_of
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import (
    Begun,
    ErrorReply,
    ExportReply,
    ExportTask,
    HeaderReply,
    OpenTask,
    PixelsReply,
    ProgressReply,
    Ready,
    Reply,
    ScanTask,
    SeriesReply,
)

if TYPE_CHECKING:
    from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog
    from itk_inspector.core.header.image_info import ImageInfo

_DTYPES = frozenset(np.dtype(code).name for code in np.typecodes["All"] if np.dtype(code).kind in "biufc")
_MOST_AXES = 16
_MOST_BYTES = 2**62
_LARGEST_THUMBNAIL = 1024


def check_reply(reply: Reply, fds: tuple[int, ...], task: OpenTask | ScanTask | ExportTask) -> None:
    """Refuse a reply that does not answer a task, or that no file could give.

    Parameters
    ----------
    reply : Reply
        Made of the right types already.
    fds : tuple of int
        What came with it.
    task : OpenTask, ScanTask or ExportTask
        What the child was given.

    Raises
    ------
    CodecError
    """
    if isinstance(reply, Ready):
        return
    _need(reply.token == task.token, "another task")
    match reply:
        case HeaderReply():
            _need(isinstance(task, OpenTask), "a header that nobody asked for")
            _check_info(reply.info, task)
            _need(reply.consumes is None or reply.consumes >= 0, "a negative length")
        case PixelsReply():
            _need(isinstance(task, OpenTask) and not task.request.header_only, "pixels that nobody asked for")
            _check_info(reply.info, task)
            _check_pixels(reply, fds[0])
        case ProgressReply():
            _need(math.isfinite(reply.fraction) and 0 <= reply.fraction <= 1, "more than all")
        case SeriesReply():
            _need(isinstance(task, ScanTask), "series that nobody asked for")
            _check_catalog(reply.catalog, task)
        case ExportReply():
            _need(isinstance(task, ExportTask) and reply.path == task.request.target, "another target")
            _need(reply.bytes >= 0, "a negative length")
        case ErrorReply():
            kind = getattr(errors, reply.kind, None)
            _need(isinstance(kind, type) and issubclass(kind, errors.InspectorError), "no kind of error")
        case Begun():
            pass
        case _:
            assert_never(reply)


def _need(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise CodecError(otherwise)


def _check_info(info: ImageInfo, task: OpenTask | ScanTask | ExportTask) -> None:
    _need(isinstance(task, OpenTask) and info.path == task.request.path, "another file")
    _need(info.dtype in _DTYPES and info.mapping in ("file", "scratch"), "no type of pixels")
    geometry, axes = info.geometry, info.geometry.dimension
    lengths = {len(geometry.start_index), len(geometry.origin), len(geometry.spacing), len(geometry.direction)}
    lengths |= {len(row) for row in geometry.direction}
    _need(1 <= axes <= _MOST_AXES and lengths == {axes}, "no number of axes")
    _need(min(geometry.size) >= 1 and geometry.is_sound, "no placement")
    _need(1 <= info.components < 2**31 and (not info.is_complex or info.components % 2 == 0), "no components")
    _need(info.bytes < _MOST_BYTES, "too many pixels")
    chosen = itk_type_of(info)
    _need(info.itk_type == (chosen.name if chosen is not None else ""), "another type of ITK's")
    _need(len(info.rescale) in (0, 1, info.shape[0]), "a rescale too many")
    for one in info.rescale:
        is_sound = one is None or (one.slope != 0 and math.isfinite(one.slope) and math.isfinite(one.intercept))
        _need(is_sound, "a rescale without sense")


def _check_pixels(reply: PixelsReply, fd: int) -> None:
    item = np.dtype(reply.info.dtype).itemsize
    _need(reply.info.bytes <= reply.nbytes < _MOST_BYTES, "too few bytes for the pixels")
    _need(0 <= reply.offset < _MOST_BYTES and reply.offset % item == 0, "pixels between two places")
    status = os.fstat(fd)
    _need(stat.S_ISREG(status.st_mode), "a descriptor of something else than a file")
    _need(status.st_size >= reply.offset + reply.nbytes, "a file that is too short")


def _check_catalog(catalog: SeriesCatalog, task: OpenTask | ScanTask | ExportTask) -> None:
    _need(isinstance(task, ScanTask) and catalog.folder == task.request.path, "another folder")
    _need(catalog.passed_over >= 0, "fewer files than none")
    for series in catalog.series:
        _check_series(series, catalog.folder)


def _check_series(series: DicomSeries, folder: Path) -> None:
    _need(bool(series.files) and _are_inside(series.files, folder), "files elsewhere")
    _need(min(series.size) >= 1 and series.part >= 0, "no size")
    picture = series.thumbnail
    if picture is None:
        return
    is_picture = len(picture.shape) == 2 or (len(picture.shape) == 3 and picture.shape[2] == 3)
    is_small = all(1 <= n <= _LARGEST_THUMBNAIL for n in picture.shape)
    _need(is_picture and is_small and math.prod(picture.shape) == len(picture.rows), "no picture")


def _are_inside(files: Iterable[Path], folder: Path) -> bool:
    folders = {file.parent for file in files}
    return all(place.is_relative_to(folder) and ".." not in place.relative_to(folder).parts for place in folders)
