"""OME-TIFF by tifffile, read back by ITK's TIFF reader, page by page.

A page is a plane; the components of a pixel are channels, or samples where they are colours. What OME says of the
pixels is read back from the file's first description.
"""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile

from itk_inspector.core.errors import ExportError
from itk_inspector.core.export.installed_itk import why_not_read
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.itkio.draft import Draft, Verified
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.formats.known_formats import facts_of
from itk_inspector.itkio.written import tiff_facts

_AXES = "TZYX"
_UNIT = "mm"
_IMAGE_IO = "TIFFImageIO"
_RUN = 1 << 20
"""Values that are compared at once."""


def write(draft: Draft) -> Verified:
    """Write the file, read it back, and compare.

    Raises
    ------
    ExportError
        If what was read back differs.
    """
    info, path = draft.info, draft.info.path
    pages, axes = _pages(draft)
    own_axes = 3 if info.is_colour else 2
    spacing = info.geometry.spacing
    said: dict[str, Any] = {"axes": axes}
    for name, step in zip("XYZ", spacing, strict=False):
        said |= {f"PhysicalSize{name}": step, f"PhysicalSize{name}Unit": _UNIT}
    level = draft.request.level
    compression: dict[str, Any] = {"compression": "zlib"} if draft.request.compress else {}
    if compression and level is not None:
        compression["compressionargs"] = {"level": level}
    with path.open("xb") as file:
        tifffile.imwrite(
            file,
            pages if pages.flags.c_contiguous else _planes(pages, own_axes),
            shape=pages.shape,
            dtype=pages.dtype,
            ome=True,
            bigtiff=tiff_facts.is_big(pages),
            photometric="rgb" if info.is_colour else "minisblack",
            extrasamples=("unassalpha",) if info.is_colour and info.channels == 4 else None,
            metadata=said,
            **tiff_facts.resolution(spacing),
            **compression,
        )
    with draft.meanwhile((path,)):
        _compare_description(path.name, _description(path), axes, pages, info.geometry)
        why_not = _why_not_by_itk(pages.dtype)
        if not why_not:
            _compare_itk(draft, pages)
            return Verified("ITK")
        _compare_tifffile(draft, pages)
    return Verified(f"tifffile, which wrote it: {why_not}")


def _why_not_by_itk(dtype: np.dtype[Any]) -> str:
    """Tell why ITK cannot read a type back; empty where it can."""
    return why_not_read(_IMAGE_IO, dtype.name, misreads_wide=bool(facts_of(_IMAGE_IO).misread(dtype.name)))


def _pages(draft: Draft) -> tuple[npt.NDArray[Any], str]:
    """Return a view whose planes are in the order of pages, and the letters of the axes."""
    info, pixels = draft.info, draft.pixels
    axes = _AXES[-info.geometry.dimension :]
    if info.channels == 1:
        return pixels, axes
    if info.is_colour:
        return pixels, f"{axes}S"
    at = axes.index("Z") if "Z" in axes else 0  # T, C, Z, Y, X
    return np.moveaxis(pixels, -1, at), f"{axes[:at]}C{axes[at:]}"


def _planes(pages: npt.NDArray[Any], own_axes: int) -> Iterator[npt.NDArray[Any]]:
    """Take planes of so many axes out one after the other."""
    return (np.ascontiguousarray(pages[place]) for place in np.ndindex(pages.shape[:-own_axes]))


def _description(path: Any) -> str:
    with tifffile.TiffFile(path) as file:
        return file.ome_metadata or ""


def _compare_description(name: str, text: str, axes: str, pages: npt.NDArray[Any], geometry: Geometry) -> None:
    """Refuse a file that does not say how many planes it has of what, and how large a pixel is."""
    try:
        [found] = [one for one in ElementTree.fromstring(text).iter() if one.tag.rpartition("}")[2] == "Pixels"]
    except (ElementTree.ParseError, ValueError) as e:
        raise ExportError(f"{name} has no OME description; nothing was kept.", detail=str(e)) from e
    sizes = dict(zip(axes, pages.shape, strict=True))
    samples = sizes.pop("S", 0)
    wanted = {f"Size{axis}": str(sizes.get(axis, samples if axis == "C" and samples else 1)) for axis in "XYZCT"}
    said = {key: found.get(key) for key in wanted}
    steps = {f"PhysicalSize{axis}": step for axis, step in zip("XYZ", geometry.spacing, strict=False)}
    is_spaced = all(float(found.get(key, "nan")) == step for key, step in steps.items())
    if said != wanted or not is_spaced or any(found.get(f"{key}Unit", "mm") != _UNIT for key in steps):
        raise ExportError(f"The OME description of {name} does not fit the image; nothing was kept.")


def _compare_itk(draft: Draft, pages: npt.NDArray[Any]) -> None:
    """Compare all pages as ITK's reader has them."""
    path = draft.info.path
    io = engine.made(engine.tiff_io())
    io.SetFileName(str(path))
    io.ReadImageInformation()
    size = [int(io.GetDimensions(axis)) for axis in range(io.GetNumberOfDimensions())]
    count = int(np.prod(size)) * int(io.GetNumberOfComponents())
    if count != pages.size:
        raise ExportError("ITK reads another number of pixels back; nothing was kept.", detail=str(size))
    region = engine.io_region(size)
    io.SetIORegion(region)
    back = np.empty(pages.nbytes, dtype=np.uint8)
    io.Read(engine.buffers().itkPyBufferIUC2.GetImageViewFromArray(back.reshape(1, -1)).GetBufferPointer())
    found = back.view(pages.dtype).reshape(pages.shape)
    places = np.ndindex(pages.shape[: -3 if draft.info.is_colour else -2])
    if not all(_is_same(found[place], pages[place]) for place in places):
        raise ExportError("What ITK reads back differs from what was written; nothing was kept.")


def _compare_tifffile(draft: Draft, pages: npt.NDArray[Any]) -> None:
    """Compare all pages as tifffile has them."""
    places = np.ndindex(pages.shape[: -3 if draft.info.is_colour else -2])
    with tifffile.TiffFile(draft.info.path) as file:
        same = (
            page is not None and place is not None and _is_same(page.asarray(maxworkers=1), pages[place])
            for page, place in itertools.zip_longest(file.pages, places)
        )
        if not all(same):
            raise ExportError("What was read back differs from what was written; nothing was kept.")


def _is_same(found: npt.NDArray[Any], plane: npt.NDArray[Any]) -> bool:
    """Tell whether two planes have the same bits; works in runs, however large they are."""
    if (found.shape, found.dtype) != (plane.shape, plane.dtype):
        return False
    bits = np.dtype(f"u{plane.itemsize}")
    rows = max(1, _RUN // max(1, plane[0].size))
    return all(
        np.array_equal(found[row : row + rows].view(bits), plane[row : row + rows].view(bits))
        for row in range(0, len(plane), rows)
    )
