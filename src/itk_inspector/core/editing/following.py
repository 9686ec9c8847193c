"""An edited copy of an image that its owner places anew."""

from __future__ import annotations

from dataclasses import replace

from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.header.image_info import ImageInfo


def follow(session: EditSession, info: ImageInfo) -> None:
    """Have a copy lie where the image lies that it was made from; a geometry of its own, by an operation, stays.

    Parameters
    ----------
    session : EditSession
        Of an image of the same size.
    info : ImageInfo
        Of that image as it is now.
    """
    before = session.opened_info
    if before is not None and session.geometry is before.geometry:
        session.version = replace(session.version, geometry=info.geometry)
    session.opened_info = info
