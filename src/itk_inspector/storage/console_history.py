"""What was entered in the console, kept between runs: one file of lines, in the user's state folder."""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from itk_inspector.core.errors import ExportError
from itk_inspector.core.system.backend import IS_PORTABLE
from itk_inspector.core.system.locks import lock
from itk_inspector.core.system.open_files import CLOEXEC, NOFOLLOW, NONBLOCK, pread
from itk_inspector.core.system.owners import is_own
from itk_inspector.core.system.user_folders import state_home
from itk_inspector.storage.atomic_write import Consent, write_bytes

MOST_KEPT = 1000
"""Inputs that are recalled."""
LONGEST = 10_000
"""Characters of an input that is kept."""
_MOST_BYTES = 1024 * 1024
"""Bytes of the file after which it is written anew, and of its end that is read."""
_PATIENCE = 10.0
_TRIES = 3


class ConsoleHistory:
    """Inputs of all windows of a user, each a line of JSON.

    A line is appended in one write, so that windows, also of several processes, do not mix theirs. The file is written
    anew by who holds its lock, in one step. What cannot be read or kept is left out: nobody waits for it.

    Parameters
    ----------
    path : pathlib.Path, optional
        Made when something is first kept; in the user's state folder by default.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    def _place(self) -> Path:
        return self._path if self._path is not None else state_home() / "itk-inspector" / "console-history.jsonl"

    def load(self) -> list[str]:
        """Return what was entered lately, oldest first; a file that has become long is cut."""
        with contextlib.suppress(OSError, RuntimeError, ExportError), self._opened(os.O_RDWR) as descriptor:
            size = os.fstat(descriptor).st_size
            lines = pread(descriptor, _MOST_BYTES, max(0, size - _MOST_BYTES)).split(b"\n")
            if size > _MOST_BYTES:
                del lines[0]  # it may have lost its beginning
            kept = [text for line in lines if (text := _text_of(line)) is not None][-MOST_KEPT:]
            if size > _MOST_BYTES or len(lines) > 2 * MOST_KEPT:
                with contextlib.suppress(OSError, ExportError):
                    self._write_anew(descriptor, b"".join(map(_line_of, kept)))
            return kept
        return []

    def _write_anew(self, descriptor: int, data: bytes) -> None:
        """Write the file that is open and locked anew, in one step, or in its place where Windows refuses."""
        if IS_PORTABLE:
            os.ftruncate(descriptor, 0)
            os.write(descriptor, data)
        else:
            write_bytes(self._place(), data, Consent(overwrite=True))

    def add(self, text: str) -> None:
        """Keep an input, if it is not too long."""
        if len(text) > LONGEST:
            return
        with contextlib.suppress(OSError, RuntimeError):
            self._place().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._opened(os.O_RDWR | os.O_CREAT) as descriptor:
                size = os.fstat(descriptor).st_size
                is_torn = size > 0 and pread(descriptor, 1, size - 1) != b"\n"
                os.write(descriptor, b"\n" * is_torn + _line_of(text))

    @contextlib.contextmanager
    def _opened(self, flags: int) -> Iterator[int]:
        """Open and lock the file that has the name, also when another window has just put another one there.

        Raises
        ------
        OSError
            Also where it is not a regular file of this user.
        """
        path = self._place()
        for _ in range(_TRIES):
            descriptor = os.open(path, flags | os.O_APPEND | NOFOLLOW | NONBLOCK | CLOEXEC, 0o600)
            try:
                with contextlib.suppress(OSError):  # a file system without locks: lines are appended whole all the same
                    lock(descriptor, patience=_PATIENCE)
                status = os.fstat(descriptor)
                if not stat.S_ISREG(status.st_mode) or not is_own(status):
                    raise PermissionError(f"{path} is not a file of this user")
                if status.st_nlink > 0:
                    yield descriptor
                    return
            finally:
                os.close(descriptor)
        raise FileNotFoundError(path)


def _line_of(text: str) -> bytes:
    return json.dumps(text).encode("ascii") + b"\n"


def _text_of(line: bytes) -> str | None:
    """Return the text of a line; None for what is none, such as one that was torn."""
    try:
        text = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return text if isinstance(text, str) and 0 < len(text) <= LONGEST else None
