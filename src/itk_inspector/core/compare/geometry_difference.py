"""Where the pixels of two images lie apart in space."""

from __future__ import annotations

import functools
import itertools
import math
from dataclasses import replace
from enum import Enum

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, PhysicalPoint, reverse, to_itk
from itk_inspector.core.geometry.round_length import length_text

_ROUNDED = 1e-3
"""Of a pixel: so far apart two points may lie that rounding made of one."""


class Sameness(Enum):
    """Whether the pixels of two images lie at the same points."""

    EXACT = "exact"
    """All numbers are the same."""
    ROUNDED = "rounded"
    """Sizes are the same, and pixels of one NumPy index lie less than a thousandth of a pixel apart."""
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class FarthestPixel:
    """The pixel that lies farthest apart in two images.

    Parameters
    ----------
    array_index : ArrayIndex
        Counted from the first pixel in both.
    itk_indices : tuple of ItkIndex
        The same in each image, counted from its own start index.
    points : tuple of PhysicalPoint
        Where it lies in each.
    distance : float
        Between the points, along the axes of space only, in the unit of the points.
    """

    array_index: ArrayIndex
    itk_indices: tuple[ItkIndex, ItkIndex]
    points: tuple[PhysicalPoint, PhysicalPoint]
    distance: float


@dataclass(frozen=True, slots=True)
class GeometryDifference:
    """How the lattices of two images differ.

    Parameters
    ----------
    differing : tuple of str
        Which of ``dimension``, ``size``, ``spacing``, ``origin``, ``direction``, ``start index`` and ``unit`` do.
    sizes : tuple of tuple of int
        Of both, ITK order.
    common_size : tuple of int
        Pixels along each axis that both have, counted from the first pixel; empty where the dimensions differ.
    farthest : FarthestPixel or None
        Of these pixels the one whose points lie farthest apart. As points are linear in the index, it is a corner.
        None where the dimensions or the units differ.
    sameness : Sameness
    units : tuple of str
        Of lengths in both, as the files state them.
    rounded : tuple of str
        Which of ``differing`` would alone make no more than rounding; they are not told beside others.
    """

    differing: tuple[str, ...]
    sizes: tuple[tuple[int, ...], tuple[int, ...]]
    common_size: tuple[int, ...]
    farthest: FarthestPixel | None
    sameness: Sameness
    units: tuple[str, str] = ("", "")
    rounded: tuple[str, ...] = ()

    @property
    def has_same_size(self) -> bool:
        """Tell whether each pixel of one has its counterpart in the other."""
        return self.sizes[0] == self.sizes[1]

    @property
    def text(self) -> str:
        """Say it in one line, without a full stop."""
        if self.sameness is Sameness.EXACT:
            return "Same size, spacing, origin, direction and start index"
        if "dimension" in self.differing:
            return f"The images have {len(self.sizes[0])} and {len(self.sizes[1])} axes"
        names = [name for name in self.differing if name != "size"]
        names = [name for name in names if name not in self.rounded] or names
        told = [f"Sizes differ ({_times(self.sizes[0])} and {_times(self.sizes[1])})"] if not self.has_same_size else []
        if names:
            listed = _listed(names)
            told.append(f"{listed if told else listed.capitalize()} {'differ' if len(names) > 1 else 'differs'}")
        rounded = ", but to rounding the lattice is the same" if self.sameness is Sameness.ROUNDED else ""
        return f"{', '.join(told)}{rounded}{self._apart}"

    @property
    def _apart(self) -> str:
        if "unit" in self.differing:
            return f": {self.units[0]} and {self.units[1]}"
        found = self.farthest
        if found is None:
            return ""
        which = f"the {_times(self.common_size)} pixels that both have from the first on"
        if found.distance == 0:
            return f": {'pixels of the same index' if self.has_same_size else which} lie at the same points"
        one, other = found.itk_indices
        index = f"{one}" if one == other else f"{one} and {other}"
        of_which = "pixels of the same index" if self.has_same_size else f"of {which}, those of the same index"
        return f": {of_which} lie up to {self._length(found.distance)} apart, at {index} {found.array_index}"

    def _length(self, distance: float) -> str:
        """Write a distance; where one image states no unit, it is taken to be the other's, which is said."""
        unit = self.units[0] or self.units[1]
        doubt = "" if self.units[0] == self.units[1] else " (one image states no unit)"
        return f"{length_text(distance, unit)}{doubt}"


@functools.lru_cache(maxsize=64)  # asked for each picture that shows two images
def same_space(a: Geometry, b: Geometry) -> Sameness:
    """Tell whether the pixels of one NumPy index lie at the same point, for all pixels of both images.

    Returns
    -------
    Sameness
        ``EXACT`` when all numbers are the same, ``ROUNDED`` when the sizes are and no pixel lies farther apart than a
        thousandth of the smallest spacing, so that ITK finds the same pixel at the centre of each; also where
        another start index makes up for another origin.
    """
    if a == b:
        return Sameness.EXACT
    if a.size != b.size:
        return Sameness.DIFFERENT
    return Sameness.ROUNDED if _lies_near(a, b) else Sameness.DIFFERENT


def geometry_difference(a: Geometry, b: Geometry, units: tuple[str, str] = ("", "")) -> GeometryDifference:
    """Tell how two lattices differ.

    Pixels are compared that have the same NumPy index, which is the same ITK index where the start indices are the
    same. Where the sizes differ, those are compared that both have, from the first one on.

    Parameters
    ----------
    a, b : Geometry
    units : tuple of str
        Of lengths, as the files state them; ``""`` where one states none.
    """
    sizes = (a.size, b.size)
    if a.dimension != b.dimension:
        return GeometryDifference(("dimension",), sizes, (), None, Sameness.DIFFERENT, units)
    names = ("size", "spacing", "origin", "direction", "start_index")
    differing, rounded = [], []
    for name in names:
        if getattr(a, name) != getattr(b, name):
            differing.append(name.replace("_", " "))
            if same_space(a, replace(a, **{name: getattr(b, name)})) is Sameness.ROUNDED:
                rounded.append(name.replace("_", " "))
    common = tuple(map(min, a.size, b.size))
    if all(units) and units[0] != units[1]:
        return GeometryDifference((*differing, "unit"), sizes, common, None, Sameness.DIFFERENT, units)
    farthest = max((_apart(a, b, corner) for corner in _corners(common)), key=lambda found: _known(found.distance))
    return GeometryDifference(tuple(differing), sizes, common, farthest, same_space(a, b), units, tuple(rounded))


def _corners(size: tuple[int, ...]) -> list[ArrayIndex]:
    """Return the corners of a lattice, the first pixel first."""
    ends = [(0, n - 1) if n > 1 else (0,) for n in reverse(size)]
    return [ArrayIndex(corner) for corner in itertools.product(*ends)]


def _apart(a: Geometry, b: Geometry, corner: ArrayIndex) -> FarthestPixel:
    one, other = (to_itk(corner, geometry.start_index) for geometry in (a, b))
    p, q = a.point_of(one), b.point_of(other)
    steps = [y - x for x, y in zip(p.components, q.components, strict=True)]
    return FarthestPixel(corner, (one, other), (p, q), math.hypot(*steps[:SPATIAL_AXES]))


def _lies_near(a: Geometry, b: Geometry) -> bool:
    least = [min(map(abs, spacing)) for spacing in zip(a.spacing, b.spacing, strict=True)]
    for found in (_apart(a, b, corner) for corner in _corners(a.size)):
        if not found.distance <= _ROUNDED * min(least[:SPATIAL_AXES]):
            return False
        beyond = zip(*(point.components[SPATIAL_AXES:] for point in found.points), least[SPATIAL_AXES:], strict=True)
        if not all(abs(p - q) <= _ROUNDED * spacing for p, q, spacing in beyond):
            return False
    return True


def _known(distance: float) -> float:
    """Let what is no number be the farthest."""
    return math.inf if math.isnan(distance) else distance


def _times(size: tuple[int, ...]) -> str:
    return " × ".join(map(str, size))


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
