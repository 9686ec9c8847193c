"""Pixels of this process, as ITK reads them in the child: no part of itk is needed here."""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.bridge_fact import SHARING, WRITING, BridgeFact
from itk_inspector.core.pixels.probe import Late
from itk_inspector.core.pixels.values import Value
from itk_inspector.itkio.bridge import WrappedPixels
from itk_inspector.itkio.engine.pixel_types import itk_type_of
from itk_inspector.itkio.engine.pixel_value import value_of
from itk_inspector.worker.parent.itk_line import Asked, ItkLine
from itk_inspector.worker.wire.pixel_questions import PixelRead, ShowPixels

_AROUND = 128
"""Bytes on each side of a pixel that the child is told with it."""


class MappedFile(Protocol):
    """Where pixels lie in a file."""

    @property
    def fd(self) -> int:
        """The file's descriptor."""
        ...

    @property
    def offset(self) -> int:
        """Of the first pixel in it."""
        ...


class ChildPixels:
    """Reads an image's pixels through ITK in the child; implements `core.pixels.probe.ItkPixels`.

    The child maps the file of a store itself. Of other pixels, such as an edited copy, it is told the bytes around the
    one that is asked about, at the place where NumPy has them; where that is in ITK's memory, ITK finds out.

    Parameters
    ----------
    line : ItkLine
    pixels : numpy.ndarray
        C-contiguous, native-endian.
    info : ImageInfo
    store : MappedFile, optional
        The file that the pixels are a view of.
    """

    def __init__(
        self, line: ItkLine, pixels: npt.NDArray[Any], info: ImageInfo, *, store: MappedFile | None = None
    ) -> None:
        self._line = line
        self._pixels = pixels
        self._info = info
        self._type = itk_type_of(info)
        self._dtype = np.dtype(info.dtype)
        is_aligned = store is not None and store.offset % self._dtype.itemsize == 0
        self._store = store if is_aligned else None
        self._bytes = pixels.reshape(-1).view(np.uint8)
        self._image = line.new_image()
        weakref.finalize(self, line.forget, self._image).atexit = False
        if self._type is not None:
            line.show(*self._show())

    @functools.cached_property
    def image(self) -> Any:
        """The ITK image, or None where itk wraps no type for these pixels; itk is loaded when it is first needed."""
        return WrappedPixels(self._pixels, self._info).image

    def value(self, index: ItkIndex) -> Value | Late | None:
        """Return the stored value by ``GetPixel``, if the child is quick; the index must lie inside."""
        if self._type is None:
            return None
        asked = (self._image, index.components, 0, None) if self._store is not None else self._with_bytes(index)
        read = self._line.ask(asked, self._show)
        return read if read is Late.LATE else self._understood(read)

    def report(self, told: Callable[[tuple[BridgeFact, ...]], None]) -> None:
        """Find out how ITK and NumPy share the image, later; nothing where itk wraps no type for these pixels."""
        if self._type is None:
            told(())
        else:
            self._line.ask_bridge(self._image, self._show, lambda facts: told(tuple(map(self._as_here, facts))))

    def _as_here(self, fact: BridgeFact) -> BridgeFact:
        """Say of this process's view what another one cannot know."""
        if fact.label == WRITING:
            return replace(fact, result="yes" if self._pixels.flags.writeable else "no")
        if fact.label == SHARING and not self._pixels.flags.aligned:
            return replace(fact, result="no: ITK needs a copy of pixels that are not aligned")
        return fact

    def _with_bytes(self, index: ItkIndex) -> Asked:
        """Return the question about a pixel that the child has not from a file."""
        position = 0
        for n, length in zip(to_array(index, self._info.geometry.start_index), self._info.geometry.shape, strict=True):
            position = position * length + n
        size = self._dtype.itemsize * self._info.channels
        start = max(0, position * size - _AROUND)
        patch = self._bytes[start : (position + 1) * size + _AROUND].tobytes()
        return self._image, index.components, start, patch

    def _show(self) -> tuple[ShowPixels, tuple[int, ...]]:
        whole = self._info
        info = ImageInfo(
            whole.path,
            whole.format,
            whole.pixel_type,
            whole.component_type,
            whole.components,
            whole.dtype,
            whole.geometry,
        )
        if self._store is None:
            return ShowPixels(self._image, info), ()
        return ShowPixels(self._image, info, self._store.offset), (self._store.fd,)

    def _understood(self, read: PixelRead) -> Value | Late:
        numbers = read.integers or read.reals
        if not numbers:  # the file was cut short; what can be read is asked before each look
            return Late.LATE
        assert self._type is not None
        count = self._info.components if self._type.has_components else 1
        try:
            if len(numbers) != count or (read.integers and read.reals):
                raise ValueError(f"{len(read.integers)} and {len(read.reals)} numbers")
            return value_of(numbers, self._type, self._dtype)
        except ValueError:
            self._line.dismiss()
            return Late.LATE
