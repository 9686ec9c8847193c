"""Which bytes of an image are shown first."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.display.overview import lattice_step
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.image_info import ImageInfo

_WHOLE = 1 << 26
"""Bytes of a slice up to which it is all of it; of a larger one, the rows that are shown far zoomed out."""


def shown_first(info: ImageInfo, pixels: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Return the bytes that are shown first: the slice in one piece, or rows of it. No pixel is looked at.

    Parameters
    ----------
    info : ImageInfo
    pixels : numpy.ndarray
        Of the image, C-contiguous.

    Returns
    -------
    numpy.ndarray
        ``[n, 2]``: first byte, counted from the first pixel's, and one after the last.
    """
    cut = Plane.first(info.geometry).slice(pixels, info.geometry)
    start: int = cut.__array_interface__["data"][0] - pixels.__array_interface__["data"][0]
    if cut.nbytes <= _WHOLE:
        return np.array([[start, start + cut.nbytes]], np.intp)
    row = cut[0].nbytes
    first = start + row * np.arange(0, cut.shape[0], lattice_step(cut), dtype=np.intp)
    return np.stack([first, first + row], axis=1)
