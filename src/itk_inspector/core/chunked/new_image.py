"""An image in chunks that is to be written: its levels, and where the pixels of each come from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

import numpy as np

from itk_inspector.core.chunked.channel import Channel
from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.stored_axis import StoredAxis
from itk_inspector.core.data_class import dataclass

T = TypeVar("T")
COMPRESSION = 5
"""Level of the compression where nobody names one, from 1 (fast) to 9 (small)."""
CHANNELS = StoredAxis("c", "channel")
_OVERVIEW = 1024
"""Pixels along the longest axis of space from which on no coarser level is made."""
_ALIKE = 1.5
"""Times the spacing of the longest axis up to which another one is halved with it."""
_SMALLEST, _LARGEST = 1 << 15, 1 << 26
"""Bytes of a chunk that is taken over."""
_CHUNKS = {1: (1 << 20,), 2: (1024, 1024), 3: (32, 256, 256)}
"""Shapes of chunks, by how many axes have more than one pixel; of more axes than three, the last three count."""


@dataclass(frozen=True, slots=True)
class NewLevel:
    """One resolution.

    Parameters
    ----------
    level : Level
        Its start index is 0.
    steps : tuple of int
        Each how-manieth pixel of the level before it is taken, along each axis in NumPy order; empty for a level whose
        pixels are given.
    """

    level: Level
    steps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NewImage:
    """What is to be written.

    Parameters
    ----------
    name : str
    levels : tuple of NewLevel
        From full resolution down.
    axes : tuple of StoredAxis
        NumPy order, components not counted.
    dtype : str
        NumPy name of one component.
    components : int
    fill : int, float, complex or bool, optional
        The value of pixels whose chunk is not written.
    compression : int
        1 (fast) to 9 (small); 0 for none.
    channels : StoredAxis
        The axis along which components are stored.
    are_apart : bool
        Each component has chunks of its own.
    told : tuple of Channel
        What is said of each component; empty for nothing.
    pixel_bytes : int
        Of a pixel as it is read or as it is written, whichever is more.
    """

    name: str
    levels: tuple[NewLevel, ...]
    axes: tuple[StoredAxis, ...]
    dtype: str
    components: int = 1
    fill: complex | None = None
    compression: int = COMPRESSION
    channels: StoredAxis = CHANNELS
    are_apart: bool = False
    told: tuple[Channel, ...] = ()
    pixel_bytes: int = 1

    def __post_init__(self) -> None:
        written = self.components * np.dtype(self.dtype).itemsize
        object.__setattr__(self, "pixel_bytes", max(self.pixel_bytes, written))

    @property
    def channel_axis(self) -> int:
        """Where the axis of components is stored: after that of time."""
        return sum(axis.kind == "time" for axis in self.axes[:1])

    def stored(self, values: Iterable[T], own: T) -> list[T]:
        """Return what belongs to each axis that is stored; ``own`` is that of components, where there are several."""
        found = list(values)
        if self.components > 1:
            found.insert(self.channel_axis, own)
        return found

    @property
    def work(self) -> int:
        """Pixels that are read for all levels."""
        return sum(math.prod(each.level.shape) * math.prod(each.steps or (1,)) for each in self.levels)


def with_coarser(given: tuple[Level, ...], axes: tuple[StoredAxis, ...]) -> tuple[NewLevel, ...]:
    """Return levels whose pixels are given, and coarser ones of each second pixel until one is an overview.

    Each second pixel is taken, and none is mixed of several, so that labels stay labels and the first pixel stays
    where it was.
    """
    return (*(NewLevel(level) for level in given), *_coarser(given[-1], axes))


def _coarser(level: Level, axes: tuple[StoredAxis, ...]) -> Iterator[NewLevel]:
    space = [at for at, axis in enumerate(axes) if axis.kind == "space"]
    while max(level.shape[at] for at in space) > _OVERVIEW:
        longest = max(space, key=lambda at: level.shape[at])
        spacing = level.geometry.spacing[::-1]
        halved = [at for at in space if level.shape[at] > 1 and spacing[at] <= _ALIKE * spacing[longest]]
        steps = tuple(2 if at in halved else 1 for at in range(len(level.shape)))
        shape = tuple(-(-n // step) for n, step in zip(level.shape, steps, strict=True))
        geometry = replace(
            level.geometry,
            size=shape[::-1],
            spacing=tuple(s * step for s, step in zip(spacing, steps, strict=True))[::-1],
        )
        level = Level(geometry, tuple(map(min, level.chunks, shape)))
        yield NewLevel(level, steps)


def new_chunks(shape: tuple[int, ...], stored: tuple[int, ...], itemsize: int) -> tuple[int, ...]:
    """Return the shape of chunks: as they are stored, where these are neither very small nor very large.

    Parameters
    ----------
    shape : tuple of int
        Of the new level.
    stored : tuple of int
        Shape of the chunks that are read.
    itemsize : int
        Bytes of a pixel.
    """
    own = tuple(map(min, stored, shape))
    nbytes = math.prod(own) * itemsize
    if nbytes <= _LARGEST and (own == shape or nbytes >= _SMALLEST):
        return own
    long = [at for at, n in enumerate(shape) if n > 1][-max(_CHUNKS) :]
    usual = dict(zip(long, _CHUNKS.get(len(long), ()), strict=True))
    return tuple(min(n, usual.get(at, 1)) for at, n in enumerate(shape))
