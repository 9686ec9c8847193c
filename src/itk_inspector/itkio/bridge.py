"""ITK images on NumPy memory, without a copy."""

from __future__ import annotations

import ctypes
import functools
import math
import re
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.itk_types import ItkType, itk_type_for
from itk_inspector.core.pixels.values import Value
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.engine.pixel_types import itk_type_of
from itk_inspector.itkio.engine.pixel_value import value_of

_ELEMENTS = {"B": "bool", "stdcomplexF": "complex64", "stdcomplexD": "complex128"}
_FIXED = re.compile(r"itk(?:FixedArray|Vector)([FD])(\d+)")
_REALS = {"F": "float32", "D": "float64"}


class WrappedPixels:
    """Reads an image's pixels through ITK; implements `core.pixels.probe.ItkPixels`.

    Parameters
    ----------
    pixels : numpy.ndarray
        C-contiguous, native-endian; in a file they may lie at any byte, where ITK must not read them as numbers.
    info : ImageInfo
    image : itk image, optional
        The caller's own image on the same bytes; made here by default.
    keep : object, optional
        What must live as long as this object, for the memory's sake.
    reads_itself : bool
        Read an image of another type on the same bytes: of the caller's own, Python gets no numbers that are exact.
    """

    def __init__(
        self,
        pixels: npt.NDArray[Any],
        info: ImageInfo,
        *,
        image: Any = None,
        keep: Any = None,
        reads_itself: bool = False,
    ) -> None:
        self._dtype = np.dtype(info.dtype)
        self._type = itk_type_of(info)
        self._is_same_type = self._type is not None and self._type.dtype == self._dtype.name
        self._given = image
        self._reads_given = image is not None and not reads_itself
        self._geometry = info.geometry
        self._memory = (pixels, keep)

    @functools.cached_property
    def image(self) -> Any:
        """The ITK image, or None where itk wraps no type for these pixels; made when it is first needed.

        Of pixels that are not aligned it is a **copy**, as they are at that moment.
        """
        return self._given if self._given is not None else self._wrapped

    @functools.cached_property
    def _wrapped(self) -> Any:
        if self._type is None:
            return None
        return wrap(np.require(self._memory[0], requirements="A"), self._type, self._geometry)

    @functools.cached_property
    def _unaligned(self) -> UnalignedPixels | None:
        pixels = self._memory[0]
        if self._given is not None or self._type is None or pixels.flags.aligned:
            return None
        return UnalignedPixels(pixels, self._type, self._geometry)

    def value(self, index: ItkIndex) -> Value | None:
        """Return the stored value by ``GetPixel``; the index must lie inside."""
        if self._type is None:
            return None
        read = self._read(index.components)
        if read is None or (self._is_same_type and not self._type.has_components):
            return read  # type: ignore[no-any-return]  # itk is untyped
        return value_of(_numbers(read, self._type), self._type, self._dtype)

    def numbers(self, index: tuple[int, ...]) -> tuple[int | float, ...]:
        """Return what ``GetPixel`` gives, one number a component as ITK sees them; the index must lie inside.

        Parameters
        ----------
        index : tuple of int
            ITK order.
        """
        assert self._type is not None
        return _numbers(self._read(index), self._type)

    def _read(self, index: tuple[int, ...]) -> Any:
        """Return what ``GetPixel`` gives; None where there is no image."""
        if self._unaligned is not None:
            return self._unaligned.get(index)
        image = self._given if self._reads_given else self._wrapped
        return None if image is None else image.GetPixel(list(index))


def _numbers(read: Any, chosen: ItkType) -> tuple[int | float, ...]:
    return tuple(read) if chosen.has_components else (read,)


class UnalignedPixels:
    """Lets ITK read pixels that lie between the places where numbers of their type may lie; nothing else is copied.

    ITK finds the pixel in an image of the same size whose pixels are the bytes, and reads these bytes as what they
    are in an image of one pixel.

    Parameters
    ----------
    pixels : numpy.ndarray
        C-contiguous, native-endian.
    chosen : ItkType
        Of their image.
    geometry : Geometry
    """

    def __init__(self, pixels: npt.NDArray[Any], chosen: ItkType, geometry: Geometry) -> None:
        seen = pixels.reshape(-1).view(np.uint8).reshape(*geometry.shape, -1)
        axes = geometry.dimension
        as_bytes = itk_type_for("uint8", seen.shape[-1], "vector", axes)
        assert as_bytes is not None  # itk wraps vectors of bytes wherever it wraps anything
        self._bytes = wrap(seen, as_bytes, geometry)
        one = np.empty((1,) * axes + pixels.shape[axes:], pixels.dtype)
        self._one_bytes = one.reshape(-1).view(np.uint8)
        self._one = wrap(one, chosen, Geometry.identity((1,) * axes))
        self._origin = [0] * axes

    def get(self, index: tuple[int, ...]) -> Any:
        """Return what ``GetPixel`` gives; the index, in ITK order, must lie inside."""
        self._one_bytes[:] = list(self._bytes.GetPixel(list(index)))
        return self._one.GetPixel(self._origin)


def wrap(pixels: npt.NDArray[Any], chosen: ItkType, geometry: Geometry) -> Any:
    """Return an ITK image that **views** ``pixels``.

    The one place where an array enters ITK: strided or byte-swapped arrays would
    be copied or misread there, and unaligned ones may end the process, so they are refused.

    Parameters
    ----------
    pixels : numpy.ndarray
        Shape ``geometry.shape`` plus a component axis if the type has one. The
        image keeps it as long as ITK has the image, also when no Python object does.
    chosen : ItkType
    geometry : Geometry
    """
    assert pixels.flags.c_contiguous
    assert pixels.flags.aligned
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


def bytes_of(image: Any) -> npt.NDArray[Any] | None:
    """Return a **view** of the pixels of an ITK image that itk gives no view of, which keeps it; None of odd ones.

    There are complex numbers, bool, and arrays of fixed length, whose numbers lie in memory as NumPy's do.
    """
    import itk  # the caller has loaded it already

    element = itk.template(image)[1][0]
    name = str(getattr(element, "short_name", "") or element.__name__)
    fixed = _FIXED.fullmatch(name)
    dtype = _REALS[fixed[1]] if fixed is not None else _ELEMENTS.get(name)
    if dtype is None:
        return None
    counts = (int(fixed[2]) if fixed is not None else 1, int(image.GetNumberOfComponentsPerPixel()))
    components = counts[1] if type(image).__name__.startswith("itkVectorImage") else counts[0]
    shape = geometry_of(image).shape
    pointer = image.GetBufferPointer()
    length = math.prod(shape) * components * np.dtype(dtype).itemsize
    memory = (ctypes.c_ubyte * length).from_address(int(getattr(pointer, "this", pointer)))
    memory.image = image  # type: ignore[attr-defined]  # which owns it
    return np.frombuffer(memoryview(memory), dtype).reshape(*shape, *((components,) if components > 1 else ()))


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
