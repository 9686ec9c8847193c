"""Opening a small image that comes with the program, in a process that waits for its task, and telling nobody.

A fork has each page of memory from the process that it was made of, and makes it its own when it first writes to it;
there are a thousand that each task writes to, and they are met here before there is one.
"""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

from itk_inspector.core.errors import InspectorError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.child import open_image
from itk_inspector.worker.child.desk import Desk, StderrText
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.tasks.open import OpenTask
from itk_inspector.worker.tasks.table import TASKS
from itk_inspector.worker.wire.ends import channel_on
from itk_inspector.worker.wire.messages import decode, encode

_REHEARSED = OpenTask(0, OpenRequest(Path(__file__).parent / "rehearsal.mha", is_drawn=False))


def prepare() -> None:
    """Load what it is done with, in the process that is forked."""
    open_image.load(_REHEARSED)


def rehearse(policy: ScratchPolicy) -> None:
    """Open it."""
    task = decode(encode(_REHEARSED), TASKS)
    one, other = socket.socketpair()
    with one, other, contextlib.suppress(InspectorError, OSError):  # without it the next task takes longer
        open_image.access(task)
        open_image.run(task, Desk(channel_on(one, TASKS), policy, StderrText()))
