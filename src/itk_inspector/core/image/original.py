"""What steps take that put the original's pixels back."""

from __future__ import annotations

from itk_inspector.core.editing.editable import Editable
from itk_inspector.core.editing.present_pixels import present_pixels
from itk_inspector.core.image.document import ImageDocument


def original_pixels(document: ImageDocument) -> Editable:
    """Return all pixels of a document as a read-only **view**; or, of one that is read in parts, that none is changed.

    Raises
    ------
    PixelsGoneError
        If they cannot be read any more.
    """
    return present_pixels(document.edit()) if document.is_tiled else document.access.all()
