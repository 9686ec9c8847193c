"""An edited copy as ITK reads it, whatever version of it is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NoReturn, TypeAlias

from itk_inspector.core.chunked.changed_chunks import ChangedChunks
from itk_inspector.core.chunked.in_parts import not_whole
from itk_inspector.core.editing.present_pixels import present_pixels
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.geometry.indexing import ItkIndex, to_array
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.pixels.probe import ItkPixels, Late
from itk_inspector.core.pixels.values import Value

Wrap: TypeAlias = Callable[[Any, ImageInfo, ImageDocument], ItkPixels]
"""Makes an `ItkPixels` for an array: ``(array, info, document) -> ItkPixels``."""


def copy_pixels(session: EditSession, document: ImageDocument, wrap: Wrap) -> ItkPixels:
    """Return what reads the pixels of a copy of a document through ITK."""
    changed = present_pixels(session) if document.is_tiled else None
    if isinstance(changed, ChangedChunks):
        return ChangedPixels(changed, document, wrap)
    return CopyPixels(session, document, wrap)


class CopyPixels:
    """Reads the pixels of a copy through ITK; implements `core.pixels.probe.ItkPixels`.

    Parameters
    ----------
    session : EditSession
    document : ImageDocument
        That it is a copy of.
    wrap : callable
    """

    def __init__(self, session: EditSession, document: ImageDocument, wrap: Wrap) -> None:
        self._session = session
        self._document = document
        self._wrap = wrap
        self._version: object = None
        self._wrapped: ItkPixels | None = None

    @property
    def image(self) -> Any:
        """The ITK image on the pixels as they are now, or None where itk wraps no type for them."""
        return self._now().image

    def value(self, index: ItkIndex) -> Value | Late | None:
        """Return the stored value by ``GetPixel``; the index must lie inside."""
        return self._now().value(index)

    def _now(self) -> ItkPixels:
        session = self._session
        if self._wrapped is None or self._version is not session.version:
            self._version = session.version
            self._wrapped = self._wrap(session.view, session.info or self._document.info, self._document)
        return self._wrapped


class ChangedPixels:
    """Reads the pixels of a copy of an image that is read in parts; implements `core.pixels.probe.ItkPixels`.

    A changed pixel is an image of its own for ITK, whose start index is where it lies in the whole; any other one is
    read where the document has it.

    Parameters
    ----------
    changed : ChangedChunks
    document : ImageDocument
        That it is a copy of.
    wrap : callable
    """

    def __init__(self, changed: ChangedChunks, document: ImageDocument, wrap: Wrap) -> None:
        self._changed, self._document, self._wrap = changed, document, wrap
        self._wrapped: tuple[tuple[ItkIndex, bytes], ItkPixels] | None = None

    @property
    def image(self) -> NoReturn:
        """Refuse: there is no image of all pixels.

        Raises
        ------
        NotWholeError
        """
        raise not_whole(self._document.info.path.name)

    def value(self, index: ItkIndex) -> Value | Late | None:
        """Return the stored value by ``GetPixel``; the index must lie inside."""
        geometry = self._document.geometry
        pixel = self._changed.pixel(to_array(index, geometry.start_index))
        if pixel is None:
            return self._document.itk_pixels.value(index)
        key = index, pixel.tobytes()
        if self._wrapped is None or self._wrapped[0] != key:
            alone = replace(geometry, size=(1,) * geometry.dimension, start_index=index.components)
            array = pixel.copy().reshape((1,) * geometry.dimension + pixel.shape)
            info = replace(self._document.info, geometry=alone)
            self._wrapped = key, self._wrap(array, info, self._document)
        return self._wrapped[1].value(index)
