"""Every task that a child can be given: one row each."""

from __future__ import annotations

from dataclasses import dataclass

from itk_inspector.worker.tasks.edited_store import EditedStoreTask
from itk_inspector.worker.tasks.export import ExportReply, ExportTask
from itk_inspector.worker.tasks.new_store import NewStoreReply, NewStoreTask
from itk_inspector.worker.tasks.open import HeaderReply, OpenTask, PixelsReply, SliceReply, StoreReply
from itk_inspector.worker.tasks.operate import OperateReply, OperateTask
from itk_inspector.worker.tasks.reckon import ReckonReply, ReckonTask
from itk_inspector.worker.tasks.scan import ScanTask, SeriesReply
from itk_inspector.worker.wire.messages import ON_THE_WAY, Task


@dataclass(frozen=True, slots=True)
class Row:
    """A task, what answers it, and the module of `worker.child` that does it.

    The module has three functions: ``load(task)`` loads what the task needs, before the time that it takes counts;
    ``access(task)`` returns what the confined process may touch; ``run(task, desk)`` does it, and answers.
    """

    task: type[Task]
    replies: tuple[type, ...]
    module: str


ROWS = (
    Row(OpenTask, (HeaderReply, SliceReply, PixelsReply, StoreReply), "open_image"),
    Row(ScanTask, (SeriesReply,), "scan_folder"),
    Row(ExportTask, (ExportReply,), "save_image"),
    Row(OperateTask, (OperateReply,), "operate"),
    Row(ReckonTask, (ReckonReply,), "reckon_store"),
    Row(NewStoreTask, (NewStoreReply,), "write_store"),
    Row(EditedStoreTask, (NewStoreReply,), "write_edited_store"),
)

TASKS: dict[str, type] = {row.task.__name__: row.task for row in ROWS}
"""What a child takes."""
REPLIES: dict[str, type] = ON_THE_WAY | {kind.__name__: kind for row in ROWS for kind in row.replies}
"""What it may say."""


def module_of(task: Task) -> str:
    """Return the module of `worker.child` that does a task."""
    return next(row.module for row in ROWS if row.task is type(task))
