"""The child's work on an image file: its header, then its pixels, mapped where they lie or read into scratch."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path

from itk_inspector.core.display.defaults import first_look
from itk_inspector.core.header.companions import DETACHED
from itk_inspector.itkio import raw_check
from itk_inspector.itkio.dicom.dicom_header import with_dicom_details
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.engine.header_record import Header
from itk_inspector.itkio.files import file_names
from itk_inspector.itkio.formats import reader_notes
from itk_inspector.itkio.formats.kind_of_file import kind_by_name
from itk_inspector.itkio.header import read_requested
from itk_inspector.itkio.label_tables import with_labels
from itk_inspector.itkio.reader import read_settled
from itk_inspector.itkio.second import readers
from itk_inspector.itkio.stores import engines, kinds
from itk_inspector.worker.child import first_pages, read_store
from itk_inspector.worker.child.desk import Desk
from itk_inspector.worker.memory import memory_limit
from itk_inspector.worker.memory.scratch_file import copy_bytes, map_writable, most_free, reserve_for_copy
from itk_inspector.worker.sandbox.landlock import Access
from itk_inspector.worker.sandbox.own_files import own_files
from itk_inspector.worker.tasks.open import HeaderReply, OpenTask, PixelsReply
from itk_inspector.worker.wire.ends import opened_to_send
from itk_inspector.worker.wire.messages import ProgressReply


def load(task: OpenTask) -> None:
    """Load the reader; that of an image in chunks has threads, which no fork would have, and is loaded in it."""
    if kinds.is_store(task.path):
        return
    if task.request.files:
        engine.dicom_io()
    elif not file_names.is_known(task.path):
        engine.image_io()
    if task.request.read_as and not task.request.header_only:
        engine.readers()
    readers.preload("GDCMImageIO" if task.request.files else kind_by_name(task.path))


def access(task: OpenTask) -> Access:
    """Return the image's own files, or those of the series."""
    request, path = task.request, task.path
    if kinds.is_store(path) and not request.files:
        return read_store.access(request)
    if request.files:
        folders = {file.parent for file in request.files}
        return Access(read=(path, *folders, *(file for file in request.files if file.is_symlink())))
    link = (Path(tempfile.gettempdir()),) if file_names.needs_links(path) else ()
    return Access(read=tuple(own_files(request)), link=link)


def run(task: OpenTask, desk: Desk) -> None:
    """Read what is asked for.

    Raises
    ------
    OpenError
        If it cannot be read.
    """
    if task.request.files:
        from itk_inspector.worker.child import read_series  # the first picture does not wait for it

        read_series.run(task, desk)
        return
    if engines.is_in_chunks(task.request, most_free(desk.policy)):
        read_store.run(task, desk)
        return
    request, path = task.request, task.path
    desk.stderr_text.take()
    with memory_limit.at_most(memory_limit.for_header(path)):
        header = read_requested(request)
        header = with_dicom_details(header, neighbour=_neighbours(desk, task) if task.neighbours else None)
    header = replace(header, info=with_labels(header.info))
    detached = path.suffix.lower() in DETACHED
    desk.send(HeaderReply(task.token, header.info, None if detached else path.stat().st_size))
    if request.header_only:
        return
    lies_ready = header.place is not None and raw_check.matches_reader(header, header.place)
    if lies_ready and header.info.mapping == "file" and header.nbytes > request.copied_up_to:
        said = replace(header, info=reader_notes.with_reader_notes(header.info, desk.stderr_text.take()))
        _hand_over_file(desk, task, said)
        return
    _read_to_scratch(desk, task, header, lies_ready=lies_ready)


def _read_to_scratch(desk: Desk, task: OpenTask, header: Header, *, lies_ready: bool) -> None:
    fd, large = reserve_for_copy(header.nbytes, desk.policy, task.path.name)
    try:
        pixels = map_writable(fd, header.nbytes)
        copies, labels = 0, header.info.labels
        if not (lies_ready and _copied(header, fd, large)):
            read = partial(read_settled, header, pixels)
            header, copies = memory_limit.in_two_tries(read, header.info.format, header.nbytes)
        said = desk.stderr_text.take()
        # what ITK's reader says is not about pixels that another one reads
        info = reader_notes.with_reader_notes(header.info, "" if header.stands_in else said)
        if copies:
            notes = (*info.notes, "ITK decoded into memory of its own; the pixels were copied once.")
            info = replace(info, notes=notes)
        info, start = replace(info, mapping="scratch", labels=labels), header.start
        seen = pixels[start : start + info.bytes].view(info.dtype).reshape(info.shape)
        look = first_look(info, seen) if task.request.is_drawn else None
        reply = PixelsReply(task.token, info, header.nbytes - start, copies, start, look)
        del header  # some ImageIOs keep a second copy of the pixels as long as they live
        desk.send(reply, (fd,))
    finally:
        os.close(fd)


def _copied(header: Header, fd: int, large: int) -> bool:
    """Copy pixels that lie in a file as they lie in memory; False when that fails, which ITK then explains better."""
    assert header.place is not None
    try:
        with header.place.path.open("rb", buffering=0) as file:
            copy_bytes(file.fileno(), header.place.offset, fd, header.nbytes, large)
    except OSError:
        return False
    return True


def _neighbours(desk: Desk, task: OpenTask) -> Callable[[Path], AbstractContextManager[None]]:
    """Return a context for each look at another file of the folder, which must do the task's own file no harm."""

    @contextlib.contextmanager
    def look(path: Path) -> Iterator[None]:
        desk.send(ProgressReply(task.token, 0.0, path))
        try:
            with memory_limit.at_most(memory_limit.PIXELS_MARGIN):
                yield
        finally:
            desk.send(ProgressReply(task.token, 0.0))

    return look


def _hand_over_file(desk: Desk, task: OpenTask, header: Header) -> None:
    assert header.place is not None
    info, start = header.info, header.start
    fd = opened_to_send(header.place.path)
    try:
        offset = header.place.offset + start
        look = first_pages.look_at(fd, offset, info) if task.request.is_drawn else None
        desk.send(PixelsReply(task.token, info, header.nbytes - start, 0, offset, look), (fd,))
    finally:
        os.close(fd)
