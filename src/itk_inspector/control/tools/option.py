"""What can be chosen for a tool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from itk_inspector.core.data_class import dataclass

Chosen: TypeAlias = Mapping[str, int | str]
"""Of options' ids to what is chosen."""


@dataclass(frozen=True, slots=True)
class NumberOption:
    """A whole number that is chosen for a tool.

    Parameters
    ----------
    id : str
        Object name of its widget.
    name : str
        Accessible name.
    tip : str
    low, high, initial : int
    unit : str
        Written after the number.
    prefix : str
        Written before the number.
    """

    id: str
    name: str
    tip: str
    low: int
    high: int
    initial: int
    unit: str = ""
    prefix: str = ""

    def of(self, chosen: Chosen) -> int:
        """Return the number that is chosen."""
        return int(chosen.get(self.id, self.initial))


@dataclass(frozen=True, slots=True)
class ChoiceOption:
    """One of several words that is chosen for a tool.

    Parameters
    ----------
    id : str
        Object name of its widget.
    name : str
        Accessible name.
    tip : str
    choices : tuple of str
    initial : str
    """

    id: str
    name: str
    tip: str
    choices: tuple[str, ...]
    initial: str

    def of(self, chosen: Chosen) -> str:
        """Return the word that is chosen."""
        return str(chosen.get(self.id, self.initial))


@dataclass(frozen=True, slots=True)
class PlaceOption:
    """An index that is typed, for a tool that can do its work without the pointer.

    Parameters
    ----------
    id : str
        Object name of its widget.
    name : str
        Accessible name.
    tip : str
    button : str
        What is written on the button that does it.
    """

    id: str
    name: str
    tip: str
    button: str


@dataclass(frozen=True, slots=True)
class TextOption:
    """A text that is typed for a tool; none at first.

    Parameters
    ----------
    id : str
        Object name of its widget.
    name : str
        Accessible name.
    tip : str
    hint : str
        Shown where nothing is typed.
    mark : str
        Stands before what is typed.
    """

    id: str
    name: str
    tip: str
    hint: str
    mark: str


Option: TypeAlias = NumberOption | ChoiceOption | PlaceOption | TextOption
