"""Running through slices at a steady speed."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal


class Player(QObject):
    """Tells how many slices to move on.

    The number follows the clock: when showing a slice takes longer than its
    share, the next ones are skipped. There is never more than one step under way.
    """

    advanced = Signal(int, int)
    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.axis: int | None = None
        self.speed = 10.0
        self._clock = QElapsedTimer()
        self._done = 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def play(self, axis: int) -> None:
        """Run along an axis from where it stands."""
        self.axis = axis
        self._start_clock()
        self.changed.emit()

    def stop(self) -> None:
        """Stand still."""
        self._timer.stop()
        if self.axis is not None:
            self.axis = None
            self.changed.emit()

    def set_speed(self, speed: float) -> None:
        """Take another number of slices per second."""
        self.speed = speed
        if self.axis is not None:
            self._start_clock()

    def _start_clock(self) -> None:
        self._done = 0
        self._clock.start()
        self._timer.start(max(1, int(1000 / self.speed)))

    def _tick(self) -> None:
        due = int(self._clock.elapsed() * self.speed / 1000)
        steps, self._done = due - self._done, due
        if steps > 0 and self.axis is not None:
            self.advanced.emit(self.axis, steps)
