"""When a child that comes to no end counts as hung."""

from __future__ import annotations

import time
from collections.abc import Callable

from itk_inspector.core.data_class import dataclass

_MB = 1_000_000
_READ_AGAIN = 8
_READ_ANYWAY = 16 * _MB
_HEADER_RATE, _PIXELS_RATE = 2.0, 0.5  # seconds of processor time for each MB
_HEADER_MOST, _PIXELS_MOST = 120.0, 600.0
_HEADER_IN_ALL = 30  # times the limit


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds without progress.

    Parameters
    ----------
    header : float
        From the start of the task to the header.
    silence : float
        While the pixels are read, and before that while the child loads what it needs.
    """

    header: float = 10.0
    silence: float = 30.0


@dataclass(frozen=True, slots=True)
class Signs:
    """What a process has used so far.

    Parameters
    ----------
    processor : float
        Seconds.
    moved : int
        Bytes that it read or wrote.
    resident : int
        Bytes of memory that it fills.
    """

    processor: float
    moved: int
    resident: int


class Watchdog:
    """Watches one task.

    Bytes that are read for the first times and memory that is filled for the
    first time are progress, and there is only so much of either. Work of the
    processor shows that the task is alive, but without other progress only for
    as long as a limit says and the size justifies: an endless loop ends. A
    header may take thirty times its limit of the processor in all.

    Parameters
    ----------
    limits : Limits
    size : int
        Bytes that the task is about.
    clock : callable, optional
        Gives seconds; another one for tests.
    """

    def __init__(self, limits: Limits, size: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._has_header = False
        self.is_loading = False
        """The task has not begun: nothing that the child does counts against its file."""
        self._last: Signs | None = None
        self._most_resident = 0
        self._begin(size)

    def _begin(self, size: int) -> None:
        self._size = size
        self._first = self._last
        self._spent_before = self._spent_first = self._last.processor if self._last is not None else 0.0
        self._since = self._clock()

    def header_came(self, size: int | None = None) -> None:
        """The header was read; from now on the silence counts. Pixels and file together have so many bytes."""
        self._has_header = True
        self._begin(self._size if size is None else size)

    def goes_on(self, size: int) -> None:
        """The task has come to its next file, which has so many bytes."""
        self._begin(size)

    def loads(self, signs: Signs | None) -> None:
        """Take what the process has used while the task has not begun: whatever it does is progress."""
        self.is_loading = True
        if signs is None or signs != self._last:
            self._last = signs
            self._begin(self._size)

    def heartbeat(self, signs: Signs | None) -> None:
        """Take what the process has used; None where the system does not tell."""
        last, self._last = None if self.is_loading else self._last, signs
        self.is_loading = False
        if signs is None or last is None or self._first is None:
            self._first, self._since = signs, self._clock()
            self._most_resident = signs.resident if signs is not None else 0
            self._spent_before = self._spent_first = signs.processor if signs is not None else 0.0
            return
        may_read = signs.moved - self._first.moved <= _READ_AGAIN * self._size + _READ_ANYWAY
        if (signs.moved > last.moved and may_read) or signs.resident > self._most_resident:
            self._spent_before = signs.processor
            self._since = self._clock()
        elif signs.processor > last.processor:
            self._since = self._clock()
        self._most_resident = max(self._most_resident, signs.resident)

    def extend(self) -> None:
        """Begin to count anew: the task has just been given, or the user wants to wait."""
        self._begin(self._size)

    @property
    def silence(self) -> float:
        """Seconds without a sign."""
        return self._clock() - self._since

    @property
    def _limit(self) -> float:
        return self._limits.silence if self._has_header or self.is_loading else self._limits.header

    @property
    def _spent(self) -> float:
        return self._last.processor - self._spent_before if self._last is not None else 0.0

    @property
    def _may_spend(self) -> float:
        rate, most = (_PIXELS_RATE, _PIXELS_MOST) if self._has_header else (_HEADER_RATE, _HEADER_MOST)
        return self._limit + min(rate * self._size / _MB, most)

    @property
    def _spent_in_all(self) -> float:
        return self._last.processor - self._spent_first if self._last is not None else 0.0

    @property
    def has_expired(self) -> bool:
        """Tell whether the task counts as hung."""
        is_endless = not self._has_header and self._spent_in_all > _HEADER_IN_ALL * self._limit
        return self.silence > self._limit or self._spent > self._may_spend or is_endless

    @property
    def complaint(self) -> str:
        """What the process did, to follow its name in a sentence."""
        if self.silence > self._limit:
            return f"did not respond for {_seconds(self.silence)}"
        spent = self._spent if self._spent > self._may_spend else self._spent_in_all
        return f"used {_seconds(spent)} of processor time without an end"


def _seconds(length: float) -> str:
    return f"{length:.0f} s" if length >= 1 else f"{length:.1f} s"
