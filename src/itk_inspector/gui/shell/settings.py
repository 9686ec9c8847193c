"""What is remembered between two runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QByteArray, QSettings

from itk_inspector.core.editing.undo_budget import UNDO_BUDGET
from itk_inspector.gui.style.theme import ThemeChoice

_MOST_RECENT = 10


class Store(Protocol):
    """The part of ``QSettings`` that is used."""

    def value(self, key: str, /) -> Any:
        """Return what was set, or None."""
        ...

    def setValue(self, key: str, value: Any, /) -> None:
        """Keep a value."""
        ...


class MemoryStore:
    """Settings that are neither read from the user's nor written to them."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def value(self, key: str, /) -> Any:
        """Return what was set, or None."""
        return self._values.get(key)

    def setValue(self, key: str, value: Any, /) -> None:
        """Keep a value."""
        self._values[key] = value


class Settings:
    """Recent files, theme and layout.

    Parameters
    ----------
    store : Store
        ``QSettings``, or `MemoryStore` for a run that must leave no trace.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def default(cls) -> Settings:
        """Return the user's own settings."""
        return cls(QSettings("ITK Inspector", "ITK Inspector"))

    @property
    def recent(self) -> list[Path]:
        """Files opened lately, newest first."""
        stored = self._store.value("recent")
        words = [stored] if isinstance(stored, str) else list(stored or [])
        return [Path(str(word)) for word in words]

    def add_recent(self, path: Path) -> None:
        """Put a file first in the list."""
        rest = [p for p in self.recent if p != path]
        self._store.setValue("recent", [str(p) for p in [path, *rest][:_MOST_RECENT]])

    @property
    def theme(self) -> ThemeChoice:
        """Light, dark, or the system's."""
        try:
            return ThemeChoice(str(self._store.value("theme") or "system"))
        except ValueError:
            return ThemeChoice.SYSTEM

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self._store.setValue("theme", choice.value)

    @property
    def theme_name(self) -> str:
        """The same by its name."""
        return self.theme.value

    @theme_name.setter
    def theme_name(self, name: str) -> None:
        self.theme = ThemeChoice(name)

    def is_on(self, name: str, default: bool) -> bool:
        """Tell whether a switch of the view is on."""
        stored = self._store.value(f"view/{name}")
        return default if stored is None else str(stored).lower() in ("1", "true")

    def set_on(self, name: str, is_on: bool) -> None:
        """Remember a switch of the view."""
        self._store.setValue(f"view/{name}", is_on)

    @property
    def play_speed(self) -> int:
        """Slices per second while playing."""
        stored = str(self._store.value("playSpeed") or "")
        return int(stored) if stored.isdecimal() else 10

    @play_speed.setter
    def play_speed(self, speed: int) -> None:
        self._store.setValue("playSpeed", speed)

    @property
    def undo_budget(self) -> int:
        """Bytes that undo and redo of each copy may take."""
        stored = str(self._store.value("undoBudget") or "")
        return int(stored) if stored.isdecimal() and int(stored) > 0 else UNDO_BUDGET

    @undo_budget.setter
    def undo_budget(self, budget: int) -> None:
        self._store.setValue("undoBudget", budget)

    @property
    def layout(self) -> tuple[QByteArray, QByteArray] | None:
        """Window geometry and state."""
        geometry, state = self._store.value("geometry"), self._store.value("state")
        if isinstance(geometry, QByteArray) and isinstance(state, QByteArray):
            return geometry, state
        return None

    def set_layout(self, geometry: QByteArray | None, state: QByteArray) -> None:
        """Remember window geometry and state; without a geometry the one that is known."""
        if geometry is not None:
            self._store.setValue("geometry", geometry)
        self._store.setValue("state", state)
