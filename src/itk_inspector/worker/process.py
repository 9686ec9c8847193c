"""The child's loop: one task at a time, and every failure told in words."""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import signal
import socket
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import InspectorError, of_system
from itk_inspector.itkio import raw_check
from itk_inspector.itkio.dicom.dicom_header import with_dicom_details
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.engine.header_record import Header
from itk_inspector.itkio.files import file_names
from itk_inspector.itkio.formats import reader_notes
from itk_inspector.itkio.header import read_requested
from itk_inspector.itkio.reader import read_into
from itk_inspector.worker.memory import memory_limit
from itk_inspector.worker.memory.scratch_file import map_writable, read_bytes, reserve_scratch
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.sandbox import apart, family
from itk_inspector.worker.wire.channel import Channel
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import (
    TASKS,
    Begun,
    ErrorReply,
    ExportTask,
    HeaderReply,
    OpenTask,
    PixelsReply,
    ProgressReply,
    Ready,
    ScanTask,
    Task,
)

_BREATH = 0.5
"""Seconds in which the first task may come, before the child loads what other files need."""
_DETACHED = (".mhd", ".nhdr", ".hdr")


def main(arguments: list[str]) -> None:
    """Serve tasks on an inherited socket until the parent is gone.

    Parameters
    ----------
    arguments : list of str
        The socket's descriptor, the parent's process number, then a `ScratchPolicy`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the parent
    family.end_with(int(arguments[1]))
    memory_limit.bound_descriptors()
    warnings.simplefilter("ignore")  # what is printed counts as said by a reader
    channel = Channel(socket.socket(fileno=int(arguments[0])), TASKS)
    policy = ScratchPolicy.from_arguments(arguments[2:])
    stderr_text = _StderrText()
    engine.preload()
    gc.freeze()
    gc.enable()
    channel.send(Ready())
    if not channel.wait(_BREATH):
        _load_rest()
    while True:
        try:
            tasks = channel.receive()
        except EOFError:
            return
        for task, fds in tasks:
            _load_for(task)
            channel.send(Begun(task.token))
            apart.serve(task, fds, policy, functools.partial(_serve, channel, task, fds, stderr_text))
            _load_rest()


def _load_for(task: Task) -> None:
    """Load what a task needs, before the time that it takes counts."""
    match task:
        case ExportTask():
            engine.preload_rest()
        case OpenTask() if not task.request.files:
            if not file_names.is_known(task.request.path):
                engine.image_io()
        case _:
            engine.dicom_io()


def _load_rest() -> None:
    """Load what tasks need here, once, and not in each fork."""
    engine.preload_rest()
    engine.metadata_objects()
    from itk_inspector.worker.tasks import export  # noqa: F401  # the first picture does not wait for them


def _serve(
    channel: Channel, task: Task, fds: tuple[int, ...], stderr_text: _StderrText, prepare: apart.Prepare
) -> None:
    try:
        policy = prepare()
        match task:
            case OpenTask() if task.request.files:
                from itk_inspector.worker.tasks import dicom  # the first picture does not wait for it

                dicom.open_series(channel, task, policy, stderr_text.take)
            case ScanTask():
                from itk_inspector.worker.tasks import dicom  # the first picture does not wait for it

                dicom.list_series(channel, task)
            case OpenTask():
                _open(channel, task, policy, stderr_text)
            case ExportTask():
                with memory_limit.at_most(memory_limit.for_export(task.source.nbytes)):
                    _export(channel, task, fds)
    except InspectorError as e:
        channel.send(ErrorReply(task.token, type(e).__name__, e.message, e.advice, e.detail))
    except CodecError as e:
        sentence = f"{_name(task)} holds more text than can be shown ({e})."
        channel.send(ErrorReply(task.token, "OpenError", sentence, "Read it with another program.", ""))
    except OSError as e:
        what = of_system(e, f"{_name(task)} could not be {'written' if isinstance(task, ExportTask) else 'read'}")
        channel.send(ErrorReply(task.token, type(what).__name__, what.message, what.advice, what.detail))
    except MemoryError:
        sentence = f"{_name(task)} takes more memory than its header justifies, or than there is."
        advice = "The file is damaged, or needs more memory than is free here."
        channel.send(ErrorReply(task.token, "SpaceError", sentence, advice, ""))
    except Exception as e:  # the child's loop must outlive any surprise of a reader
        sentence = f"{_name(task)} could not be {'written' if isinstance(task, ExportTask) else 'read'}."
        channel.send(ErrorReply(task.token, "InspectorError", sentence, str(e), traceback.format_exc()))
    finally:
        for fd in fds:
            os.close(fd)


def _name(task: Task) -> str:
    return task.request.target.name if isinstance(task, ExportTask) else task.request.path.name


def _open(channel: Channel, task: OpenTask, policy: ScratchPolicy, stderr_text: _StderrText) -> None:
    stderr_text.take()
    request, path = task.request, task.request.path
    with memory_limit.at_most(memory_limit.for_header(path)):
        header = read_requested(request)
        header = with_dicom_details(header, neighbour=_neighbours(channel, task) if task.neighbours else None)
    detached = path.suffix.lower() in _DETACHED
    channel.send(HeaderReply(task.token, header.info, None if detached else path.stat().st_size))
    if request.header_only:
        return
    lies_ready = header.place is not None and raw_check.matches_reader(header, header.place)
    if lies_ready and header.info.mapping == "file" and header.nbytes > request.copied_up_to:
        said = replace(header, info=reader_notes.with_reader_notes(header.info, stderr_text.take()))
        _hand_over_file(channel, task.token, said)
        return
    fd = reserve_scratch(header.nbytes, policy, path.name)
    try:
        pixels = map_writable(fd, header.nbytes)
        copies = 0
        if not (lies_ready and _copied(header, pixels)):
            copies = memory_limit.in_two_tries(partial(read_into, header, pixels), header.info.format, header.nbytes)
        info = reader_notes.with_reader_notes(header.info, stderr_text.take())
        if copies:
            notes = (*info.notes, "ITK decoded into memory of its own; the pixels were copied once.")
            info = replace(info, notes=notes)
        reply = PixelsReply(task.token, replace(info, mapping="scratch"), header.nbytes, copies)
        del header  # some ImageIOs keep a second copy of the pixels as long as they live
        channel.send(reply, (fd,))
    finally:
        os.close(fd)


def _copied(header: Header, pixels: npt.NDArray[np.uint8]) -> bool:
    """Copy pixels that lie in a file as they lie in memory; False when that fails, which ITK then explains better."""
    assert header.place is not None
    try:
        with header.place.path.open("rb", buffering=0) as file:
            read_bytes(file.fileno(), header.place.offset, pixels)
    except OSError:
        return False
    return True


def _neighbours(channel: Channel, task: OpenTask) -> Callable[[Path], AbstractContextManager[None]]:
    """Return a context for each look at another file of the folder, which must do the task's own file no harm."""

    @contextlib.contextmanager
    def look(path: Path) -> Iterator[None]:
        channel.send(ProgressReply(task.token, 0.0, path))
        try:
            with memory_limit.at_most(memory_limit.PIXELS_MARGIN):
                yield
        finally:
            channel.send(ProgressReply(task.token, 0.0))

    return look


def _hand_over_file(channel: Channel, token: int, header: Header) -> None:
    assert header.place is not None
    fd = os.open(header.place.path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        channel.send(PixelsReply(token, header.info, header.nbytes, 0, header.place.offset), (fd,))
    finally:
        os.close(fd)


class _StderrText:
    """What the readers write to this process's stderr, which the parent made a file."""

    def __init__(self) -> None:
        self._seen = 0

    def take(self) -> str:
        """Return what came since the last call."""
        sys.stderr.flush()
        try:
            end = os.lseek(2, 0, os.SEEK_CUR)
        except OSError:
            return ""
        start, self._seen = self._seen, end
        return os.pread(2, min(end - start, 1 << 16), start).decode("utf-8", "replace")


def _export(channel: Channel, task: ExportTask, fds: tuple[int, ...]) -> None:
    from itk_inspector.worker.tasks import export  # the first picture does not wait for it

    channel.send(export.save(task, fds))
