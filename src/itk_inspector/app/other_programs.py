"""Programs that are installed beside this one, found and started; implements `control.files.open_elsewhere`'s port."""

from __future__ import annotations

import glob
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import BinaryIO, cast

from PySide6.QtCore import QObject, QTimer

from itk_inspector.core.code.programs import PROGRAMS, Program
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.system.open_files import pread
from itk_inspector.core.text.visible_text import visible_text

_WATCHED = 20.0
"""Seconds after its start in which the failure of a program is told."""
_EVERY = 500
"""Milliseconds between two looks."""
_READ = 4096
"""Bytes at the end of what a program has said, in which its last line is looked for."""
_LONGEST = 160
"""Characters of that line that are told."""

_started: list[subprocess.Popen[bytes]] = []
"""All that were started and have not ended, as far as was seen: they outlive the window."""


@dataclass(frozen=True, slots=True)
class _Watched:
    """A program that was started lately, and the file that takes what it says on stderr."""

    process: subprocess.Popen[bytes]
    program: Program
    until: float
    failed: Callable[[str], None]
    said: BinaryIO

    def last_line(self) -> str:
        """Return the last line that it has said; empty where it said nothing."""
        try:
            size = os.fstat(self.said.fileno()).st_size
            lines = pread(self.said.fileno(), _READ, max(0, size - _READ)).decode(errors="replace").splitlines()
        except OSError:
            return ""
        line = next((visible_text(line.strip()) for line in reversed(lines) if line.strip()), "")
        return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


class InstalledPrograms(QObject):
    """Looks for the programs when it is asked, and watches over the start of those that it starts.

    Parameters
    ----------
    parent : QObject
    table : sequence of Program
    """

    def __init__(self, parent: QObject, table: Sequence[Program] = PROGRAMS) -> None:
        super().__init__(parent)
        self._table = table
        self._watched: list[_Watched] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._look)
        self.destroyed.connect(partial(_let_go, self._watched))

    def found(self) -> Sequence[Program]:
        """Return those of the table that are installed now."""
        return [program for program in self._table if command_of(program)]

    def start(self, program: Program, arguments: list[str], failed: Callable[[str], None]) -> bool:
        """Start a program in a session of its own, without a shell; tell whether it started."""
        _started[:] = [each for each in _started if each.poll() is None]
        command = command_of(program)
        nothing, said = subprocess.DEVNULL, _file_or_none()
        try:
            if not command:
                raise FileNotFoundError(f"{program.name} is not installed")
            process = subprocess.Popen(
                [*command, *arguments], stdin=nothing, stdout=nothing, stderr=said, start_new_session=True
            )
        except (OSError, ValueError) as e:  # ValueError: a NUL in an argument
            said.close()
            failed(f"{program.name} could not be started: {getattr(e, 'strerror', None) or e}.")
            return False
        _started.append(process)
        self._watched.append(_Watched(process, program, time.monotonic() + _WATCHED, failed, said))
        self._timer.start()
        return True

    def _look(self) -> None:
        """Tell of those that ended in error, and let go of those that run."""
        for each in tuple(self._watched):
            code = each.process.poll()
            if code is None and time.monotonic() < each.until:
                continue
            self._watched.remove(each)
            if code:
                how = f"exit code {code}" if code > 0 else f"signal {-code}"
                why = each.last_line() or "it may not read this file."
                each.failed(f"{each.program.name} ended at once ({how}): {why}")
            each.said.close()
        if not self._watched:
            self._timer.stop()


def _let_go(watched: list[_Watched], _: QObject | None = None) -> None:
    """Close the files of programs that nobody watches any more."""
    for each in watched:
        each.said.close()


def _file_or_none() -> BinaryIO:
    """Return a nameless file; where none can be made, what swallows everything.

    A pipe would not do: nobody reads it once this program has ended, and the other one would be killed by it.
    """
    try:
        return cast(BinaryIO, tempfile.TemporaryFile())
    except OSError:
        return open(os.devnull, "r+b")


def command_of(program: Program) -> list[str]:
    """Return what starts a program, or nothing where it is not installed."""
    for name in program.commands:
        path = shutil.which(name)
        if path is not None:
            return [os.path.abspath(path)]
    for pattern in program.places:
        for path in sorted(glob.glob(os.path.expanduser(os.path.expandvars(pattern))), reverse=True):
            if os.path.isfile(path) and os.access(path, os.X_OK):
                return [path]
    if program.module and importlib.util.find_spec(program.module) is not None:
        return [sys.executable, "-m", program.module]
    return []
