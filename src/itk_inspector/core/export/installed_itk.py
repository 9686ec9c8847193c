"""What the installed ITK does not read though it is written as it should be: said before it is written, and after."""

from __future__ import annotations

import functools
from typing import Final

WIDE_INTEGERS: Final = ("int32", "uint32")
_TIFF = "TIFFImageIO"
_MISREADS_WIDE = frozenset({"6.0b2"})
"""Releases that were seen to. Where ITK is loaded, it is tried; to say so before, it is not loaded."""


@functools.cache
def _release() -> str:
    from importlib.metadata import PackageNotFoundError, version  # a hundredth of a second, and few files need it

    try:
        return version("itk")
    except PackageNotFoundError:
        return ""


def itk_name() -> str:
    """Return what ITK is called in a note, with its version."""
    return f"ITK {_release()}".strip()


def is_known_to_misread_wide() -> bool:
    """Tell whether the installed release is known to get 32-bit integers of TIFF files wrong."""
    return _release() in _MISREADS_WIDE


def why_not_read(image_io: str, dtype: str, *, misreads_wide: bool) -> str:
    """Say why ITK does not read pixels of a format, as the beginning of a sentence; ``""`` where it does.

    Parameters
    ----------
    image_io : str
        The class that ought to read them.
    dtype : str
        NumPy name of one component.
    misreads_wide : bool
        Of the installed ITK: tried, or known.
    """
    if image_io == _TIFF and dtype == "float64":
        return "ITK reads no 64-bit TIFF"
    is_wide = image_io == _TIFF and dtype in WIDE_INTEGERS
    return f"{itk_name()} cannot read {dtype} in TIFF files" if is_wide and misreads_wide else ""


def note(why_not: str) -> str:
    """Return the whole sentence; ``""`` for none."""
    return f"{why_not}; other programs do." if why_not else ""
