"""The child's work on an edited store: write and verify it beside the target, chunk by chunk, and put it in place."""

from __future__ import annotations

from collections.abc import Callable

from itk_inspector.core.errors import ExportError
from itk_inspector.core.header.file_stamp import FileStamp, bytes_of
from itk_inspector.storage.folder_in_place import put_folder_in_place
from itk_inspector.storage.reasons import with_reason
from itk_inspector.storage.staging import sweep
from itk_inspector.worker.child import reckon_store
from itk_inspector.worker.child.desk import Desk
from itk_inspector.worker.memory.changed_boxes import read_boxes
from itk_inspector.worker.sandbox.landlock import Access
from itk_inspector.worker.tasks.edited_store import EditedStoreTask
from itk_inspector.worker.tasks.new_store import NewStoreReply


def load(task: EditedStoreTask) -> None:
    """Load dask, where all chunks are gone through; tensorstore, whose threads no fork would have, comes later."""
    if task.has_all:
        reckon_store.load_dask()


def access(task: EditedStoreTask) -> Access:
    """Return what is read, and the folders in which the store is made and gets its name."""
    read = reckon_store.access_to(task.request)
    return Access(read=read.read, write=(task.target.parent, task.folder), network=read.network)


def run(task: EditedStoreTask, desk: Desk) -> None:
    """Carry out a task.

    Raises
    ------
    OpenError
        If the image cannot be read, or a library is not installed.
    ExportError
        What was there before is untouched.
    """
    if task.has_all:
        reckon_store.need_dask()
    sweep(task.target.parent)
    tell = reckon_store.teller(task.token, desk)
    from itk_inspector.itkio.stores import engines  # as below

    engines.need_writer(task.path.name)
    from itk_inspector.itkio.stores import new_ome_zarr  # an extra, and threads

    folder, boxes = task.folder / task.path.name, read_boxes(desk.fds[0], task.boxes, task.info)
    try:
        notes = _writer(task)(task.request, boxes, folder, tell)
    except ExportError as e:
        raise with_reason(e, task.path, task.target.parent) from e
    size, stamp = bytes_of(folder), FileStamp.of(folder)
    put_folder_in_place(folder, task.target)
    desk.send(NewStoreReply(task.token, task.path, size, notes, stamp, new_ome_zarr.CHECKED_BY))


def _writer(task: EditedStoreTask) -> Callable[..., tuple[str, ...]]:
    """Return what writes all chunks, or those that were changed."""
    if task.has_all:
        from itk_inspector.itkio.stores import edited_store  # an extra, for this only

        return edited_store.write_all
    from itk_inspector.itkio.stores import changed_store  # likewise

    return changed_store.write_changed
