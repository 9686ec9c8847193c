"""Recovery files: what was done to edited copies, one file a copy, in the user's state folder.

A file is only appended to. Each line tells its own length and check sum, so that one that was torn by the end of the
process, or of the disk, is dropped with what follows it, and not the file. A lock on the file tells that its owner
lives; one that nobody holds was left behind, and may be taken by the first that asks.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from itk_inspector.core.errors import ExportError
from itk_inspector.core.system.locks import lock
from itk_inspector.core.system.open_files import CLOEXEC, NOFOLLOW, NONBLOCK, pwrite
from itk_inspector.core.system.owners import is_own
from itk_inspector.core.system.user_folders import state_home
from itk_inspector.storage.atomic_write import reason_of
from itk_inspector.storage.flushing import flush

MOST_FILE = 256 * 1024 * 1024
"""Bytes of a file, after which no more is kept of its copy."""
MOST_LEFT = 1024 * 1024 * 1024
"""Bytes of all files that were left behind; the oldest go first."""
MOST_FILES = 100
"""Files that were left behind; the oldest go first."""
OLDEST = 30 * 24 * 3600.0
"""Seconds after which a file that was left behind is removed."""
_YOUNG = 60.0
"""Seconds in which a file may be without a lock or a line: its owner is about to write it."""
_NAME = re.compile(r"\d{8}-\d{6}-[0-9a-f]{16}\.edits")
_FRAME = re.compile(rb"([0-9a-f]{8}) ([0-9]{1,10}) ")
_OPENS = os.O_RDWR | NOFOLLOW | NONBLOCK | CLOEXEC


def framed(text: bytes) -> bytes:
    """Return the line of a text without line breaks: its check sum (CRC-32), its length, and the text."""
    assert b"\n" not in text
    return b"%08x %d %s\n" % (zlib.crc32(text), len(text), text)


def unframed(line: bytes) -> bytes | None:
    """Return the text that `framed` made a line of; None for anything else."""
    frame = _FRAME.match(line)
    if frame is None or not line.endswith(b"\n"):
        return None
    text = line[frame.end() : -1]
    is_whole = len(text) == int(frame[2]) and zlib.crc32(text) == int(frame[1], 16)
    return text if is_whole else None


class RecoveryFile:
    """A file that this process appends to, and nobody else; made by `RecoveryStore.begin`.

    Parameters
    ----------
    folder : pathlib.Path
    name : str
    descriptor : int
        Open and locked; closed by `close` and `remove`.
    size : int
        Bytes that are whole.
    """

    def __init__(self, folder: Path, name: str, descriptor: int, size: int) -> None:
        self._folder = folder
        self._name = name
        self._descriptor = descriptor
        self._size = size
        self._is_new = size == 0

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self._size

    def append(self, texts: Sequence[bytes]) -> None:
        """Add a line for each text: all of them, or none.

        Raises
        ------
        ExportError
            If they cannot be kept; what was kept before still is.
        """
        data = b"".join(map(framed, texts))
        if self._size + len(data) > MOST_FILE:
            raise ExportError("Edits cannot be kept for recovery: there are too many.")
        try:
            if os.fstat(self._descriptor).st_nlink == 0:
                raise FileNotFoundError(errno.ENOENT, "the recovery file was removed")
            self._write(data)
        except OSError as e:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, self._size)
            raise _explained(e, self._folder) from e
        self._size += len(data)

    def _write(self, data: bytes) -> None:
        rest, at = memoryview(data), self._size
        while rest:
            written = pwrite(self._descriptor, rest, at)
            rest, at = rest[written:], at + written

    def flush(self) -> None:
        """Wait until it is on the disk, which costs nothing but time: a process that is killed needs it not.

        Raises
        ------
        ExportError
        """
        try:
            getattr(os, "fdatasync", os.fsync)(self._descriptor)  # not every system knows the first
            if self._is_new:
                flush(self._folder)
        except OSError as e:
            raise _explained(e, self._folder) from e
        self._is_new = False

    def remove(self) -> None:
        """Remove the file: nothing of it is needed any more; may be called twice."""
        if self._descriptor >= 0:
            _unlink(self._folder, self._name, self._descriptor)
            self._descriptor = -1

    def close(self) -> None:
        """Leave the file to whoever comes; may be called twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class LeftFile:
    """A file that a process left behind; nobody else takes it while this is held.

    Parameters
    ----------
    folder : pathlib.Path
    name : str
    descriptor : int
        Open and locked.
    """

    def __init__(self, folder: Path, name: str, descriptor: int) -> None:
        self._folder = folder
        self.name = name
        self._descriptor = descriptor
        status = os.fstat(descriptor)
        self.size = status.st_size
        self.changed = status.st_mtime
        """When it was last written: seconds since 1970."""

    def texts(self) -> Iterator[bytes]:
        """Read what the lines hold, up to the first that is not whole."""
        for text, _ in self._read():
            yield text

    def _read(self) -> Iterator[tuple[bytes, int]]:
        """Yield texts, each with the number of the byte behind its line."""
        with open(os.dup(self._descriptor), "rb") as file:
            file.seek(0)
            behind = 0
            for line in file:
                text = unframed(line)
                if text is None:
                    return
                behind += len(line)
                yield text, behind

    def resumed(self) -> RecoveryFile:
        """Go on with the file, behind its last whole line; this may not be used any more.

        Raises
        ------
        ExportError
        """
        size = max((behind for _, behind in self._read()), default=0)
        try:
            os.ftruncate(self._descriptor, size)
        except OSError as e:
            raise _explained(e, self._folder) from e
        descriptor, self._descriptor = self._descriptor, -1
        return RecoveryFile(self._folder, self.name, descriptor, size)

    def remove(self) -> None:
        """Remove the file; may be called twice."""
        if self._descriptor >= 0:
            _unlink(self._folder, self.name, self._descriptor)
            self._descriptor = -1

    def release(self) -> None:
        """Leave it to whoever asks next; may be called twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class RecoveryStore:
    """The folder of all recovery files.

    Parameters
    ----------
    folder : pathlib.Path, optional
        Made when something is first kept; in the user's state folder by default.
    clock : callable
        Gives seconds since 1970; another one for tests.
    """

    def __init__(self, folder: Path | None = None, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock

    def _place(self) -> Path:
        return self._folder if self._folder is not None else state_home() / "itk-inspector" / "recovery"

    def begin(self, texts: Sequence[bytes]) -> RecoveryFile:
        """Begin a file with the texts of its first lines.

        Raises
        ------
        ExportError
            If they cannot be kept.
        """
        try:
            folder = self._place()
        except RuntimeError as e:  # no home
            raise ExportError("Edits cannot be kept for recovery: there is no home folder.", detail=str(e)) from e
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            status = folder.stat(follow_symlinks=False)
            if not stat.S_ISDIR(status.st_mode) or not is_own(status):
                raise PermissionError(errno.EACCES, "not a folder of this user")
            if status.st_mode & 0o077:
                folder.chmod(0o700)
            made = self._made(folder)
        except OSError as e:
            raise _explained(e, folder) from e
        try:
            made.append(texts)
        except ExportError:
            made.remove()
            raise
        return made

    def _made(self, folder: Path) -> RecoveryFile:
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(self._clock()))
        while True:
            name = f"{stamp}-{os.urandom(8).hex()}.edits"
            descriptor = os.open(folder / name, _OPENS | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                lock(descriptor)
            except BlockingIOError:  # somebody who looks for files that were left behind is looking at it
                os.close(descriptor)
            except OSError:
                os.close(descriptor)
                (folder / name).unlink()
                raise
            else:
                return RecoveryFile(folder, name, descriptor, 0)

    def left_behind(self) -> list[LeftFile]:
        """Take all files that nobody holds any more, the youngest first; too many and too old ones are removed.

        Nothing but files of this user, of this program's names, is looked at, and no link is followed.
        """
        found: list[LeftFile] = []
        try:
            folder = self._place()
            names = sorted(name for name in os.listdir(folder) if _NAME.fullmatch(name))
        except (OSError, RuntimeError):  # no folder yet, or no home
            return found
        for name in names:
            with contextlib.suppress(OSError):
                one = self._taken(folder, name)
                if one is not None:
                    found.append(one)
        found.sort(key=lambda one: one.changed, reverse=True)
        return self._bounded(found)

    def _taken(self, folder: Path, name: str) -> LeftFile | None:
        path = folder / name
        if not _is_ours(path.stat(follow_symlinks=False)):
            return None
        descriptor = os.open(path, _OPENS)
        try:
            lock(descriptor)
            status = os.fstat(descriptor)
            is_young = status.st_size == 0 and self._clock() - status.st_mtime < _YOUNG
            if _is_ours(status) and not is_young:
                return LeftFile(folder, name, descriptor)
        except OSError:  # its owner lives, or there are no locks here
            pass
        os.close(descriptor)
        return None

    def _bounded(self, found: Sequence[LeftFile]) -> list[LeftFile]:
        kept: list[LeftFile] = []
        total, now = 0, self._clock()
        for one in found:
            total += one.size
            if one.size == 0 or now - one.changed > OLDEST or total > MOST_LEFT or len(kept) >= MOST_FILES:
                one.remove()
            else:
                kept.append(one)
        return kept


def _is_ours(status: os.stat_result) -> bool:
    """Tell whether a file can be one of this program's, of this user's: regular, of one name, not too large."""
    is_single = stat.S_ISREG(status.st_mode) and status.st_nlink == 1
    return is_single and is_own(status) and status.st_size <= MOST_FILE


def _unlink(folder: Path, name: str, descriptor: int) -> None:
    """Remove a name, if it still is that of the file, and close the file."""
    path = folder / name
    try:
        with contextlib.suppress(OSError):
            there, ours = path.stat(follow_symlinks=False), os.fstat(descriptor)
            if (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino) and sys.platform != "win32":
                path.unlink()
    finally:
        os.close(descriptor)
    if sys.platform == "win32":  # nothing that is open can be removed there
        path.unlink(missing_ok=True)


def _explained(error: OSError, folder: Path) -> ExportError:
    reason = reason_of(error, folder) or f": {error.strerror}"
    return ExportError(f"Edits cannot be kept for recovery{reason}.", detail=str(error))
