"""Which tiles lie in memory, which are being read, and which cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.chunked.tile import Tile
from itk_inspector.core.data_class import dataclass

_AT_A_TIME = 256
"""Wishes under way: more than a reader begins at once, and few enough to be told of anew with each picture."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A tile that is to be read into a slot; ``number`` names it in the answer."""

    number: int
    slot: int
    tile: Tile


class TileCache:
    """Slots of one size in memory that somebody else fills; the one that was looked at longest ago is given away first.

    Who looks at pixels says which tiles it wants, in the order in which they are to be read, and takes what is there.

    Parameters
    ----------
    memory : numpy.ndarray
        ``[slot, byte]``, read-only.
    dtype : numpy.dtype
        Of one component.
    components : int
        Numbers of a pixel.
    """

    def __init__(self, memory: npt.NDArray[np.uint8], dtype: np.dtype[Any], components: int) -> None:
        self.ask: Callable[[tuple[Wish, ...]], None] | None = None
        """Called with all that is to be read now, in place of what was asked before and has not begun."""
        self._memory = memory
        self._dtype, self._components = dtype, components
        self._there: dict[Tile, int] = {}  # in the order in which they were looked at
        self._read: dict[int, Wish] = {}
        self._awaited: dict[Tile, int] = {}
        self._problems: dict[Tile, str] = {}
        self._free = list(range(len(memory)))
        self._wants: dict[object, tuple[Tile, ...]] = {}
        self._pinned: dict[object, Tile] = {}
        self._numbers = 0
        self._has_more = self._asks_again = False

    @property
    def room(self) -> int:
        """How many tiles may be wanted at once: all, but for those that are pinned."""
        return len(self._memory) - len(self._pinned)

    @property
    def is_reading(self) -> bool:
        """Tell whether something was asked for and has not come yet."""
        return bool(self._read)

    @property
    def problems(self) -> dict[Tile, str]:
        """The tiles that cannot be read, and why."""
        return self._problems

    def has(self, tiles: Iterable[Tile]) -> bool:
        """Tell whether all of some tiles are there."""
        return all(tile in self._there for tile in tiles)

    def has_problem(self, tiles: Iterable[Tile]) -> bool:
        """Tell whether one of some tiles cannot be read."""
        return bool(self._problems) and any(tile in self._problems for tile in tiles)

    def slot_of(self, tile: Tile) -> int | None:
        """Return where a tile lies."""
        return self._there.get(tile)

    def pixels(self, tile: Tile) -> npt.NDArray[Any] | None:
        """Return a tile as a read-only **view**, until something else is asked for; None while it is not there."""
        slot = self._there.pop(tile, None)
        if slot is None:
            return None
        self._there[tile] = slot
        shape = tile.box.shape if self._components == 1 else (*tile.box.shape, self._components)
        count = tile.box.pixels * self._components * self._dtype.itemsize
        return self._memory[slot, :count].view(self._dtype).reshape(shape)

    def pin(self, who: object, tile: Tile | None) -> None:
        """Keep a tile where it is as long as somebody else looks at it, in place of the one before."""
        if tile is None:
            self._pinned.pop(who, None)
        else:
            self._pinned[who] = tile

    def want(self, who: object, tiles: tuple[Tile, ...]) -> None:
        """Take it that somebody wants these tiles now, and not what it wanted before; the latest go first."""
        if self._wants.get(who) == tiles:
            return
        self._wants.pop(who, None)
        if tiles:
            self._wants[who] = tiles
        self._ask()

    def answered(self, number: int, *, is_read: bool, problem: str = "") -> bool:
        """Take what became of a wish; False where nothing was wished for. When no more answers are there: `go_on`.

        Parameters
        ----------
        number : int
        is_read : bool
            It is in its slot.
        problem : str
            Why it cannot be read; empty where nobody tried.
        """
        wish = self._read.pop(number, None)
        if wish is None:
            return False
        del self._awaited[wish.tile]
        if is_read:
            self._there[wish.tile] = wish.slot
        else:
            self._free.append(wish.slot)
            if problem:
                self._problems[wish.tile] = problem
            else:
                self._asks_again = True
        return True

    def go_on(self) -> None:
        """Ask for what is wanted and has not been asked for, as soon as there is little else under way."""
        if self._asks_again or (self._has_more and len(self._awaited) <= _AT_A_TIME // 2):
            self._ask()

    def forget(self, memory: npt.NDArray[np.uint8]) -> None:
        """Take it that nothing is there, and that all is to lie in other memory of the same size."""
        assert memory.shape == self._memory.shape
        self._memory = memory
        self._there, self._read, self._awaited, self._problems = {}, {}, {}, {}
        self._free = list(range(len(memory)))
        self._ask()

    def close(self) -> None:
        """Hold no memory any more, and ask for nothing."""
        self.ask = None
        self._memory = self._memory[:0].copy()
        self._there, self._read, self._awaited, self._free = {}, {}, {}, []
        self._wants, self._pinned = {}, {}

    def forget_problems(self) -> None:
        """Try again what could not be read."""
        if self._problems:
            self._problems = {}
            self._ask()

    def _wanted(self) -> Iterator[Tile]:
        """Yield what is wanted and neither there nor hopeless, first what was wanted last."""
        latest_first = (tile for tiles in reversed(self._wants.values()) for tile in tiles)
        return (t for t in dict.fromkeys(latest_first) if t not in self._there and t not in self._problems)

    def _ask(self) -> None:
        """Ask for what is wanted first, as far as there are slots."""
        self._has_more = self._asks_again = False
        if self.ask is None:
            return
        kept = {tile for tiles in self._wants.values() for tile in tiles} | set(self._pinned.values())
        wishes: list[Wish] = []
        for tile in self._wanted():
            if len(wishes) == _AT_A_TIME:
                self._has_more = True
                break
            number = self._awaited.get(tile)
            if number is not None:
                wishes.append(self._read[number])
                continue
            slot = self._taken(kept)
            if slot is None:
                self._has_more = True
                break
            self._numbers += 1
            wish = self._read[self._numbers] = Wish(self._numbers, slot, tile)
            self._awaited[tile] = wish.number
            wishes.append(wish)
        if wishes or self._read:
            self.ask(tuple(wishes))

    def _taken(self, kept: set[Tile]) -> int | None:
        """Return a slot for another tile: a free one, or that of the tile which was looked at longest ago."""
        if self._free:
            return self._free.pop()
        oldest = next((tile for tile in self._there if tile not in kept), None)
        return None if oldest is None else self._there.pop(oldest)
