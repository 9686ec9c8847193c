"""A private folder beside a target, in which a file is made ready under its final name.

Nobody else may enter it, so what is in it is never seen by others whatever the rights of the files are. A lock on the
folder tells that its owner lives: what a process left behind that was killed is removed at the next save beside it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path

_PREFIX = ".itk-inspector-save-"
_MANIFEST = "placed.json"
_YOUNG = 60.0
"""Seconds in which a folder may be without a lock: its owner is about to lock it."""


@dataclass(frozen=True, slots=True)
class PlacedData:
    """What is done to a pair of files beside the one step that counts, the renaming of its header.

    Parameters
    ----------
    header, header_inode : str and int
        Name of the header, and the file that is to have it.
    data, inode : str and int
        New file of pixels, which only the new header names.
    replaced : str
        Old file of pixels, to be removed once the new header is in place; or ``""``.
    """

    header: str
    header_inode: int
    data: str
    inode: int
    replaced: str = ""


class Staging:
    """A folder for one save; `close` removes it.

    Parameters
    ----------
    target : pathlib.Path
        The file that is to be written, its links resolved.

    Raises
    ------
    OSError
        If no folder can be made beside it.
    """

    def __init__(self, target: Path) -> None:
        self.folder = target.with_name(f"{_PREFIX}{secrets.token_hex(8)}")
        self.folder.mkdir(mode=0o700)
        self._lock = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        with contextlib.suppress(OSError):  # where there are no locks, nobody sweeps
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def close(self) -> None:
        """Remove the folder and what is in it; may be called twice."""
        if self._lock >= 0:
            tidy(self.folder)
            shutil.rmtree(self.folder, ignore_errors=True)
            os.close(self._lock)
            self._lock = -1


def note_placed(folder: Path, placed: PlacedData) -> None:
    """Write into a staging folder what `Staging.close`, or a later sweep, has to tidy up."""
    with (folder / _MANIFEST).open("x", encoding="utf-8") as file:
        json.dump(asdict(placed), file)
        file.flush()
        os.fsync(file.fileno())


def sweep(folder: Path) -> None:
    """Remove what saves into this folder left behind when their process was killed."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and entry.is_dir(follow_symlinks=False):
                _sweep_one(Path(entry.path))


def _sweep_one(folder: Path) -> None:
    try:
        status = folder.stat()
        if status.st_uid != os.getuid() or time.time() - status.st_mtime < _YOUNG:
            return
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        tidy(folder)
        shutil.rmtree(folder, ignore_errors=True)
    except OSError:  # its owner lives, or there are no locks here
        return
    finally:
        os.close(lock)


def tidy(folder: Path) -> None:
    """Of a pair put in place, wholly or half, remove the pixels that no header names: the old, or else the new ones."""
    try:
        placed = PlacedData(**json.loads((folder / _MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return
    if not all(_belongs_to(name, placed.header) for name in (placed.data, placed.replaced) if name):
        return
    beside = folder.parent
    with contextlib.suppress(OSError):
        header = beside / placed.header
        is_in_place = header.exists() and header.stat().st_ino == placed.header_inode
        if is_in_place or _names(header, placed.data):
            if placed.replaced and not _names(header, placed.replaced):
                (beside / placed.replaced).unlink()
        elif (beside / placed.data).stat().st_ino == placed.inode:
            (beside / placed.data).unlink()


def _belongs_to(data: str, header: str) -> bool:
    """Tell whether this program names pixels so; a folder that came in an archive may say anything."""
    plain = Path(data).name == data and Path(header).name == header
    return plain and data.startswith(Path(header).stem) and Path(data).suffix in (".raw", ".zraw", ".img")


def _names(header: Path, data: str) -> bool:
    """Tell whether a line of a detached header ends with this file's name."""
    try:
        with header.open("rb") as file:
            lines = file.read(1 << 20).splitlines()
    except FileNotFoundError:
        return False
    named = data.encode("utf-8", "surrogateescape")
    return any(line.endswith((b" " + named, b"=" + named, b":" + named)) for line in lines)
