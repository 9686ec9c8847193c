"""The child's work on changed chunks that were saved: hold them against the image, and hand over what differs."""

from __future__ import annotations

import os

from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.worker.child import reckon_store
from itk_inspector.worker.child.desk import Desk
from itk_inspector.worker.memory.changed_boxes import write_boxes
from itk_inspector.worker.sandbox.landlock import Access
from itk_inspector.worker.tasks.read_changes import ReadChangesReply, ReadChangesTask


def load(task: ReadChangesTask) -> None:
    """Load nothing: tensorstore, whose threads no fork would have, comes later."""


def access(task: ReadChangesTask) -> Access:
    """Return the image, and the folder of the changed chunks."""
    image = reckon_store.access_to(task.request)
    return Access(read=(*image.read, task.changes), network=image.network)


def run(task: ReadChangesTask, desk: Desk) -> None:
    """Carry out a task.

    Raises
    ------
    OpenError
        If one of them cannot be read, or they do not belong together.
    UsageError
        If they are changes of another image in the same file.
    """
    from contextlib import closing

    from itk_inspector.itkio.stores import engines  # as below
    from itk_inspector.itkio.stores.changes_note import request_for, saved_changes
    from itk_inspector.itkio.stores.saved_changes import changed_boxes  # an extra, and threads

    saved = saved_changes(task.changes)
    request = request_for(saved, task.request)
    tell = reckon_store.teller(task.token, desk)
    with closing(engines.opened(OpenRequest(task.changes))) as changes, closing(engines.opened(request)) as image:
        boxes = tuple(changed_boxes(saved, changes, image, tell))
    fd = write_boxes(boxes, desk.policy, task.path.name)
    try:
        desk.send(ReadChangesReply(task.token, len(boxes), os.fstat(fd).st_size), (fd,))
    finally:
        os.close(fd)
