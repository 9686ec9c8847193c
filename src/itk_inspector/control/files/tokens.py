"""Numbers that tell one task from another."""

from __future__ import annotations


class Tokens:
    """Gives numbers, each once."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        """Return a number that was not given before."""
        self._last += 1
        return self._last
