"""Which pixels of one level lie where those of another do."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.index_arrays import nearest_indices
from itk_inspector.core.geometry.indexing import ContinuousIndex

_LEAST = 1e-6
"""Pixels that a pixel's whole way may lead along another axis, where levels count as parallel."""


@dataclass(frozen=True, slots=True)
class LevelMap:
    """From array indices of the finest level to those of another one, axis by axis in ITK order.

    Parameters
    ----------
    scale : tuple of float
        Pixels of the other level that a pixel of the finest one spans; less than 1 for a coarser level.
    shift : tuple of float
        Continuous array index of the other level at the first pixel of the finest.
    size : tuple of int
        Of the other level.
    """

    scale: tuple[float, ...]
    shift: tuple[float, ...]
    size: tuple[int, ...]

    @classmethod
    def between(cls, finest: Geometry, other: Geometry) -> LevelMap:
        """Return the map by the physical points of both: their scales and translations.

        Raises
        ------
        ValueError
            If their axes are not parallel.
        """
        first = ContinuousIndex(tuple(map(float, finest.start_index)))
        found = other.continuous_index_of(finest.point_of(first)).components
        shift = tuple(at - start for at, start in zip(found, other.start_index, strict=True))
        matrix = np.array(other.point_to_index) @ np.array(finest.index_to_point)
        scale = np.diag(matrix)
        if np.abs(matrix - np.diag(scale)).max() > _LEAST or (scale <= 0).any():
            raise ValueError("The axes of the levels are not parallel.")
        return cls(tuple(map(float, scale)), shift, other.size)

    def along(self, axis: int, indices: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
        """Return the nearest array index of the other level for each of the finest along an ITK axis, always inside."""
        found = nearest_indices(np.asarray(indices, np.float64) * self.scale[axis] + self.shift[axis])
        return np.clip(found, 0, self.size[axis] - 1).astype(np.intp)

    def position(self, axis: int, index: int) -> int:
        """Return the same for one index."""
        return int(self.along(axis, np.array([index]))[0])
