"""What a child that reads an image in parts is asked for, on a connection of its own, while its task goes on."""

from __future__ import annotations

from itk_inspector.core.data_class import dataclass


@dataclass(frozen=True, slots=True)
class WishedTile:
    """A box of a level, and the slot of the common memory that it is to lie in.

    Parameters
    ----------
    number : int
        Names it in the answer; no number comes again.
    slot, level : int
    start, shape : tuple of int
        NumPy order.
    """

    number: int
    slot: int
    level: int
    start: tuple[int, ...]
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TileWishes:
    """All that is wanted now, what is wanted most in front; what was wanted before and has not begun is dropped."""

    wishes: tuple[WishedTile, ...]


@dataclass(frozen=True, slots=True)
class TileRead:
    """What became of a tile: it is in its slot, or cannot be read, or, with no ``problem``, was dropped.

    ``is_unwritten``: it is known that chunks of it were never written, and have the fill value.
    """

    number: int
    is_read: bool = False
    problem: str = ""
    is_unwritten: bool = False


WISHES: dict[str, type] = {TileWishes.__name__: TileWishes}
"""What a child takes."""
TILES: dict[str, type] = {TileRead.__name__: TileRead}
"""What it may say."""
