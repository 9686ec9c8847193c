"""Which pages of a TIFF file are slices of one volume, and what their axes are."""

from __future__ import annotations

import math
import re

import tifffile

from itk_inspector.core.data_class import dataclass
from itk_inspector.itkio.second.tiff_axes import pages_run_over, series_in
from itk_inspector.itkio.second.tiff_limits import MOST_PAGES
from itk_inspector.itkio.second.tiff_page import Kind, is_mask, is_reduced, kind_of

_WORDS = {"T": "times", "Z": "slices", "C": "channels"}
_PIXELS = re.compile(r"<(?:\w+:)?Pixels\b[^>]*>")
_SIZES = re.compile(r"\bSize[ZCT]\s*=\s*[\"'](\d{1,9})")
_PLANES = re.compile(r"\b(?:PlaneCount|IFD|First[ZCT])\s*=\s*[\"'](\d{1,9})")
_NAMED = ("imagej", "ome", "stk", "shaped")


@dataclass(frozen=True, slots=True)
class Stack:
    """Pages that make one image.

    Parameters
    ----------
    pages : tuple of TiffPage or None
        In the file's order; None for one that the file does not hold. One page for all `planes` that follow each
        other without directories of their own.
    axes : str
        Letters of what the pages run over, the slowest first: ``TZC``; empty for pages of which nothing is said.
    counts : tuple of int
        How many there are along ``axes``.
    planes : int
        How many images of the size of a page there are.
    """

    pages: tuple[tifffile.TiffPage | None, ...]
    axes: str = ""
    counts: tuple[int, ...] = ()
    planes: int = 1

    @property
    def first(self) -> tifffile.TiffPage:
        """A page that stands for all."""
        return next(page for page in self.pages if page is not None)

    @property
    def kind(self) -> Kind:
        """What its pages have in common."""
        return kind_of(self.first)

    @property
    def is_virtual(self) -> bool:
        """Tell whether most of its planes have no directory."""
        return len(self.pages) < self.planes

    def count(self, letter: str) -> int:
        """Return how many times or channels there are; of ``Z``, all that is neither."""
        if letter == "Z":
            return self.planes // (self.count("T") * self.count("C")) * self.kind.size[2]
        return math.prod(n for axis, n in zip(self.axes, self.counts, strict=True) if axis == letter)

    def place_of(self, plane: int) -> tuple[int, int, int]:
        """Return time, slice and channel of a plane."""
        at = {"T": 0, "Z": 0, "C": 0}
        rest = self.planes
        for letter, n in zip(self.axes or "Z", self.counts or (self.planes,), strict=True):
            rest //= n
            key = letter if letter in at else "Z"
            at[key] = at[key] * n + plane // rest % n
        return at["T"], at["Z"], at["C"]

    def described(self) -> str:
        """Say what it is, in a list of several."""
        columns, rows, _ = self.kind.size
        pages = "1 page" if self.planes == 1 else f"{self.planes:,} pages"
        samples = f"{self.kind.samples} × " if self.kind.samples > 1 else ""
        return f"{pages} of {columns} × {rows}, {samples}{self.kind.dtype or 'samples of an unknown type'}"

    def note(self) -> str:
        """Say what the pages run over, where that is more than slices."""
        if self.count("T") * self.count("C") == 1:
            return ""
        there = [f"{n:,} {_WORDS.get(a, a)}" for a, n in zip(self.axes, self.counts, strict=True) if n > 1]
        how = ["time is the fourth axis"] if self.count("T") > 1 else []
        how += ["channels are components"] if self.count("C") > 1 else []
        return f"The file holds {' × '.join(there)}: {', '.join(how)}."


def stacks_in(tif: tifffile.TiffFile, pages: list[tifffile.TiffPage]) -> tuple[list[Stack], list[str]]:
    """Sort pages into stacks, the first page's first; and say what is left out.

    Parameters
    ----------
    tif : tifffile.TiffFile
    pages : list of TiffPage
        All of its chain, one at least.
    """
    reduced = [page for page in pages if is_reduced(page)]
    masks = [page for page in pages if is_mask(page) and not is_reduced(page)]
    left = [page for page in pages if not is_reduced(page) and not is_mask(page)] or pages
    notes = []
    copies = (len(reduced) if left is not pages else 0) + sum(len(page.subifds or ()) for page in left)
    if copies:
        notes.append(f"Left out: {'a reduced copy' if copies == 1 else f'{copies:,} reduced copies'} of the image.")
    if masks and left is not pages:
        notes.append(f"Left out: {'a mask' if len(masks) == 1 else f'{len(masks):,} masks'}.")
    stacks = _named(tif, pages)
    if stacks is None:
        by_kind: dict[Kind, list[tifffile.TiffPage]] = {}
        for page in left:
            by_kind.setdefault(kind_of(page), []).append(page)
        stacks = [Stack(tuple(found), planes=len(found)) for found in by_kind.values()]
        notes += _unfit(tif, len(left))
    return stacks, notes


def _named(tif: tifffile.TiffFile, pages: list[tifffile.TiffPage]) -> list[Stack] | None:
    """Return the images that a known program's description names; None where there is none, or it does not fit."""
    shaped = tif.is_shaped and _fits_shape(pages)
    if tif.is_lsm:
        return _of_lsm(tif, [page for page in pages if not is_reduced(page)])
    if not (tif.is_imagej or tif.is_ome or tif.is_stk or shaped) or _claims_too_many(tif):
        return None
    stacks = []
    for series in series_in(tif):
        if series.kind not in _NAMED:
            return None
        if series.keyframe.is_reduced:
            continue
        stack = _stack(series, pages)
        if stack is None:
            return None
        stacks.append(stack)
    return stacks or None


def _of_lsm(tif: tifffile.TiffFile, pages: list[tifffile.TiffPage]) -> list[Stack] | None:
    """Return the image of an LSM file, whose first page states what the pages run over; channels are samples."""
    known = tif.lsm_metadata or {}
    axes = tifffile.TIFF.CZ_LSMINFO_SCANTYPE.get(int(known.get("ScanType", -1)), "")
    axes = "".join(a for a in ("P" if known.get("DimensionP", 0) > 0 else "") + axes[:-2] if a != "C")
    counts = tuple(int(known[tifffile.TIFF.CZ_LSMINFO_DIMENSIONS[axis]]) for axis in axes)
    if not axes or math.prod(counts) != len(pages) or len({kind_of(page) for page in pages}) != 1:
        return None
    return [Stack(tuple(pages), axes, counts, len(pages))]


def _claims_too_many(tif: tifffile.TiffFile) -> bool:
    """Tell whether an OME description names more planes than a file can hold, for which tifffile would make room."""
    text = tif.ome_metadata if tif.is_ome else None
    sizes = [_SIZES.findall(found) for found in _PIXELS.findall(text or "")]
    counts = [*(math.prod(map(int, found)) for found in sizes), *map(int, _PLANES.findall(text or ""))]
    return max(counts, default=0) > MOST_PAGES


def _fits_shape(pages: list[tifffile.TiffPage]) -> bool:
    """Tell whether the shape that tifffile wrote into the first page is that of all pages."""
    page = pages[0]
    text = page.shaped_description
    if not text or not page.size:
        return False
    shape = tifffile.tifffile.shaped_description_metadata(text).get("shape", ())
    planes, rest = divmod(math.prod(shape), page.size)
    return not rest and len(pages) in (1, planes)


def _stack(series: tifffile.TiffPageSeries, pages: list[tifffile.TiffPage]) -> Stack | None:
    """Return the image of a series; None if its pages do not fit."""
    over = pages_run_over(series) if series.keyframe.size > 0 else None
    if over is None:
        return None
    counts, axes = over
    planes = math.prod(counts)
    there = [None if found is None else pages[_number(found)] for found in series]
    if len(there) not in (1, planes) or all(found is None for found in there):
        return None
    stack = Stack(tuple(there), axes, counts, planes)
    kinds = {kind_of(found) for found in there if found is not None}
    return stack if len(kinds) == 1 else None


def _number(page: tifffile.TiffPage | tifffile.TiffFrame) -> int:
    index = page.index
    return index if isinstance(index, int) else index[0]


def _unfit(tif: tifffile.TiffFile, pages: int) -> list[str]:
    """Say that a description names other images than there are pages."""
    if tif.is_ome and (pages > 1 or (tif.ome_metadata or "").count("<TiffData") > 1 or _claims_too_many(tif)):
        return ["The OME description does not fit the pages of this file."]
    known = (tif.imagej_metadata or {}) if tif.is_imagej else {}
    named = max(known.get("images", 1), math.prod(known.get(key, 1) for key in ("frames", "slices", "channels")))
    if tif.is_imagej and named != pages:
        return [f"The ImageJ description names {named:,} images; the file holds {pages:,}."]
    return []
