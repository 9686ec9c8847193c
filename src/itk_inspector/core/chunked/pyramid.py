"""An image in chunks, at one or several resolutions."""

from __future__ import annotations

from dataclasses import dataclass

from itk_inspector.core.geometry.geometry import Geometry


@dataclass(frozen=True, slots=True)
class Level:
    """One resolution.

    Parameters
    ----------
    shape, chunks : tuple of int
        Of the image and of what is read at once, in NumPy order, without the component axis.
    geometry : Geometry
        By the file's own scales and translations.
    """

    shape: tuple[int, ...]
    chunks: tuple[int, ...]
    geometry: Geometry
