"""An edited copy as ITK reads it, whatever version of it is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.pixels.probe import ItkPixels, Late
from itk_inspector.core.pixels.values import Value


class CopyPixels:
    """Reads the pixels of a copy through ITK; implements `core.pixels.probe.ItkPixels`.

    Parameters
    ----------
    session : EditSession
    document : ImageDocument
        That it is a copy of.
    wrap : callable
        Makes an `ItkPixels` for an array: ``(array, info, document) -> ItkPixels``.
    """

    def __init__(
        self,
        session: EditSession,
        document: ImageDocument,
        wrap: Callable[[Any, ImageInfo, ImageDocument], ItkPixels],
    ) -> None:
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
