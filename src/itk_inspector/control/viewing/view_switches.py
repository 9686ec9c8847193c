"""What the window shows beside the image, by the user's choice, and its theme."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol


class SwitchStore(Protocol):
    """Remembers choices between two runs."""

    def is_on(self, name: str, default: bool) -> bool:
        """Tell whether a switch is on."""
        ...

    def set_on(self, name: str, on: bool) -> None:
        """Remember whether a switch is on."""
        ...

    @property
    def theme_name(self) -> str:
        """Name of the theme: system, light or dark."""
        ...

    @theme_name.setter
    def theme_name(self, name: str) -> None: ...


class ViewSwitches:
    """Switches of the view by their names, and the theme.

    Parameters
    ----------
    store : SwitchStore
    defaults : mapping of str to bool
        All switches, and whether each is on at first.
    """

    def __init__(self, store: SwitchStore, defaults: Mapping[str, bool]) -> None:
        self._store = store
        self._on = frozenset(name for name, default in defaults.items() if store.is_on(name, default))
        self.changed: Callable[[], None] = lambda: None

    @property
    def on(self) -> frozenset[str]:
        """The switches that are on."""
        return self._on

    @property
    def theme(self) -> str:
        """Name of the theme: system, light or dark."""
        return self._store.theme_name

    def toggle(self, name: str) -> None:
        """Switch on what is off, and off what is on."""
        self._on ^= {name}
        self._store.set_on(name, name in self._on)
        self.changed()

    def set_on(self, name: str, *, is_on: bool) -> None:
        """Switch on or off."""
        if (name in self._on) is not is_on:
            self.toggle(name)

    def set_for_now(self, names: Iterable[str], *, are_on: bool) -> None:
        """Switch on or off in this window, and keep nothing of it for the next one."""
        self._on = self._on | set(names) if are_on else self._on - set(names)
        self.changed()

    def set_theme(self, name: str) -> None:
        """Take another theme."""
        self._store.theme_name = name
        self.changed()
