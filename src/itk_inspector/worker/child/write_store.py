"""The child's work on a new store: write and verify it beside the target, box by box, and put it in place."""

from __future__ import annotations

import uuid
from functools import partial

from itk_inspector.core.errors import ExportError
from itk_inspector.core.header.file_stamp import FileStamp, bytes_of
from itk_inspector.storage.folder_in_place import put_folder_in_place
from itk_inspector.storage.reasons import with_reason
from itk_inspector.storage.staging import sweep
from itk_inspector.worker.child import reckon_store
from itk_inspector.worker.child.desk import Desk
from itk_inspector.worker.memory import freed
from itk_inspector.worker.sandbox.landlock import Access
from itk_inspector.worker.tasks.new_store import NewStoreReply, NewStoreTask


def load(task: NewStoreTask) -> None:
    """Load dask; tensorstore, whose threads no fork would have, comes later."""
    reckon_store.load_dask()


def access(task: NewStoreTask) -> Access:
    """Return what is read, and the folders in which the store is made and gets its name."""
    read = reckon_store.access_to(task.request)
    changes = () if task.what.changes is None else (task.what.changes,)
    return Access(read=(*read.read, *changes), write=(task.target.parent, task.folder), network=read.network)


def run(task: NewStoreTask, desk: Desk) -> None:
    """Carry out a task.

    Raises
    ------
    OpenError
        If the image cannot be read, or a library is not installed.
    UsageError
        If it has no such level, or no such box.
    EditError
        If the expression is none, or values are refused.
    ExportError
        What was there before is untouched.
    """
    reckon_store.need_dask()
    sweep(task.target.parent)
    freed.keep_little()
    tell = reckon_store.teller(task.token, desk)
    from itk_inspector.itkio.stores import engines  # as below

    engines.need_writer(task.path.name)
    from itk_inspector.itkio.stores import new_ome_zarr, rewriting  # an extra, and threads

    folder = task.folder / task.path.name
    try:
        plan, told = rewriting.write_here(task.request, task.what, folder, uuid.uuid4().hex, tell)
    except ExportError as e:
        raise with_reason(e, task.path, task.target.parent) from e
    size, stamp = bytes_of(folder, partial(tell, 1.0)), FileStamp.of(folder)
    put_folder_in_place(folder, task.target)
    notes = (*plan.notes, *told)
    desk.send(NewStoreReply(task.token, task.path, size, notes, stamp, new_ome_zarr.CHECKED_BY))
