"""The child's work on all labels of an image in chunks: nothing of the pixels is kept."""

from __future__ import annotations

import importlib.util
import os

import numpy as np

from itk_inspector.core.errors import ExportError, OpenError
from itk_inspector.itkio.stores.given_image import Given
from itk_inspector.worker.child import given_pixels, reckon_store
from itk_inspector.worker.child.desk import Desk
from itk_inspector.worker.memory.scratch_file import map_writable, reserve_scratch
from itk_inspector.worker.sandbox.landlock import Access
from itk_inspector.worker.tasks.measure_labels import MeasureLabelsReply, MeasureLabelsTask


def load(task: MeasureLabelsTask) -> None:
    """Load dask, which starts no thread by that."""
    if importlib.util.find_spec("dask") is not None:
        from itk_inspector.itkio.stores import labels_on_dask  # noqa: F401 - each task's process has it then


def access(task: MeasureLabelsTask) -> Access:
    """Return the folders of both images, or their files, but for one whose pixels came with the task."""
    parts = [reckon_store.access_to(each) for each in task.requests]
    return Access(read=tuple(path for part in parts for path in part.read), network=any(part.network for part in parts))


def run(task: MeasureLabelsTask, desk: Desk) -> None:
    """Carry out a task.

    Raises
    ------
    OpenError
        If an image cannot be read, or has too many labels, or dask is not installed.
    UsageError
        If one has no such level, or no such box, or cannot be measured.
    """
    reckon_store.need_dask()
    from itk_inspector.itkio.stores import labels_on_dask  # an extra

    told = reckon_store.teller(task.token, desk)
    found = labels_on_dask.found_here(task.labels, task.image, told, _given(task, desk))
    table = found.sums.table
    fd = reserve_scratch(max(1, table.nbytes), desk.policy, task.path.name)
    try:
        if len(table):
            np.copyto(map_writable(fd, table.nbytes).view(np.int64).reshape(table.shape), table)
        is_measured = task.image is not None
        reply = MeasureLabelsReply(task.token, found.info, found.labels, len(table), found.sums.outside, is_measured)
        desk.send(reply, (fd,))
    finally:
        os.close(fd)


def _given(task: MeasureLabelsTask, desk: Desk) -> Given | None:
    """Return the image whose pixels came with the task."""
    if task.given is None:
        return None
    info = task.given.info
    try:
        pixels = given_pixels.pixels_of(task.given.source, info, desk.fds, info.path.name)
    except ExportError as e:
        raise OpenError(f"{info.path.name} was not measured: its pixels could not be had.", detail=e.message) from e
    return Given(info, pixels, is_labels=task.gives_labels)
