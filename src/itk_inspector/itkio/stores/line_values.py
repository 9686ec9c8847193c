"""The values along a line through an image in chunks: of each chunk that it touches no more than that part is read."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.measure.profile import nearest_between
from itk_inspector.core.measure.shapes import Shape
from itk_inspector.itkio.stores import engines
from itk_inspector.itkio.stores.stored_info import info_of


def line_values(request: OpenRequest, line: Shape, told: Callable[[float], None]) -> tuple[ImageInfo, bytes]:
    """Return what is said of the box that is requested, and the values at the places of a line in it.

    Raises
    ------
    OpenError
        If the image cannot be read.
    UsageError
        If it has no such level, or no such box.
    """
    engine = engines.opened(request)
    try:
        level, box = engines.chosen(request, engine.pyramid)
        info = info_of(engine.pyramid, level, box, request)
        start = np.array(level.geometry.start_index, np.int64)
        places = (nearest_between(line.nodes[0], line.nodes[-1]) - start)[:, ::-1]
        chunks = map(tuple, (places // np.array(level.chunks)).tolist())
        values = np.empty((len(places), info.channels), info.dtype)
        done = 0
        for _, group in itertools.groupby(chunks):
            here = places[done : done + sum(1 for _ in group)]
            low, high = here.min(axis=0), here.max(axis=0)
            pixels = engine.read(request.level, Region(tuple(low.tolist()), tuple((high - low + 1).tolist())))
            values[done : done + len(here)] = pixels[tuple((here - low).T)].reshape(len(here), -1)
            done += len(here)
            told(done / len(places))
        return info, values.tobytes()
    finally:
        engine.close()
