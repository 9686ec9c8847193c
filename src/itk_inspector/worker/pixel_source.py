"""What a child needs to write an image: descriptors of its pixels, and of what was changed."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np

from itk_inspector.core.document import ImageDocument
from itk_inspector.core.editing import EditSession
from itk_inspector.core.errors import InspectorError
from itk_inspector.worker.mapping import Mapping, map_writable, reserve_scratch
from itk_inspector.worker.messages import Patch, PixelSource
from itk_inspector.worker.scratch_policy import ScratchPolicy


def source_of(
    document: ImageDocument, session: EditSession | None, policy: ScratchPolicy
) -> tuple[tuple[int, ...], PixelSource]:
    """Return descriptors of the pixels and the changed boxes; an array that never lay in a file is copied.

    Raises
    ------
    InspectorError
        If there is no room for the copied or changed pixels.
    """
    store, name = document.store, document.info.path.name
    whole = session.view if session is not None else document.pixels
    if not isinstance(store, Mapping) or (session is not None and session.handed_out):
        fd = reserve_scratch(whole.nbytes, policy, name)
        map_writable(fd, whole.nbytes)[:] = np.ascontiguousarray(whole).reshape(-1).view(np.uint8)
        return (fd,), PixelSource(whole.nbytes)
    base = os.dup(store.fd)
    source = PixelSource(store.nbytes, store.offset)
    if session is None or not session.touched:
        return (base,), source
    try:
        fd, patches, size = _patch_file(session, policy, name)
    except InspectorError:
        os.close(base)
        raise
    return (base, fd), replace(source, patches=patches, patch_bytes=size)


def _patch_file(session: EditSession, policy: ScratchPolicy, name: str) -> tuple[int, tuple[Patch, ...], int]:
    boxes = [(region, session.view[region.slices]) for region in session.touched]
    size = sum(values.nbytes for _, values in boxes)
    fd = reserve_scratch(size, policy, name)
    memory = map_writable(fd, size)
    patches, offset = [], 0
    for region, values in boxes:
        memory[offset : offset + values.nbytes] = np.ascontiguousarray(values).reshape(-1).view(np.uint8)
        patches.append(Patch(region.start, region.shape, offset))
        offset += values.nbytes
    return fd, tuple(patches), size
