"""The one guarded way to stored pixels."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import PixelsGoneError, ProbeError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex, to_array
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.pixels.array_literal import array_literal, square_around
from itk_inspector.core.pixels.neighbourhood import Neighbourhood, neighbourhood
from itk_inspector.core.pixels.probe import ItkPixels, Probe, probe
from itk_inspector.core.pixels.values import Value, value_at


class PixelOwner(Protocol):
    """Who knows what became of the memory: a document, or an edited copy."""

    @property
    def is_safe(self) -> bool:
        """Tell whether every byte can be read without harm."""
        ...


class PixelAccess:
    """Pixels that may lie in a file which others can cut short: reading those that are gone would end the process.

    Every way to the pixels asks first whether all of them are still there. What is returned as a **view** can
    be read at once; who keeps one asks `is_whole` before every later look.

    Parameters
    ----------
    pixels : numpy.ndarray
        Read-only, ``geometry.shape``, plus a component axis if there are several.
    geometry : Geometry
    owner : PixelOwner
    path : pathlib.PurePath
        Of the image; its name is for the error.
    """

    __slots__ = ("_owner", "_path", "_pixels", "geometry")

    def __init__(self, pixels: npt.NDArray[Any], geometry: Geometry, owner: PixelOwner, path: PurePath) -> None:
        self.geometry = geometry
        self._pixels = pixels
        self._owner = owner
        self._path = path

    @property
    def shape(self) -> tuple[int, ...]:
        """NumPy order, plus a component axis if there are several."""
        return self._pixels.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of one component."""
        return self._pixels.dtype

    @property
    def is_whole(self) -> bool:
        """Tell whether all pixels can be read now."""
        return self._owner.is_safe

    def all(self) -> npt.NDArray[Any]:
        """Return all pixels as a read-only **view**.

        Raises
        ------
        PixelsGoneError
            If they cannot be read any more; so do all other ways to pixels.
        """
        if not self._owner.is_safe:
            raise PixelsGoneError(f"The pixels of {self._path.name} cannot be read any more.", advice="Open it again.")
        return self._pixels

    def rows(self) -> npt.NDArray[Any]:
        """Return all pixels as a read-only **view** ``[row, col(, component)]``: what a sample is taken from."""
        pixels, axes = self.all(), len(self.geometry.shape)
        return pixels.reshape(-1, *pixels.shape[axes - 1 :])

    def slice(self, plane: Plane) -> npt.NDArray[Any]:
        """Return a cut as a read-only **view** ``[row, col(, component)]``."""
        return plane.slice(self.all(), self.geometry)

    def box(self, region: Region) -> npt.NDArray[Any]:
        """Return a box as a read-only **view**.

        Raises
        ------
        ProbeError
            If it does not lie inside.
        """
        if not region.lies_in(self.geometry.shape):
            raise ProbeError("The box extends beyond the image.")
        return self.all()[region.slices]

    def pixel(self, index: ItkIndex) -> Value:
        """Return one stored value, all components, as Python numbers.

        Raises
        ------
        ProbeError
            If the index lies outside.
        """
        if not self.geometry.contains(index):
            raise ProbeError(f"The index {index} lies outside the image.")
        return value_at(self.all(), to_array(index, self.geometry.start_index))

    def check(self, index: ItkIndex) -> None:
        """Refuse an index at which nothing can be read.

        Raises
        ------
        ProbeError
            If it lies outside.
        """
        self.pixel(index)

    def probe(self, index: ItkIndex, itk_pixels: ItkPixels, continuous: ContinuousIndex | None = None) -> Probe:
        """Read one pixel through both APIs; see `core.pixels.probe.probe`."""
        return probe(index, self.geometry, self.all(), itk_pixels, continuous)

    def around(self, index: ItkIndex, plane: Plane, radius: int = 2) -> Neighbourhood:
        """Read the square around a pixel on the plane through it."""
        return neighbourhood(index, plane, self.geometry, self.all(), radius)

    def literal_around(self, index: ItkIndex, plane: Plane, radius: int = 2) -> str:
        """Write the square around a pixel, as far as it lies in the image, as Python that makes the same array."""
        block, expression = square_around(index, plane, self.geometry, self.all(), radius)
        return f"{array_literal(block)}  # {expression}\n"
