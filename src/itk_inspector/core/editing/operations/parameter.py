"""What an operation can be told."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry


def typed(value: float) -> str:
    """Return a number as one types it: with all its digits."""
    return str(value) if isinstance(value, int) else repr(float(value)).removesuffix(".0")


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
        Only whole numbers are taken; else whole numbers stay such, with all their digits.
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
        is_number = type(value) in (int, float) and math.isfinite(value)
        if not is_number or (self.is_whole and value != math.floor(value)):
            raise EditError(f"{self.label}: a {'whole' if self.is_whole else 'finite'} number is needed.")
        if not self.low <= value <= self.high:
            raise EditError(f"{self.label}: {typed(value)} is not {self.range_text}.")
        return int(value) if self.is_whole else value

    @property
    def range_text(self) -> str:
        """What it may be."""
        if math.isinf(self.high):
            return f"at least {typed(self.low)}" if math.isfinite(self.low) else "a finite number"
        return (
            f"from {typed(self.low)} to {typed(self.high)}"
            if math.isfinite(self.low)
            else f"at most {typed(self.high)}"
        )


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
        if type(value) is not str or value not in self.options:
            raise EditError(f"{self.label}: {value!r:.40} is none of {', '.join(self.options)}.")
        return value


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


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; ``examples`` are shown, and ``names`` completed."""

    name: str
    label: str
    default: str
    examples: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    longest: int = 4000

    def read(self, value: Any) -> str:
        """Return a given value as it is used.

        Raises
        ------
        EditError
        """
        if type(value) is not str or len(value) > self.longest:
            raise EditError(f"{self.label}: a text of at most {self.longest:,} letters is needed.")
        return value


@dataclass(frozen=True, slots=True)
class Lattice:
    """The lattice of another image, chosen by its name; recorded in full, so that it is not needed again."""

    name: str
    label: str
    default: Mapping[str, Any]
    choices: Mapping[str, Mapping[str, Any]]

    def read(self, value: Any) -> dict[str, Any]:
        """Return a given value as it is used.

        Raises
        ------
        EditError
        """
        if not isinstance(value, Mapping) or not value:
            raise EditError(f"{self.label}: another image with as many axes has to be open.")
        return lattice_record(lattice_of(value), str(value.get("of", "")))


Parameter: TypeAlias = Number | Choice | Axes | Text | Lattice


def lattice_record(geometry: Geometry, of: str) -> dict[str, Any]:
    """Return a geometry as plain data, and which image's it is."""
    return {
        "of": of,
        "size": list(geometry.size),
        "start_index": list(geometry.start_index),
        "origin": list(geometry.origin),
        "spacing": list(geometry.spacing),
        "direction": [list(row) for row in geometry.direction],
    }


def lattice_of(record: Mapping[str, Any]) -> Geometry:
    """Read what `lattice_record` made.

    Raises
    ------
    EditError
        If it is damaged.
    """
    try:
        size, start = (tuple(_whole(n) for n in record[name]) for name in ("size", "start_index"))
        origin, spacing = (tuple(_finite(v) for v in record[name]) for name in ("origin", "spacing"))
        direction = tuple(tuple(_finite(v) for v in row) for row in record["direction"])
        lengths = {len(size), len(start), len(origin), len(spacing), len(direction), *map(len, direction)}
        if len(lengths) > 1 or not size or min(size) < 1:
            raise ValueError("no lattice")
        geometry = Geometry(size, start, origin, spacing, direction)
        if not geometry.is_sound:
            raise ValueError("no placement")
    except (LookupError, TypeError, ValueError) as e:
        raise EditError("The lattice of the other image is damaged.", detail=repr(e)) from e
    return geometry


def _whole(value: Any) -> int:
    if type(value) is not int or abs(value) > 2**62:
        raise TypeError(f"no whole number: {value!r}")
    return value


def _finite(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise TypeError(f"no finite number: {value!r}")
    return float(value)
