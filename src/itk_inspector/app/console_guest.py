"""What holds in the process while a console runs something: it is a guest beside the window's thread."""

from __future__ import annotations

import gc
import io
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any, TextIO

from itk_inspector.app.console_output import Output

_SWITCH = 0.0005
"""Seconds after which the console's thread gives way. With Python's five milliseconds an endless loop makes the window
wait that long each time Qt comes back to Python, many times a picture."""
_QT = {"PySide2", "PySide6", "PyQt5", "PyQt6", "shiboken6", "pyqtgraph"}
_OURS = ("itk_inspector.gui", "itk_inspector.app")


class _Stream(io.TextIOBase):
    """Takes what the threads of consoles write or read; hands all else on to what was there before."""

    def __init__(self, guests: dict[int, Guest], kind: str, before: TextIO | None) -> None:
        super().__init__()
        self._guests = guests
        self._kind = kind
        self.before = before

    def write(self, text: str) -> int:
        """Write text."""
        guest = self._guests.get(threading.get_ident())
        if guest is not None:
            guest.output.say(self._kind, str(text))
        elif self.before is not None:
            self.before.write(text)
        return len(text)

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # typeshed's has no None
        """Read a line, which somebody types into the console."""
        guest = self._guests.get(threading.get_ident())
        if guest is not None:
            return guest.ask_line()
        return "" if self.before is None else self.before.readline(-1 if size is None else size)

    def flush(self) -> None:
        """Flush what was there before."""
        if self.before is not None and threading.get_ident() not in self._guests:
            self.before.flush()

    def close(self) -> None:
        """Close and flush nothing: it is called as garbage, too, when what was there before may be closed."""

    def __getattr__(self, name: str) -> Any:
        if threading.get_ident() in self._guests:
            raise io.UnsupportedOperation(name)
        return getattr(self.before, name)


class Guest:
    """A console's thread.

    Parameters
    ----------
    output : Output
    ask_line : callable
        Waits for a line that somebody types, and returns it with its end.
    """

    def __init__(self, output: Output, ask_line: Callable[[], str]) -> None:
        self.output = output
        self.ask_line = ask_line


class _NoQt:
    """Refuses to load Qt's modules in the thread of a console: a program that makes its classes there crashes."""

    def __init__(self, guests: dict[int, Guest]) -> None:
        self._guests = guests

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> None:
        """Find nothing."""
        is_qt = name.partition(".")[0] in _QT or name.startswith(_OURS)
        if is_qt and threading.get_ident() in self._guests:
            raise ImportError(f"{name} cannot be loaded in the console: Qt belongs to the window’s thread.")


class Guests:
    """All consoles that run something now.

    While there are any, standard streams tell their threads from others, threads take turns more often, and garbage is
    collected in the window's thread only: Qt's objects are in it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._threads: dict[int, Guest] = {}
        self._streams: dict[str, _Stream] = {}
        self._finder = _NoQt(self._threads)
        self._interval = 0.0
        self._collects = False

    @contextmanager
    def running(self, guest: Guest) -> Iterator[None]:
        """Run something in this thread for a guest."""
        with self._lock:
            if not self._threads:
                self._begin()
            self._threads[threading.get_ident()] = guest
        try:
            yield
        finally:
            with self._lock:
                del self._threads[threading.get_ident()]
                if not self._threads:
                    self._end()

    def collect(self) -> None:
        """Collect young garbage in the window's thread."""
        if self._collects and self._threads:
            gc.collect(1)

    def _begin(self) -> None:
        self._interval, self._collects = sys.getswitchinterval(), gc.isenabled()
        gc.disable()
        sys.setswitchinterval(min(_SWITCH, self._interval))
        sys.meta_path.insert(0, self._finder)
        for name, kind in (("stdout", "out"), ("stderr", "error"), ("stdin", "input")):
            made = self._streams[name] = _Stream(self._threads, kind, getattr(sys, name))
            setattr(sys, name, made)

    def _end(self) -> None:
        for name, stream in self._streams.items():
            if getattr(sys, name) is stream:  # else somebody has put another one there since
                setattr(sys, name, stream.before)
        self._streams.clear()
        if self._finder in sys.meta_path:
            sys.meta_path.remove(self._finder)
        sys.setswitchinterval(self._interval)
        if self._collects:
            gc.enable()


GUESTS = Guests()
"""Of this process."""
