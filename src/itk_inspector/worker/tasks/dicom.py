"""The child's work on DICOM folders and series."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from itk_inspector.core.image.open_request import FolderScan
from itk_inspector.itkio.dicom.folder_scan import scan
from itk_inspector.itkio.dicom.series_reader import read_series_header, read_series_into
from itk_inspector.itkio.formats import reader_notes
from itk_inspector.worker.memory import memory_limit
from itk_inspector.worker.memory.scratch_file import map_writable, reserve_scratch
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.wire.channel import Channel
from itk_inspector.worker.wire.messages import HeaderReply, OpenTask, PixelsReply, ProgressReply, ScanTask, SeriesReply


def list_series(channel: Channel, task: ScanTask) -> None:
    """List the series of a folder, and say before each file how far it is: one that ends this process is known so.

    Raises
    ------
    OpenError
        If there is nothing to list.
    """

    def report(fraction: float, path: Path | None) -> None:
        channel.send(ProgressReply(task.token, fraction, path))

    how = task.request.scan or FolderScan()
    catalog = scan(
        task.request.path,
        recursive=how.recursive,
        thumbnails=task.thumbnails,
        uid=how.uid,
        skips=frozenset(task.skips),
        report=report,
        bounded=memory_limit.at_most,
    )
    channel.send(SeriesReply(task.token, catalog))


def open_series(channel: Channel, task: OpenTask, policy: ScratchPolicy, stderr_text: Callable[[], str]) -> None:
    """Read the files of a task as one volume.

    Parameters
    ----------
    channel : Channel
    task : OpenTask
        Whose request has ``files``.
    policy : ScratchPolicy
    stderr_text : callable
        Returns what the readers wrote to stderr since it was called last.

    Raises
    ------
    OpenError
        If the files do not make a volume, or one cannot be read.
    """
    stderr_text()
    request = task.request
    with memory_limit.at_most(memory_limit.HEADER_MARGIN):
        info = read_series_header(request.path, request.files, request.read_as)
    channel.send(HeaderReply(task.token, info, sum(path.stat().st_size for path in info.data_files)))
    if request.header_only:
        return
    fd = reserve_scratch(info.bytes, policy, request.path.name)
    try:
        with memory_limit.at_most(memory_limit.for_pixels("GDCMImageIO", info.bytes // len(info.data_files))):
            copies = read_series_into(info, map_writable(fd, info.bytes))
        info = reader_notes.with_reader_notes(info, stderr_text())
        channel.send(PixelsReply(task.token, info, info.bytes, copies), (fd,))
    finally:
        os.close(fd)
