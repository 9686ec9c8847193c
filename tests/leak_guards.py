"""Nothing that a test makes may outlive it: no child process, thread, mapping, scratch file or window."""

from __future__ import annotations

import contextlib
import gc
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SCRATCH = Path("/dev/shm")
_NAMELESS = re.compile(r"/(?:#\d+|itk-inspector-\w+) \(deleted\)")


def child_processes() -> set[int]:
    """Return the process numbers of this process's children."""
    found: set[int] = set()
    if not Path("/proc/self/task").is_dir():  # not Linux
        return found
    for task in Path("/proc/self/task").iterdir():
        try:
            found |= {int(word) for word in (task / "children").read_text().split()}
        except OSError:
            continue
    warm = sys.modules.get("warm_children")
    return found - {warm.TEMPLATE.pid} if warm is not None else found


def told(pids: set[int]) -> list[str]:
    """Return what the system tells of processes: number, name, and what it was started with."""
    found = []
    for pid in pids:
        with contextlib.suppress(OSError):
            found.append(Path(f"/proc/{pid}/stat").read_text().partition(")")[0] + ") " + _words(pid))
    return found


def _words(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ") or "which has ended and was not waited for"


def held_by(pid: int) -> list[str]:
    """Return what a process holds open now: paths, ``socket:[…]`` and the like.

    It may go on working while it is looked at: what it closes between the list and the look is left out.
    """
    held = []
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            held.append(os.readlink(descriptor))
    return held


def scratch_files() -> set[Path]:
    """Return the scratch files that have a name, those of other processes too."""
    return set(SCRATCH.glob("itk-inspector-*"))


def scratch_mappings() -> int:
    """Count this process's copy-on-write mappings of nameless scratch files."""
    if not Path("/proc/self/maps").exists():  # not Linux
        return 0
    return len(_NAMELESS.findall(Path("/proc/self/maps").read_text()))


class MappingsBefore:
    """How many such mappings there are before a test, which is how many there were after the one before.

    To count them takes milliseconds in a process that has loaded everything, and longer than many tests.
    """

    def __init__(self) -> None:
        self._known: int | None = None

    def forget(self) -> None:
        """Count anew next time: something was made that outlives a test."""
        self._known = None

    def count(self) -> int:
        """Return how many there are before a test."""
        return scratch_mappings() if self._known is None else self._known

    def count_after(self, before: int) -> int:
        """Return how many there are after it; what is only waiting to be collected is not among them."""
        found = scratch_mappings()
        if found > before:
            gc.collect()
            found = scratch_mappings()
        self._known = found
        return found


MAPPINGS_BEFORE = MappingsBefore()
"""Those of this process."""


def open_windows() -> list[str]:
    """Return the visible windows, where Qt is in use."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    application = widgets.QApplication.instance() if widgets is not None else None
    if widgets is None or not isinstance(application, widgets.QApplication):
        return []
    core = sys.modules["PySide6.QtCore"]
    windows = [w for w in application.topLevelWidgets() if w.isVisible()]
    if windows:
        application.processEvents()
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
        windows = [w for w in application.topLevelWidgets() if w.isVisible()]
    return [f"{type(w).__name__} {w.objectName()}" for w in windows]


def _goes_away(found: Callable[[], object], seconds: float = 3.0) -> bool:
    """Tell whether there is nothing of it any more after a while: processes take their time to end."""
    until = time.monotonic() + seconds
    while found():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def kept_children() -> frozenset[int]:
    """Return the process numbers of the children that Python calls keep on purpose."""
    module = sys.modules.get("itk_inspector.worker.parent.kept_client")
    return module.KEPT.pids if module is not None else frozenset()


def let_go() -> None:
    """End the children that Python calls keep."""
    module = sys.modules.get("itk_inspector.worker.parent.kept_client")
    if module is not None:
        module.KEPT.let_go()


def _threads() -> set[threading.Thread]:
    """Return the threads; each test has a timer of its own where no signal tells that it takes too long."""
    return {thread for thread in threading.enumerate() if not thread.name.startswith("pytest_timeout ")}


@contextmanager
def nothing_left(*, lets_go: bool) -> Iterator[None]:
    """Fail when something is there afterwards that was not there before, children that are kept on purpose included."""
    children, files, threads = child_processes(), scratch_files(), _threads()
    mappings = MAPPINGS_BEFORE.count()
    yield
    gc.collect()
    if lets_go:
        let_go()
    assert _goes_away(lambda: child_processes() - children - kept_children()), (
        f"a child process was left behind: {told(child_processes() - children - kept_children())}"
    )
    assert _goes_away(lambda: scratch_files() - files), "a scratch file was left behind"
    assert _goes_away(lambda: _threads() - threads), f"left behind: {threading.enumerate()}"
    assert _goes_away(open_windows), f"windows were left behind: {open_windows()}"
    assert MAPPINGS_BEFORE.count_after(mappings) <= mappings, "a mapping was left behind"
