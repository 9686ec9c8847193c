"""The difference of two images at places of a plane, as it is drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.compare.difference import difference
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.components import drawn_values
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode, DisplaySettings
from itk_inspector.core.display.scene_layer import SceneLayer
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.other_slice import SinglePixels, slice_in
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.pixels.picker import Picker, pixels_at

COLOURS = "CET-D1"
"""From blue over white, where there is none, to red."""
_MOST_SAMPLED = 2**16
_MAGNITUDE = ComponentChoice(ComponentMode.MAGNITUDE)

_Array = npt.NDArray[Any]
_Places = npt.NDArray[np.intp]
_Positions = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class DrawnDifference:
    """Differences at some rows and columns of the screen.

    Parameters
    ----------
    left, top : int
        The first of the columns, and of the rows, that is meant.
    values : numpy.ndarray
        ``[row, col]``; of several components the one that is drawn of the main image, or else their magnitude.
    is_there : numpy.ndarray
        ``[row, col]``: where both images have a pixel.
    """

    left: int
    top: int
    values: _Array
    is_there: npt.NDArray[np.bool_]


def difference_settings(limit: float) -> DisplaySettings:
    """Return how differences are drawn: none in the middle of the colours."""
    return DisplaySettings(Levels(-limit, limit), colour_map=COLOURS)


class DifferencePicker:
    """Picks what two images hold at the same places, and subtracts."""

    def __init__(self) -> None:
        self._picker, self._beside = Picker(), Picker()
        self._lines: dict[str, _Places] = {}

    def pick(
        self,
        other: SceneLayer,
        main: SceneLayer,
        plane: Plane,
        rows: _Places,
        columns: _Places,
        across: _Positions,
        down: _Positions,
    ) -> DrawnDifference | None:
        """Return the other image less the main one.

        Parameters
        ----------
        other, main : SceneLayer
            Of as many components.
        plane : Plane
            Of the main image.
        rows, columns : numpy.ndarray
            Array indices of the main image within the plane's slice.
        across, down : numpy.ndarray
            Continuous indices along the plane's axes at each column, and at each row: the other image's pixel there is
            the one that `other_lattice.index_in` tells.

        Returns
        -------
        DrawnDifference or None
            None where nothing of the other image is.
        """
        of, beside = main.info.geometry, other.info.geometry
        found = slice_in(of, beside, plane, across, down, other.position)
        if found is None:
            return None
        if isinstance(found, SinglePixels):
            is_there = found.places >= 0
            theirs = pixels_at(other.pixels, np.maximum(found.places, 0), beside.dimension)
        else:
            is_there = np.ones((found.rows.size, found.columns.size), np.bool_)
            lines = self._known("rows beside", found.rows), self._known("columns beside", found.columns)
            theirs = self._beside.pick(found.plane.slice(other.pixels, beside), *lines)
        height, width = is_there.shape
        within = slice(found.top, found.top + height), slice(found.left, found.left + width)
        lines = self._known("rows", rows[within[0]]), self._known("columns", columns[within[1]])
        own = self._picker.pick(plane.slice(main.pixels, of), *lines)
        values = drawn_values(difference(theirs, own), _drawn(main))
        return DrawnDifference(found.left, found.top, values, is_there)

    def _known(self, name: str, line: _Places) -> _Places:
        """Return the rows or columns of the slice before if they are the same: a picker knows what they lead to."""
        if not np.array_equal(self._lines.get(name, line[:0]), line):
            self._lines[name] = line
        return self._lines[name]


def _drawn(main: SceneLayer) -> ComponentChoice:
    chosen = main.settings.component
    if main.info.channels > 1:
        return chosen if chosen.kind is ComponentMode.COMPONENT else _MAGNITUDE
    return ComponentChoice()


def draws_magnitude(other: SceneLayer, main: SceneLayer) -> bool:
    """Tell whether differences have no sign: those of complex numbers, and of several components together."""
    return "c" in (other.pixels.dtype.kind, main.pixels.dtype.kind) or _drawn(main) == _MAGNITUDE


def largest_on(other: SceneLayer, main: SceneLayer, plane: Plane) -> float:
    """Return the largest magnitude of the difference on a slice, or on an even sample of a large one; 0 if none.

    Parameters
    ----------
    other, main : SceneLayer
        Of as many components.
    plane : Plane
        Of the main image.
    """
    geometry: Geometry = main.info.geometry
    height, width = plane.shape(geometry)
    step = max(1, int(np.ceil(np.sqrt(height * width / _MOST_SAMPLED))))
    rows, columns = np.arange(0, height, step), np.arange(0, width, step)
    across, down = (
        (places + geometry.start_index[axis]).astype(np.float64)
        for places, axis in ((columns, plane.horizontal), (rows, plane.vertical))
    )
    found = DifferencePicker().pick(other, main, plane, rows, columns, across, down)
    if found is None:
        return 0.0
    values = found.values[found.is_there].astype(np.float64)
    values = np.abs(values[np.isfinite(values)])
    return float(values.max()) if values.size else 0.0
