"""The child's work on a save: gather the pixels, write and verify beside the target, put in place."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy.typing as npt

from itk_inspector.core.errors import ExportError, OpenError
from itk_inspector.core.export.format_rules import Writer
from itk_inspector.core.export.format_words import is_of_dicom
from itk_inspector.core.export.write_formats import format_for
from itk_inspector.core.header.companions import DATA, NAMING
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.itkio import writer
from itk_inspector.itkio.draft import told_nobody
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.files import named_files
from itk_inspector.itkio.formats.kind_of_file import kind_by_name
from itk_inspector.itkio.second import readers
from itk_inspector.itkio.written import writers
from itk_inspector.storage.atomic_write import put_in_place, put_pair_in_place
from itk_inspector.storage.flushing import flushed_meanwhile
from itk_inspector.storage.folder_in_place import put_folder_in_place
from itk_inspector.storage.folder_lock import one_at_a_time
from itk_inspector.storage.reasons import with_reason
from itk_inspector.storage.staging import sweep
from itk_inspector.worker.child import given_pixels
from itk_inspector.worker.child.desk import Desk
from itk_inspector.worker.memory import memory_limit
from itk_inspector.worker.sandbox.landlock import Access
from itk_inspector.worker.tasks.export import ExportReply, ExportTask
from itk_inspector.worker.wire.messages import ProgressReply

_MOST_HEADERS = 1000


def load(task: ExportTask) -> None:
    """Load the writer, and who holds a second opinion on what it writes."""
    engine.preload_rest()
    row = task.request.row
    writers.other_writer(row)
    if row is None or row.writer in (Writer.ITK, Writer.NUMPY):
        readers.preload(kind_by_name(task.target))


def access(task: ExportTask) -> Access:
    """Return the folders in which an export makes, renames and removes files, and the file whose tags it takes over."""
    read = () if task.request.dicom is None else _source_files(task)
    return Access(read=read, write=(task.target.parent, task.folder))


def _source_files(task: ExportTask) -> tuple[Path, ...]:
    info = task.info
    return info.data_files[:1] or (info.path,) if is_of_dicom(info) else ()


def run(task: ExportTask, desk: Desk) -> None:
    """Carry out a task; its descriptors are those that `PixelSource` describes.

    Raises
    ------
    ExportError
        What was there before is untouched.
    """
    with memory_limit.at_most(memory_limit.for_export(task.source.nbytes)):
        pixels = given_pixels.pixels_of(task.source, task.info, desk.fds, task.path.name)
        written = prepare(pixels, task, lambda fraction: desk.send(ProgressReply(task.token, fraction)))
        given_pixels.refuse_changed(task.source, desk.fds, task.path.name)
        desk.send(put(written, task))


def prepare(pixels: npt.NDArray[Any], task: ExportTask, tell: Callable[[float], None] = told_nobody) -> writer.Written:
    """Write and verify in the task's folder.

    Parameters
    ----------
    pixels : numpy.ndarray
    task : ExportTask
    tell : callable, optional
        Called with the part that is done, where that is known.

    Raises
    ------
    ExportError
    """
    folder = task.target.parent
    sweep(folder)
    engine.preload_rest()
    try:
        return writer.write(
            pixels,
            task.info,
            task.request,
            task.folder,
            data=_data_name(task.target),
            meanwhile=flushed_meanwhile,
            other=writers.other_writer(task.request.row),
            tell=tell,
        )
    except ExportError as e:
        raise with_reason(e, task.request.target, folder) from e


def put(written: writer.Written, task: ExportTask) -> ExportReply:
    """Put in place what is ready.

    Raises
    ------
    ExportError
    """
    stamp = FileStamp.of(written.path)
    if written.path.is_dir():
        put_folder_in_place(written.path, task.target)
    elif written.data is None:
        put_in_place(written.path, task.target, task.consent)
    else:
        with one_at_a_time(task.target.parent):  # another save may be about to replace the same pair
            put_pair_in_place(written.path, written.data, task.target, _old_data(task.target), task.consent)
    notes = (*task.notes, *written.notes)
    return ExportReply(task.token, task.request.target, written.bytes, True, notes, stamp, written.verified_by)


def _data_name(target: Path) -> str:
    """Return a free name for the pixels beside a header, the usual one if it is free; ``""`` without a second file."""
    row = format_for(target)
    if row is None or not row.companion or row.fixed_companion:
        return ""
    usual = target.with_suffix(row.companion)
    return usual.name if not os.path.lexists(usual) else f"{target.stem}-{secrets.token_hex(4)}{row.companion}"


def _old_data(target: Path) -> Path | None:
    """Return the file of pixels that an old header names, if it bears the header's name and lies beside it."""
    if not target.is_file():
        return None
    try:
        named = named_files.data_files(target)
    except (OpenError, OSError):  # whatever it is, it is not ours
        return None
    if len(named) != 1 or named[0].parent != target.parent or not named[0].is_file() or named[0].is_symlink():
        return None
    stem, data = target.stem, named[0]
    ours = data.stem == stem or (data.stem.startswith(f"{stem}-") and len(data.stem) == len(stem) + 9)
    return data if ours and data.suffix in DATA and not _is_shared(data, target) else None


def _is_shared(data: Path, header: Path) -> bool:
    """Tell whether another header in the folder may name a file of pixels; of very many it counts as named."""
    named, looked = os.fsencode(data.name), 0
    with os.scandir(header.parent) as entries:
        for entry in entries:
            if entry.name == header.name or not entry.name.lower().endswith(NAMING):
                continue
            looked += 1
            if looked > _MOST_HEADERS or named in _beginning(entry):
                return True
    return False


def _beginning(entry: os.DirEntry[str]) -> bytes:
    try:
        if not entry.is_file():
            return b""
        with open(entry.path, "rb") as file:
            return file.read(1 << 16)
    except OSError:
        return b""
