"""What belongs to a task: the image's own files, or the folder that is written to."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from itk_inspector.core.errors import OpenError
from itk_inspector.itkio.files import named_files
from itk_inspector.worker.sandbox.landlock import Access
from itk_inspector.worker.wire.messages import ExportTask, ScanTask, Task

_BRUKER = "2dseq"
_BESIDE_BRUKER = ("acqp", "method", "subject")


def access_of(task: Task) -> Access:
    """Return what the child needs for a task, besides its libraries."""
    if isinstance(task, ExportTask):
        return Access(write=written_folders(task))
    request, path = task.request, task.request.path
    if isinstance(task, ScanTask):
        recursive = request.scan is not None and request.scan.recursive
        return Access(read=(path, *_links_in(path, recursive=recursive)))
    if request.files:
        folders = {file.parent for file in request.files}
        return Access(read=(path, *folders, *(file for file in request.files if file.is_symlink())))
    link = (Path(tempfile.gettempdir()),) if named_files.has_capitals(path) else ()
    return Access(read=tuple(_own(path, allow_outside=request.allow_outside)), link=link)


def written_folders(task: ExportTask) -> tuple[Path, ...]:
    """Return the folders in which an export makes, renames and removes files."""
    return (task.target.parent, task.folder)


def _own(path: Path, *, allow_outside: bool) -> Iterator[Path]:
    """Yield the files of an image.

    A header that can name files gives no more than itself and those; a name that leads out of the folder counts
    only when it is allowed. Other formats cannot name files: theirs are looked for beside them.
    """
    yield path
    if not path.is_file():
        return
    if named_files.can_name(path):
        try:
            named = named_files.data_files(path)
        except OpenError:
            return  # it is refused again, in words, where it is read
        yield from (file for file in named if allow_outside or named_files.lies_inside(file, path))
        return
    yield path.parent
    if path.name == _BRUKER and len(path.parents) > 2:
        beside = (path.parents[2] / name for name in _BESIDE_BRUKER)
        yield from (file for file in beside if named_files.lies_inside(file, file))


def _links_in(folder: Path, *, recursive: bool) -> Iterable[Path]:
    """Return the files that links in a folder lead to: whoever made a folder of links to slices wants those read."""
    found: list[Path] = []
    for place, names, files in os.walk(folder):
        found += [Path(place) / name for name in files if os.path.islink(os.path.join(place, name))]
        if not recursive:
            names.clear()
    return [link for link in found if link.is_file()]
