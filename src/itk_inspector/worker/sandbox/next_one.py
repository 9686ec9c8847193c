"""The process of the next task, forked before the task is known, and confined as soon as it is.

To fork takes longer than to open a small image, and so does the first write to each page that a fork shares. Both are
over when the task comes: then the process is handed it, with its descriptors, and does what each fork does. While
tasks come in a row there is one more, so that a task need not wait for what the last one's process has yet to do.
A process that has read a file of a folder is given those of the same folder that come right after it (`in_a_row`).
Where a person waits for what is drawn next, no process is made until all is at rest.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.system.printed import flush_printed
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.memory.used_scratch import UsedScratch
from itk_inspector.worker.sandbox import apart, confinement, in_a_row
from itk_inspector.worker.sandbox.family import Ahead
from itk_inspector.worker.sandbox.in_a_row import DONE, STAYS, TAKEN, Deeds
from itk_inspector.worker.wire.channel import is_readable
from itk_inspector.worker.wire.ends import channel_on
from itk_inspector.worker.wire.messages import Task

_IN_A_ROW = 0.03
"""Seconds between two tasks, below which the process of the next one is made beside the work on this one."""
_WAIT_IN_A_ROW = 2
"""How many processes wait then: the time between two tasks is shorter than it takes to make one."""
_MOST_LEAVING = 8
"""How many that have done their task may yet be ending: on a busy machine that takes longer than a small task."""


class Meanwhile(apart.Meanwhile, Protocol):
    """What this process does while it waits."""

    def until_readable(self, fd: int, quiet: float | None = None, beside: tuple[int, ...] = ()) -> bool:
        """Wait for a descriptor, or one beside it; False when nothing came for so long."""
        ...


@dataclass(frozen=True, slots=True)
class _Fork:
    """A process, this end of its socket, and how many modules were loaded when it was made."""

    process: apart.Fork
    end: socket.socket
    modules: int

    def told(self) -> bytes:
        """Wait for the next thing that it says; return nothing when it has ended."""
        with contextlib.suppress(ConnectionError):
            return self.end.recv(1)
        return b""

    def ended(self) -> int:
        """Wait for its end; return its status."""
        self.end.close()
        return os.waitpid(self.process.pid, 0)[1]

    def kill(self) -> None:
        """End it, whatever it is doing."""
        if sys.platform == "win32":
            raise NotImplementedError
        os.kill(self.process.pid, signal.SIGKILL)  # it cannot have another's number before it was waited for


class NextOne:
    """Makes the process of the next task ahead, and gives it the task.

    Parameters
    ----------
    kinds : mapping of str to type
        The tasks.
    policy : ScratchPolicy
    deeds : callable
    rehearse : callable
        Called in the new process for what it leaves in memory; it parses nothing that others wrote.
    meanwhile : Meanwhile
    ahead : Ahead
        At once, further ones are made while a task is done, and after it; in a row, one when the task comes; else at
        `make` alone.
    goes_on : callable
        Tells whether the process of a task may be given others after it, at once or in a row.
    """

    def __init__(
        self,
        kinds: Mapping[str, type],
        policy: ScratchPolicy,
        deeds: Deeds,
        rehearse: Callable[[], None],
        meanwhile: Meanwhile,
        *,
        ahead: Ahead,
        goes_on: Callable[[Task], bool] = lambda _: False,
    ) -> None:
        self._kinds = kinds
        self._policy = policy
        self._deeds = deeds
        self._rehearse = rehearse
        self._meanwhile = meanwhile
        self._ahead = ahead
        self._goes_on = goes_on
        self._waiting: list[_Fork] = []
        self._leaving: list[_Fork] = []
        self._stays: tuple[_Fork, Path] | None = None
        self._used = UsedScratch()
        self._done = 0.0

    def rest(self) -> None:
        """End the process that stays for the next file of a folder: it does not come soon."""
        self._used.let_go()
        if self._stays is not None:
            self._dismiss(self._stays[0])

    def make(self) -> None:
        """Make it, if none waits that has loaded all that this process has; end what waits besides."""
        self.rest()
        self._dismiss_unfit()
        for fork in self._waiting[1:]:
            self._dismiss(fork)
        if not self._waiting:
            self._make_one()

    def _make_one(self) -> None:
        if not confinement.held().files:
            return
        confinement.libraries()
        ours, theirs = socket.socketpair()

        def leave() -> None:
            ours.close()
            self.leave()

        process = apart.forked(leave, lambda: self._wait(theirs))
        theirs.close()
        self._waiting.append(_Fork(process, ours, len(sys.modules)))

    def serve(self, task: Task, fds: tuple[int, ...]) -> bool:
        """Have a task done, and make further processes meanwhile; False, and nothing done, without one that is fit.

        That it is done is told before the process has ended: whatever it did then, it is ended.
        """
        if task.writes:
            return False
        self._dismiss_unfit()
        stayed = self._that_stays(task, fds)
        if stayed is None and self._ahead is Ahead.IN_A_ROW:
            self._make_one()
        fork = stayed or self._that_waits(task, fds)
        if fork is None:
            self._let_go()
            return False
        self._leaving.append(fork)
        for fd in fds:
            os.close(fd)
        apart.ask_ahead(task)  # for those that are made later
        at_once = self._ahead is Ahead.AT_ONCE
        in_a_row = at_once and time.monotonic() - self._done < _IN_A_ROW
        if in_a_row and stayed is None:
            self._make_one()
        self._meanwhile.until_readable(fork.end.fileno())
        said = fork.told()
        self._let_go()
        if said == STAYS:
            self._keep(fork, task.path.parent)
        elif said == DONE:
            fork.kill()
        else:
            self._leaving.remove(fork)
            apart.has_ended(fork.process, fork.ended(), after_others=stayed is not None)
        for ending in self._leaving[:-_MOST_LEAVING]:
            self._forget(ending)
        self._done = time.monotonic()
        if at_once and len(self._waiting) < (_WAIT_IN_A_ROW if in_a_row and stayed is None else 1):
            self._make_one()
        return True

    def _keep(self, fork: _Fork, folder: Path) -> None:
        """Keep a process for the next file of a folder, with all that it needs for that."""
        self._leaving.remove(fork)
        self._stays = fork, folder
        in_a_row.give_scratch(fork.end, self._policy, self._used)

    def _that_stays(self, task: Task, fds: tuple[int, ...]) -> _Fork | None:
        """Give the task to the process that has read a file of the same folder; None when there is none that may."""
        if self._stays is None:
            return None
        fork, folder = self._stays
        if fds or task.path.parent != folder:
            return None
        if not self._handed_over(fork, task, ()):
            self._let_go()
            return None
        self._stays = None
        return fork

    def _let_go(self) -> None:
        """End the process that has stayed for nothing, and do not wait for that: it takes a processor for a while."""
        if self._stays is not None:
            (fork, _), self._stays = self._stays, None
            fork.kill()
            self._leaving.append(fork)

    def _that_waits(self, task: Task, fds: tuple[int, ...]) -> _Fork | None:
        """Give the task to a process that waits for its first one; None when there is none, or it has ended."""
        if not self._waiting:
            return None
        fork = self._waiting[0]
        if not self._handed_over(fork, task, fds):
            self._dismiss(fork)
            return None
        self._waiting.remove(fork)
        return fork

    def until_ended(self, pid: int) -> int:
        """Return the status of a child process when it has ended."""
        return self._meanwhile.until_ended(pid)

    def leave(self) -> None:
        """Let go of every connection, in a fork: what parses a file must not give others tasks."""
        for fork in self._all:
            fork.end.close()
            os.close(fork.process.printed)
        self._used.let_go()
        self._meanwhile.leave()

    def until_readable(self, fd: int, quiet: float | None = None) -> bool:
        """Wait for a descriptor, and take note of processes that end; False when nothing came for so long."""
        while True:
            forks = self._all
            if not self._meanwhile.until_readable(fd, quiet, tuple(fork.end.fileno() for fork in forks)):
                return False
            if is_readable(fd, 0):
                return True
            for fork in forks:
                if is_readable(fork.end.fileno(), 0):
                    self._forget(fork)

    def _handed_over(self, fork: _Fork, task: Task, fds: tuple[int, ...]) -> bool:
        """Give a process the task; False when it was ended, by whoever needed memory, before it had it."""
        try:
            channel_on(fork.end, self._kinds).send(task, fds)
        except OSError:
            return False
        return fork.told() == TAKEN

    @property
    def _all(self) -> list[_Fork]:
        return [*self._leaving, *self._waiting, *([self._stays[0]] if self._stays else [])]

    def _dismiss_unfit(self) -> None:
        """End those that would have to load what this process has loaded since."""
        for fork in self._all:
            if fork not in self._leaving and fork.modules != len(sys.modules):
                self._dismiss(fork)

    def _dismiss(self, fork: _Fork) -> None:
        fork.kill()
        self._forget(fork)

    def _forget(self, fork: _Fork) -> None:
        """Wait for the end of a process that has nothing more to do; how it ends is nobody's concern."""
        fork.ended()
        if fork in self._leaving:
            self._leaving.remove(fork)
            apart.has_ended(fork.process, 0)
            return
        if fork in self._waiting:
            self._waiting.remove(fork)
        else:
            self._stays = None
        os.close(fork.process.printed)

    def _wait(self, end: socket.socket) -> None:
        """Wait for a task, in the process that is to do it, and do it."""
        channel = channel_on(end, self._kinds)
        rules = confinement.begun()
        row = in_a_row.Row(rules, self._policy, self._deeds) if self._ahead is not Ahead.AT_REST else None
        if not channel.wait(0):
            self._rehearse()
        given = in_a_row.received(channel)
        if given is None:
            return
        end.send(TAKEN)
        task, fds = given
        apart.ask_ahead(task)
        if row is not None and not fds and self._goes_on(task):
            row.serve(task, channel, end, self._goes_on)
            return
        access, work = self._deeds(task, fds)
        work(lambda: apart.confined(task, self._policy, access, rules))
        flush_printed()
        end.send(DONE)
