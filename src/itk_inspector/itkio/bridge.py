"""ITK images on NumPy memory, without a copy."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.values import Value
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.engine.pixel_types import ItkType, itk_type_of
from itk_inspector.itkio.engine.pixel_value import value_of


class WrappedPixels:
    """Reads an image's pixels through ITK; implements `core.pixels.probe.ItkPixels`.

    Parameters
    ----------
    pixels : numpy.ndarray
        C-contiguous, native-endian.
    info : ImageInfo
    image : itk image, optional
        The caller's own image on the same bytes; made here by default.
    keep : object, optional
        What must live as long as this object, for the memory's sake.
    """

    def __init__(self, pixels: npt.NDArray[Any], info: ImageInfo, *, image: Any = None, keep: Any = None) -> None:
        self._dtype = np.dtype(info.dtype)
        self._type = itk_type_of(info)
        self._is_same_type = self._type is not None and self._type.dtype == self._dtype.name
        self._given = image
        self._geometry = info.geometry
        self._memory = (pixels, keep)

    @functools.cached_property
    def image(self) -> Any:
        """The ITK image, or None where itk wraps no type for these pixels; made when it is first needed."""
        if self._given is not None or self._type is None:
            return self._given
        return wrap(self._memory[0], self._type, self._geometry)

    def value(self, index: ItkIndex) -> Value | None:
        """Return the stored value by ``GetPixel``; the index must lie inside."""
        if self._type is None or self.image is None:
            return None
        read = self.image.GetPixel(list(index.components))
        if self._is_same_type and not self._type.has_components:
            return read  # type: ignore[no-any-return]  # itk is untyped
        return value_of(_numbers(read, self._type), self._type, self._dtype)

    def numbers(self, index: ItkIndex) -> tuple[int | float, ...]:
        """Return what ``GetPixel`` gives, one number a component as ITK sees them; the index must lie inside."""
        assert self._type is not None
        return _numbers(self.image.GetPixel(list(index.components)), self._type)


def _numbers(read: Any, chosen: ItkType) -> tuple[int | float, ...]:
    return tuple(read) if chosen.has_components else (read,)


def wrap(pixels: npt.NDArray[Any], chosen: ItkType, geometry: Geometry) -> Any:
    """Return an ITK image that **views** ``pixels``.

    The one place where an array enters ITK: strided or byte-swapped arrays would
    be copied or misread there, so they are refused.

    Parameters
    ----------
    pixels : numpy.ndarray
        Shape ``geometry.shape`` plus a component axis if the type has one. The
        image keeps it as long as ITK has the image, also when no Python object does.
    chosen : ItkType
    geometry : Geometry
    """
    assert pixels.flags.c_contiguous
    assert pixels.dtype.isnative
    components = [int(np.prod(pixels.shape)) // int(np.prod(geometry.shape))]
    if pixels.dtype.kind == "c":
        components = [2 * components[0]]
    shape = (*geometry.shape, *(components if chosen.has_components else []))
    seen = pixels.view(chosen.dtype).reshape(shape) if pixels.ndim else pixels
    bridge = getattr(engine.buffers(), f"itkPyBuffer{chosen.suffix}")
    image = bridge.GetImageViewFromArray(seen, chosen.has_components)
    image.SetOrigin(list(geometry.origin))
    image.SetSpacing(list(geometry.spacing))
    image.SetDirection(engine.matrix(geometry.direction))
    region = image.GetLargestPossibleRegion()
    region.SetSize(list(geometry.size))  # itk takes a single column for Fortran order and turns its size round
    region.SetIndex(list(geometry.start_index))
    image.SetRegions(region)
    engine.keep_with(image, pixels)
    return image


def address(image: Any, chosen: ItkType) -> int:
    """Return where an ITK image keeps its first pixel."""
    view = getattr(engine.buffers(), f"itkPyBuffer{chosen.suffix}").GetArrayViewFromImage(image)
    return int(view.__array_interface__["data"][0])


def geometry_of(image: Any) -> Geometry:
    """Return the geometry of an ITK image's buffered region."""
    region = image.GetBufferedRegion()
    axes = range(image.GetImageDimension())
    direction = image.GetDirection().GetVnlMatrix()
    return Geometry(
        size=tuple(int(region.GetSize()[i]) for i in axes),
        start_index=tuple(int(region.GetIndex()[i]) for i in axes),
        origin=tuple(float(image.GetOrigin()[i]) for i in axes),
        spacing=tuple(float(image.GetSpacing()[i]) for i in axes),
        direction=tuple(tuple(float(direction.get(i, j)) for j in axes) for i in axes),
    )
