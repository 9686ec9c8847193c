"""The gate for a folder that is written: whole or not at all, and never over what is there."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from itk_inspector.core.errors import ExportError
from itk_inspector.core.export.unharmed import LEFT
from itk_inspector.storage.atomic_write import explained
from itk_inspector.storage.flushing import flush
from itk_inspector.storage.staging import note_ready


def permit_folder(target: Path) -> None:
    """Refuse a name that something has, but for an empty folder.

    Parameters
    ----------
    target : pathlib.Path
        From `atomic_write.final_path`.

    Raises
    ------
    ExportError
    """
    try:
        there = target.stat(follow_symlinks=False)
        is_free = stat.S_ISDIR(there.st_mode) and not os.listdir(target)
    except FileNotFoundError:
        return
    except OSError as e:
        raise explained(e, target) from e
    if not is_free:
        raise ExportError(f"{target.name} exists; {LEFT}.", advice="Choose a new folder, or an empty one.")


def put_folder_in_place(staged: Path, target: Path) -> None:
    """Give a folder that is ready, in a `Staging` folder, its final name, in one step; its files are on the disk.

    What has appeared there meanwhile is not replaced: the system renames a folder onto nothing, or onto an empty one.

    Raises
    ------
    ExportError
        The target is as it was before.
    """
    permit_folder(target)
    try:
        flush(staged)
        note_ready(staged)
        os.rename(staged, target)
    except OSError as e:
        if os.path.lexists(target) and not (target.is_dir() and not target.is_symlink() and not os.listdir(target)):
            raise ExportError(
                f"{target.name} appeared while it was being written; {LEFT}.", advice="Look at it, then save again."
            ) from e
        raise explained(e, target) from e
    with contextlib.suppress(OSError):  # it has its name; a disk that fails now is told at the next look
        flush(target.parent)
