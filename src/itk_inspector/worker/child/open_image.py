"""The child's work on an image file: its header, then its pixels, mapped where they lie or read into scratch."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from itk_inspector.core.display.defaults import first_look
from itk_inspector.itkio import raw_check
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.engine.header_record import Header
from itk_inspector.itkio.formats import reader_notes
from itk_inspector.itkio.reader import read_settled
from itk_inspector.itkio.stores import kinds
from itk_inspector.worker.child import first_pages, read_header, read_store
from itk_inspector.worker.child.desk import Desk
from itk_inspector.worker.memory import memory_limit
from itk_inspector.worker.memory.scratch_file import (
    copy_bytes,
    map_writable,
    most_free,
    reserve_for_copy,
    reserve_scratch,
)
from itk_inspector.worker.sandbox.landlock import Access
from itk_inspector.worker.tasks.open import OpenTask, PixelsReply
from itk_inspector.worker.wire.ends import opened_to_send

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


def load(task: OpenTask) -> None:
    """Load the reader."""
    engine.preload_classes()
    read_header.load_reader(task.request)
    if task.request.read_as and not kinds.is_store(task.path):
        engine.readers()


def access(task: OpenTask) -> Access:
    """Return the image's own files, or those of the series."""
    return read_header.access_to(task.request)


def run(task: OpenTask, desk: Desk) -> None:
    """Read what is asked for.

    Raises
    ------
    OpenError
        If it cannot be read.
    """
    request = task.request
    if request.files:
        from itk_inspector.worker.child import read_series  # the first picture does not wait for it

        read_series.run(task, desk)
        return
    if kinds.is_in_chunks(request, partial(most_free, desk.policy)):
        read_store.run(task, desk)
        return
    look = read_header.neighbours(desk, task.token) if task.neighbours else None
    header = read_header.tell_header(task, request, desk, look)
    lies_ready = header.place is not None and raw_check.matches_reader(header, header.place)
    if lies_ready and header.info.mapping == "file" and header.nbytes > request.copied_up_to:
        said = replace(header, info=reader_notes.with_reader_notes(header.info, desk.stderr_text.take()))
        _hand_over_file(desk, task, said)
        return
    _read_to_scratch(desk, task, header, lies_ready=lies_ready)


def _read_to_scratch(desk: Desk, task: OpenTask, header: Header, *, lies_ready: bool) -> None:
    name = task.path.name
    if lies_ready:
        fd, large = reserve_for_copy(header.nbytes, desk.policy, name)
    else:
        fd, large = reserve_scratch(header.nbytes, desk.policy, name), 0
    try:
        pixels = map_writable(fd, header.nbytes)
        copies, labels = 0, header.info.labels
        if not (lies_ready and _copied(header, fd, large, pixels)):
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


def _copied(header: Header, fd: int, large: int, pixels: npt.NDArray[np.uint8]) -> bool:
    """Copy pixels that lie in a file as they lie in memory; False when that fails, which ITK then explains better."""
    assert header.place is not None
    try:
        with header.place.path.open("rb", buffering=0) as file:
            copy_bytes(file.fileno(), header.place.offset, fd, header.nbytes, large)
    except OSError:
        pixels[:] = 0  # scratch is empty for ITK's readers: some leave out what they do not find
        return False
    return True


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
