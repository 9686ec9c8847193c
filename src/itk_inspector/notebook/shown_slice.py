"""A slice as notebooks and terminals show it."""

from __future__ import annotations

import base64
from typing import Any

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import PixelsGoneError
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.notebook.framed import light_frame, png_of
from itk_inspector.notebook.slice_image import Asked, SliceImage, info_of, slice_image
from itk_inspector.notebook.told import as_html, as_text, caption, picture_html


@dataclass(frozen=True, slots=True, eq=False)
class ShownSlice:
    """A picture of a slice with a table of the geometry; Jupyter shows it, a terminal its text.

    Parameters
    ----------
    image : SliceImage
    """

    image: SliceImage

    @property
    def png(self) -> bytes:
        """The picture with its rulers, as a PNG file."""
        return png_of(self.image)

    def __repr__(self) -> str:
        return as_text(self.image.info, caption(self.image))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Return PNG, HTML and text for Jupyter."""
        said = caption(self.image)
        png, light = (base64.b64encode(made(self.image)).decode("ascii") for made in (png_of, light_frame))
        return {
            "text/plain": as_text(self.image.info, said),
            "text/html": as_html(self.image.info, said, picture_html(self.image, said, png, light)),
            "image/png": png,
        }


def shown_slice(shown: ImageDocument | EditSession, asked: Asked | None = None) -> ShownSlice:
    """Draw a slice; raises as `slice_image`."""
    return ShownSlice(slice_image(shown, asked))


def mime_bundle(shown: ImageDocument | EditSession) -> dict[str, Any]:
    """Return what Jupyter shows of a document or an edited copy; of a closed one a sentence and its geometry."""
    try:
        return shown_slice(shown)._repr_mimebundle_()
    except PixelsGoneError as e:
        info = info_of(shown)
        return {"text/plain": as_text(info, e.message), "text/html": as_html(info, e.message)}
