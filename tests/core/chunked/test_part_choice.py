"""What is offered of what is on screen, against NumPy's arithmetic of pixel edges."""

from __future__ import annotations

import numpy as np
import pytest

from itk_inspector.core.chunked.part_choice import part_choices
from itk_inspector.core.chunked.tile_cache import TileCache
from itk_inspector.core.chunked.tiled_pixels import TiledPixels
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from tiled_images import halved, levels_of

FULL = np.arange(8 * 60 * 80, dtype=np.uint16).reshape(8, 60, 80)
ARRAYS = halved(FULL, 3)
ROWS, COLUMNS = np.arange(10, 31, dtype=np.intp), np.arange(21, 61, 3, dtype=np.intp)


def tiles() -> TiledPixels:
    cache = TileCache(np.zeros((4, 1 << 14), np.uint8), FULL.dtype, 1)
    return TiledPixels(levels_of(ARRAYS, (4, 32, 32)), cache, FULL.dtype, 1)


@pytest.mark.parametrize("plane", [Plane(0, 1, (40, 30, 5)), Plane(1, 0, (40, 30, 5))])
def test_each_level_covers_what_is_on_screen(plane: Plane) -> None:
    made = tiles()
    rows, columns = (ROWS, COLUMNS) if plane.horizontal == 0 else (COLUMNS, ROWS)
    made.cut(plane).sampled(rows, columns)
    found = part_choices(made, plane)
    assert [(one.level, one.has_all_slices) for one in found] == [(n, all_) for n in range(3) for all_ in (False, True)]
    assert found[0].box == Region((5, 10, 21), (1, 21, 40))
    assert found[1].box == Region((0, 10, 21), (8, 21, 40))
    for one in found:
        f = 2**one.level
        low, high = np.array((5, 10, 21)), np.array((6, 31, 61))
        if one.has_all_slices:
            low[0], high[0] = 0, 8
        first, last = low // f, -(-high // f)
        assert one.box == Region(tuple(map(int, first)), tuple(map(int, last - first)))
        assert one.nbytes == ARRAYS[one.level][one.box.slices].nbytes
    assert found[2].text == "Level 1, 1 : 2  ·  this slice  ·  21 × 11 × 1  ·  462 bytes"


def test_nothing_is_offered_of_what_nobody_has_seen() -> None:
    assert part_choices(tiles(), Plane(0, 1, (40, 30, 5))) == ()
