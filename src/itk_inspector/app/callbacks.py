"""Callbacks of a script: what happened in a window, told after the event."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

Called = TypeVar("Called", bound=Callable[..., object])


class Callbacks:
    """Those for one kind of event, in the order in which they were added.

    Parameters
    ----------
    begin : callable
        Called when the first one is added: until then, nobody looks.
    """

    def __init__(self, begin: Callable[[], None]) -> None:
        self._begin = begin
        self._all: list[Callable[..., object]] = []
        self._told: set[Callable[..., object]] = set()

    def __bool__(self) -> bool:
        return bool(self._all)

    def add(self, callback: Called) -> Called:
        """Call this one, too, from now on; returned, so that it can be used as a decorator."""
        self._begin()
        if callback not in self._all:
            self._all.append(callback)
        return callback

    def remove(self, callback: Callable[..., object]) -> None:
        """Call this one no longer."""
        if callback in self._all:
            self._all.remove(callback)

    def tell(self, *what: Any) -> None:
        """Call all; what one of them raises is written to stderr once, and harms neither window nor others."""
        for callback in tuple(self._all):
            try:
                callback(*what)
            except Exception as e:  # it is the script's own code: neither window nor others fail with it
                if callback not in self._told:
                    self._told.add(callback)
                    sys.excepthook(type(e), e, e.__traceback__)
