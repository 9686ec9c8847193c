"""What is asked for when an image is to be opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from itk_inspector.control.model.image_title import ImageTitle
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.image.open_request import OpenRequest


@dataclass(frozen=True, slots=True)
class OpenIntent:
    """A request, and what becomes of the image that is read.

    Parameters
    ----------
    request : OpenRequest
    replaces : OpenImage, optional
        The image that is read again; the new one takes its place.
    edits : tuple of int or None
        State of its edits when the user agreed to give them up.
    repeats : bool
        Do its edits again on what is read.
    at : str
        A position to go to, as it was typed.
    title : ImageTitle, optional
        What a new image is called, and where its tab belongs.
    """

    request: OpenRequest
    replaces: OpenImage | None = None
    edits: tuple[int, int] | None = None
    repeats: bool = False
    at: str = ""
    title: ImageTitle | None = None

    @property
    def path(self) -> Path:
        """The file or folder."""
        return self.request.path
