"""The edited copy of an image in chunks as a new store: only the chunks that were changed, or all of them.

The first holds level 0 in the chunks of the image, of which only those are written in which a pixel was changed; they
are whole chunks, with the store's other pixels. What they are is told in its attributes, under `NOTE`.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import dask
import numpy.typing as npt

from itk_inspector.core.chunked.changed_chunks import ChangedBox
from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.new_image import NewLevel, with_coarser
from itk_inspector.core.editing.refusal import Refusal
from itk_inspector.core.export.store_request import StoreRequest
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.stores import new_ome_zarr, rewriting
from itk_inspector.itkio.stores.new_ome_zarr import NewOmeZarr
from itk_inspector.itkio.stores.on_dask import engine_of, in_threads
from itk_inspector.itkio.stores.rewriting import Read, threads_for
from itk_inspector.itkio.stores.store_plan import planned

NOTE = "changed_chunks"
"""Attribute of a store that holds only what was changed."""


def write_changed(
    request: OpenRequest, boxes: Sequence[ChangedBox], folder: Path, run: str, told: Callable[[float], None]
) -> tuple[str, ...]:
    """Write the chunks in which pixels were changed; return what is to be told.

    Raises
    ------
    OpenError
        If a chunk cannot be read.
    ExportError
        If the disk refuses, or other pixels are read back.
    """
    plan, engine = planned(request, StoreRequest(folder), run), engine_of(request, run)
    level = engine.pyramid.levels[0]
    new = replace(plan.image.levels[0].level, chunks=tuple(map(min, level.chunks, level.shape)))
    image = replace(plan.image, levels=(NewLevel(new),))
    new_ome_zarr.create(folder, image)
    store, touched = NewOmeZarr(folder, image), _by_chunk(level, boxes)
    for done, (place, parts) in enumerate(touched.items(), 1):
        chunk = level.chunk(place)
        store.write(0, chunk, edited(engine.read(0, chunk), chunk, parts))
        told(done / len(touched))
    pixels = sum(int(box.is_changed.sum()) for box in boxes)
    _note(folder, request, sorted(touched), pixels)
    count = "1 chunk was" if len(touched) == 1 else f"{len(touched):,} chunks were"
    return (*plan.notes, f"{count} changed; no other is in it.")


def write_all(
    request: OpenRequest, boxes: Sequence[ChangedBox], folder: Path, run: str, told: Callable[[float], None]
) -> tuple[str, ...]:
    """Write all pixels of level 0, and coarser levels of each second pixel; return what is to be told.

    Raises
    ------
    OpenError
        If a chunk cannot be read.
    ExportError
        If the disk refuses, or other pixels are read back.
    """
    plan = planned(request, StoreRequest(folder), run)
    image = replace(plan.image, levels=with_coarser((plan.image.levels[0].level,), plan.image.axes))
    with dask.config.set(num_workers=threads_for(image)):
        new_ome_zarr.create(folder, image)
        rewriting.fill(folder, image, EditedPixels(plan.pixels, tuple(boxes)), in_threads, told)
    return plan.notes


@dataclass(frozen=True, slots=True, eq=False)
class EditedPixels:
    """Pixels that are stored already, with what was changed of them; a `Read` of level 0.

    Parameters
    ----------
    stored : Read
    boxes : tuple of ChangedBox
    """

    stored: Read
    boxes: tuple[ChangedBox, ...]

    def __call__(self, number: int, box: Region) -> npt.NDArray[Any] | Refusal:
        """Return what is written into a box."""
        found = self.stored(number, box)
        return found if isinstance(found, Refusal) else edited(found, box, self.boxes)


def edited(pixels: npt.NDArray[Any], box: Region, changes: Sequence[ChangedBox]) -> npt.NDArray[Any]:
    """Return the pixels of a box with what was changed of them; a **copy** where anything was."""
    made = pixels
    for change in changes:
        both = _common(box, change.box)
        if both is None:
            continue
        there, within = (_inside(both, outer) for outer in (box, change.box))
        is_changed = change.is_changed[within]
        if is_changed.any():
            made = pixels.copy() if made is pixels else made
            made[there][is_changed] = change.values[within][is_changed]
    return made


def _by_chunk(level: Level, boxes: Sequence[ChangedBox]) -> dict[tuple[int, ...], list[ChangedBox]]:
    """Return which boxes change pixels of which chunk."""
    touched: defaultdict[tuple[int, ...], list[ChangedBox]] = defaultdict(list)
    for box in boxes:
        for place in level.places(box.box):
            both = _common(box.box, level.chunk(place))
            if both is not None and box.is_changed[_inside(both, box.box)].any():
                touched[place].append(box)
    return dict(touched)


def _common(one: Region, other: Region) -> Region | None:
    low = tuple(map(max, one.start, other.start))
    high = tuple(min(a.stop, b.stop) for a, b in zip(one.slices, other.slices, strict=True))
    shape = tuple(h - s for h, s in zip(high, low, strict=True))
    return Region(low, shape) if min(shape) > 0 else None


def _inside(box: Region, outer: Region) -> tuple[slice, ...]:
    return tuple(slice(s - o, s - o + n) for s, o, n in zip(box.start, outer.start, box.shape, strict=True))


def _note(folder: Path, request: OpenRequest, places: Sequence[tuple[int, ...]], pixels: int) -> None:
    mark = folder / new_ome_zarr.MARK
    told = {"of": request.path.name, "image": request.part, "chunks": [list(p) for p in places], "pixels": pixels}
    attributes = json.loads(mark.read_text(encoding="utf-8")) | {NOTE: told}
    with mark.open("w", encoding="utf-8") as file:
        json.dump(attributes, file, indent=2, allow_nan=False)
        file.flush()
        os.fsync(file.fileno())
