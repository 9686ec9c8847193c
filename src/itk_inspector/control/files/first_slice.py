"""One slice of a series on screen while the others are being read."""

from __future__ import annotations

from itk_inspector.control.files.open_intent import OpenIntent
from itk_inspector.control.files.places import Places
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.core.image.document import ImageDocument


class FirstSlice:
    """An image of one slice, which gives its place to the volume, or goes when none comes.

    Parameters
    ----------
    images : OpenImages
    places : Places
    """

    def __init__(self, images: OpenImages, places: Places) -> None:
        self._images = images
        self._places = places
        self._image: OpenImage | None = None

    def show(self, document: ImageDocument, intent: OpenIntent) -> None:
        """Show the slice where the volume will be."""
        self.remove()
        self._image = OpenImage(document, intent.title)
        self._places.put(self._image, intent.placing, intent.over)

    def is_image(self, image: OpenImage) -> bool:
        """Tell whether an image is that of the slice."""
        return image is self._image

    def taken(self) -> OpenImage | None:
        """Return the image, which is somebody else's from now on; None when there is none, or it was closed."""
        image, self._image = self._image, None
        return image if image in self._images else None

    def remove(self) -> None:
        """Close the image, unless it has edits."""
        image = self.taken()
        if image is not None and not image.is_modified:
            with self._images.changing():
                self._images.remove(image)
