"""What became of an image's file, or of its memory, since it was opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Status
from itk_inspector.control.viewing.screen import Screen
from itk_inspector.core.editing.following import follow
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.file_stamp import DiskState
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
        Makes an `ItkPixels` for the array of an edited copy: ``(array, document) -> ItkPixels``.
    """

    def __init__(
        self,
        images: OpenImages,
        screen: Screen,
        status: Status,
        wrap_copy: Callable[[Any, ImageDocument], ItkPixels],
    ) -> None:
        self._images = images
        self._screen = screen
        self._status = status
        self._wrap_copy = wrap_copy
        self._checked: ImageDocument | None = None

    def check_disk(self) -> None:
        """Say beside the image when it is not what was opened any more."""
        image = self._images.current
        self._checked = image.document if image is not None else None
        if image is not None:
            self._screen.show_disk_change(_disk_text(image))

    def check_new(self) -> None:
        """Look at the files of an image that has just come to the screen."""
        image = self._images.current
        if image is None or image.document is not self._checked:
            self.check_disk()

    def follow_memory(self) -> bool:
        """Follow an image in memory that its owner changed under the window; True when it is another one now."""
        image = self._images.current
        if image is None or not image.document.is_live or image.document.is_withdrawn:
            return False
        name = image.document.info.path.name
        match image.document.memory_change():
            case MemoryChange.PIXELS:
                shape = image.document.geometry.shape
                self._screen.redraw(Region((0,) * len(shape), shape))
                image.probed_at = None
                shown = "the edited copy stays as it is" if image.session is not None else "shown as they are now"
                self._status.show_message(f"The pixels of {name} changed in memory; {shown}.")
            case MemoryChange.GEOMETRY:
                image.renew()
                if image.session is not None:
                    follow(image.session, image.document.info)
                    image.session_pixels = self._wrap_copy(image.session.access.all(), image.document)
                self._status.show_message(f"The geometry of {name} changed in memory; positions are as they are now.")
                return True
            case MemoryChange.MOVED:
                self.check_disk()
        return False


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
