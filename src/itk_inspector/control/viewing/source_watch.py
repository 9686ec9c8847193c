"""What became of an image's file, or of its memory, since it was opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from itk_inspector.control.model.copy_pixels import CopyPixels
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Status
from itk_inspector.control.viewing.screen import Screen
from itk_inspector.core.editing.following import follow
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.file_stamp import DiskState
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.live_image import MemoryChange
from itk_inspector.core.pixels.probe import ItkPixels


class SourceWatch:
    """Looks at files and memory behind the image on screen, and says what changed.

    Parameters
    ----------
    images : OpenImages
    screen : Screen
    status : Status
    wrap_copy : callable
        Makes an `ItkPixels` for the array of an edited copy: ``(array, info, document) -> ItkPixels``.
    """

    def __init__(
        self,
        images: OpenImages,
        screen: Screen,
        status: Status,
        wrap_copy: Callable[[Any, ImageInfo, ImageDocument], ItkPixels],
    ) -> None:
        self._images = images
        self._screen = screen
        self._status = status
        self._wrap_copy = wrap_copy
        self._checked: tuple[ImageDocument, ...] = ()

    def check_disk(self) -> None:
        """Say beside the image when it is not what was opened any more."""
        image = self._images.current
        if image is not None:
            self._screen.show_disk_change(_disk_text(image))

    def check_all(self) -> None:
        """Look at the files of all images on screen, and say beside the image which are not what was opened."""
        self._checked = self._documents()
        self.check_disk()
        for layer in self._images.layers:
            image, text = layer.image, _disk_text(layer.image)
            if image is not self._images.current and text != image.disk_note:
                image.disk_note = text
                image.touch(None)
                self._images.tell()

    def check_new(self) -> None:
        """Look at the files of images that have just come to the screen."""
        if self._documents() != self._checked:
            self.check_all()

    def _documents(self) -> tuple[ImageDocument, ...]:
        image, layers = self._images.current, self._images.layers
        if image is None:
            return ()
        return tuple(layer.image.document for layer in layers) if layers else (image.document,)

    def follow_memory(self) -> bool:
        """Follow images in memory that their owners changed under the window.

        Returns
        -------
        bool
            The image on screen is another one now.
        """
        image = self._images.current
        if image is None:
            return False
        is_other = image.document.is_live and self._follow(image)
        for layer in self._images.layers:
            if layer.image is not image:
                self._follow_layer(layer.image)
        return is_other

    def renew(self, image: OpenImage, document: ImageDocument) -> None:
        """Show an image of the same size and type as a new document has it; an edited copy stays as it is."""
        self._renew(image, document)
        image.touch(None)
        image.probed_at = None
        self._images.tell()

    def _follow(self, image: OpenImage) -> bool:
        if image.document.is_withdrawn:
            return False
        name = image.document.info.path.name
        match image.document.memory_change():
            case MemoryChange.PIXELS:
                shape = image.info.geometry.shape
                self._screen.redraw(Region((0,) * len(shape), shape))
                image.probed_at = None
                self._tell_of_pixels(image)
            case MemoryChange.GEOMETRY:
                self._renew(image)
                self._status.show_message(f"The geometry of {name} changed in memory; positions are as they are now.")
                return True
            case MemoryChange.MOVED:
                self.check_disk()
        return False

    def _follow_layer(self, image: OpenImage) -> None:
        """Follow an image that is seen, but not the one that is worked on."""
        change = image.document.memory_change() if image.document.is_live and not image.document.is_withdrawn else None
        match change:
            case MemoryChange.PIXELS:
                image.touch(None)
                self._tell_of_pixels(image)
            case MemoryChange.GEOMETRY:
                self._renew(image)
            case MemoryChange.MOVED:
                self.check_all()
        if change in (MemoryChange.PIXELS, MemoryChange.GEOMETRY):
            self._images.tell()

    def _tell_of_pixels(self, image: OpenImage) -> None:
        shown = "the edited copy stays as it is" if image.session is not None else "shown as they are now"
        self._status.show_message(f"The pixels of {image.document.info.path.name} changed in memory; {shown}.")

    def _renew(self, image: OpenImage, document: ImageDocument | None = None) -> None:
        image.renew(document)
        if image.session is not None:
            follow(image.session, image.document.info)
            image.session_pixels = CopyPixels(image.session, image.document, self._wrap_copy)
        image.stands_in = image.info.geometry


def _disk_text(image: OpenImage) -> str:
    document, name = image.document, image.document.info.path.name
    state = document.disk_state()
    if document.is_withdrawn:
        return f"The script closed {name}; its pixels are no longer shown."
    if not document.is_safe and document.is_live:
        return f"{name} changed since it was opened: its memory is another now, and is not shown."
    if not image.is_safe:
        return f"{name} was cut short on disk; its pixels can no longer be shown."
    if not document.is_safe:
        return f"{name} was cut short on disk; the edited copy is whole."
    if state is DiskState.CHANGED:
        if image.session is not None and not image.session.bytes_behind.is_unchanged:
            return f"{name} changed on disk. The copy cannot be edited or saved; Reload applies the edits again."
        return f"{name} changed on disk."
    if state is DiskState.GONE:
        return f"{name} is no longer on disk; what you see is what was opened."
    return ""
