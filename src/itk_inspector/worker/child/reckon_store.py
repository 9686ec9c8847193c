"""The child's work on all pixels of an image in chunks: nothing of them is kept."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable

from itk_inspector.core.errors import OpenError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.stores import kinds
from itk_inspector.worker.child import read_store
from itk_inspector.worker.child.desk import Desk
from itk_inspector.worker.sandbox.landlock import Access
from itk_inspector.worker.sandbox.own_files import own_files
from itk_inspector.worker.tasks.reckon import ReckonReply, ReckonTask
from itk_inspector.worker.wire.messages import ProgressReply

_STEP = 0.01
"""Parts of which each is told."""
_SECONDS = 1.0
"""After which the next part is told, however small."""


def load(task: ReckonTask) -> None:
    """Load dask, which starts no thread by that."""
    load_dask()


def access(task: ReckonTask) -> Access:
    """Return the folder of a store, or a file and those that belong to it."""
    return access_to(task.request)


def load_dask() -> None:
    """Load what goes through all pixels, where it is installed."""
    if importlib.util.find_spec("dask") is not None:
        from itk_inspector.itkio.stores import on_dask  # noqa: F401 - each task's process has it then


def access_to(request: OpenRequest) -> Access:
    """Return what is read of an image in chunks."""
    if kinds.is_store(request.path):
        return read_store.access(request)
    return Access(read=tuple(own_files(request)))


def need_dask() -> None:
    """Refuse to go on without it.

    Raises
    ------
    OpenError
    """
    if importlib.util.find_spec("dask") is None:
        raise OpenError(
            "All pixels of an image in chunks are gone through by dask, which is not installed.",
            advice="Install itk-inspector[cluster].",
        )


def run(task: ReckonTask, desk: Desk) -> None:
    """Carry out a task.

    Raises
    ------
    OpenError
        If the image cannot be read, or dask is not installed.
    UsageError
        If it has no such level, or no such box, or its numbers have no order.
    """
    tell, outline = teller(task.token, desk), task.outline
    if outline is not None and not outline.kind.is_region:
        from itk_inspector.itkio.stores.line_values import line_values  # few need it

        info, values = line_values(task.request, outline, tell)
        desk.send(ReckonReply(task.token, info, (), samples=values))
        return
    need_dask()
    from itk_inspector.itkio.stores import on_dask  # an extra

    info, found = on_dask.reports_of(task.request, task.wanted, on_dask.in_threads, tell, on_dask.requested, outline)
    desk.send(ReckonReply.of(task.token, info, found))


def teller(token: int, desk: Desk, clock: Callable[[], float] = time.monotonic) -> Callable[[float], None]:
    """Return what tells how much is done, now and then: a part of a giant takes longer than silence may last."""
    before, told_at = 0.0, clock()

    def tell(done: float) -> None:
        nonlocal before, told_at
        if done >= before + _STEP or clock() >= told_at + _SECONDS:
            before, told_at = done, clock()
            desk.send(ProgressReply(token, done))

    return tell
