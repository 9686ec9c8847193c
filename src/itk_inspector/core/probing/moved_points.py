"""Points of an image that is given another geometry, and back."""

from __future__ import annotations

from dataclasses import replace

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex
from itk_inspector.core.geometry.other_lattice import index_in
from itk_inspector.core.probing.points import Point, Points


@dataclass(frozen=True, slots=True)
class _Home:
    """A point where it was set, and the index that it has now; None while it lies outside."""

    point: Point
    geometry: Geometry
    shown: ItkIndex | None


class MovedPoints:
    """Remembers where points were set, so that the way there and back loses none and rounds nothing twice."""

    def __init__(self) -> None:
        self._inside: dict[int, _Home] = {}
        self._outside: tuple[_Home, ...] = ()

    def moved(self, points: Points, before: Geometry, geometry: Geometry) -> Points:
        """Return the points of ``before`` at the same physical points of another geometry, but for those outside.

        One that comes back, and whose number was given to another meanwhile, gets the next one.
        """
        homes = [self._home(point, before) for point in points.all]
        taken = {home.point.number for home in homes}
        for home in self._outside:
            number = home.point.number if home.point.number not in taken else max(taken) + 1
            taken.add(number)
            homes.append(replace(home, point=replace(home.point, number=number)))
        shown = [_shown(home, geometry) for home in homes]
        self._inside = {home.point.number: home for home in shown if home.shown is not None}
        self._outside = tuple(home for home in shown if home.shown is None)
        return Points(tuple(replace(home.point, index=home.shown) for home in shown if home.shown is not None))

    def _home(self, point: Point, geometry: Geometry) -> _Home:
        known = self._inside.get(point.number)
        if known is None or known.shown != point.index:
            return _Home(point, geometry, point.index)
        return replace(known, point=replace(point, index=known.point.index))


def _shown(home: _Home, geometry: Geometry) -> _Home:
    if geometry == home.geometry:
        return replace(home, shown=home.point.index)
    where = ContinuousIndex(tuple(map(float, home.point.index.components)))
    return replace(home, shown=index_in(home.geometry, geometry, where))
