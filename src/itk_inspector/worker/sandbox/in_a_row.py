"""Tasks on the files of one folder, one after the other, in one process.

To make a process for each takes longer than a small file takes. What Landlock allows can only be tightened, but it
binds a thread: the process may read the folder, as it may for most formats anyway, and each task is done in a thread of
its own, which may read no more than the task needs and ends with it. A task that fails, or leaves a trace in the
process, is the last one that it does.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import of_system
from itk_inspector.core.system.printed import flush_printed
from itk_inspector.worker.memory.memory_limit import MOST_FILES
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.memory.used_scratch import UsedScratch
from itk_inspector.worker.sandbox import apart, confinement
from itk_inspector.worker.sandbox.landlock import Access, Rules
from itk_inspector.worker.wire.channel import Channel
from itk_inspector.worker.wire.messages import Task

TAKEN, DONE, STAYS, DECLINED = b"\0", b"\1", b"\2", b"\3"
"""What such a process says: it has a task; it has done its last one; it has done one, and waits; it may not do that."""
Work: TypeAlias = Callable[[apart.Prepare], bool]
"""Does a task, and answers by itself, failures too; tells whether it did all of it."""
Deeds: TypeAlias = Callable[[Task, tuple[int, ...]], tuple[Callable[[], Access], Work]]
"""Returns what tells what a task needs, and what does it; as `apart.serve` takes them."""
_MOST = 256
"""Tasks that one process does."""
_MOST_GROWTH = 1 << 26
"""Bytes by which it may grow: pixels that somebody still holds, or memory that a library has not given back."""


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder that a process may read, and nothing that is put in its place later.

    Parameters
    ----------
    path : pathlib.Path
        Links followed.
    identity : tuple of int
        Device and inode.
    """

    path: Path
    identity: tuple[int, int]

    @classmethod
    def of(cls, path: Path) -> _Folder:
        """Take note of what is there now."""
        found = os.stat(path)
        return cls(Path(os.path.realpath(path)), (found.st_dev, found.st_ino))

    def is_at(self, path: Path) -> bool:
        """Tell whether it is what a path leads to now."""
        return _Folder.of(path) == self

    def has(self, needed: Access) -> bool:
        """Tell whether reading what lies in it is all that is needed, links followed."""
        if needed.write or needed.link or needed.network:
            return False
        return all(Path(os.path.realpath(path)).is_relative_to(self.path) for path in needed.read)

    def has_home(self) -> bool:
        """Tell whether the user's home is it, or lies in it: with it, all that is private could be read."""
        return Path(os.path.realpath(os.path.expanduser("~"))).is_relative_to(self.path)


class Row:
    """Does one task after the other, in a process that waits for the first one.

    Parameters
    ----------
    rules : Rules
        What `confinement.begun` returned in this process.
    policy : ScratchPolicy
    deeds : callable
    """

    def __init__(self, rules: Rules, policy: ScratchPolicy, deeds: Deeds) -> None:
        self._rules, self._policy, self._deeds = rules, policy, deeds
        self._of_process, self._of_thread = rules.again(), rules.again()
        self._resident = _resident()
        self._closed = _descriptors()
        self._left = _MOST

    def serve(self, task: Task, channel: Channel, end: socket.socket, goes_on: Callable[[Task], bool]) -> None:
        """Do a task, and those that come next on the channel, until one may not be done here or leaves a trace.

        Where scratch for a later one may lie is given ahead, when nobody waits for it.
        """
        access, work = self._deeds(task, ())
        try:
            needed = access()
            folder, policy = self._begun(task, needed)
        except Exception as e:  # whatever surprises who looks for the files: the work tells it in words
            work(partial(_fail, e))
            end.send(DONE)
            return
        while self._does(task, needed, policy, work):
            end.send(STAYS)
            self._of_thread = self._rules.again()
            policy = _taken_scratch(end, self._policy)
            given = received(channel)
            if given is None:
                return
            task, _ = given
            access, work = self._deeds(task, ())
            needed = access()
            if not (goes_on(task) and folder.is_at(task.path.parent) and folder.has(needed)):
                end.send(DECLINED)
                return
            end.send(TAKEN)
        end.send(DONE)

    def _begun(self, task: Task, needed: Access) -> tuple[_Folder, ScratchPolicy]:
        """Confine this process to what the first task needs, and to its folder where others may follow.

        Returns
        -------
        folder : _Folder
        policy : ScratchPolicy
            Where scratch for the task may be reserved.
        """
        folder = _Folder.of(task.path.parent)
        if not folder.has(needed) or folder.has_home():
            self._left = 0
        more = (folder.path,) if self._left else ()
        wide = replace(needed, read=(*needed.read, *more))
        return folder, apart.confined(task, self._policy, lambda: wide, self._of_process)

    def _does(self, task: Task, needed: Access, policy: ScratchPolicy, work: Work) -> bool:
        """Do a task in a thread of its own; tell whether this process is as it was before, and may do another one."""
        printed, rules = _printed(), self._of_thread
        closed = self._closed() + len(policy.ahead) + 1  # what the task is given, and its rules, are after it
        done: list[bool | BaseException] = []

        def confined() -> ScratchPolicy:
            try:
                confinement.confine_thread(needed, rules)
            except OSError as e:
                raise of_system(e, f"{task.path.name} could not be read") from e
            return policy

        def run() -> None:
            try:
                done.append(work(confined))
            except BaseException as e:
                done.append(e)

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        rules.forget()
        for fd in policy.ahead.values():  # that were not taken
            os.close(fd)
        if isinstance(done[0], BaseException):
            raise done[0]
        self._left -= 1
        is_same = (
            _printed() == printed
            and self._closed() >= closed  # some readers forget to close a file
            and _resident() < self._resident + _MOST_GROWTH
            and threading.active_count() == 1
        )
        return done[0] and self._left > 0 and is_same


def received(channel: Channel) -> tuple[Task, tuple[int, ...]] | None:
    """Wait for a task, and return it with its descriptors; None when nobody gives one any more."""
    tasks: list[tuple[Task, tuple[int, ...]]] = []
    while not tasks:
        try:
            tasks = channel.receive()
        except EOFError:
            return None
    return tasks[0]


def give_scratch(end: socket.socket, policy: ScratchPolicy, used: UsedScratch) -> None:
    """Give the process that stays files for the next task: it cannot open any itself."""
    if sys.platform == "win32":
        raise NotImplementedError
    with used.opened_ahead(policy, end) as ahead:
        words = bytes(place in ahead for place in policy.folders)
        with contextlib.suppress(OSError):  # it has ended, as is found out by waiting for it
            socket.send_fds(end, [words], [ahead[folder] for folder in policy.folders if folder in ahead])


def _taken_scratch(end: socket.socket, policy: ScratchPolicy) -> ScratchPolicy:
    """Return where scratch may be reserved, by what `give_scratch` gave."""
    if sys.platform == "win32":
        raise NotImplementedError
    places = policy.folders
    words, fds, _, _ = socket.recv_fds(end, len(places), len(places))
    there = [place for place, is_there in zip(places, words, strict=False) if is_there]
    return replace(policy, ahead=dict(zip(there, fds, strict=True)))


def _fail(error: Exception) -> ScratchPolicy:
    raise error


def _printed() -> int:
    flush_printed()
    return os.fstat(2).st_size


def _descriptors() -> Callable[[], int]:
    """Return what counts those that are closed, in one call: a confined process cannot have the open ones listed."""
    if sys.platform == "win32":
        raise NotImplementedError
    every = select.poll()
    for fd in range(min(MOST_FILES, os.sysconf("SC_OPEN_MAX"))):
        every.register(fd, 0)
    return lambda: len(every.poll(0))


def _resident() -> int:
    if sys.platform == "win32":
        raise NotImplementedError
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
