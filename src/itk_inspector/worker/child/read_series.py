"""The child's work on the files of a DICOM series: one volume."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.display.defaults import first_look
from itk_inspector.core.errors import SpaceError
from itk_inspector.core.system.open_files import allocate
from itk_inspector.itkio.dicom.series_header import Series, read_series_header, slice_info
from itk_inspector.itkio.dicom.series_reader import read_series_settled
from itk_inspector.itkio.formats import reader_notes
from itk_inspector.worker.child.desk import Desk
from itk_inspector.worker.child.side_by_side import processes, spread
from itk_inspector.worker.memory import large_pages, memory_limit
from itk_inspector.worker.memory.scratch_file import (
    lack_of_room,
    map_writable,
    reserve_scratch,
    sized_scratch,
    write_bytes,
)
from itk_inspector.worker.tasks.header import HeaderReply, HeaderTask
from itk_inspector.worker.tasks.open import OpenTask, PixelsReply, SliceReply

Show: TypeAlias = Callable[[int, npt.NDArray[np.uint8], int, float], None]
"""Takes the scratch file, its mapping, a slice that is in place, and the seconds that reading one takes."""
_SOON = 0.1
"""Seconds in which the whole volume comes, so that a single slice would only flicker."""


def run(task: OpenTask, desk: Desk) -> None:
    """Read the files of a task as one volume.

    Raises
    ------
    OpenError
        If the files do not make a volume, or one cannot be read.
    """
    request, series = task.request, tell_header(task, desk)
    info = series.info
    name, policy = request.path.name, desk.policy
    try:
        fd = sized_scratch(info.bytes, policy, name)
        if info.read_as:  # all of it is converted before anything is shown
            large_pages.take(fd, info.bytes)
        _read(task, desk, series, fd, partial(_show_first, task, desk, series))
        return
    except SpaceError:  # another process may have taken the room meanwhile
        pass
    _read(task, desk, series, reserve_scratch(info.bytes, policy, name), _show_none)


def tell_header(task: OpenTask | HeaderTask, desk: Desk) -> Series:
    """Read the headers of the files of a task, and send that of the volume.

    Raises
    ------
    OpenError
        If the files do not make a volume.
    """
    request = task.request
    with memory_limit.at_most(memory_limit.HEADER_MARGIN):
        series = read_series_header(request.path, request.files, request.read_as)
    total = sum(path.stat().st_size for path in series.info.data_files)
    desk.send(HeaderReply(task.token, series.info, total))
    return series


def _read(task: OpenTask, desk: Desk, series: Series, fd: int, show: Show) -> None:
    """Fill a scratch file with the volume, and hand it over."""
    info = series.info
    room = partial(lack_of_room, info.bytes, desk.policy, task.request.path.name)

    def store(start: int, values: npt.NDArray[np.uint8]) -> None:
        with room():
            write_bytes(fd, start, values)

    def reserve(start: int, nbytes: int) -> None:
        with room():
            allocate(fd, start, nbytes)

    try:
        with memory_limit.at_most(memory_limit.for_pixels("GDCMImageIO", info.bytes // len(info.data_files))):
            memory = map_writable(fd, info.bytes)
            first = partial(show, fd, memory)
            info, copies = read_series_settled(series, memory, spread=spread, first=first, store=store, reserve=reserve)
        info = reader_notes.with_reader_notes(info, desk.stderr_text.take())
        look = first_look(info, memory.view(info.dtype).reshape(info.shape)) if task.request.is_drawn else None
        desk.send(PixelsReply(task.token, info, info.bytes, copies, look=look), (fd,))
    finally:
        os.close(fd)


def _show_none(fd: int, memory: npt.NDArray[np.uint8], number: int, seconds: float) -> None:
    """Hand nothing over: it has been done."""


def _show_first(
    task: OpenTask,
    desk: Desk,
    series: Series,
    fd: int,
    memory: npt.NDArray[np.uint8],
    number: int,
    seconds: float,
) -> None:
    """Hand over a slice that is in place, unless the others soon are too; then take room for these.

    That takes as long as reading some of them, and makes it seem quicker than it is.
    """
    each = series.info.bytes // len(series.slices)
    if task.request.is_drawn and seconds * len(series.slices) / processes() >= _SOON:
        info, start = slice_info(series, number), number * each
        look = first_look(info, memory[start : start + each].view(info.dtype).reshape(info.shape))
        desk.send(SliceReply(task.token, info, each, start, look), (fd,))
    for before, after in pairwise(sorted(series.samples)):
        large_pages.take(fd, after * each, (before + 1) * each)
