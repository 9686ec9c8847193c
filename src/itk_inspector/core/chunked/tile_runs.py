"""Which indices lie in which tile."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt


def tile_runs(indices: npt.NDArray[np.intp], edge: int) -> list[tuple[int, slice, npt.NDArray[np.intp]]]:
    """Return each tile that indices in order lie in: its number, which of them these are, and where in it they lie."""
    tiles = indices // edge
    ends = [0, *(np.flatnonzero(np.diff(tiles)) + 1).tolist(), indices.size]
    pairs = itertools.pairwise(ends)
    return [(int(tiles[a]), slice(a, b), indices[a:b] - int(tiles[a]) * edge) for a, b in pairs]
