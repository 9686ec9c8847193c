"""The child's work on an operation: from the pixels that it is given into scratch."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import sys
from collections.abc import Callable

from itk_inspector.core.display.defaults import first_look
from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.operations.table import row_of
from itk_inspector.core.errors import EditError, ExportError, SpaceError
from itk_inspector.core.text.byte_text import byte_text
from itk_inspector.itkio import filters
from itk_inspector.itkio.filter_work import Source, Work
from itk_inspector.worker.child import given_pixels
from itk_inspector.worker.child.desk import Desk
from itk_inspector.worker.memory import memory_limit
from itk_inspector.worker.memory.scratch_file import map_writable, reserve_scratch
from itk_inspector.worker.sandbox.landlock import Access
from itk_inspector.worker.tasks.operate import GivenImage, OperateReply, OperateTask
from itk_inspector.worker.wire.messages import ProgressReply

_LESS = 5
_STEP = 0.01
"""Parts of which each is told."""


def load(task: OperateTask) -> None:
    """Load what the operation is done with."""
    _let_the_window_go_first()
    filters.preload(Operation.from_record(json.loads(task.text)).name)


@functools.cache
def _let_the_window_go_first() -> None:
    """Be nicer: filters keep all processors busy, and this process has no other work."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        os.nice(_LESS)


def access(task: OperateTask) -> Access:
    """Return nothing: pixels come as descriptors, and scratch is open."""
    return Access()


def run(task: OperateTask, desk: Desk) -> None:
    """Carry out a task.

    Raises
    ------
    EditError
        If the image does not allow it.
    SpaceError
        If there is no room for the result.
    """
    operation = Operation.from_record(json.loads(task.text))
    row = row_of(operation.name)
    source, others = _sources(task, desk)
    infos = {name: other.info for name, other in others.items()}
    given = row.complete(source.info, operation.parameters, infos)
    expected = row.outcome(source.info, given, infos)
    info = expected.info(source.info, row.name)
    taken = source.info.bytes + expected.bytes + expected.working_bytes
    _refuse_much(expected.working_bytes, row.title, source.info.path.name)
    fd = reserve_scratch(expected.bytes, desk.policy, info.path.name)
    try:
        out = map_writable(fd, expected.bytes).view(expected.dtype).reshape(expected.shape)
        work = Work(source, given, expected, out, others, _teller(task.token, desk))
        with memory_limit.at_most(memory_limit.for_operation(taken)):
            notes = filters.run(operation, work)
        desk.send(OperateReply(task.token, info, expected.bytes, notes, look=first_look(info, out)), (fd,))
    except MemoryError as e:
        raise _no_room(row.title, source.info.path.name) from e
    finally:
        os.close(fd)


def _teller(token: int, desk: Desk) -> Callable[[float], None]:
    """Return what tells the window how much is done, now and then."""
    told = 0.0

    def tell(done: float) -> None:
        nonlocal told
        if done >= told + _STEP or (done >= 1.0 > told):
            told = done
            desk.send(ProgressReply(token, done))

    return tell


def _refuse_much(nbytes: int, title: str, name: str) -> None:
    """Refuse what would take more memory on the way than there is."""
    free = memory_limit.available()
    if free is not None and nbytes > free:
        raise _no_room(title, name, f": it takes {byte_text(nbytes)}, and {byte_text(free)} are free")


def _no_room(title: str, name: str, why: str = "") -> SpaceError:
    sentence = f"{title} of {name} takes more memory than there is{why}."
    return SpaceError(sentence, advice="Close other programs, or crop the image first.")


def _sources(task: OperateTask, desk: Desk) -> tuple[Source, dict[str, Source]]:
    images = (task.image, *task.others)
    sources, at = [], 0
    for image in images:
        sources.append(_source(image, desk.fds[at : at + image.descriptors]))
        at += image.descriptors
    return sources[0], dict(zip(task.names, sources[1:], strict=True))


def _source(image: GivenImage, fds: tuple[int, ...]) -> Source:
    name = image.info.path.name
    try:
        return Source(given_pixels.pixels_of(image.source, image.info, fds, name), image.info)
    except ExportError as e:
        raise EditError(e.message.replace("nothing was written", "nothing was done"), advice=e.advice) from e
