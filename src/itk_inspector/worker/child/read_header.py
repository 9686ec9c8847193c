"""The child's work on what a file, or a series, says of its image, before any pixel is read."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from itk_inspector.core.header.companions import DETACHED
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.engine.header_record import Header
from itk_inspector.itkio.files import file_names
from itk_inspector.itkio.formats.kind_of_file import kind_by_name
from itk_inspector.itkio.formats.known_formats import facts_of
from itk_inspector.itkio.header import read_requested
from itk_inspector.itkio.label_tables import with_labels
from itk_inspector.itkio.second import readers
from itk_inspector.itkio.stores import kinds
from itk_inspector.worker.child.desk import Desk
from itk_inspector.worker.memory import memory_limit
from itk_inspector.worker.memory.scratch_file import most_free
from itk_inspector.worker.sandbox.landlock import Access
from itk_inspector.worker.sandbox.own_files import own_files
from itk_inspector.worker.tasks.header import HeaderReply, HeaderTask
from itk_inspector.worker.wire.messages import ProgressReply, Task

Neighbours: TypeAlias = Callable[[Path], AbstractContextManager[None]]
"""Returns a context for each look at another file of the folder, which must do the task's own file no harm."""


def load(task: HeaderTask) -> None:
    """Load the reader."""
    load_reader(task.request)


def access(task: HeaderTask) -> Access:
    """Return the image's own files, or those of the series."""
    return access_to(task.request)


def run(task: HeaderTask, desk: Desk) -> None:
    """Read what is asked for.

    Raises
    ------
    OpenError
        If it cannot be read.
    """
    if task.request.files:
        from itk_inspector.worker.child import read_series  # for series only

        read_series.tell_header(task, desk)
    elif kinds.is_in_chunks(task.request, partial(most_free, desk.policy)):
        from itk_inspector.worker.child import read_store  # for images in chunks only

        read_store.tell_header(task, desk)
    else:
        tell_header(task, task.request, desk, neighbours(desk, task.token) if task.neighbours else None)


def load_reader(request: OpenRequest) -> None:
    """Load what reads a header; for an image in chunks it has threads, which no fork would have: it is loaded there."""
    if kinds.is_store(request.path):
        return
    if request.files:
        engine.dicom_io()
    elif not file_names.is_known(request.path):
        engine.image_io()
    kind = "GDCMImageIO" if request.files else kind_by_name(request.path)
    facts_of(kind)
    readers.preload(kind)


def access_to(request: OpenRequest) -> Access:
    """Return the files of an image, or of a series."""
    path = request.path
    if kinds.is_store(path) and not request.files:
        from itk_inspector.worker.child import read_store  # for images in chunks only

        return read_store.access(request)
    if request.files:
        folders = {file.parent for file in request.files}
        return Access(read=(path, *folders, *(file for file in request.files if file.is_symlink())))
    link = (Path(tempfile.gettempdir()),) if file_names.needs_links(path) else ()
    return Access(read=tuple(own_files(request)), link=link)


def tell_header(task: Task, request: OpenRequest, desk: Desk, look: Neighbours | None) -> Header:
    """Read the header of a file, and send it.

    Raises
    ------
    OpenError
        If it cannot be read.
    """
    path = request.path
    with memory_limit.at_most(memory_limit.for_header(path)):
        header = read_requested(request)
        if header.info.format == "GDCMImageIO":
            from itk_inspector.itkio.dicom.dicom_header import with_dicom_details  # for DICOM only

            header = with_dicom_details(header, neighbour=look)
    header = replace(header, info=with_labels(header.info))
    detached = path.suffix.lower() in DETACHED
    desk.send(HeaderReply(task.token, header.info, None if detached else path.stat().st_size))
    return header


def neighbours(desk: Desk, token: int) -> Neighbours:
    """Return what tells of each look at another file of the folder."""

    @contextlib.contextmanager
    def look(path: Path) -> Iterator[None]:
        desk.send(ProgressReply(token, 0.0, path))
        try:
            with memory_limit.at_most(memory_limit.PIXELS_MARGIN), desk.stderr_text.of_another():
                yield
        finally:
            desk.send(ProgressReply(token, 0.0))

    return look
