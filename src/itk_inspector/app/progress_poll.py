"""Asks how far a task has come, as long as there is one; implements `control.ports.StateView`."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from itk_inspector.control.model.app_state import AppState

_INTERVAL = 50  # ms


class ProgressPoll(QObject):
    """A timer that runs while something is read, written, computed or counted.

    Parameters
    ----------
    ask : callable
        Asks once.
    parent : QObject
    """

    def __init__(self, ask: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(ask)

    def show_state(self, state: AppState) -> None:
        """Run while there is a task."""
        is_busy = state.is_loading or state.is_saving or state.is_operating or state.is_counting
        if is_busy != self._timer.isActive():
            self._timer.start() if is_busy else self._timer.stop()

    def stop(self) -> None:
        """Ask no more."""
        self._timer.stop()
