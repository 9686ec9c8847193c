"""What can be chosen for a tool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


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
    """

    id: str
    name: str
    tip: str
    low: int
    high: int
    initial: int
    unit: str = ""


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


Option: TypeAlias = NumberOption | ChoiceOption
