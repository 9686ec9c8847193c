"""TIFF and OME-TIFF in levels and tiles, read by tifffile page by page."""

from __future__ import annotations

import itertools
import math
import os
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile

from itk_inspector.core.chunked.pyramid import Pyramid
from itk_inspector.core.errors import ChunkError, OpenError
from itk_inspector.core.geometry.regions import Region
from itk_inspector.itkio.second import tiff_page, tiff_pixel_size
from itk_inspector.itkio.second.tifffile_reader import FAILURES
from itk_inspector.itkio.stores import tiff_segments, tiff_series
from itk_inspector.itkio.stores.axes import ShownAxes, part_channels, part_names, shown_axes
from itk_inspector.itkio.stores.described import StoredArray, described, levels_of
from itk_inspector.itkio.stores.ome_xml import OmeImage, ome_images
from itk_inspector.itkio.stores.tiff_segments import PageReader
from itk_inspector.itkio.stores.tiff_series import PageGrid, StoredPyramid

_MOST_COUNTED = 4096
_MM = "mm"


def is_in_parts(path: Path, most: int) -> bool:
    """Tell whether a TIFF file is to be read in parts.

    It holds several resolutions, or more than ``most`` bytes of pixels, and tifffile can decode it here.
    """
    tifffile.tifffile.logger().disabled = True  # what it would say is found out here
    try:
        with tifffile.TiffFile(path, _multifile=False) as tif:
            first = tif.pages.first
            why = "LSM" if tif.is_lsm else tiff_series.why_whole(first)
            if first.nbytes * len(tif.pages) > most:
                return not why or tiff_series.CODECS in why
            return not why and tiff_series.is_pyramidal(tif)
    except FAILURES:
        return False  # who reads it whole says what is wrong


class TiffEngine:
    """Reads one image of a TIFF file.

    Parameters
    ----------
    path : pathlib.Path
    part : int
        Which of its images, each along axes that are not shown.

    Raises
    ------
    OpenError
        If it holds none, or none that can be read in parts.
    """

    def __init__(self, path: Path, part: int = 0) -> None:
        self._path = path
        self._pages = threading.Lock()
        tifffile.tifffile.logger().disabled = True
        self._fd = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            self._tif = tifffile.TiffFile(path, _multifile=False)
        except FAILURES as e:
            os.close(self._fd)
            raise _unreadable(path, e) from e
        try:
            self._reader = PageReader(self._fd, path)
            self._pyramid = self._described(part)
        except FAILURES as e:
            self.close()
            raise _unreadable(path, e) from e
        except OpenError:
            self.close()
            raise

    @property
    def pyramid(self) -> Pyramid:
        """What is known without reading a tile."""
        return self._pyramid

    def read(self, level: int, box: Region) -> npt.NDArray[Any]:
        """Return the pixels of a box."""
        return self._read(level, box, self._chosen)

    def read_parts(self, level: int, box: Region) -> npt.NDArray[Any]:
        """Return the pixels of a box of each image."""
        return np.stack([self._read(level, box, each) for each in self._chosen.each()], axis=-1)

    def _read(self, level: int, box: Region, chosen: ShownAxes) -> npt.NDArray[Any]:
        grid = self._grids[level]
        selection = chosen.selection(box.slices)
        ranges = [_range(one) for one in selection]
        inside = Region(*(tuple(each) for each in zip(*((r.start, len(r)) for r in ranges[-2:]), strict=True)))
        samples, dtype = self._samples, self._pyramid.dtype
        pixels = np.empty((*(len(r) for r in ranges), samples), dtype)
        for place in itertools.product(*(range(len(r)) for r in ranges[:-2])):
            plane = _plane([r[at] for r, at in zip(ranges, place, strict=False)], grid.counts)
            page = self._page(grid, plane)
            number = plane if grid.is_virtual else 0
            pixels[place] = self._pyramid.fill if page is None else self._reader.read(page, number, inside)
        pixels = pixels[tuple(0 if isinstance(one, int) else slice(None) for one in selection)]
        order = (*chosen.order, len(chosen.shown))
        turned = np.ascontiguousarray(pixels.transpose(order))
        return turned if samples > 1 else turned[..., 0]

    def missing(self, level: int, box: Region) -> int | None:
        """Return how many tiles that a box touches were never written; None where there are too many to count."""
        grid = self._grids[level]
        ranges = [_range(one) for one in self._chosen.selection(box.slices)]
        inside = Region(*(tuple(each) for each in zip(*((r.start, len(r)) for r in ranges[-2:]), strict=True)))
        planes = math.prod(len(r) for r in ranges[:-2])
        if grid.is_virtual or tiff_segments.lies_plain(grid.first):
            return 0
        touched = list(itertools.islice(tiff_segments.places(grid.first, inside), _MOST_COUNTED + 1))
        if planes * len(touched) > _MOST_COUNTED:
            return None
        numbers = [tiff_segments.index_of(grid.first, *place) for place in touched]
        count = 0
        for place in itertools.product(*ranges[:-2]):
            page = self._page(grid, _plane(place, grid.counts))
            absent = [page is None or tiff_segments.is_absent(page, number) for number in numbers]
            count += sum(absent)
        return count

    def close(self) -> None:
        """Let go of the file."""
        self._tif.close()
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _page(self, grid: PageGrid, plane: int) -> tifffile.TiffPage | tifffile.TiffFrame | None:
        with self._pages:  # they are loaded when they are asked for
            try:
                page = grid.page(plane)
                if page is not None:
                    page.dataoffsets, page.databytecounts  # noqa: B018  # of a frame, they are read now
            except FAILURES as e:
                raise ChunkError(f"Page {plane + 1} of {self._path.name} is damaged.", detail=str(e)) from e
        return page

    def _described(self, part: int) -> Pyramid:
        tif, name = self._tif, self._path.name
        found = tiff_series.pyramids(tif, name)
        images = ome_images(tif.ome_metadata or "") if tif.is_ome else ()
        said = [_said_of(one, number, images, len(found)) for number, one in enumerate(found)]
        rest = part
        for stored, ome in zip(found, said, strict=True):
            count = _count(stored, ome, name)
            if rest < count:
                break
            rest -= count
        else:
            raise OpenError(f"{name} has no image number {part}: it holds {part - rest} images, counted from 0.")
        page = stored.levels[0].first
        unit, scale = _scale(stored, ome, page)
        axes = stored.levels[0].stored_axes(unit)
        self._grids = stored.levels
        self._samples = tiff_page.kind_of(page).samples
        self._chosen, _ = shown_axes(axes, self._grids[0].shape, rest, name)
        names = _part_names(found, said)
        arrays = [_array(grid, self._grids[0], scale) for grid in self._grids]
        levels, notes = levels_of(arrays, self._chosen, name)
        kind = tiff_page.kind_of(page)
        pyramid = described(
            self._path,
            "OME-TIFF" if tif.is_ome else "TIFF",
            np.dtype(kind.dtype),
            levels,
            self._chosen,
            components=kind.samples,
            pixel_type=tiff_page.pixel_type_of(page),
            fill=page.nodata,
            parts=names,
            part=part,
            notes=(*stored.notes, *notes, *tiff_page.notes_on(page), *_size_notes(tif, ome)),
            channels=part_channels(self._chosen, ome.channels) if len(found) == 1 and kind.samples == 1 else (),
        )
        return replace(pyramid, info=replace(pyramid.info, metadata=tiff_page.metadata_of(page)))


def _range(one: slice | int) -> range:
    return range(one, one + 1) if isinstance(one, int) else range(one.start, one.stop)


def _plane(place: Any, counts: tuple[int, ...]) -> int:
    plane = 0
    for at, count in zip(place, counts, strict=True):
        plane = plane * count + at
    return plane


def _said_of(stored: StoredPyramid, number: int, images: tuple[OmeImage, ...], count: int) -> OmeImage:
    """Return what the OME description says of an image: by its place where all are there, else by its name."""
    if len(images) == count:
        return images[number]
    named = [image for image in images if image.name and image.name == stored.series.name]
    return named[0] if len(named) == 1 else OmeImage()


def _scale(stored: StoredPyramid, ome: OmeImage, page: tifffile.TiffPage) -> tuple[str, tuple[float, ...]]:
    """Return the unit of lengths, and how far pixels lie apart along each stored axis."""
    letters = [*stored.levels[0].axes, "Y", "X"]
    if ome.unit:
        return ome.unit, tuple(ome.size(letter) for letter in letters)
    space = tiff_pixel_size.space_of(page)
    columns, rows = tiff_pixel_size.spacing_of(page)
    between = tuple(ome.size("T") if letter == "T" else 1.0 for letter in letters[:-2])
    return _MM if space is not None else "", (*between, rows, columns)


def _size_notes(tif: tifffile.TiffFile, ome: OmeImage) -> tuple[str, ...]:
    if ome.unit:
        return ("The size of a pixel is that of the OME description; ITK’s reader takes that of the TIFF tags.",)
    note = tiff_pixel_size.note_on(tif)
    return (note,) if note else ()


def _array(grid: PageGrid, finest: PageGrid, scale: tuple[float, ...]) -> StoredArray:
    """Return a level, which fills the space of the finest one: TIFF says no more of it."""
    ratios = [n / m for n, m in zip(finest.shape, grid.shape, strict=True)]
    own = tuple(s * r for s, r in zip(scale, ratios, strict=True))
    shift = tuple((b - a) / 2 for a, b in zip(scale, own, strict=True))
    return StoredArray(grid.shape, grid.chunks, own, shift)


def _count(stored: StoredPyramid, ome: OmeImage, name: str) -> int:
    grid = stored.levels[0]
    return shown_axes(grid.stored_axes(ome.unit), grid.shape, 0, name)[1]


def _part_names(found: tuple[StoredPyramid, ...], said: list[OmeImage]) -> tuple[str, ...]:
    """Name each image: by its number or its name where there are several, and by its place along fixed axes."""
    names = []
    for number, (stored, ome) in enumerate(zip(found, said, strict=True)):
        grid = stored.levels[0]
        chosen, _ = shown_axes(grid.stored_axes(ome.unit), grid.shape, 0, "")
        own = part_names(chosen, grid.shape, ome.channels)
        which = (ome.name or f"image {number}") if len(found) > 1 else ""
        names += [", ".join(filter(None, (which, one))) for one in own or ("",)]
    return tuple(names) if len(names) > 1 else ()


def _unreadable(path: Path, error: BaseException) -> OpenError:
    advice = "It may be damaged or incomplete: get it again."
    return OpenError(f"{path.name} cannot be read as TIFF.", advice=advice, detail=f"{type(error).__name__}: {error}")
