"""The chunks that were changed of an image, as a store of their own.

It holds level 0 in the chunks of the image, of which only those are written in which a pixel was changed; they are
whole, with the image's other pixels. What they are is told in its attributes, under `NOTE`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from itk_inspector.core.chunked.changed_chunks import ChangedBox
from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.new_image import NewImage, NewLevel
from itk_inspector.core.chunked.stored_axis import as_written
from itk_inspector.core.export.written_part import cropped_geometry
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.stores import engines, new_ome_zarr
from itk_inspector.itkio.stores.changed_pixels import by_chunk, edited
from itk_inspector.itkio.stores.changes_note import NOTE
from itk_inspector.itkio.stores.new_ome_zarr import NewOmeZarr
from itk_inspector.itkio.stores.ome_zarr import MARK


def write_changed(
    request: OpenRequest, boxes: Sequence[ChangedBox], folder: Path, told: Callable[[float], None]
) -> tuple[str, ...]:
    """Write the chunks in which pixels were changed; return what is to be told.

    Raises
    ------
    OpenError
        If a chunk cannot be read.
    ExportError
        If the disk refuses, or other pixels are read back.
    """
    with closing(engines.opened(request)) as engine:
        pyramid, level = engine.pyramid, engine.pyramid.levels[0]
        new = Level(cropped_geometry(level.geometry, None), tuple(map(min, level.chunks, level.shape)))
        axes, components = as_written(pyramid.stored_axes), pyramid.info.channels
        image = NewImage(folder.name, (NewLevel(new),), axes, pyramid.dtype.name, components, pyramid.fill)
        at = pyramid.info.part
        image = replace(image, told=pyramid.channels[at : at + 1] if components == 1 else ())
        new_ome_zarr.create(folder, image)
        store, touched = NewOmeZarr(folder, image), by_chunk(level, boxes)
        for done, (place, parts) in enumerate(touched.items(), 1):
            chunk = level.chunk(place)
            store.write(0, chunk, edited(engine.read(0, chunk), chunk, parts))
            told(done / len(touched))
    _note(folder, request, sorted(touched), sum(int(box.is_changed.sum()) for box in boxes))
    count = "1 chunk was" if len(touched) == 1 else f"{len(touched):,} chunks were"
    return (f"{count} changed; no other is in it.",)


def _note(folder: Path, request: OpenRequest, places: Sequence[tuple[int, ...]], pixels: int) -> None:
    mark = folder / MARK
    told = {"of": request.path.name, "image": request.part, "chunks": [list(p) for p in places], "pixels": pixels}
    attributes = json.loads(mark.read_text(encoding="utf-8")) | {NOTE: told}
    with mark.open("w", encoding="utf-8") as file:
        json.dump(attributes, file, indent=2, allow_nan=False)
        file.flush()
        os.fsync(file.fileno())
