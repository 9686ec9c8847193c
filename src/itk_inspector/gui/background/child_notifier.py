"""Bringing what the children say into Qt's event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QSocketNotifier


class Waitable(Protocol):
    """Something with a descriptor that becomes readable; −1 when there is nothing to wait for."""

    def fileno(self) -> int:
        """Return the descriptor."""
        ...


class ChildNotifier(QObject):
    """Calls back in the GUI thread when a child has something to say.

    Parameters
    ----------
    readable : callable
        Called with the child.
    parent : QObject
    """

    def __init__(self, readable: Callable[[Waitable], None], parent: QObject) -> None:
        super().__init__(parent)
        self._readable = readable
        self._notifiers: dict[int, QSocketNotifier] = {}
        self._listens = True

    def listen(self, *, listens: bool) -> None:
        """Call back, or let what the children say wait where it is."""
        self._listens = listens
        for notifier in self._notifiers.values():
            notifier.setEnabled(listens)

    def watch(self, child: Waitable) -> None:
        """Watch a child that was started, or stop watching one that was ended."""
        old = self._notifiers.pop(id(child), None)
        if old is not None:
            old.setEnabled(False)
            old.deleteLater()
        if child.fileno() < 0:
            return
        notifier = QSocketNotifier(child.fileno(), QSocketNotifier.Type.Read, self)
        notifier.setEnabled(self._listens)
        notifier.activated.connect(lambda *_: self._arrived(child, notifier))
        self._notifiers[id(child)] = notifier

    def _arrived(self, child: Waitable, notifier: QSocketNotifier) -> None:
        if self._notifiers.get(id(child)) is notifier and child.fileno() >= 0:
            self._readable(child)

    def stop(self) -> None:
        """Watch nothing any more."""
        for notifier in self._notifiers.values():
            notifier.setEnabled(False)
        self._notifiers.clear()
