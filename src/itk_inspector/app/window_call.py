"""Calls from another thread into the window's, and stand-ins for what must be touched there only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, Signal

from itk_inspector.app.request import Request
from itk_inspector.core.errors import UsageError

_PATIENCE = 10.0  # s that a window may do something else
_BUSY = "The window is busy: nothing was done."
_CLOSED = "The window is closed."
_ITS_OWN = ("itk_inspector.control", "itk_inspector.gui", "itk_inspector.app", "itk_inspector.core.editing.session")

ResultT = TypeVar("ResultT")


class WindowCall(QObject):
    """Does things in the thread of the window, and waits for them.

    Parameters
    ----------
    parent : QObject, optional
        Lives in that thread.
    """

    _asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = QThread.currentThread()
        self._is_open = True
        self._asked.connect(self._do, Qt.ConnectionType.QueuedConnection)

    @property
    def is_own_thread(self) -> bool:
        """Whether this thread is the window's."""
        return QThread.currentThread() is self._thread

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
        if self.is_own_thread:
            return work()
        if not self._is_open:
            raise UsageError(_CLOSED)
        request = self.post(work)
        try:
            return request.answer(self._objection)  # type: ignore[no-any-return]  # it is what the work returned
        except KeyboardInterrupt:
            request.withdraw()
            raise

    def post(self, work: Callable[[], Any]) -> Request:
        """Have it done as soon as the window comes to it, without waiting."""
        request = Request(work)
        self._asked.emit(request)
        return request

    def _objection(self, waited: float) -> UsageError | None:
        if not self._is_open:
            return UsageError(_CLOSED)
        return UsageError(_BUSY) if waited > _PATIENCE else None

    def _do(self, request: Request) -> None:
        if self._is_open:
            request.run()


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
        """Call it in the window's thread; what was given to it comes back as it was, for decorators."""
        given, by_name = [_given(each) for each in args], {name: _given(each) for name, each in named.items()}
        value = self._call(lambda: self._target(*given, **by_name))
        return value if any(value is each for each in args) else handed_out(value, self._call)

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
