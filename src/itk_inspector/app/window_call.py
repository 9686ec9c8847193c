"""Calls from another thread into the window's, and stand-ins for what must be touched there only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event, Lock
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, Signal

from itk_inspector.core.errors import UsageError

_LOOK = 0.05  # s after which a wait sees that it was interrupted
_PATIENCE = 10.0  # s that a window may do something else
_BUSY = "The window is busy: nothing was done."
_CLOSED = "The window is closed."
_ITS_OWN = ("itk_inspector.control", "itk_inspector.gui", "itk_inspector.app", "itk_inspector.core.editing.session")

ResultT = TypeVar("ResultT")


class _Request:
    """A call that waits for its turn, is under way, done or given up."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.done = Event()
        self.value: Any = None
        self.error: BaseException | None = None
        self._lock = Lock()
        self._state = ""

    def takes(self, state: str) -> bool:
        """Begin or give up, whichever comes first."""
        with self._lock:
            if not self._state:
                self._state = state
            return self._state == state


class WindowCall(QObject):
    """Does things in the thread of the window, and waits for them.

    Parameters
    ----------
    parent : QObject
        Lives in that thread.
    """

    _asked = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thread = QThread.currentThread()
        self._is_open = True
        self._asked.connect(self._do, Qt.ConnectionType.QueuedConnection)

    def close(self) -> None:
        """Do nothing any more."""
        self._is_open = False

    def __call__(self, work: Callable[[], ResultT]) -> ResultT:
        """Return what the work returns; raise what it raises.

        Raises
        ------
        UsageError
            If the window is closed, or does something else for too long.
        """
        if QThread.currentThread() is self._thread:
            return work()
        request = _Request(work)
        if not self._is_open:
            raise UsageError(_CLOSED)
        self._asked.emit(request)
        try:
            waited = 0.0
            while not request.done.wait(_LOOK):
                waited += _LOOK
                if not self._is_open and request.takes("given up"):
                    raise UsageError(_CLOSED)
                if waited > _PATIENCE and request.takes("given up"):
                    raise UsageError(_BUSY)
        except KeyboardInterrupt:
            request.takes("given up")
            raise
        if request.error is not None:
            raise request.error.with_traceback(None)  # its frames hold what belongs to the window's thread
        return request.value  # type: ignore[no-any-return]  # it is what the work returned

    def _do(self, request: _Request) -> None:
        if not self._is_open or not request.takes("begun"):
            return
        try:
            request.value = request.work()
        except Exception as e:  # it is raised where it was asked for
            request.error = e
        request.done.set()


class InWindow:
    """Stands for an object of the window's thread: attributes are read, set and called there."""

    __slots__ = ("_call", "_target")

    def __init__(self, target: Any, call: WindowCall) -> None:
        object.__setattr__(self, "_target", target)
        object.__setattr__(self, "_call", call)

    def __getattr__(self, name: str) -> Any:
        return handed_out(self._call(lambda: getattr(self._target, name)), self._call)

    def __setattr__(self, name: str, value: Any) -> None:
        self._call(lambda: setattr(self._target, name, _given(value)))

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Call it in the window's thread."""
        given, by_name = [_given(each) for each in args], {name: _given(each) for name, each in named.items()}
        return handed_out(self._call(lambda: self._target(*given, **by_name)), self._call)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._call(lambda: [handed_out(each, self._call) for each in self._target]))

    def __len__(self) -> int:
        return int(self._call(lambda: len(self._target)))

    def __getitem__(self, key: Any) -> Any:
        return handed_out(self._call(lambda: self._target[key]), self._call)

    def __dir__(self) -> list[str]:
        return list(self._call(lambda: dir(self._target)))

    def __bool__(self) -> bool:
        return bool(self._call(lambda: bool(self._target)))

    def __eq__(self, other: object) -> bool:
        return bool(self._target is _given(other))

    def __hash__(self) -> int:
        return id(self._target)

    def __repr__(self) -> str:
        return str(self._call(lambda: repr(self._target)))


def handed_out(value: Any, call: WindowCall) -> Any:
    """Return a value as another thread may have it: plain data as they are, stand-ins for what belongs to a window."""
    if isinstance(value, tuple | list) and type(value) in (tuple, list):
        return type(value)(handed_out(each, call) for each in value)
    kind = type(value)
    is_call = isinstance(value, FunctionType | MethodType | BuiltinMethodType)
    if is_call or isinstance(value, QObject) or kind.__module__.startswith(_ITS_OWN):
        return InWindow(value, call)
    return value


def _given(value: Any) -> Any:
    return object.__getattribute__(value, "_target") if isinstance(value, InWindow) else value
