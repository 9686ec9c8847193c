"""What a script hands over to be written."""

from __future__ import annotations

from typing import Any

from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import UsageError
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.itkio.interop.taking import HAS_PLACE, Placed, taken


def document_of(
    source: Any, like: ImageDocument | None, session: EditSession | None, placed: Placed | None = None
) -> ImageDocument | None:
    """Return the document that is written, or beside which a session is; None where the session has all.

    Parameters
    ----------
    source : ImageDocument, EditSession, numpy.ndarray or itk image
    like : ImageDocument, optional
        Tells the geometry of an array.
    session : EditSession, optional
        The source, where it is one.
    placed : callable, optional
        Tells the geometry of an array of a shape, instead of ``like``.

    Raises
    ------
    UsageError
        If ``like`` is another image than that of the session, or the source is nothing that can be written;
        if a place is given to what has one.
    """
    if placed is not None and like is not None:
        raise UsageError("spacing=, origin=, direction= and colour= do not go with like=, which says all of them.")
    if placed is not None and isinstance(source, ImageDocument | EditSession):
        raise UsageError(HAS_PLACE)
    if isinstance(source, ImageDocument):
        return source
    if session is not None:
        own = session.opened_info
        if own is None and like is None:
            raise UsageError("An edit session that was made without a document needs like=.")
        if like is not None and own is not None and not _is_of(own, like.info):
            raise UsageError(f"This is an edited copy of {own.path.name}, not of {like.info.path.name}.")
        return like
    if like is None:
        return taken(source, takes_part=False, placed=placed).document
    return taken(source, takes_part=False, geometry=like.geometry, name=str(like.info.path)).document


def _is_of(own: ImageInfo, like: ImageInfo) -> bool:
    """Tell whether two descriptions are of one image, opened once or twice."""
    if own is like:
        return True
    same_file = own.is_on_disk and like.is_on_disk and (own.path, own.part) == (like.path, like.part)
    return same_file and (own.geometry, own.shape, own.dtype) == (like.geometry, like.shape, like.dtype)
