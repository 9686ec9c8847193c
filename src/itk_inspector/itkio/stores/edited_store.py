"""The edited copy of an image in chunks as a new store with all its chunks."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import dask
import numpy.typing as npt

from itk_inspector.core.chunked.changed_chunks import ChangedBox
from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.new_image import with_coarser
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.refusal import Refusal
from itk_inspector.core.export.store_request import StoreRequest
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.stores import new_ome_zarr, rewriting
from itk_inspector.itkio.stores.changed_pixels import by_chunk, edited
from itk_inspector.itkio.stores.on_dask import in_threads
from itk_inspector.itkio.stores.rewriting import threads_for
from itk_inspector.itkio.stores.store_plan import Read, planned


def write_all(
    request: OpenRequest, boxes: Sequence[ChangedBox], folder: Path, told: Callable[[float], None]
) -> tuple[str, ...]:
    """Write all pixels of level 0, and coarser levels of each second pixel; return what is to be told.

    Raises
    ------
    OpenError
        If a chunk cannot be read.
    ExportError
        If the disk refuses, or other pixels are read back.
    """
    plan = planned(request, StoreRequest(folder), uuid.uuid4().hex)
    image = replace(plan.image, levels=with_coarser((plan.image.levels[0].level,), plan.image.axes))
    with ThreadPoolExecutor(threads_for(image)) as pool, dask.config.set(pool=pool):  # which ends with its threads
        new_ome_zarr.create(folder, image)
        level = image.levels[0].level
        rewriting.fill(folder, image, EditedPixels(plan.pixels, level, by_chunk(level, boxes)), in_threads, told)
    return plan.notes


@dataclass(frozen=True, slots=True, eq=False)
class EditedPixels:
    """Pixels that are stored already, with what was changed of them; a `Read` of level 0.

    Parameters
    ----------
    stored : Read
    level : Level
        Of which they are.
    changes : mapping of tuple of int to sequence of ChangedBox
        What was changed of each chunk, from `by_chunk`: there may be thousands of boxes, and of pieces that are read.
    """

    stored: Read
    level: Level
    changes: Mapping[tuple[int, ...], Sequence[ChangedBox]]

    def __call__(self, number: int, box: Region) -> npt.NDArray[Any] | Refusal:
        """Return what is written into a box."""
        found = self.stored(number, box)
        if isinstance(found, Refusal):
            return found
        return edited(
            found, box, [change for place in self.level.places(box) for change in self.changes.get(place, ())]
        )
