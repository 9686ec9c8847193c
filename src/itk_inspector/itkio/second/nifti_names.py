"""Which files are one NIfTI or Analyze image: the one that was asked for, and the partner that bears its name.

ITK's reader takes the name apart and looks anew for what begins like it: of ``a.nii.gz`` beside ``a.nii`` it reads the
header of the one and the pixels of the other.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import MappingProxyType

from itk_inspector.core.header.companions import full_suffix

_PARTNERS = MappingProxyType(
    {
        ".hdr": (".img", ".img.gz"),
        ".hdr.gz": (".img.gz", ".img"),
        ".img": (".hdr", ".hdr.gz"),
        ".img.gz": (".hdr.gz", ".hdr"),
    }
)
"""Of header and pixels: what the other file may end in, the likelier one first."""
_LOOKED_FOR = (".nii", ".nii.gz", *_PARTNERS, ".nia", ".hia")
"""What the NIfTI library looks for, whatever it was asked for."""


def is_one(path: Path) -> bool:
    """Tell by its extension whether a file is NIfTI or Analyze."""
    return full_suffix(path).lower() in (".nii", ".nii.gz", *_PARTNERS)


def partner(path: Path) -> Path | None:
    """Return the file of pixels of a header, or the header of a file of pixels; None without one."""
    for suffix in _PARTNERS.get(full_suffix(path).lower(), ()):
        for other in _spelled(path, suffix):
            if os.path.lexists(other):
                return other
    return None


def header_file(path: Path) -> Path:
    """Return the file that holds the header; the path itself where there is no such partner."""
    return path if _is_header(path) else partner(path) or path


def usual_header(path: Path) -> Path:
    """Return what the header of a file of pixels is called; the path itself where that is the header."""
    suffix = full_suffix(path).lower()
    return path if _is_header(path) else _spelled(path, _PARTNERS[suffix][0])[0]


def pixel_file(path: Path) -> Path:
    """Return the file that holds the pixels, whether it is there or not."""
    suffix = full_suffix(path).lower()
    if suffix not in (".hdr", ".hdr.gz"):
        return path
    return partner(path) or _spelled(path, _PARTNERS[suffix][0])[0]


def has_company(path: Path) -> bool:
    """Tell whether ITK's reader could take another file for this image, or for a part of it."""
    if not is_one(path):
        return False
    own = (path, partner(path))
    found = (other for suffix in _LOOKED_FOR for other in _spelled(path, suffix))
    return any(other not in own and os.path.lexists(other) for other in found)


def _is_header(path: Path) -> bool:
    return full_suffix(path).lower() not in (".img", ".img.gz")


def _spelled(path: Path, suffix: str) -> tuple[Path, ...]:
    """Return a file's name with another extension, spelled like the old one at first."""
    given = full_suffix(path)
    stem = path.name[: -len(given)] if given else path.name
    likely = suffix.upper() if given.isupper() else suffix
    spellings = dict.fromkeys((likely, suffix, suffix.upper(), suffix.title(), suffix.capitalize()))
    return tuple(path.with_name(stem + spelling) for spelling in spellings)
