"""The outline of the pixels that a tool would change, on the active plane."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.planes import Plane

Edges: TypeAlias = npt.NDArray[np.float64]
"""Straight pieces, shape (n, 4): horizontal and vertical coordinate of both ends."""

_Numbers: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Footprint:
    """Where a tool works.

    Parameters
    ----------
    edges : numpy.ndarray
        Borders between pixels in it and beside it, in view coordinates: integers are pixel centres.
    follows : bool
        They are counted from the pixel under the cursor, and go where it goes.
    plane : Plane, optional
        The one that it lies on; the active one where it follows.
    end : tuple of int, optional
        View coordinates of the last corner, where a line leads from it to the pixel under the cursor.
    """

    edges: Edges
    follows: bool = False
    plane: Plane | None = None
    end: tuple[int, int] | None = None

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Least and greatest horizontal coordinate, least and greatest vertical one."""
        if not self.edges.size:
            return (0.0, 0.0, 0.0, 0.0)
        across, down = self.edges[:, 0::2], self.edges[:, 1::2]
        return float(across.min()), float(across.max()), float(down.min()), float(down.max())


def edges_of(mask: npt.NDArray[np.bool_], left: int = 0, top: int = 0) -> Edges:
    """Return the borders of the pixels that are set; pieces in one line are joined.

    Parameters
    ----------
    mask : numpy.ndarray
        bool, rows and columns.
    left, top : int
        View coordinates of the centre of its first pixel.
    """
    rows, columns = mask.shape
    padded = np.zeros((rows + 2, columns + 2), dtype=np.bool_)
    padded[1:-1, 1:-1] = mask
    row, place = np.divmod(np.flatnonzero(padded[1:-1, 1:] ^ padded[1:-1, :-1]), columns + 1)
    x, y, stop = _joined(place, row, rows)
    place, column = np.divmod(np.flatnonzero(padded[1:, 1:-1] ^ padded[:-1, 1:-1]), columns)
    v, u, end = _joined(place, column, columns)
    upright, lying = np.stack([x, y, x, stop], axis=1), np.stack([u, v, end, v], axis=1)
    start = np.array([left, top, left, top]) - 0.5
    return np.asarray(np.concatenate([upright, lying]) + start)


def _joined(lines: _Numbers, places: _Numbers, count: int) -> tuple[_Numbers, _Numbers, _Numbers]:
    """Join borders that follow one another on a line: return lines, first places and those behind the last."""
    keys = np.sort(lines * (count + 1) + places)  # with a free place at the end of each line
    if not keys.size:
        return keys, keys, keys
    breaks = np.flatnonzero(np.diff(keys) != 1)
    starts, lasts = keys[np.concatenate(([0], breaks + 1))], keys[np.concatenate((breaks, [keys.size - 1]))]
    line, first = np.divmod(starts, count + 1)
    return line, first, lasts - line * (count + 1) + 1


def box_edges(left: int, top: int, right: int, bottom: int) -> Edges:
    """Return the borders of a box of pixels, given its first and its last ones."""
    x1, y1, x2, y2 = left - 0.5, top - 0.5, right + 0.5, bottom + 0.5
    return np.array([(x1, y1, x2, y1), (x2, y1, x2, y2), (x1, y2, x2, y2), (x1, y1, x1, y2)])


def path_edges(corners: npt.NDArray[np.float64]) -> Edges:
    """Return the straight pieces from each corner (horizontal, vertical) to the next one."""
    return np.concatenate([corners[:-1], corners[1:]], axis=1)
