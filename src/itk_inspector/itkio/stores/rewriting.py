"""An image in chunks as a new store: all of it is gone through by dask.

At any time a few boxes are in memory: one for each thread. On a cluster the workers read, compute and write them.
"""

from __future__ import annotations

import contextlib
import functools
import math
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import dask
import numpy as np
import numpy.typing as npt

from itk_inspector.core.chunked.budget import BUDGET, CHUNKS
from itk_inspector.core.chunked.new_image import NewImage
from itk_inspector.core.chunked.pieces import pieces
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.expression import Computed
from itk_inspector.core.editing.refusal import Refusal
from itk_inspector.core.errors import ExportError
from itk_inspector.core.export.store_request import StoreRequest
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.expression_filter import said
from itk_inspector.itkio.stores import new_ome_zarr
from itk_inspector.itkio.stores.new_ome_zarr import NewOmeZarr
from itk_inspector.itkio.stores.ome_zarr import MARK
from itk_inspector.itkio.stores.on_dask import Runner, batches, in_threads
from itk_inspector.itkio.stores.store_plan import Plan, Read, planned

_PIECE = 1 << 23
"""Bytes that are written at once, or else one chunk."""
_COPIES = 5
"""Times the bytes of a box that it takes: as it is read, computed, ordered, compressed and read back."""
_NONE = Computed()


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of some boxes."""

    computed: Computed = _NONE
    refused: Refusal | None = None

    def joined(self, other: _Done) -> _Done:
        refused = [each for each in (self.refused, other.refused) if each is not None]
        first = functools.reduce(Refusal.joined, refused) if refused else None
        return _Done(self.computed.joined(other.computed), first)


def fill(
    folder: Path, image: NewImage, read: Read, run: Runner, told: Callable[[float], None], *, tells: bool = False
) -> Computed:
    """Write all pixels of a store that `new_ome_zarr.create` has made.

    Parameters
    ----------
    folder : pathlib.Path
        Of the store.
    image : NewImage
    read : callable
        Given the number of a level without steps, and a box of it.
    run : Runner
    told : callable
        Called with the part that is done.
    tells : bool
        Look at which values are written, too.

    Raises
    ------
    EditError
        If values are refused.
    ExportError
        If the disk refuses, or other pixels are read back.
    """
    found, done = _Done(), 0
    for number, new in enumerate(image.levels):
        deed = functools.partial(_written, folder, image, number, read if not new.steps else None, tells)
        every = math.prod(new.steps or (1,))
        for batch in batches(pieces(new.level, new.level.whole, _most(image))):
            pixels = sum(box.pixels for box in batch) * every
            result = run(deed, _joined, batch, functools.partial(_tell, told, image.work, done, pixels, len(batch)))
            if result.refused is not None:
                raise result.refused.error()
            found = found.joined(result)
            done += pixels
    told(1.0)
    return found.computed


def _tell(told: Callable[[float], None], work: int, before: int, pixels: int, boxes: int, done: int) -> None:
    told((before + pixels * done / boxes) / work)


def _joined(parts: Sequence[_Done]) -> _Done:
    return functools.reduce(_Done.joined, parts)


def _most(image: NewImage) -> int:
    return _PIECE // image.pixel_bytes


def threads_for(image: NewImage) -> int:
    """Return how many boxes are gone through at once, so that they take no more memory than is theirs."""
    largest = max(_PIECE, *(math.prod(new.level.chunks) * image.pixel_bytes for new in image.levels))
    return max(1, min(os.cpu_count() or 1, (BUDGET - CHUNKS) // (_COPIES * largest)))


@functools.lru_cache(maxsize=2)
def _store(folder: Path, image: NewImage) -> NewOmeZarr:
    return NewOmeZarr(folder, image)


_under_way: list[Path] = []
"""The stores into which this process is writing a box."""


def is_being_written(folder: Path) -> bool:
    """Tell whether this process is writing a box of a store."""
    return folder in _under_way


def _written(folder: Path, image: NewImage, number: int, read: Read | None, tells: bool, box: Region) -> _Done:
    """Write a box of a level: what is read of it, or every so manieth pixel of the level before."""
    _under_way.append(folder)
    try:
        with _unless_given_up(folder, image.name):
            store = _store(folder, image)
            pixels = _strided(store, image, number, box) if read is None else read(number, box)
            if isinstance(pixels, Refusal):
                return _Done(refused=pixels)
            store.write(number, box, pixels)
    finally:
        _under_way.remove(folder)
    return _Done(_NONE.with_block(pixels) if tells else _NONE)


@contextlib.contextmanager
def _unless_given_up(folder: Path, name: str) -> Iterator[None]:
    """Refuse to write into a store that is not there; a chunk that comes late would make its folder anew.

    Raises
    ------
    ExportError
    """
    mark = folder / MARK
    if not mark.exists():
        raise ExportError(
            f"{name} could not be written: its folder is not there.",
            advice="The workers of a cluster need the folder in which it is made, under the same name.",
        )
    try:
        yield
    finally:
        if not mark.exists():
            shutil.rmtree(folder, ignore_errors=True)
            with contextlib.suppress(OSError):
                folder.parent.rmdir()


def _strided(store: NewOmeZarr, image: NewImage, number: int, box: Region) -> npt.NDArray[Any]:
    """Return every so manieth pixel of the level before; of that one no more is read at once than is written."""
    steps, before = image.levels[number].steps, image.levels[number - 1].level
    ends = zip(box.slices, steps, before.shape, strict=True)
    spans = [(one.start * step, min(one.stop * step, n)) for one, step, n in ends]
    there = Region(tuple(first for first, _ in spans), tuple(last - first for first, last in spans))
    made = np.empty((*box.shape, *((image.components,) if image.components > 1 else ())), image.dtype)
    for part in pieces(before, there, _most(image)):
        firsts = [-(-one.start // step) for one, step in zip(part.slices, steps, strict=True)]
        lasts = [-(-one.stop // step) for one, step in zip(part.slices, steps, strict=True)]
        if any(first == last for first, last in zip(firsts, lasts, strict=True)):
            continue
        start = tuple(first * step for first, step in zip(firsts, steps, strict=True))
        asked = Region(start, tuple(one.stop - first for one, first in zip(part.slices, start, strict=True)))
        inside = zip(firsts, lasts, box.start, strict=True)
        made[tuple(slice(a - o, b - o) for a, b, o in inside)] = store.read(number - 1, asked, steps)
    return made


def write_here(
    request: OpenRequest, what: StoreRequest, folder: Path, run: str, told: Callable[[float], None]
) -> tuple[Plan, tuple[str, ...]]:
    """Write a new store in threads of this process; return what was written, and what is told of its values.

    Raises
    ------
    InspectorError
        As `planned` and `fill` do.
    """
    plan = planned(request, what, run)
    with ThreadPoolExecutor(threads_for(plan.image)) as pool, dask.config.set(pool=pool):  # which ends with its threads
        return plan, write(plan, what, folder, in_threads, told)


def write(plan: Plan, what: StoreRequest, folder: Path, run: Runner, told: Callable[[float], None]) -> tuple[str, ...]:
    """Make a store and write all its pixels; return what is told of computed ones. Raises as `fill` does."""
    new_ome_zarr.create(folder, plan.image)
    computed = fill(folder, plan.image, plan.pixels, run, told, tells=bool(what.formulas))
    return said(computed, plan.image.dtype) if what.formulas else ()
