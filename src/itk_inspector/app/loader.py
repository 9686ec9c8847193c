"""Loading what the window is not made of, while it reacts.

What knows nothing of Qt is loaded in a thread. Whatever makes classes of Qt's is loaded in the event loop's thread, in
steps: Qt's own code asks there for the meta-object of a class without Python's lock, and PySide finds it in a table
that grows with every class. A program that makes one in another thread meanwhile ends with a segmentation fault, in
about one of twenty starts.
"""

from __future__ import annotations

import contextlib
import importlib
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets

_SHARES = 0.0005  # s after which the thread that loads lets the window react
_MODULES = ("PySide6.QtTest", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets")
"""What pyqtgraph loads where it is there."""
_AT_ONCE = 40
"""Classes that are made in one turn of the event loop: about 2 ms."""


class Loader(QtCore.QObject):
    """Loads modules in a thread, lot by lot: the first one when it starts, each of the others after a `go_on`.

    Parameters
    ----------
    *lots : sequence of str
        Modules that know nothing of Qt.
    """

    came = QtCore.Signal(int)
    """A lot is loaded; sent in the event loop's thread with its number, from 0."""

    def __init__(self, *lots: Sequence[str]) -> None:
        super().__init__()
        self._lots = lots
        self._thread = threading.Thread(target=self._run, name="loader")
        self._may_go_on = threading.Semaphore(0)
        self._is_wanted = True
        self._near, self._far = socket.socketpair()  # not a signal: the thread touches nothing of Qt
        self._told = QtCore.QSocketNotifier(self._near.fileno(), QtCore.QSocketNotifier.Type.Read, self)
        self._told.activated.connect(self._tell)

    @property
    def has_begun(self) -> bool:
        """Tell whether loading was begun."""
        return self._thread.ident is not None

    def start(self) -> None:
        """Begin to load."""
        self._thread.start()

    def go_on(self) -> None:
        """Load the next lot, too."""
        self._may_go_on.release()

    def end(self) -> None:
        """Wait until what is being loaded is there, and load nothing more."""
        self._is_wanted = False
        self._may_go_on.release(len(self._lots))
        if self.has_begun:
            self._thread.join()
        self._told.setEnabled(False)
        self._near.close()
        self._far.close()

    def _run(self) -> None:
        for number, lot in enumerate(self._lots):
            if number > 0:
                self._may_go_on.acquire()
            with _short_turns():
                for name in lot:
                    if not self._is_wanted:
                        return
                    importlib.import_module(name)
            self._far.send(bytes([number]))

    def _tell(self) -> None:
        for number in self._near.recv(len(self._lots)):
            self.came.emit(number)


def class_steps() -> list[Callable[[], None]]:
    """Return steps that make all classes of Qt's that the window's process uses.

    PySide makes each when it is first asked for. Importing pyqtgraph asks for all of them at once, which takes as
    long as the rest of it.
    """
    steps: list[Callable[[], None]] = []
    for module in (QtCore, QtGui, QtWidgets):
        names = dir(module)
        steps += [partial(_make, module, names[at : at + _AT_ONCE]) for at in range(0, len(names), _AT_ONCE)]
    return steps + [partial(_load_if_there, name) for name in _MODULES]


def _load_if_there(name: str) -> None:
    with contextlib.suppress(ImportError):
        importlib.import_module(name)


def _make(module: ModuleType, names: Sequence[str]) -> None:
    for name in names:
        getattr(module, name)


@contextlib.contextmanager
def _short_turns() -> Iterator[None]:
    """Let the window have its turn more often, while a thread loads."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SHARES)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
