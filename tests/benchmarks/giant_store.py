"""An OME-Zarr store of 102 GB, of which the middle is written, with values that arithmetic tells of each index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

SHAPE, CHUNKS, LEVELS = (512, 10_000, 10_000), (16, 128, 128), 7
NAME = "giant.ome.zarr"
FILL = 7
WHOLE = 4
"""The coarsest levels from here on are written all; of the others the chunks around the middle slice."""
EDGE = 2048
"""Rows and columns around the middle that are written at the finer levels."""


def shape_of(level: int) -> tuple[int, ...]:
    """Return the shape of a level: half of the one before, rounded up."""
    return tuple(-(-n // 2**level) for n in SHAPE)


def written(level: int) -> tuple[slice, ...]:
    """Return what of a level is written: whole chunks."""
    shape = shape_of(level)
    if level >= WHOLE:
        return tuple(slice(0, n) for n in shape)
    boxes = []
    for extent, chunk, wanted in zip(shape, CHUNKS, (1, EDGE, EDGE), strict=True):
        first = max(0, (extent - wanted + 1) // 2) // chunk * chunk
        boxes.append(slice(first, min(extent, -(-(first + wanted) // chunk) * chunk)))
    return tuple(boxes)


def values(level: int, z: Any, y: Any, x: Any) -> npt.NDArray[np.uint16]:
    """Return the pixels at indices of a level: a soft picture, and twelve bits of noise, which compress badly."""
    z, y, x = (np.asarray(index, np.int64) for index in (z, y, x))
    noise = ((z * 73_856_093) ^ (y * 19_349_663) ^ (x * 83_492_791) ^ (level * 2_654_435_761)) >> 7 & 0xFFF
    soft = (((x << level) >> 6) + ((y << level) >> 6)) % 256 * 48
    inside = np.ones(np.broadcast_shapes(z.shape, y.shape, x.shape), bool)
    for index, box in zip((z, y, x), written(level), strict=True):
        inside &= (index >= box.start) & (index < box.stop)
    return np.where(inside, noise + soft, FILL).astype(np.uint16)


def generated(folder: Path) -> Path:
    """Let zarr-python write the store, where it is not there yet; return its folder."""
    import zarr  # an extra of the tests

    path = folder / NAME
    if (path / "done").is_file():
        return path
    group = zarr.open_group(path, mode="w", zarr_format=3)
    told = []
    for level in range(LEVELS):
        array: Any = group.create_array(
            str(level), shape=shape_of(level), chunks=CHUNKS, dtype="uint16", fill_value=FILL
        )
        box = written(level)
        for first in range(box[1].start, box[1].stop, CHUNKS[1]):
            rows = slice(first, min(first + CHUNKS[1], box[1].stop))
            z, y, x = np.ogrid[box[0], rows, box[2]]
            array[box[0], rows, box[2]] = values(level, z, y, x)
        scale = [2.0 * 2**level, 0.5 * 2**level, 0.5 * 2**level]
        shift = [s / 2**level * (2**level - 1) / 2 for s in scale]
        moves = [{"type": "scale", "scale": scale}, {"type": "translation", "translation": shift}]
        told.append({"path": str(level), "coordinateTransformations": moves})
    axes = [{"name": name, "type": "space", "unit": "micrometer"} for name in "zyx"]
    group.attrs["ome"] = {"version": "0.5", "multiscales": [{"axes": axes, "datasets": told, "name": "giant"}]}
    (path / "done").touch()
    return path
