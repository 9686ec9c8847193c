"""One pixel of an image in chunks, for which no more than its chunk is read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from itk_inspector.core.errors import ProbeError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.stores import kinds
from itk_inspector.worker.parent import blocking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itk_inspector.core.geometry.indexing import ItkIndex
    from itk_inspector.core.header.image_info import ImageInfo
    from itk_inspector.core.pixels.probe import Probe
    from itk_inspector.worker.parent.watchdog import Limits


def header_of(request: OpenRequest, limits: Limits) -> ImageInfo | None:
    """Return the header of an image in chunks of which all of a level is requested; None of any other image."""
    if request.box or request.files or not kinds.may_be_in_chunks(request.path):
        return None
    info = blocking.read_info(request, limits)
    return info if info.levels else None


def probed(request: OpenRequest, limits: Limits, info: ImageInfo, index: ItkIndex) -> Probe:
    """Read a pixel, and the one at the same numbers in NumPy, each as a part of one pixel.

    Raises
    ------
    ProbeError
        If the index does not lie in the level.
    """
    from itk_inspector.core.geometry.indexing import to_array, to_itk, unswapped  # NumPy is loaded by now
    from itk_inspector.core.probing.position_text import bounds_text

    geometry = info.geometry
    if not geometry.contains(index):
        raise ProbeError(f"The index {index} lies outside the image: {bounds_text(geometry)}.")
    found = _read(request, limits, index)
    twin = unswapped(index, geometry.shape)
    value = _read(request, limits, to_itk(twin, geometry.start_index)).array_value if twin is not None else None
    return replace(found, array_index=to_array(index, geometry.start_index), twin_index=twin, twin_value=value)


def _read(request: OpenRequest, limits: Limits, index: ItkIndex) -> Probe:
    box: Sequence[tuple[int, int]] = [(n, n + 1) for n in index.components]
    with blocking.open_document(replace(request, box=tuple(box)), limits) as document:
        return document.probe(index)
