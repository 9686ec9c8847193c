"""What is drawn of a chunked image, against NumPy's own indexing of the same levels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.part_choice import part_choices
from itk_inspector.core.chunked.tile import SMALLEST, Tile, edge_of, largest_tile
from itk_inspector.core.chunked.tile_cache import TileCache, Wish
from itk_inspector.core.chunked.tiled_pixels import TiledPixels
from itk_inspector.core.display.plane_notes import level_notes
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane

EYE = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


class Reader:
    """Reads wishes from arrays, when it is told to."""

    def __init__(self, arrays: list[npt.NDArray[Any]], chunks: tuple[int, ...], slots: int = 64) -> None:
        self.arrays = arrays
        self.levels = tuple(
            Level(Geometry(a.shape[::-1], (0, 0, 0), (0.5 * (2**n - 1),) * 3, (2.0**n,) * 3, EYE), chunks)
            for n, a in enumerate(arrays)
        )
        size = largest_tile(tuple(a.shape for a in arrays), (chunks,) * len(arrays)) * arrays[0].itemsize
        self.memory = np.zeros((slots, size), np.uint8)
        seen = self.memory.view()
        seen.flags.writeable = False
        self.cache = TileCache(seen, arrays[0].dtype, 1)
        self.cache.ask = self.take
        self.pixels = TiledPixels(self.levels, self.cache, arrays[0].dtype, 1)
        self.open: tuple[Wish, ...] = ()
        self.asked: list[tuple[Wish, ...]] = []

    def take(self, wishes: tuple[Wish, ...]) -> None:
        self.open = wishes
        self.asked.append(wishes)

    def read(self, most: int = 10**6, *, fails: tuple[Tile, ...] = ()) -> None:
        for _ in range(most):
            if not self.open:
                return
            wish, self.open = self.open[0], self.open[1:]
            if wish.tile in fails:
                self.cache.answered(wish.number, is_read=False, problem="It is broken.")
                self.cache.go_on()
                continue
            block = self.arrays[wish.tile.level][wish.tile.box.slices]
            data = np.frombuffer(np.ascontiguousarray(block).tobytes(), np.uint8)
            self.memory[wish.slot, : data.size] = data
            self.cache.answered(wish.number, is_read=True)
            self.cache.go_on()


@pytest.fixture
def reader() -> Reader:
    shape = (9, 700, 900)
    full = np.arange(np.prod(shape), dtype=np.uint32).reshape(shape)
    return Reader(
        [full, full[::2, ::2, ::2].copy(), full[::4, ::4, ::4].copy(), full[::8, ::8, ::8].copy()], (4, 96, 128)
    )


def by_numpy(reader: Reader, level: int, plane: Plane, rows: Any, columns: Any) -> npt.NDArray[Any]:
    """Take each pixel by the physical point of its level-0 index, one number at a time."""
    fine, coarse, array = reader.levels[0].geometry, reader.levels[level].geometry, reader.arrays[level]

    def there(axis: int, index: int) -> int:
        point = fine.origin[axis] + fine.spacing[axis] * index
        continuous = (point - coarse.origin[axis]) / coarse.spacing[axis]
        return min(max(int(np.floor(continuous + 0.5)), 0), coarse.size[axis] - 1)

    made = np.empty((len(rows), len(columns)), array.dtype)
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            index = [there(axis, at) for axis, at in enumerate(plane.position)]
            index[plane.vertical], index[plane.horizontal] = there(plane.vertical, row), there(plane.horizontal, column)
            made[i, j] = array[tuple(reversed(index))]
    return made


PLANES = [Plane(0, 1, (450, 350, 5)), Plane(0, 2, (450, 350, 5)), Plane(1, 2, (451, 350, 4)), Plane(1, 0, (0, 0, 3))]


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize(("step", "level"), [(1, 0), (2, 1), (3, 1), (4, 2), (7, 3), (31, 3)])
def test_pixels_are_those_of_the_level_that_suits_the_zoom(reader: Reader, plane: Plane, step: int, level: int) -> None:
    rows, columns = reader.pixels.cut(plane).shape
    down = np.arange(0, min(rows, 40 * step), step, dtype=np.intp)
    along = np.arange(columns - 1, max(-1, columns - 40 * step), -step, dtype=np.intp)
    if down.size < 2:
        pytest.skip("one row has no distance")
    cut = reader.pixels.cut(plane)
    cut.sampled(down, along)
    reader.read()
    found = cut.sampled(down, along)
    assert reader.pixels.drawn_level(plane) == level
    np.testing.assert_array_equal(found, by_numpy(reader, level, plane, down, along))


def test_the_coarsest_level_is_read_first_and_drawn_until_the_finer_one_is_whole(reader: Reader) -> None:
    plane, down, along = PLANES[0], np.arange(0, 300, dtype=np.intp), np.arange(0, 400, dtype=np.intp)
    cut = reader.pixels.cut(plane)
    assert cut.sampled(down, along) is None
    assert reader.open[0].tile.level == 3
    reader.read(1)
    found = cut.sampled(down, along)
    assert reader.pixels.drawn_level(plane) == 3
    np.testing.assert_array_equal(found, by_numpy(reader, 3, plane, down, along))
    reader.read(5)
    cut.sampled(down, along)
    assert reader.pixels.drawn_level(plane) == 3
    reader.read()
    found = cut.sampled(down, along)
    np.testing.assert_array_equal(found, reader.arrays[0][5, :300, :400])


def test_a_tile_that_cannot_be_read_leaves_the_coarser_level(reader: Reader) -> None:
    plane, down, along = PLANES[0], np.arange(0, 90, dtype=np.intp), np.arange(0, 100, dtype=np.intp)
    cut = reader.pixels.cut(plane)
    cut.sampled(down, along)
    broken = reader.pixels.tiles(0, plane).holding(0, 0)
    reader.read(fails=(broken,))
    cut.sampled(down, along)
    reader.read()
    assert reader.cache.problems == {broken: "It is broken."}
    cut.sampled(down, along)
    assert reader.pixels.drawn_level(plane) == 1
    reader.cache.forget_problems()
    cut.sampled(down, along)
    reader.read()
    cut.sampled(down, along)
    assert reader.pixels.drawn_level(plane) == 0


@pytest.mark.parametrize("edge", [4096, 2**22])
def test_more_than_memory_keeps_is_not_asked_for(edge: int) -> None:
    """Of an image without coarser levels: it would never be whole, and its tiles are more than can be counted."""
    reader = Reader([np.broadcast_to(np.array(7, np.uint16), (3, edge, edge))], (1, 256, 256))
    plane = Plane(0, 1, (0, 0, 1))
    cut = reader.pixels.cut(plane)
    all_of_it = np.linspace(0, edge - 1, 500).astype(np.intp)

    assert cut.sampled(all_of_it, all_of_it) is None
    assert (reader.asked, level_notes(reader.pixels, plane)[0][:7]) == ([], "Zoom in")

    near = np.arange(1000, 1600, dtype=np.intp)
    assert cut.sampled(near, near) is None
    assert level_notes(reader.pixels, plane) == ("Reading …",)
    reader.read()
    found = cut.sampled(near, near)
    assert found is not None
    assert (found == 7).all()

    assert cut.sampled(all_of_it, all_of_it) is None
    assert level_notes(reader.pixels, plane)[0].startswith("Zoom in")


def test_the_level_that_is_drawn_is_told(reader: Reader) -> None:
    told: list[int | None] = []
    plane, down = PLANES[0], np.arange(0, 40, dtype=np.intp)
    reader.pixels.level_changed = lambda: told.append(reader.pixels.drawn_level(plane))
    cut = reader.pixels.cut(plane)
    cut.sampled(down, down)
    reader.read()
    cut.sampled(down, down)
    cut.sampled(down, down)
    assert told == [None, 0]
    assert reader.pixels.reduction(3, plane) == 8.0


def test_what_was_wanted_last_is_asked_for_first_and_nothing_else_is(reader: Reader) -> None:
    down = np.arange(0, 90, dtype=np.intp)
    reader.pixels.cut(PLANES[0]).sampled(down, down)
    reader.pixels.cut(PLANES[1]).sampled(np.arange(0, 9, dtype=np.intp), down)
    across = [wish.tile.box.shape[1] == 1 for wish in reader.open]
    assert across == sorted(across, reverse=True)
    assert any(across)
    assert not all(across)
    reader.pixels.cut(PLANES[1]).let_go()
    assert all(wish.tile.box.shape[1] > 1 for wish in reader.open)


def test_memory_is_given_away_by_age_but_never_what_is_wanted_or_pinned() -> None:
    full = np.arange(4 * 512 * 512, dtype=np.uint32).reshape(4, 512, 512)
    reader = Reader([full], (1, 64, 64), slots=18)
    down = np.arange(0, 512, dtype=np.intp)
    plane = Plane(0, 1, (0, 0, 0))
    for z in range(4):
        cut = reader.pixels.cut(Plane(0, 1, (0, 0, z)))
        cut.sampled(down, down)
        reader.read()
        np.testing.assert_array_equal(cut.sampled(down, down), full[z])
        if z == 0:
            pinned = reader.pixels.tiles(0, plane).holding(140, 140)
            reader.cache.pin("probe", pinned)
    kept = reader.cache.pixels(pinned)
    assert kept is not None
    np.testing.assert_array_equal(kept[0], full[0, 128:256, 128:256])
    assert reader.cache.pixels(reader.pixels.tiles(0, plane).holding(0, 0)) is None


def test_an_answer_to_no_wish_is_not_believed(reader: Reader) -> None:
    assert not reader.cache.answered(7, is_read=True)


def test_a_wish_that_was_dropped_is_wished_again_under_another_number(reader: Reader) -> None:
    down = np.arange(0, 90, dtype=np.intp)
    reader.pixels.cut(PLANES[0]).sampled(down, down)
    first = reader.open[0]
    reader.cache.answered(first.number, is_read=False)
    reader.cache.go_on()
    again = next(wish for wish in reader.open if wish.tile == first.tile)
    assert again.number > first.number


def test_after_another_start_of_the_reader_all_is_asked_for_again(reader: Reader) -> None:
    down = np.arange(0, 90, dtype=np.intp)
    cut = reader.pixels.cut(PLANES[0])
    cut.sampled(down, down)
    reader.read()
    reader.cache.forget(reader.memory)
    assert cut.sampled(down, down) is None
    reader.read()
    assert cut.sampled(down, down) is not None


@pytest.mark.parametrize(
    ("chunk", "extent", "edge"),
    [(96, 700, 192), (1, 5, 5), (16, 900, 128), (128, 900, 128), (4096, 5000, 512), (9000, 600, 300)],
)
def test_edges_of_tiles(chunk: int, extent: int, edge: int) -> None:
    assert edge_of(chunk, extent) == edge
    assert edge >= min(extent, SMALLEST)


def test_levels_that_are_turned_against_each_other_are_refused() -> None:
    turned = ((0.0, 1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    one = Geometry((8, 8, 8), (0, 0, 0), (0.0,) * 3, (1.0,) * 3, EYE)
    other = Geometry((4, 4, 4), (0, 0, 0), (0.0,) * 3, (2.0,) * 3, turned)
    cache = TileCache(np.zeros((1, 512), np.uint8), np.dtype(np.uint8), 1)
    with pytest.raises(ValueError, match="not parallel"):
        TiledPixels((Level(one, (8, 8, 8)), Level(other, (4, 4, 4))), cache, cache._dtype, 1)


def test_a_start_index_moves_the_numbers_and_nothing_else() -> None:
    full = np.arange(6 * 200 * 210, dtype=np.uint16).reshape(6, 200, 210)
    start = (40, -30, 7)
    plain = Reader([full, full[::2, ::2, ::2].copy()], (4, 64, 64))
    moved = Reader([full, full[::2, ::2, ::2].copy()], (4, 64, 64))
    levels = []
    for level in plain.levels:
        geometry = level.geometry
        at = tuple(s // 2 if level is plain.levels[1] else s for s in start)
        origin = tuple(o - s * d for o, s, d in zip(geometry.origin, at, geometry.spacing, strict=True))
        levels.append(Level(replace(geometry, start_index=at, origin=origin), level.chunks))
    moved.pixels = TiledPixels(tuple(levels), moved.cache, full.dtype, 1)
    down, along = np.arange(3, 199, 2, dtype=np.intp), np.arange(0, 180, 2, dtype=np.intp)
    plane, there = Plane(0, 1, (9, 9, 3)), Plane(0, 1, (9 + 40, 9 - 30, 3 + 7))
    found = []
    for reader, cut in ((plain, plain.pixels.cut(plane)), (moved, moved.pixels.cut(there))):
        cut.sampled(down, along)
        reader.read()
        found.append(cut.sampled(down, along))
    np.testing.assert_array_equal(found[0], found[1])
    assert moved.pixels.drawn_level(there) == 1
    index = ItkIndex((100, 150, 4))
    assert moved.pixels.tile_of(ItkIndex((140, 120, 11))) == plain.pixels.tile_of(index)
    ranges = part_choices(moved.pixels, there)[1].ranges
    assert ranges == ((40, 40 + 179), (-27, -30 + 198), (7, 13))


def test_a_picture_of_many_tiles_is_asked_for_some_at_a_time() -> None:
    """What is told with each movement stays short, and is not told again for each tile that comes."""
    full = np.arange(3200 * 3200, dtype=np.uint32).reshape(1, 3200, 3200)
    reader = Reader([full], (1, 128, 128), slots=700)
    cut, all_of_it = reader.pixels.cut(Plane(0, 1, (0, 0, 0))), np.arange(3200, dtype=np.intp)
    assert cut.sampled(all_of_it, all_of_it) is None
    reader.read()
    np.testing.assert_array_equal(cut.sampled(all_of_it, all_of_it), full[0])
    assert {len(wishes) for wishes in reader.asked[:2]} == {256}
    assert max(map(len, reader.asked)) == 256
    assert len(reader.asked) <= 6


def test_it_is_drawn_again_only_when_there_is_more_to_draw(reader: Reader) -> None:
    plane, down, along = PLANES[0], np.arange(0, 300, dtype=np.intp), np.arange(0, 400, dtype=np.intp)
    cut, seen = reader.pixels.cut(plane), []
    cut.sampled(down, along)
    while reader.open:
        reader.read(1)
        if reader.pixels.has_more_to_draw:
            cut.sampled(down, along)
            seen.append(reader.pixels.drawn_level(plane))
    assert seen == [3, 0]
    broken = reader.pixels.tiles(0, plane).holding(0, 500)
    cut.sampled(down, along + 400)
    reader.read(fails=(broken,))
    assert reader.pixels.has_more_to_draw
    cut.sampled(down, along + 400)
    assert not reader.pixels.has_more_to_draw
    cut.let_go()
    assert not reader.pixels.has_more_to_draw


def test_the_pixel_under_the_pointer_needs_one_chunk_where_nothing_is_there() -> None:
    full = np.arange(40 * 300 * 400, dtype=np.uint32).reshape(40, 300, 400)
    reader = Reader([full], (16, 32, 48))
    index = ItkIndex((101, 70, 20))
    tile = reader.pixels.tile_of(index)
    assert (tile.box.start, tile.box.shape) == ((20, 64, 96), (1, 32, 48))
    cut, all_of_it = reader.pixels.cut(Plane(0, 2, (101, 70, 20))), np.arange(40, dtype=np.intp)
    cut.sampled(all_of_it, all_of_it + 80)
    reader.read()
    there = reader.pixels.tile_of(index)
    assert there.box.shape[1] == 1
    pixels = reader.cache.pixels(there)
    assert pixels is not None
    assert pixels[tuple(at - s for at, s in zip((20, 70, 101), there.box.start, strict=True))] == full[20, 70, 101]
