"""Which pages of a TIFF file are an image, and which are its coarser levels."""

from __future__ import annotations

import math
from itertools import islice

import tifffile

from itk_inspector.core.chunked.stored_axis import StoredAxis
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import OpenError
from itk_inspector.itkio.second import tiff_page
from itk_inspector.itkio.second.tiff_axes import pages_run_over, series_in
from itk_inspector.itkio.stores import tiff_segments

CODECS = "imagecodecs"
"""What is named where it alone decodes a page."""
_OWN = "YX"
_MOST_PLANES = 1 << 16
_KINDS = {"T": "time", "C": "channel", **dict.fromkeys("ZYX", "space")}
_LOOKED_AT = 4


@dataclass(frozen=True, slots=True, eq=False)
class PageGrid:
    """One level: pages along axes that the pages run over, slowest first.

    Parameters
    ----------
    series : tifffile.TiffPageSeries
    counts : tuple of int
        How many pages there are along each of these axes.
    axes : str
        Their letters.
    """

    series: tifffile.TiffPageSeries
    counts: tuple[int, ...]
    axes: str

    @property
    def first(self) -> tifffile.TiffPage:
        """A page that stands for all."""
        return self.series.keyframe

    @property
    def shape(self) -> tuple[int, ...]:
        """Of all of it, without samples."""
        return (*self.counts, *self.first.shaped[2:4])

    @property
    def chunks(self) -> tuple[int, ...]:
        """What is read at once."""
        return (*(1,) * len(self.counts), *tiff_segments.chunk_of(self.first))

    @property
    def is_virtual(self) -> bool:
        """Tell whether its planes follow each other without pages of their own."""
        return len(self.series) < math.prod(self.counts)

    def page(self, plane: int) -> tifffile.TiffPage | tifffile.TiffFrame | None:
        """Return the page of a plane; None for one that the file does not hold."""
        return self.first if self.is_virtual else self.series[plane]

    def stored_axes(self, unit: str) -> tuple[StoredAxis, ...]:
        """Return its axes as stored; the first that has no other meaning stands for z where there is none."""
        named = []
        has_z = "Z" in self.axes
        for letter in self.axes:
            kind = _KINDS.get(letter, "")
            if not kind and not has_z:
                kind, has_z = "space", True
            named.append(StoredAxis(letter.lower(), kind or "other", unit if kind == "space" else ""))
        return (*named, *(StoredAxis(letter.lower(), "space", unit) for letter in _OWN))


@dataclass(frozen=True, slots=True, eq=False)
class StoredPyramid:
    """An image of a file, from full resolution down."""

    series: tifffile.TiffPageSeries
    levels: tuple[PageGrid, ...]
    notes: tuple[str, ...] = ()


def is_pyramidal(tif: tifffile.TiffFile) -> bool:
    """Tell whether a file says by its first pages that it holds its image in several resolutions."""
    first, *others = islice(tif.pages, _LOOKED_AT)
    if not isinstance(first, tifffile.TiffPage) or not (first.subifds or others):
        return False
    keys = [tiff_segments.keyframe_of(page) for page in others]
    smaller = [one for one in keys if one.imagewidth < first.imagewidth and one.imagelength < first.imagelength]
    is_likely = first.subifds or any(one.is_reduced or (first.is_tiled and one.is_tiled) for one in smaller)
    return bool(is_likely) and any(len(_levels(series)) > 1 for series in series_in(tif))


def pyramids(tif: tifffile.TiffFile, name: str) -> tuple[StoredPyramid, ...]:
    """Return the images of a file.

    Raises
    ------
    OpenError
        If there is none whose pages can be read in parts.
    """
    found, why = [], ""
    for series in series_in(tif):
        if series.keyframe is None or series.keyframe.is_reduced:
            continue
        why = why or why_whole(series.keyframe)
        levels = _levels(series)
        if not levels or why_whole(series.keyframe):
            continue
        others = [one for one in series.levels[len(levels) :] if one.keyframe.is_reduced or one.keyframe.is_subifd]
        found.append(StoredPyramid(series, levels, ("Levels of another kind are left out.",) if others else ()))
        apart = [grid for one in series.levels[len(levels) :] if one not in others and (grid := _grid(one))]
        found += [StoredPyramid(grid.series, (grid,)) for grid in apart if not why_whole(grid.first)]
    if found and not why_whole(tif.pages.first):
        return tuple(found)
    reason = why or "its pages do not fit together"
    advice = "Open all of it; a part of it can be saved."
    if CODECS in reason:
        advice = "Install itk-inspector[codecs]."
    raise OpenError(f"{name} cannot be read in parts: {reason}.", advice=advice)


def why_whole(page: tifffile.TiffPage) -> str:
    """Say why a page cannot be read in parts, as the end of a sentence; ``""`` where it can."""
    why = tiff_page.nonsense_in(page) or tiff_page.undecodable(page)
    if why:
        return why
    if tiff_page.is_turned(page):
        return "its rows are stored in another direction"
    if page.shaped[1] != 1:
        return "its pages hold several slices"
    largest = tiff_segments.segment_bytes(page)
    if not 0 < largest <= tiff_segments.LARGEST:
        return f"its tiles or strips have {largest:,} bytes each"
    return ""


def _levels(series: tifffile.TiffPageSeries) -> tuple[PageGrid, ...]:
    """Return the levels of a series as far as they are of one kind, and each is smaller than the one before."""
    grids: list[PageGrid] = []
    for level in series.levels:
        grid = _grid(level)
        if grid is None or (grids and not _follows(grid, grids[-1])):
            break
        if grids and why_whole(grid.first):
            break
        grids.append(grid)
    return tuple(grids)


def _follows(grid: PageGrid, finer: PageGrid) -> bool:
    """Tell whether a level is the same image in fewer pixels, and not a smaller one that happens to come next."""
    own, other = grid.first, finer.first
    is_marked = own.is_reduced or own.is_subifd or (own.is_tiled and other.is_tiled)
    is_same = (grid.counts, own.dtype, _samples(grid)) == (finer.counts, other.dtype, _samples(finer))
    is_smaller = grid.shape != finer.shape and all(a <= b for a, b in zip(grid.shape, finer.shape, strict=True))
    return is_marked and is_same and is_smaller


def _samples(grid: PageGrid) -> int:
    return int(grid.first.shaped[0] * grid.first.shaped[4])


def _grid(series: tifffile.TiffPageSeries) -> PageGrid | None:
    """Return a level of pages that are read in parts; None if they do not fit."""
    page = series.keyframe
    if page is None or page.size < 1 or page.dtype is None:
        return None
    over = pages_run_over(series)
    if over is None or math.prod(over[0]) > _MOST_PLANES:
        return None
    kept = [(n, a) for n, a in zip(*over, strict=True) if n > 1]
    counts = tuple(n for n, _ in kept)
    planes = math.prod(counts)
    if {a for _, a in kept} & set("SYX") or len(series) not in (1, planes):
        return None
    grid = PageGrid(series, counts, "".join(a for _, a in kept))
    return None if grid.is_virtual and not tiff_segments.lies_plain(page) else grid
