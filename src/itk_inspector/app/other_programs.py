"""Programs that are installed beside this one, found and started; implements `control.files.open_elsewhere`'s port."""

from __future__ import annotations

import glob
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

from itk_inspector.core.code.programs import PROGRAMS, Program

_WATCHED = 20.0
"""Seconds after its start in which the failure of a program is told."""
_EVERY = 500
"""Milliseconds between two looks."""

_started: list[subprocess.Popen[bytes]] = []
"""All that were started and have not ended, as far as was seen: they outlive the window."""


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
        self._watched: list[tuple[subprocess.Popen[bytes], Program, float, Callable[[str], None]]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._look)

    def found(self) -> Sequence[Program]:
        """Return those of the table that are installed now."""
        return [program for program in self._table if command_of(program)]

    def start(self, program: Program, arguments: list[str], failed: Callable[[str], None]) -> bool:
        """Start a program in a session of its own, without a shell; tell whether it started."""
        _started[:] = [each for each in _started if each.poll() is None]
        command = command_of(program)
        nothing = subprocess.DEVNULL
        try:
            if not command:
                raise FileNotFoundError(f"{program.name} is not installed")
            process = subprocess.Popen(
                [*command, *arguments], stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
            )
        except (OSError, ValueError) as e:  # ValueError: a NUL in an argument
            failed(f"{program.name} could not be started: {getattr(e, 'strerror', None) or e}.")
            return False
        _started.append(process)
        self._watched.append((process, program, time.monotonic() + _WATCHED, failed))
        self._timer.start()
        return True

    def _look(self) -> None:
        """Tell of those that ended in error, and let go of those that run."""
        watched, self._watched = self._watched, []
        for each in watched:
            process, program, until, failed = each
            code = process.poll()
            if code is None and time.monotonic() < until:
                self._watched.append(each)
            elif code:
                how = f"exit code {code}" if code > 0 else f"signal {-code}"
                failed(f"{program.name} ended at once ({how}): it may not read this file.")
        if not self._watched:
            self._timer.stop()


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
