"""Which notes tell a fact, and which warn."""

from __future__ import annotations

AS_STORED = "The numbers shown are the stored ones: "
"""Begins a note that says why: the file asks for other values, by which it may state more, such as windows."""
_FACTS = (
    "4-D: ",
    "A mosaic: ",
    "A part of ",
    "Animated PNG of ",
    "Dose = value × ",
    "Exif orientation: ",
    "ITK decoded into memory of its own; ",
    "ITK gives ",
    "The pixels are read, not mapped: ",
    "Indexed-colour file; ",
    "Left out: ",
    "MINC stores RAS coordinates",
    "MONOCHROME1",
    "Read as ",
    "Read in parts by ",
    "Rescaled ",
    "Slice ",
    "The array is stored ",
    "The file names a transparent colour; ",
    "The file states no orientation in the patient.",
    "The file stores CMYK",
    "The file stores luminance and chrominance",
    "The file stores palette numbers; ",
    "The last axis, ",
    "The scanned area begins at ",
    "The third axis is time",
)


def is_warning(note: str) -> bool:
    """Tell whether a note says that something may be wrong or is made up.

    A fact says how the file is made, or what was converted as it asks for. What is not known to be a fact is a warning.
    """
    return not note.startswith(_FACTS)
