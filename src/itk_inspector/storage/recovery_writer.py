"""Writes recovery files in a thread: nobody who edits waits for a disk."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from typing import TypeAlias

from itk_inspector.core.errors import ExportError
from itk_inspector.storage.recovery import LeftFile, RecoveryFile, RecoveryStore

Text: TypeAlias = Callable[[], bytes]
"""Makes the text of a line."""

_SETTLES = 1.0
"""Seconds after which what was written is brought to the disk: what a power cut may cost beside the last half."""
_MOST_LATE = 64 * 1024 * 1024
"""Bytes of a copy that wait for a disk that is full; what comes after them is not kept."""


class _Copy:
    """The file of one copy, and what could not be written into it yet."""

    def __init__(self, file: RecoveryFile | None = None) -> None:
        self.file = file
        self.late: list[bytes] = []
        self.is_given_up = False

    def write(self, texts: list[bytes], store: RecoveryStore) -> None:
        """Write what is late, then the texts; all of them are late where the disk refuses."""
        self.late += texts
        try:
            if self.file is None:
                self.file = store.begin(self.late)
            else:
                self.file.append(self.late)
        except ExportError:
            self.is_given_up = sum(map(len, self.late)) > _MOST_LATE
            if self.is_given_up:
                self.late = []
            raise
        self.late = []


class RecoveryWriter:
    """Does what it is told in a thread of its own, in order; the thread begins with the first thing to do.

    Parameters
    ----------
    store : RecoveryStore
    """

    def __init__(self, store: RecoveryStore) -> None:
        self.problem = ""
        """Why the latest edits could not be kept; empty when they were."""
        self._store = store
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._copies: dict[int, _Copy] = {}
        self._left: dict[str, LeftFile] = {}
        self._unsettled: set[int] = set()
        self._thread: threading.Thread | None = None

    def left_behind(self) -> list[LeftFile]:
        """Take all files that nobody holds any more, the youngest first."""
        found = self._store.left_behind()
        self._left = {one.name: one for one in found}
        return found

    def write(self, copy: int, texts: Sequence[Text]) -> None:
        """Add lines to the file of a copy, which is begun with the first.

        Parameters
        ----------
        copy : int
            Any number of the caller's.
        texts : sequence of callable
            Called in the thread.
        """
        self._do(lambda: self._write(copy, texts))

    def _write(self, copy: int, texts: Sequence[Text]) -> None:
        found = self._copies.setdefault(copy, _Copy())
        if not found.is_given_up:
            found.write([text() for text in texts], self._store)
            self._unsettled.add(copy)
            self.problem = ""

    def go_on(self, copy: int, name: str) -> None:
        """Take a file, of those that `left_behind` has taken, as that of a copy."""
        left = self._left.pop(name)
        self._do(lambda: self._go_on(copy, left))

    def _go_on(self, copy: int, left: LeftFile) -> None:
        found = self._copies[copy] = _Copy()
        found.is_given_up = True
        try:
            found.file = left.resumed()
            found.is_given_up = False
        finally:
            left.release()

    def remove(self, copy: int) -> None:
        """Remove the file of a copy, if there is one: nothing of it is needed any more."""
        self._do(lambda: self._remove(copy))

    def _remove(self, copy: int) -> None:
        self._unsettled.discard(copy)
        found = self._copies.pop(copy, None)
        if found is not None and found.file is not None:
            found.file.remove()

    def wait(self) -> None:
        """Wait until all that was told is done."""
        if self._thread is not None:
            done = threading.Event()
            self._do(done.set)
            done.wait()

    def close(self) -> None:
        """Do what was told, and leave the files to whoever comes; may be called twice."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._jobs.put(None)
            thread.join()

    def _do(self, job: Callable[[], None]) -> None:
        self._jobs.put(job)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="recovery", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=_SETTLES if self._unsettled else None)
            except queue.Empty:
                job = self._settle
            try:
                if job is None:
                    break
                job()
            except ExportError as e:
                self.problem = e.message
        for copy in self._copies.values():
            if copy.file is not None:
                copy.file.close()
        self._copies.clear()

    def _settle(self) -> None:
        while self._unsettled:
            file = self._copies[self._unsettled.pop()].file
            if file is not None:
                file.flush()
