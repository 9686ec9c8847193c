"""What the TIFF files that tifffile writes have in common."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

_BIG = 1 << 31
"""Bytes from which on a TIFF has offsets of 64 bits."""
_MM_IN_CM = 10.0


def is_big(pixels: npt.NDArray[Any]) -> bool:
    """Tell whether a file of these pixels needs offsets of 64 bits."""
    return pixels.nbytes >= _BIG


def resolution(spacing: tuple[float, ...]) -> dict[str, Any]:
    """Return what tifffile is told of a spacing in millimetres."""
    return {
        "resolution": (_MM_IN_CM / spacing[0], _MM_IN_CM / spacing[1]),
        "resolutionunit": "CENTIMETER",
    }
