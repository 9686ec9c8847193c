"""Points that the user keeps of an image."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex


@dataclass(frozen=True, slots=True)
class Point:
    """One pixel that is kept.

    Parameters
    ----------
    number : int
        Counted from 1; it stays when others go.
    index : ItkIndex
    name : str
    note : str
    """

    number: int
    index: ItkIndex
    name: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        """Its name, or else its number."""
        return self.name or str(self.number)


@dataclass(frozen=True, slots=True)
class Points:
    """The points of one image, in the order in which they are listed.

    Parameters
    ----------
    all : tuple of Point
        Each number once.
    """

    all: tuple[Point, ...] = ()

    def of_number(self, number: int) -> Point:
        """Return one point.

        Raises
        ------
        ProbeError
            If there is none of this number.
        """
        found = next((point for point in self.all if point.number == number), None)
        if found is None:
            raise ProbeError(f"There is no point {number}.")
        return found

    def at(self, index: ItkIndex) -> Point | None:
        """Return the point that was kept first at a pixel, or None."""
        return next((point for point in self.all if point.index == index), None)

    def adding(self, index: ItkIndex, name: str = "", note: str = "") -> Points:
        """Return the same with one more at the end, which gets the next number."""
        number = max((point.number for point in self.all), default=0) + 1
        return Points((*self.all, Point(number, index, name, note)))

    def joined(self, others: Iterable[Point], geometry: Geometry) -> tuple[Points, int]:
        """Return the same with others at the end, and how many of them lie outside the image and were left out.

        Numbers that are taken are given anew; a pixel that has a point of this name and note already keeps it.
        """
        joined, outside = self, 0
        known = {(point.index, point.name, point.note) for point in self.all}
        for point in others:
            if not geometry.contains(point.index):
                outside += 1
            elif (point.index, point.name, point.note) not in known:
                known.add((point.index, point.name, point.note))
                joined = joined._with(point)
        return joined, outside

    def _with(self, point: Point) -> Points:
        if any(other.number == point.number for other in self.all):
            return self.adding(point.index, point.name, point.note)
        return Points((*self.all, point))

    def changing(self, number: int, *, name: str | None = None, note: str | None = None) -> Points:
        """Return the same with another name or note of one point.

        Raises
        ------
        ProbeError
            If there is none of this number.
        """
        point = self.of_number(number)
        other = replace(
            point, name=point.name if name is None else name.strip(), note=point.note if note is None else note.strip()
        )
        return Points(tuple(other if one is point else one for one in self.all))

    def without(self, numbers: Iterable[int]) -> Points:
        """Return the same without these."""
        gone = set(numbers)
        return Points(tuple(point for point in self.all if point.number not in gone))

    def sorted_by(self, key: Callable[[Point], Any], *, falling: bool = False) -> Points:
        """Return the same in another order; points that are alike in it stay in theirs."""
        return Points(tuple(sorted(self.all, key=key, reverse=falling)))


NO_POINTS = Points()
