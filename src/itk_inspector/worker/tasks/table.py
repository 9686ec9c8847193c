"""Every task that a child can be given: one row each, whose modules are loaded when the task comes."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from itk_inspector.core.data_class import dataclass
from itk_inspector.worker.wire.messages import ON_THE_WAY, Task


@dataclass(frozen=True, slots=True)
class Row:
    """A task and what answers it, each as ``module.Name`` of `worker.tasks`, and the module of `worker.child` for it.

    The latter has three functions: ``load(task)`` loads what the task needs, before the time that it takes counts;
    ``access(task)`` returns what the confined process may touch; ``run(task, desk)`` does it, and answers.
    """

    task: str
    replies: tuple[str, ...]
    module: str


ROWS = (
    Row("header.HeaderTask", ("header.HeaderReply",), "read_header"),
    Row(
        "open.OpenTask", ("header.HeaderReply", "open.SliceReply", "open.PixelsReply", "open.StoreReply"), "open_image"
    ),
    Row("scan.ScanTask", ("scan.SeriesReply",), "scan_folder"),
    Row("export.ExportTask", ("export.ExportReply",), "save_image"),
    Row("operate.OperateTask", ("operate.OperateReply",), "operate"),
    Row("reckon.ReckonTask", ("reckon.ReckonReply",), "reckon_store"),
    Row("measure_labels.MeasureLabelsTask", ("measure_labels.MeasureLabelsReply",), "measure_labels"),
    Row("read_changes.ReadChangesTask", ("read_changes.ReadChangesReply",), "read_changes"),
    Row("new_store.NewStoreTask", ("new_store.NewStoreReply",), "write_store"),
    Row("edited_store.EditedStoreTask", ("new_store.NewStoreReply",), "write_edited_store"),
)


class _Kinds(Mapping[str, type]):
    """Messages by their names, each loaded when it is asked for.

    Parameters
    ----------
    places : iterable of str
        ``module.Name`` of each.
    known : mapping of str to type, optional
        Others, which are loaded.
    """

    def __init__(self, places: Iterable[str], known: Mapping[str, type] = MappingProxyType({})) -> None:
        self._modules = {name: module for module, _, name in (place.partition(".") for place in places)}
        self._loaded = dict(known)

    def __getitem__(self, name: str) -> type:
        if name not in self._loaded:
            module = importlib.import_module(f"itk_inspector.worker.tasks.{self._modules[name]}")
            self._loaded[name] = getattr(module, name)
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._loaded, **self._modules})

    def __len__(self) -> int:
        return len({**self._loaded, **self._modules})


TASKS: Mapping[str, type] = _Kinds(row.task for row in ROWS)
"""What a child takes."""
REPLIES: Mapping[str, type] = _Kinds((place for row in ROWS for place in row.replies), ON_THE_WAY)
"""What it may say."""


def module_of(task: Task) -> str:
    """Return the module of `worker.child` that does a task."""
    return next(row.module for row in ROWS if row.task.endswith(f".{type(task).__name__}"))
