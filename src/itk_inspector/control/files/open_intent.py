"""What is asked for when an image is to be opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from itk_inspector.control.model.image_title import ImageTitle
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.open_request import OpenRequest

Over: TypeAlias = tuple[tuple[Path | Callable[[ImageInfo], ImageDocument], Placing], ...]
"""What comes over an image: files, or what makes a document for it; with how it is shown."""


def _nothing(_: OpenImage | None) -> None:
    """Do nothing."""


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
    placing : Placing
        Whether it is shown in a tab of its own.
    over : OpenImage, optional
        The image that it is laid over otherwise.
    layers : tuple
        What is opened over it as soon as it is there: `Over`.
    then : callable
        Called with the image that was opened, or with None when there is none.
    """

    request: OpenRequest
    replaces: OpenImage | None = None
    edits: tuple[int, int] | None = None
    repeats: bool = False
    at: str = ""
    title: ImageTitle | None = None
    placing: Placing = Placing.TAB
    over: OpenImage | None = None
    layers: Over = ()
    then: Callable[[OpenImage | None], None] = _nothing

    @property
    def path(self) -> Path:
        """The file or folder."""
        return self.request.path

    def of(self, request: OpenRequest) -> OpenIntent:
        """Return the same with another request."""
        return replace(self, request=request)
