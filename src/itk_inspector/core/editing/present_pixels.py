"""What is there before a step changes it."""

from __future__ import annotations

from itk_inspector.core.chunked.tiled_access import TiledAccess
from itk_inspector.core.editing.editable import Editable
from itk_inspector.core.editing.session import EditSession


def present_pixels(session: EditSession) -> Editable:
    """Return all pixels of a copy as a read-only **view**; or what was changed of an image that is read in parts.

    Raises
    ------
    PixelsGoneError
        If the pixels cannot be read any more.
    """
    access = session.access
    changed = access.changed if isinstance(access, TiledAccess) else None
    return access.all() if changed is None else changed
