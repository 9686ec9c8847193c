"""A task in a process of its own: forked from the one that has loaded itk, and confined to what the task needs.

Landlock can only be tightened, and the files are not known when a child is started: so the child that has loaded
itk stays as it is and never parses a file. It forks for each task (3 ms); what the fork allocates, breaks or was
talked into goes with it. When the fork dies, the child dies in the same way, so that the parent sees one process.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Protocol, TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import of_system
from itk_inspector.core.system.open_files import pread
from itk_inspector.core.system.printed import flush_printed
from itk_inspector.itkio.files.file_names import remove_links
from itk_inspector.itkio.raw import file_system
from itk_inspector.worker.memory.scratch_file import opened_ahead
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.sandbox import confinement, family
from itk_inspector.worker.sandbox.landlock import Access, Rules
from itk_inspector.worker.wire.messages import Task

_LAST = 1 << 12
"""Bytes of what a fork that failed printed, which its parent is told."""
Prepare: TypeAlias = Callable[[], ScratchPolicy]
"""Called by the work before anything else; confines the process, and returns where scratch may be reserved."""


@dataclass(frozen=True, slots=True)
class Fork:
    """A process that was forked, and the file of what it prints, which no other process prints to."""

    pid: int
    printed: int


class Meanwhile(Protocol):
    """What this process does while a fork is at work."""

    def until_ended(self, pid: int) -> int:
        """Return the status of a child process when it has ended."""
        ...

    def leave(self) -> None:
        """Let go of it, in the fork."""
        ...


class _Waiting:
    """Does nothing else meanwhile."""

    def until_ended(self, pid: int) -> int:
        """Return the status of a child process when it has ended."""
        return os.waitpid(pid, 0)[1]

    def leave(self) -> None:
        """There is nothing to let go of."""


def serve(
    task: Task,
    fds: tuple[int, ...],
    policy: ScratchPolicy,
    access: Callable[[], Access],
    work: Callable[[Prepare], object],
    meanwhile: Meanwhile | None = None,
    *,
    is_last: bool = False,
) -> None:
    """Do the work on a task, confined where the system can; return when it has ended.

    Parameters
    ----------
    task : Task
    fds : tuple of int
        That came with it; ``work`` closes them.
    policy : ScratchPolicy
    access : callable
        Returns what the task needs, besides the program's libraries; asked where it is done.
    work : callable
        Answers by itself, failures too.
    meanwhile : Meanwhile, optional
        Waits for the end by default.
    is_last : bool
        There will be no other task: this process does it itself, if it has no thread that would not be confined.
    """
    meanwhile = meanwhile or _Waiting()
    held = confinement.held()
    if not held.files or (task.writes and held.abi < 2):  # which cannot move between folders
        work(lambda: policy)
        return
    confinement.libraries()  # once, not in every fork
    ask_ahead(task)
    if is_last and family.has_one_thread():
        meanwhile.leave()
        work(lambda: confined(task, policy, access))
        return
    fork = forked(meanwhile.leave, lambda: work(lambda: confined(task, policy, access)))
    for fd in fds:
        os.close(fd)
    has_ended(fork, meanwhile.until_ended(fork.pid))


def ask_ahead(task: Task) -> None:
    """Ask the system now what a confined process cannot ask it, and what is remembered."""
    if not task.writes:
        file_system.why_not_mapped(task.path)


def forked(leave: Callable[[], None], work: Callable[[], object]) -> Fork:
    """Do some work in a process of its own, which lets go of what is not its business first."""
    if sys.platform != "linux":
        raise NotImplementedError
    flush_printed()  # else it is printed by both
    parent, printed = os.getpid(), os.memfd_create("itk-inspector")
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            family.end_with(parent)
            for stream in (1, 2):
                os.dup2(printed, stream)
            os.close(printed)
            leave()
            work()
            code = 0
        finally:
            if code:
                traceback.print_exc()
            flush_printed()
            os._exit(code)
    return Fork(pid, printed)


def has_ended(fork: Fork, status: int, *, after_others: bool = False) -> None:
    """Clear up behind a fork; end as it ended, if it failed, with its last words.

    One that failed ``after_others`` may have failed because of them: that is said in place of how it ended.
    """
    remove_links(fork.pid)
    if status and after_others:
        os._exit(family.ENDED_AFTER_OTHERS)
    if status:
        _say_last(fork.printed)
        _end_like(status)
    os.close(fork.printed)


def _say_last(printed: int) -> None:
    """Print the end of what a fork printed."""
    start = max(0, os.fstat(printed).st_size - _LAST)
    os.write(2, pread(printed, _LAST, start))


def confined(
    task: Task, policy: ScratchPolicy, access: Callable[[], Access], rules: Rules | None = None
) -> ScratchPolicy:
    """Confine this process to what a task needs; return where scratch may be reserved.

    Raises
    ------
    OpenError, ExportError, SpaceError
        If the kernel refuses.
    """
    reserved = policy if task.writes else opened_ahead(policy)
    try:
        confinement.confine(access(), rules)
    except OSError as e:
        raise of_system(e, f"{task.path.name} could not be {'written' if task.writes else 'read'}") from e
    return reserved


def _end_like(status: int) -> None:
    """End this process as another one ended."""
    if sys.platform == "win32":
        raise NotImplementedError
    import resource  # not there

    if not os.WIFSIGNALED(status):
        os._exit(os.waitstatus_to_exitcode(status))
    number = os.WTERMSIG(status)
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))  # one dump is enough
    if number not in (signal.SIGKILL, signal.SIGSTOP):
        signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    os._exit(1)
