"""Pyramidal TIFF files and whole slides, written by tifffile."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile

TILED = {"tile": (64, 48), "photometric": "minisblack", "compression": "zlib"}


def plane(shape: tuple[int, ...], dtype: str = "uint16") -> npt.NDArray[Any]:
    """Return values of which each tells its place from its neighbours'."""
    count = int(np.prod(shape))
    most = 250 if dtype in ("uint8", "int8") else 60_000
    return (np.arange(count, dtype=np.int64) * 7919 % most).astype(dtype).reshape(shape)


def halved(full: npt.NDArray[Any], count: int) -> list[npt.NDArray[Any]]:
    """Return levels of other values than those of the finest: each says by its ones which it is."""
    rows, columns = (-3, -2) if full.ndim > 2 and full.shape[-1] in (3, 4) else (-2, -1)
    made = [full]
    for _ in range(count - 1):
        cut = [slice(None)] * full.ndim
        cut[rows] = cut[columns] = slice(None, None, 2)
        made.append(made[-1][tuple(cut)] + np.asarray(1, full.dtype))
    return made


def by_subifds(path: Path, levels: Sequence[npt.NDArray[Any]], *, big: bool = False, **more: Any) -> Path:
    """Write levels as the sub-directories of full resolution."""
    options = {**TILED, **more}
    others = {key: value for key, value in options.items() if key not in ("metadata", "resolution")}
    with tifffile.TiffWriter(path, bigtiff=big) as out:
        out.write(levels[0], subifds=len(levels) - 1, **options)
        for level in levels[1:]:
            out.write(level, subfiletype=1, **others)
    return path


def by_pages(path: Path, levels: Sequence[npt.NDArray[Any]], **more: Any) -> Path:
    """Write levels as pages of falling size."""
    with tifffile.TiffWriter(path) as out:
        for level in levels:
            out.write(level, **{**TILED, "metadata": None, **more})
    return path


def aperio(path: Path, levels: Sequence[npt.NDArray[np.uint8]], mpp: float = 0.5) -> Path:
    """Write what a slide of Aperio's scanners says of itself: tiled pages, with its text in each."""
    height, width = levels[0].shape[:2]
    with tifffile.TiffWriter(path) as out:
        for number, level in enumerate(levels):
            rows, columns = level.shape[:2]
            size = f"{width}x{height} [0,0 {width}x{height}] (64x48) -> {columns}x{rows}"
            text = f"Aperio Image Library v11.2.1\n{size} |AppMag = 20|MPP = {mpp}|Filename = test"
            more = {"photometric": "rgb", "compression": "zlib", "metadata": None}
            out.write(level, tile=(48, 64), description=text, **more)
            if number == 0:  # the second page is a thumbnail, in strips
                small = np.ascontiguousarray(level[::8, ::8])
                said = f"Aperio Image Library v11.2.1\n{size} - {small.shape[1]}x{small.shape[0]}|"
                out.write(small, rowsperstrip=16, description=said, **more)
    return path


def sparse(
    path: Path,
    shapes: Sequence[tuple[int, ...]],
    written: Callable[[int, int], npt.NDArray[Any] | None],
    *,
    tile: tuple[int, int] = (256, 256),
    descriptions: Sequence[str] = (),
    **more: Any,
) -> Path:
    """Write levels as tiled pages; ``written`` returns the tile of a level with a number, None for one left out."""
    packed: dict[int, bytes] = {}

    def of(tile: npt.NDArray[Any] | None) -> bytes:
        if tile is None:
            return b""
        if id(tile) not in packed:
            packed[id(tile)] = zlib.compress(tile.tobytes(), 1)
            kept.append(tile)  # as long as its number is in use
        return packed[id(tile)]

    kept: list[npt.NDArray[Any]] = []
    with tifffile.TiffWriter(path) as out:
        for level, shape in enumerate(shapes):
            rows, columns = (-(-n // edge) for n, edge in zip(shape, tile, strict=False))
            tiles = (of(written(level, number)) for number in range(rows * columns))
            said = {"description": descriptions[level]} if descriptions else {}
            out.write(tiles, shape=shape, dtype="uint8", tile=tile, metadata=None, compression="zlib", **said, **more)
    return path


def aperio_text(width: int, height: int, mpp: float = 0.5) -> str:
    """Return what Aperio's scanners write of a page."""
    return f"Aperio Image Library v11.2.1\n{width}x{height} (256x256)|AppMag = 20|MPP = {mpp}|Filename = test"
