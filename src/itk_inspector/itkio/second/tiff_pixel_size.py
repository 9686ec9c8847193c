"""Which sizes of a pixel a TIFF file states: by its resolution, as ImageJ, or as OME."""

from __future__ import annotations

import re

import tifffile

from itk_inspector.core.header.space import Space, unit_of

_IN_LENGTHS = {2: 25.4, 3: 10.0}
"""Values of ResolutionUnit (TIFF 6.0): inch and centimetre, of which ITK makes millimetres."""
_PHYSICAL = re.compile(r'PhysicalSize([XYZ])(Unit)?="([^"]*)"')
_LONGEST = 1 << 20


def space_of(page: tifffile.TiffPage) -> Space | None:
    """Return the unit of ITK's spacing; None where the page states none."""
    unit = page.tags.get("ResolutionUnit")
    is_stated = unit is not None and unit.value in _IN_LENGTHS and page.tags.get("XResolution") is not None
    return Space("mm") if is_stated else None


def spacing_of(page: tifffile.TiffPage) -> tuple[float, float]:
    """Return the spacing of columns and rows as ITK takes it: inches and centimetres give mm, nothing else counts."""
    length = _IN_LENGTHS.get(int(page.tags.valueof(296, 1)))
    spacing = [1.0, 1.0]
    for axis, tag in enumerate((282, 283)):
        found = page.tags.valueof(tag)
        if length and isinstance(found, tuple) and len(found) == 2 and found[0] and found[1]:
            spacing[axis] = length * found[1] / found[0]
    return spacing[0], spacing[1]


def note_on(tif: tifffile.TiffFile) -> str:
    """Say which size ImageJ or OME states, which ITK does not read; ``""`` without one."""
    stated = _of_ome(tif.ome_metadata) if tif.is_ome else _of_imagej(tif) if tif.is_imagej else ""
    by = "OME" if tif.is_ome else "ImageJ"
    return f"{by} states a pixel of {stated}, which is not used: the spacing is ITK’s." if stated else ""


def _of_ome(text: str | None) -> str:
    """Sizes are in micrometres where the file names no other unit (OME data model, Pixels)."""
    sizes, units = dict[str, str](), dict[str, str]()
    for axis, is_unit, value in _PHYSICAL.findall((text or "")[:_LONGEST]):
        (units if is_unit else sizes).setdefault(axis, value)
    found = [axis for axis in "XYZ" if _is_length(sizes.get(axis, ""))]
    named = {unit_of(units.get(axis, "µm")) for axis in found}
    return f"{' × '.join(f'{float(sizes[a]):g}' for a in found)} {named.pop()}" if len(named) == 1 else ""


def _of_imagej(tif: tifffile.TiffFile) -> str:
    """Columns and rows by their resolution, slices by ``spacing``, all in ``unit``."""
    stated = tif.imagej_metadata or {}
    unit, page = unit_of(str(stated.get("unit", "")).replace("\\u00B5", "µ")), tif.pages.first
    if not unit:
        return ""
    sizes = []
    for name in ("XResolution", "YResolution"):
        tag = page.tags.get(name)
        if tag is None or not tag.value[0]:
            return ""
        sizes.append(tag.value[1] / tag.value[0])
    if _is_length(str(stated.get("spacing", ""))):
        sizes.append(float(stated["spacing"]))
    return f"{' × '.join(f'{size:g}' for size in sizes)} {unit}"


def _is_length(word: str) -> bool:
    try:
        return 0 < float(word) < float("inf")
    except ValueError:
        return False
