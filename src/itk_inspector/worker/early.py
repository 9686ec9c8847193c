"""A child that is forked at the start of a command, as soon as this process has loaded what both of them need.

Python then starts once for both, and each loads the rest, its own, at the same time. Only the program itself does so:
there is no other thread yet, and nothing of a user's script.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from itk_inspector.core.system.backend import IS_PORTABLE

if TYPE_CHECKING:
    from itk_inspector.worker.parent.launch import Launched

_HEADERS, _PIXELS = frozenset({"info"}), frozenset({"probe", "bridge"})
"""Commands that begin with a child which loads so little that starting it counts: for headers, and for pixels."""
BOTH = (
    "itkio.stores.kinds",
    "worker.memory.scratch_policy",
    "worker.sandbox.family",
    "worker.tasks.header",
    "worker.tasks.table",
    "worker.wire.ends",
)
"""Modules that both processes load, with all that they import."""
_NO_WORK = frozenset({"-h", "--help"})


class Early:
    """The child, from its start until somebody takes it over."""

    def __init__(self) -> None:
        self._started: tuple[int, int, int, int] | None = None
        self._was_started = False
        self.is_program = False
        """This process is the program itself, in which nothing of a user's script runs."""

    def start(self, words: list[str]) -> None:
        """Fork a child if a command asks for one, where the system can."""
        self.is_program = True
        command = words[0] if words else ""
        if command in _HEADERS | _PIXELS and not _NO_WORK & set(words) and _can_fork():
            _load_both()
            self._started = _forked(loads_pixels=command in _PIXELS)
            self._was_started = self._started is not None
            gc.enable()

    def taken(self) -> Launched | None:
        """Return the child, if there is one, to whoever ends it."""
        if self._started is None:
            return None
        import socket  # no other command needs it so early, nor what follows

        from itk_inspector.worker.parent.forked_process import ForkedProcess
        from itk_inspector.worker.parent.launch import Launched

        (pid, connection, pixels, said), self._started = self._started, None
        ends = socket.socket(fileno=connection), socket.socket(fileno=pixels)
        return Launched(ForkedProcess(pid), ends[0], os.fdopen(said, "r+b"), ends[1])

    def end(self) -> None:
        """End a child that nobody took."""
        launched = self.taken()
        if launched is not None:
            launched.end()

    def left(self, code: int) -> int:
        """End the program, if it began with such a child; else return the code that it ends with.

        All has been written and closed by then. To take the modules apart one by one would take longer than to read
        a header, and comes to nothing.
        """
        if not self._was_started:
            return code
        import atexit

        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


EARLY = Early()
"""That of this process."""


def _can_fork() -> bool:
    if sys.platform != "linux" or IS_PORTABLE or hasattr(sys, "frozen"):
        return False
    try:
        for fd in range(3):  # where one is closed, another file would get its place
            os.fstat(fd)
    except OSError:
        return False
    return True


def _load_both() -> None:
    """Load what both processes need; what it leaves is collected in neither, which would copy it there."""
    gc.disable()
    _put_users_modules_last()
    for name in BOTH:
        importlib.import_module(f"itk_inspector.{name}")
    gc.freeze()


def _forked(*, loads_pixels: bool) -> tuple[int, int, int, int] | None:
    """Fork; return the child's number, this end of both connections, and the file of its complaints."""
    if sys.platform != "linux":
        raise NotImplementedError
    import socket  # no other command needs it so early

    try:
        said = os.memfd_create("itk-inspector")
        pairs = [[end.detach() for end in socket.socketpair()] for _ in range(2)]
        parent, pid = os.getpid(), os.fork()
    except OSError:  # it is started as a program, or that it cannot be is told
        return None
    if pid == 0:
        _serve([pair[1] for pair in pairs], said, parent, loads_pixels=loads_pixels)
    for pair in pairs:
        os.close(pair[1])
    return pid, pairs[0][0], pairs[1][0], said


def _serve(connections: list[int], said: int, parent: int, *, loads_pixels: bool) -> NoReturn:
    """Be the child, as ``worker/__main__.py`` is."""
    code = 1
    try:
        _let_go(connections, said)
        import signal
        import socket

        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the parent
        from itk_inspector.worker.sandbox import family

        os.environ.update({**family.ONE_THREAD, **os.environ})
        os.environ.pop("PYTHONPATH", None)
        family.end_with(parent)
        from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
        from itk_inspector.worker.process import main

        connection, pixels = (socket.socket(fileno=fd) for fd in connections)
        ahead = family.Ahead.AT_ONCE if loads_pixels else family.Ahead.IN_A_ROW
        main(connection, pixels, [*ScratchPolicy.default().arguments(), ahead])
        code = 0
    except BaseException:  # nothing of what the parent would do follows
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _let_go(connections: list[int], said: int) -> None:
    """Let the standard streams be the child's own, and close whatever else the parent has open."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd, end in ((0, nothing), (1, said), (2, said)):
        os.dup2(end, fd)
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2 and int(name) not in connections:
            try:
                os.close(int(name))
            except OSError:  # the one that listed them
                continue


def _put_users_modules_last() -> None:
    """Look for modules where a child that is started as a program does.

    That is not in the folder of the command, and in those of ``PYTHONPATH`` after the standard library.
    """
    named = "" if sys.flags.ignore_environment else os.environ.get("PYTHONPATH", "")
    users = [os.path.abspath(place) for place in named.split(os.pathsep) if place]
    first = [] if sys.flags.safe_path else sys.path[:1]
    sys.path[:] = [place for place in sys.path if place not in (*first, *users)]
    installed = [i for i, place in enumerate(sys.path) if os.path.basename(place) in ("site-packages", "dist-packages")]
    at = installed[0] if installed else len(sys.path)
    sys.path[at:at] = users
    sys.path.append(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
