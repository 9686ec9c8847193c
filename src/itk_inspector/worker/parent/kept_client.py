"""Children that are kept between calls from Python: the second call does not wait for a process to start.

Linux ends a child with the *thread* that started it (``prctl(2)``, ``PR_SET_PDEATHSIG``). So what another thread than
the main one starts is started by a thread of its own, which lives as long as the child.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import InspectorError
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.launch import Launched, launch
from itk_inspector.worker.parent.watchdog import Limits
from itk_inspector.worker.sandbox.family import Ahead

if TYPE_CHECKING:
    from itk_inspector.worker.parent.client import FileClient


_OF_NO_CONCERN = frozenset({"PYTEST_CURRENT_TEST"})
"""Variables of the environment that a child need not have: pytest tells the name of each test in one."""


@dataclass(slots=True)
class _Kept:
    """A client, what its children were started with, and what ends the thread that started them."""

    client: FileClient
    policy: ScratchPolicy
    environment: dict[str, str]
    over: threading.Event
    pid: int | None
    era: int = 0

    @property
    def can_be_kept(self) -> bool:
        """Tell whether the children are idle, alive, and bound to no thread that may end first."""
        if self.client.is_busy:
            return False
        reading, *others = self.client.children
        if threading.current_thread() is threading.main_thread():
            self.pid = reading.pid  # what was started since it was lent was started by this thread
            return True
        return reading.pid == self.pid is not None and not any(child.is_running for child in others)

    def close(self) -> None:
        self.client.close()
        self.over.set()


def _started(
    policy: ScratchPolicy, environment: dict[str, str], started_before: Callable[[], Launched | None]
) -> _Kept:
    """Start a child before anything else, and load what speaks to it while it loads its own."""
    over = threading.Event()
    in_main = threading.current_thread() is threading.main_thread()
    launched = (started_before() or _launched(policy)) if in_main else _launched_to_stay(policy, over)
    try:
        from itk_inspector.worker.parent.client import FileClient  # a tenth of a second, which the child needs too

        client = FileClient(policy, launched=launched, ahead=Ahead.AT_ONCE)
    except BaseException:
        if launched is not None:
            launched.end()
        over.set()
        raise
    return _Kept(client, policy, environment, over, None if launched is None else launched.process.pid)


def _launched(policy: ScratchPolicy) -> Launched | None:
    with suppress(InspectorError):  # told when there is something to do
        return launch(policy, ahead=Ahead.AT_ONCE)
    return None


def _launched_to_stay(policy: ScratchPolicy, over: threading.Event) -> Launched | None:
    """Start a child from a thread that does not end before it."""
    found: list[Launched | None] = []
    is_started = threading.Event()

    def start_and_stay() -> None:
        found.append(_launched(policy))
        is_started.set()
        over.wait()

    threading.Thread(target=start_and_stay, name="itk-inspector-child", daemon=True).start()
    is_started.wait()
    return found[0]


@dataclass(frozen=True, eq=False, slots=True)
class Hold:
    """That somebody holds the children until it is released, and when reading counts as hung meanwhile."""

    limits: Limits | None
    thread: int


class KeptClient:
    """Lends a client to one caller at a time, and keeps one of those that come back; all of them while it is held."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Kept] = []
        self._holds: list[Hold] = []
        self._era = 0
        self.started_before: Callable[[], Launched | None] = lambda: None
        """Asked by the main thread for a child that was started before, with nothing but the defaults."""

    @contextmanager
    def borrowed(self, limits: Limits | None = None) -> Iterator[FileClient]:
        """Lend a client whose children are those of the last call, if they are still there and nobody else has them.

        Parameters
        ----------
        limits : Limits, optional
            When reading counts as hung; by default as whoever holds the children said.
        """
        kept = self._taken()
        kept.client.limits = limits or self._held_limits() or Limits()
        try:
            yield kept.client
        finally:
            self._give_back(kept)

    @property
    def pids(self) -> frozenset[int]:
        """The process numbers of what is kept."""
        with self._lock:
            children = [child for kept in self._idle for child in kept.client.children]
        return frozenset(child.pid for child in children if child.pid is not None)

    def hold(self, limits: Limits | None = None) -> Hold:
        """Keep what comes back, as many as there are, until this is released."""
        hold = Hold(limits, threading.get_ident())
        with self._lock:
            self._holds.append(hold)
        return hold

    def release(self, hold: Hold) -> None:
        """Hold it no longer; the last one to do so ends what is kept, and what is lent when it comes back."""
        with self._lock:
            if hold not in self._holds:  # it was made by a thread that a fork has left behind
                return
            self._holds.remove(hold)
            is_last = not self._holds
        if is_last:
            self.let_go()

    def let_go(self) -> None:
        """End what is kept, and what is lent when it comes back."""
        with self._lock:
            kept, self._idle = self._idle, []
            self._era += 1
        for each in kept:
            each.close()

    def forget(self) -> None:
        """Have nothing any more, without ending it: in a process that was forked it is the other one's."""
        self._lock = threading.Lock()  # another thread may have held it
        self._holds = [hold for hold in self._holds if hold.thread == threading.get_ident()]  # the others are not here
        kept, self._idle = self._idle, []
        for each in kept:
            each.client.abandon()

    def _held_limits(self) -> Limits | None:
        """Return the limits of the innermost hold of this thread, or else of any, that has some."""
        with self._lock:
            given = [hold for hold in self._holds if hold.limits is not None]
        own = [hold for hold in given if hold.thread == threading.get_ident()]
        return (own or given)[-1].limits if given else None

    def _taken(self) -> _Kept:
        policy = ScratchPolicy.default()
        environment = {name: value for name, value in os.environ.items() if name not in _OF_NO_CONCERN}
        while True:
            with self._lock:
                era = self._era
                kept = self._idle.pop() if self._idle else None
            if kept is None:
                started = _started(policy, environment, self.started_before)
                started.era = era
                return started
            if (kept.policy, kept.environment) == (policy, environment) and kept.client.is_alive:
                return kept
            kept.close()

    def _give_back(self, kept: _Kept) -> None:
        if kept.can_be_kept:
            with self._lock:
                if kept.era == self._era and (self._holds or not self._idle):
                    self._idle.append(kept)
                    return
        kept.close()


KEPT = KeptClient()
"""That of this process."""
atexit.register(KEPT.let_go)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=KEPT.forget)
