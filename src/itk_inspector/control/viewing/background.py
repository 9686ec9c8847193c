"""Work beside the window, as a controller asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias, TypeVar

Holds: TypeAlias = Callable[[], bool]
Answer = TypeVar("Answer")


class Background(Protocol):
    """Runs one function at a time; only the latest one's answer counts."""

    def ask(self, work: Callable[[Holds], Answer | None], is_safe: Holds, answered: Callable[[Answer], None]) -> None:
        """Ask for work; what was asked for before is given up.

        Parameters
        ----------
        work : callable
            Gets a function to ask before every look at pixels; returns the answer, or None when that said no.
        is_safe : callable
            Tells whether the pixels can be read at all.
        answered : callable
            Called with the answer, where `ask` was called from.
        """
        ...

    def give_up(self) -> None:
        """Want no answer any more."""
        ...

    def stop(self) -> None:
        """Give up what was asked for, and wait the moment until its pixels are not held any more."""
        ...
