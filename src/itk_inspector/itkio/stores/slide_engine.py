"""Whole slides, read by OpenSlide: colours over the background that the slide states."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import openslide

from itk_inspector.core.chunked.pyramid import Pyramid
from itk_inspector.core.chunked.stored_axis import StoredAxis
from itk_inspector.core.errors import ChunkError, OpenError
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.itkio.stores.axes import shown_axes
from itk_inspector.itkio.stores.described import StoredArray, described, levels_of

_FAILURES = (openslide.OpenSlideError, OSError, ValueError, MemoryError)
_MICROMETRES = 1000.0
_TILE = 256
_LARGEST_TILE = 4096
_WHITE = "FFFFFF"
_GENERIC = "generic-tiff"
_MOST_KEYS, _LONGEST = 500, 4000


def is_slide(path: Path) -> bool:
    """Tell whether OpenSlide knows whose slide a file is; a TIFF file in tiles of nobody's own is none."""
    try:
        vendor = openslide.OpenSlide.detect_format(str(path))
    except _FAILURES:
        return False
    return vendor is not None and vendor != _GENERIC


class SlideEngine:
    """Reads one whole slide.

    Parameters
    ----------
    path : pathlib.Path
    part : int
        0: a slide is one image.

    Raises
    ------
    OpenError
        If OpenSlide cannot read it.
    """

    def __init__(self, path: Path, part: int = 0) -> None:
        self._path = path
        self._again = threading.Lock()
        try:
            self._slide = openslide.OpenSlide(str(path))
        except _FAILURES as e:
            raise OpenError(
                f"{path.name} is no whole slide that OpenSlide can read.",
                advice="It may be damaged, or one of its files may be missing: copy all of them.",
                detail=str(e),
            ) from e
        try:
            self._pyramid = self._described(part)
        except BaseException:
            self.close()
            raise

    @property
    def pyramid(self) -> Pyramid:
        """What is known without reading a tile."""
        return self._pyramid

    def read(self, level: int, box: Region) -> npt.NDArray[Any]:
        """Return the pixels of a box, as they look on the slide's background."""
        slide = self._slide
        (row, column), (rows, columns) = box.start, box.shape
        reduction = slide.level_downsamples[level]
        corner = round(column * reduction), round(row * reduction)
        try:
            found = np.asarray(slide.read_region(corner, level, (columns, rows)))
        except _FAILURES as e:
            self._reopen(slide)
            raise ChunkError(
                f"A tile of {self._path.name} is damaged or missing.", advice="Get the files again.", detail=str(e)
            ) from e
        return self._on_background(found)

    def read_parts(self, level: int, box: Region) -> npt.NDArray[Any]:
        """Return the pixels of a box: a slide has one image."""
        return self.read(level, box)[..., np.newaxis]

    def missing(self, level: int, box: Region) -> int | None:
        """Return None: OpenSlide does not tell."""
        return None

    def close(self) -> None:
        """Let go of the files."""
        self._slide.close()

    def _reopen(self, broken: openslide.OpenSlide) -> None:
        """Begin anew: after a failure OpenSlide reads nothing more of a slide that is open."""
        with self._again:
            if self._slide is broken:
                self._slide = openslide.OpenSlide(str(self._path))

    def _on_background(self, colours: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        alpha = colours[..., 3:].astype(np.uint16)
        if (alpha == 255).all():
            return np.ascontiguousarray(colours[..., :3])
        mixed = colours[..., :3] * alpha + self._background * (255 - alpha)
        return np.ascontiguousarray(((mixed + 127) // 255).astype(np.uint8))

    def _described(self, part: int) -> Pyramid:
        slide, name = self._slide, self._path.name
        properties = slide.properties
        stated = [
            _number(properties.get(key)) for key in (openslide.PROPERTY_NAME_MPP_Y, openslide.PROPERTY_NAME_MPP_X)
        ]
        has_size = all(stated)
        scale = tuple(mpp / _MICROMETRES for mpp in stated) if has_size else (1.0, 1.0)
        axes = tuple(StoredAxis(axis, "space", "mm" if has_size else "") for axis in "yx")
        finest = slide.dimensions[::-1]
        arrays = []
        for number, size in enumerate(slide.level_dimensions):
            shape = size[::-1]
            own = tuple(s * n / max(1, m) for s, n, m in zip(scale, finest, shape, strict=True))
            shift = tuple((b - a) / 2 for a, b in zip(scale, own, strict=True))
            arrays.append(StoredArray(shape, _tile(properties, number), own, shift))
        chosen, _ = shown_axes(axes, arrays[0].shape, part, name)
        levels, notes = levels_of(arrays, chosen, name)
        stated_background = properties.get(openslide.PROPERTY_NAME_BACKGROUND_COLOR, _WHITE)
        self._background = _colour(stated_background)
        same = len(set(self._background.tolist())) == 1
        vendor = properties.get(openslide.PROPERTY_NAME_VENDOR, "")
        pyramid = described(
            self._path,
            f"Whole slide ({visible_text(vendor)})" if vendor else "Whole slide",
            np.dtype(np.uint8),
            levels,
            chosen,
            components=3,
            pixel_type="rgb",
            fill=int(self._background[0]) if same else None,
            part=part,
            notes=(*notes, *_notes(slide)),
        )
        kept = list(properties.items())[:_MOST_KEYS]
        metadata = {key: value[:_LONGEST] for key, value in kept}
        return replace(pyramid, info=replace(pyramid.info, metadata=metadata))


def _notes(slide: openslide.OpenSlide) -> list[str]:
    """Say which part was scanned, and that there are other pictures."""
    properties = slide.properties
    notes = []
    keys = ("BOUNDS_X", "BOUNDS_Y", "BOUNDS_WIDTH", "BOUNDS_HEIGHT")
    stated = [properties.get(getattr(openslide, f"PROPERTY_NAME_{key}"), "") for key in keys]
    if all(word.isdecimal() for word in stated):
        x, y, width, height = map(int, stated)
        notes.append(f"The scanned area begins at ({x}, {y}) and has {width:,} × {height:,} pixels of level 0.")
    others = sorted(visible_text(name) for name in slide.associated_images)
    if others:
        notes.append(f"Left out: {', '.join(others)}.")
    return notes


def _tile(properties: Any, level: int) -> tuple[int, int]:
    sides = (properties.get(f"openslide.level[{level}].tile-{side}", "") for side in ("height", "width"))
    rows, columns = (int(word) if word.isdecimal() and 0 < int(word) <= _LARGEST_TILE else _TILE for word in sides)
    return rows, columns


def _number(word: str | None) -> float:
    """Return a number above 0; 0 for anything else."""
    try:
        number = float(word or 0)
    except ValueError:
        return 0.0
    return number if 0 < number < float("inf") else 0.0


def _colour(word: str) -> npt.NDArray[np.uint16]:
    try:
        return np.array(tuple(bytes.fromhex(word)), np.uint16).reshape(3)
    except ValueError:
        return np.full(3, 255, np.uint16)
