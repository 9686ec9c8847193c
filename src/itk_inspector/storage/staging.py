"""A private folder beside a target, in which a file is made ready under its final name.

Nobody else may enter it, so what is in it is never seen by others whatever the rights of the files are. A lock on the
folder, or on a file in it where no folder can be locked, tells that its owner lives: what a process left behind that
was killed is removed at the next save beside it.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import stat
import time
import weakref
from dataclasses import asdict, fields
from pathlib import Path

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.companions import DATA, DETACHED, NIFTI_PAIR
from itk_inspector.core.system.locks import lock
from itk_inspector.core.system.open_files import CLOEXEC, NOFOLLOW, NONBLOCK
from itk_inspector.core.system.owners import is_own
from itk_inspector.storage.folder_lock import LOCK, has_folder_locks, opened_to_lock

_PREFIX = ".itk-inspector-save-"
_MANIFEST = ".itk-inspector-placed.json"
_READY = ".itk-inspector-ready"
_LONGEST_NOTE = 4096
_BESIDE = (*DATA, NIFTI_PAIR[1])
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
    replaced, replaced_inode : str and int
        Old file of pixels, to be removed once the new header is in place; or ``""``.
    """

    header: str
    header_inode: int
    data: str
    inode: int
    replaced: str = ""
    replaced_inode: int = 0


class Staging:
    """A folder for one save; `close` removes it.

    It is removed too when nobody has it any more, and at the end of the process: a signal that unwinds the program may
    come between the folder's making and whoever was to close it.

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
        self.folder = target.with_name(f"{_PREFIX}{os.urandom(8).hex()}")
        self._held: list[int] = []
        self._left = weakref.finalize(self, _remove_own, self.folder, self._held, os.getpid())
        self.folder.mkdir(mode=0o700)
        self._held.append(opened_to_lock(self.folder))
        with contextlib.suppress(OSError):  # where there are no locks, nobody sweeps
            lock(self._held[0])

    def close(self) -> None:
        """Remove the folder and what is in it; may be called twice."""
        if self._left.alive:
            _remove(self.folder, self._held)
            self._left.detach()  # last: what a signal interrupts is done at the end of the process


def _remove_own(folder: Path, held: list[int], owner: int) -> None:
    """Remove a folder in the process that made it; one that was forked has it too."""
    if os.getpid() == owner:
        _remove(folder, held)


def _remove(folder: Path, held: list[int]) -> None:
    folder = _where_it_is(folder, held)
    tidy(folder)
    if not has_folder_locks():
        _close(held)  # Windows removes no file that is open
    shutil.rmtree(folder, ignore_errors=True)
    _close(held)


def _where_it_is(folder: Path, held: list[int]) -> Path:
    """Return where a folder is that was moved with the one that it is in, as far as the system tells."""
    if held and not os.path.lexists(folder):
        with contextlib.suppress(OSError):
            now = Path(os.readlink(f"/proc/self/fd/{held[0]}"))
            if now.name == folder.name and os.path.samestat(now.lstat(), os.fstat(held[0])):
                return now
    return folder


def _close(held: list[int]) -> None:
    while held:
        os.close(held.pop())


def note_placed(folder: Path, placed: PlacedData) -> None:
    """Write into a staging folder what `Staging.close`, or a later sweep, has to tidy up."""
    with (folder / _MANIFEST).open("x", encoding="utf-8") as file:
        json.dump(asdict(placed), file)
        file.flush()
        os.fsync(file.fileno())


def note_ready(staged: Path) -> None:
    """Write beside a file that is ready which one it is, for whoever outlives this process."""
    staged.with_name(_READY).write_text(str(staged.stat().st_ino), encoding="ascii")


def ready_inode(folder: Path) -> int | None:
    """Return the number of the file that was about to get its name; None when none was."""
    try:
        return int(_read_note(folder / _READY))
    except (OSError, ValueError):
        return None


def _read_note(path: Path, most: int = _LONGEST_NOTE) -> str:
    """Read a small regular file; anything else may have come in a stranger's archive.

    Raises
    ------
    OSError
    ValueError
    """
    fd = os.open(path, os.O_RDONLY | NOFOLLOW | NONBLOCK | CLOEXEC)
    with open(fd, "rb") as file:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise ValueError("not a regular file")
        return file.read(most).decode("utf-8", "surrogateescape")


def sweep(folder: Path) -> None:
    """Remove what saves into this folder left behind when their process was killed."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and entry.is_dir(follow_symlinks=False):
                _sweep_one(Path(entry.path))


def _sweep_one(folder: Path) -> None:
    held: list[int] = []
    with contextlib.suppress(OSError):  # its owner lives, or there are no locks here
        status = folder.stat()
        is_anothers = has_folder_locks() and os.path.lexists(folder / LOCK)  # another system's: it locks that file
        if is_anothers or not is_own(status) or time.time() - status.st_mtime < _YOUNG:
            return
        try:
            held.append(opened_to_lock(folder))
            lock(held[0])
            _remove(folder, held)
        finally:
            _close(held)


def tidy(folder: Path) -> None:
    """Of a pair put in place, wholly or half, remove the pixels that no header names: the old, or else the new ones."""
    placed = _placed_in(folder)
    if placed is None:
        return
    header = folder.parent / placed.header
    with contextlib.suppress(OSError):
        is_in_place = _inode(header) == placed.header_inode or _names(header, placed.data)
        name, inode = (placed.replaced, placed.replaced_inode) if is_in_place else (placed.data, placed.inode)
        if name and inode and _inode(header.with_name(name)) == inode and not _names(header, name):
            header.with_name(name).unlink()


def _placed_in(folder: Path) -> PlacedData | None:
    """Return what a staging folder says; None when it says nothing, or nothing that this program would say."""
    try:
        placed = PlacedData(**json.loads(_read_note(folder / _MANIFEST)))
        kinds = {field.name: type(getattr(placed, field.name)).__name__ for field in fields(PlacedData)}
        sound = all(kinds[field.name] == field.type for field in fields(PlacedData))
        ours = sound and all(_belongs_to(name, placed.header) for name in (placed.data, placed.replaced) if name)
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    return placed if ours else None


def _belongs_to(data: str, header: str) -> bool:
    """Tell whether this program names pixels so; a folder that came in an archive may say anything."""
    stem, suffix = os.path.splitext(header)
    usual = re.fullmatch(rf"{re.escape(stem)}(-[0-9a-z]{{1,8}})?({'|'.join(map(re.escape, _BESIDE))})", data)
    return suffix in DETACHED and "/" not in header and usual is not None


def _inode(path: Path) -> int | None:
    try:
        there = path.lstat()
    except (OSError, ValueError):
        return None
    return there.st_ino if stat.S_ISREG(there.st_mode) else None


def _names(header: Path, data: str) -> bool:
    """Tell whether a line of a detached header ends with this file's name."""
    try:
        lines = _read_note(header, 1 << 20).splitlines()
    except (OSError, ValueError):
        return False
    return any(line.endswith((f" {data}", f"={data}", f":{data}")) for line in lines)
