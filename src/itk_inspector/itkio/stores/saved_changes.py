"""Changed chunks that were saved of an image, read again: `changed_store` writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.chunked.changed_chunks import ChangedBox
from itk_inspector.core.chunked.engine import ChunkEngine
from itk_inspector.core.chunked.pyramid import Pyramid
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.refusal import Refusal
from itk_inspector.core.errors import OpenError
from itk_inspector.core.export.written_part import cropped_geometry
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.stores.all_pixels import engine_of
from itk_inspector.itkio.stores.changed_pixels import common_box, inside_of
from itk_inspector.itkio.stores.changes_note import SavedChanges

_CLOSE = 1e-9
"""By which scales and translations may differ, of what they are."""


def check_fits(saved: SavedChanges, changes: Pyramid, image: Pyramid) -> None:
    """Refuse changes that are not of an image, as far as can be told without reading a chunk.

    Raises
    ------
    OpenError
    """
    own, other = changes.levels[0], image.levels[0]
    components = (max(1, len(changes.info.parts)), image.info.channels)
    if own.shape != other.shape or changes.dtype != image.dtype or components[0] != components[1]:
        kinds_told = (
            f"{' × '.join(map(str, one.levels[0].geometry.size))} {one.dtype.name}{f' × {n}' if n > 1 else ''}"
            for one, n in zip((changes, image), components, strict=True)
        )
        sizes = " and ".join(kinds_told)
        raise OpenError(f"{saved.name} does not belong to {image.info.path.name}: {sizes} differ.")
    placed = cropped_geometry(other.geometry, None)
    pairs = ((own.geometry.spacing, placed.spacing), (own.geometry.origin, placed.origin))
    if not all(np.allclose(one, two, rtol=_CLOSE, atol=0) for one, two in pairs):
        raise OpenError(f"{saved.name} does not belong to {image.info.path.name}: it lies at another place.")
    grid = own.grid
    if any(len(place) != len(grid) or any(a >= n for a, n in zip(place, grid, strict=True)) for place in saved.chunks):
        raise OpenError(f"{saved.name} names chunks that it cannot hold.", advice="It may be damaged.")


def changed_boxes(
    saved: SavedChanges, changes: ChunkEngine, image: ChunkEngine, told: Callable[[float], None] = lambda _: None
) -> Iterator[ChangedBox]:
    """Yield the box of each saved chunk that holds the pixels that differ from those of the image, and which these are.

    ``told`` is called with the part that is done.

    Raises
    ------
    OpenError
        If a chunk of either cannot be read, or more pixels differ than were changed: it is another image then.
    """
    check_fits(saved, changes.pyramid, image.pyramid)
    left = saved.pixels
    for number, place in enumerate(saved.chunks):
        told(number / len(saved.chunks))
        box = changes.pyramid.levels[0].chunk(place)
        values, stored = _pixels(changes, box), image.read(0, box)
        differs = _bits(values, box) != _bits(stored, box)
        is_changed = differs.any(axis=-1)
        left -= int(np.count_nonzero(is_changed))
        if left < 0:
            raise OpenError(
                f"{saved.name} does not belong to {image.pyramid.info.path.name}: "
                f"more pixels differ than the {saved.pixels:,} that were changed.",
                advice="Was the image written since, or is it another one?",
            )
        if is_changed.any():
            yield _cut(ChangedBox(box, values, is_changed))


def _cut(changed: ChangedBox) -> ChangedBox:
    """Return a **copy** of the smallest part in which anything differs."""
    places = np.nonzero(changed.is_changed)
    inside = tuple(slice(int(one.min()), int(one.max()) + 1) for one in places)
    start = tuple(s + one.start for s, one in zip(changed.box.start, inside, strict=True))
    box = Region(start, tuple(one.stop - one.start for one in inside))
    return ChangedBox(box, changed.values[inside].copy(), changed.is_changed[inside].copy())


def _pixels(changes: ChunkEngine, box: Region) -> npt.NDArray[Any]:
    """Return saved pixels as those of the image are: components of one are images of their own in a store."""
    return changes.read_parts(0, box) if changes.pyramid.info.parts else changes.read(0, box)


def _bits(pixels: npt.NDArray[Any], box: Region) -> npt.NDArray[np.uint8]:
    """Return the bytes of each pixel, by which NaN is like NaN and −0.0 is not 0.0."""
    flat = np.ascontiguousarray(pixels).reshape(box.pixels, -1)
    return flat.view(np.uint8).reshape(*box.shape, -1)


@dataclass(frozen=True, slots=True, eq=False)
class WithSavedChanges:
    """Pixels that are stored already, with the saved chunks in place of theirs; a `rewriting.Read` of level 0.

    Parameters
    ----------
    stored : callable
    changes : OpenRequest
        The store of changed chunks.
    run : str
        As of `all_pixels.AllPixels`.
    chunks : frozenset of tuple of int
        The places of these.
    """

    stored: Callable[[int, Region], npt.NDArray[Any] | Refusal]
    changes: OpenRequest
    run: str
    chunks: frozenset[tuple[int, ...]]

    def __call__(self, number: int, box: Region) -> npt.NDArray[Any] | Refusal:
        """Return what is written into a box."""
        found = self.stored(number, box)
        if isinstance(found, Refusal):
            return found
        engine = engine_of(self.changes, self.run)
        level, made = engine.pyramid.levels[0], found
        for place in level.places(box):
            both = common_box(box, level.chunk(place)) if place in self.chunks else None
            if both is not None:
                made = found.copy() if made is found else made
                made[inside_of(both, box)] = _pixels(engine, both)
        return made
