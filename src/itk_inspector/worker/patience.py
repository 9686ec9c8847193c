"""When a child that says nothing counts as hung."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds without a sign of life.

    Parameters
    ----------
    header : float
        From the start of the task to the header.
    silence : float
        While the pixels are read: without a byte consumed or a page filled.
    """

    header: float = 10.0
    silence: float = 30.0


class Patience:
    """Watches one task.

    Parameters
    ----------
    limits : Limits
    clock : callable, optional
        Gives seconds; another one for tests.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._since = clock()
        self._seen: int | None = None
        self._has_header = False

    def header_came(self) -> None:
        """The header was read; from now on the silence counts."""
        self._has_header = True
        self._since = self._clock()

    def saw(self, signs: int | None) -> None:
        """Take a number that changes as long as the child works; None where the system tells none."""
        if signs is None or (signs != self._seen and self._has_header):
            self._since = self._clock()
        self._seen = signs

    def forgive(self) -> None:
        """Begin to count anew: the user wants to wait."""
        self._since = self._clock()

    @property
    def silence(self) -> float:
        """Seconds without a sign."""
        return self._clock() - self._since

    @property
    def is_over(self) -> bool:
        """Tell whether the task counts as hung."""
        return self.silence > (self._limits.silence if self._has_header else self._limits.header)
