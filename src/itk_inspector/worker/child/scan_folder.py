"""The child's work on a DICOM folder: list its series."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from itk_inspector.core.image.open_request import FolderScan
from itk_inspector.itkio.dicom.folder_scan import scan
from itk_inspector.itkio.engine import engine
from itk_inspector.worker.child.desk import Desk
from itk_inspector.worker.memory import memory_limit
from itk_inspector.worker.sandbox.landlock import Access
from itk_inspector.worker.tasks.scan import ScanTask, SeriesReply
from itk_inspector.worker.wire.messages import ProgressReply


def load(task: ScanTask) -> None:  # every folder needs the same
    """Load the reader."""
    engine.dicom_io()


def access(task: ScanTask) -> Access:
    """Return the folder, and what the links in it lead to."""
    how = task.request.scan or FolderScan()
    return Access(read=(task.path, *_links_in(task.path, recursive=how.recursive)))


def run(task: ScanTask, desk: Desk) -> None:
    """List the series of a folder, and say before each file how far it is: one that ends this process is known so.

    Raises
    ------
    OpenError
        If there is nothing to list.
    """

    def report(fraction: float, path: Path | None) -> None:
        desk.send(ProgressReply(task.token, fraction, path))

    how = task.request.scan or FolderScan()
    catalog = scan(
        task.path,
        recursive=how.recursive,
        thumbnails=task.thumbnails,
        uid=how.uid,
        skips=frozenset(task.skips),
        report=report,
        bounded=memory_limit.at_most,
    )
    desk.send(SeriesReply(task.token, catalog))


def _links_in(folder: Path, *, recursive: bool) -> Iterable[Path]:
    """Return the files that links in a folder lead to: whoever made a folder of links to slices wants those read."""
    found: list[Path] = []
    for place, names, files in os.walk(folder):
        found += [Path(place) / name for name in files if os.path.islink(os.path.join(place, name))]
        if not recursive:
            names.clear()
    return [link for link in found if link.is_file()]
