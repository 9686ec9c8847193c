"""What an operation can be told."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from itk_inspector.core.errors import EditError


@dataclass(frozen=True, slots=True)
class Number:
    """One number, or as many as there are axes.

    Parameters
    ----------
    name, label : str
    default : float, int or tuple of them
        A tuple where there is one an axis, in ITK's order.
    low, high : float
        What it may be, both included.
    is_whole : bool
    unit : str
    """

    name: str
    label: str
    default: float | tuple[float, ...]
    low: float = -math.inf
    high: float = math.inf
    is_whole: bool = False
    unit: str = ""

    def read(self, value: Any) -> Any:
        """Return a given value as it is used.

        Raises
        ------
        EditError
        """
        if not isinstance(self.default, tuple):
            return self._one(value)
        if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != len(self.default):
            raise EditError(f"{self.label}: {len(self.default)} numbers are needed, one an axis.")
        return [self._one(one) for one in value]

    def _one(self, value: Any) -> float | int:
        if type(value) not in (int, float) or (self.is_whole and value != math.floor(value)):
            raise EditError(f"{self.label}: a {'whole number' if self.is_whole else 'number'} is needed.")
        if not self.low <= value <= self.high or not math.isfinite(value):
            raise EditError(f"{self.label}: {value:g} is not {self.range_text}.")
        return int(value) if self.is_whole else float(value)

    @property
    def range_text(self) -> str:
        """What it may be."""
        if math.isinf(self.high):
            return f"at least {self.low:g}" if math.isfinite(self.low) else "a finite number"
        return f"from {self.low:g} to {self.high:g}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few; ``options`` maps what is recorded to what is shown."""

    name: str
    label: str
    default: str
    options: Mapping[str, str]

    def read(self, value: Any) -> str:
        """Return a given value as it is used.

        Raises
        ------
        EditError
        """
        if value not in self.options:
            raise EditError(f"{self.label}: {value!r:.40} is none of {', '.join(self.options)}.")
        return str(value)


@dataclass(frozen=True, slots=True)
class Axes:
    """Some of the image's axes, by number from 0; ``is_order`` asks for all of them in an order."""

    name: str
    label: str
    default: tuple[int, ...]
    dimension: int
    is_order: bool = False

    def read(self, value: Any) -> list[int]:
        """Return a given value as it is used.

        Raises
        ------
        EditError
        """
        axes: list[Any] = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [None]
        if any(type(one) is not int or not 0 <= one < self.dimension for one in axes) or len(set(axes)) < len(axes):
            raise EditError(f"{self.label}: the axes are 0 to {self.dimension - 1}, each once.")
        if self.is_order and len(axes) != self.dimension:
            raise EditError(f"{self.label}: all {self.dimension} axes are needed.")
        return axes if self.is_order else sorted(axes)


Parameter: TypeAlias = Number | Choice | Axes
