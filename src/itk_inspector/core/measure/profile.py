"""Values along a line, and along an axis."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.measure.lengths import length_of, steps_between
from itk_inspector.core.measure.shapes import COMPONENTS


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Values at places along a way.

    Parameters
    ----------
    places : numpy.ndarray
        1-D: how far along; ITK indices of a curve.
    values : numpy.ndarray
        ``[place]`` or ``[place, component]``, a **copy**; complex numbers as they are.
    indices : numpy.ndarray
        ``[place, axis]``: the ITK indices of the pixels, or of the nearest ones where values lie between pixels.
    label : str
        What is counted along the way.
    unit : str
        Of the places; ``""`` for pixels and indices.
    """

    places: npt.NDArray[np.float64]
    values: npt.NDArray[Any]
    indices: npt.NDArray[np.int64]
    label: str
    unit: str


def samples_between(first: ItkIndex, last: ItkIndex) -> int:
    """Return how many values a profile has: one a pixel along the axis on which the ends are farthest apart."""
    return max(map(abs, steps_between(first, last))) + 1


def line_profile(
    pixels: npt.NDArray[Any], geometry: Geometry, first: ItkIndex, last: ItkIndex, unit: str, *, is_linear: bool = False
) -> Profile:
    """Return the values along a line between two pixel centres.

    Parameters
    ----------
    pixels : numpy.ndarray
        ``geometry.shape``, plus a component axis if there are several.
    geometry : Geometry
    first, last : ItkIndex
        Inside; they differ along two axes at the most.
    unit : str
        Of lengths.
    is_linear : bool
        Interpolate between the two nearest pixels, in double precision, instead of taking the nearer one; half-way
        that is the one with the higher index, as for ITK.

    Notes
    -----
    There is one place a pixel along the axis on which the ends are farthest apart, and both ends are places, so
    along that axis every place is a pixel centre.
    """
    steps = steps_between(first, last)
    count = samples_between(first, last)
    gaps = max(1, count - 1)
    number = np.arange(count, dtype=np.int64)
    nearest = nearest_between(first, last)
    start = np.array(geometry.start_index, np.int64)
    if is_linear and any(step % gaps for step in steps):
        values = _between(pixels, to_array(first, geometry.start_index), steps[::-1], number, gaps)
    else:
        values = pixels[tuple((nearest - start).T[::-1])]
    return profile_of(values, geometry, first, last, unit)


def nearest_between(first: ItkIndex, last: ItkIndex) -> npt.NDArray[np.int64]:
    """Return the ITK indices ``[place, axis]`` of the pixels that are nearest to the places of a profile."""
    steps, count = steps_between(first, last), samples_between(first, last)
    gaps, number = max(1, count - 1), np.arange(count, dtype=np.int64)
    ends = zip(first.components, steps, strict=True)
    return np.stack([a + (2 * d * number + gaps) // (2 * gaps) for a, d in ends], axis=1)


def profile_of(values: npt.NDArray[Any], geometry: Geometry, first: ItkIndex, last: ItkIndex, unit: str) -> Profile:
    """Return the profile between two pixel centres of values that were read at its places."""
    steps, gaps = steps_between(first, last), max(1, samples_between(first, last) - 1)
    length = length_of(steps, geometry)
    label = "distance" if length is not None else "distance (pixels)"
    whole = np.hypot.reduce(np.array(steps, np.float64)) if length is None else length
    places = np.arange(samples_between(first, last)) * (whole / gaps)
    return Profile(places, values, nearest_between(first, last), label, "" if length is None else unit)


def _between(
    pixels: npt.NDArray[Any], first: tuple[int, ...], steps: tuple[int, ...], number: npt.NDArray[np.int64], gaps: int
) -> npt.NDArray[Any]:
    """Interpolate along the one axis on which places may lie between pixel centres; NumPy order.

    A place on a pixel centre has the stored value, whatever its neighbours are.
    """
    low = [begin + step * number // gaps for begin, step in zip(first, steps, strict=True)]
    rests = [step * number % gaps for step in steps]
    high = [axis + (rest > 0) for axis, rest in zip(low, rests, strict=True)]
    part = (np.stack(rests).sum(axis=0) / gaps).reshape(-1, *[1] * (pixels.ndim - len(first)))
    with np.errstate(invalid="ignore", over="ignore"):
        return np.asarray(pixels[tuple(low)] * (1 - part) + np.where(part > 0, pixels[tuple(high)] * part, 0))


def curve(pixels: npt.NDArray[Any], geometry: Geometry, index: ItkIndex, along: int) -> Profile:
    """Return the values at a pixel along an ITK axis, or its components.

    Parameters
    ----------
    pixels : numpy.ndarray
        ``geometry.shape``, plus a component axis if there are several.
    geometry : Geometry
    index : ItkIndex
        Inside.
    along : int
        An ITK axis, or `COMPONENTS`.
    """
    selection: list[Any] = list(to_array(index, geometry.start_index))
    if along == COMPONENTS:
        values = np.array(pixels[tuple(selection)]).reshape(-1)
        places = np.arange(len(values))
        return Profile(places.astype(np.float64), values, np.tile(index.components, (len(values), 1)), "component", "")
    selection[geometry.dimension - 1 - along] = slice(None)
    values = np.array(pixels[tuple(selection)])
    first = geometry.start_index[along]
    places = np.arange(first, first + geometry.size[along])
    indices = np.tile(np.array(index.components, np.int64), (len(places), 1))
    indices[:, along] = places
    return Profile(places.astype(np.float64), values, indices, f"{axis_name(along)} (ITK index)", "")
