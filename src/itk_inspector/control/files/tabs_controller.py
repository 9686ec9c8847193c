"""Which open image is on screen, and closing one."""

from __future__ import annotations

from collections.abc import Sequence

from itk_inspector.control.files.open_files import OpenFiles
from itk_inspector.control.files.unsaved_edits import UnsavedEdits
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Status


class TabsController:
    """Several images in one window, each with its own plane, zoom, appearance and edited copy.

    Parameters
    ----------
    images : OpenImages
    files : OpenFiles
    unsaved : UnsavedEdits
    status : Status
    """

    def __init__(self, images: OpenImages, files: OpenFiles, unsaved: UnsavedEdits, status: Status) -> None:
        self._images = images
        self._files = files
        self._unsaved = unsaved
        self._status = status

    def select(self, number: int) -> None:
        """Bring an open image to the screen."""
        with self._images.changing():
            if 0 <= number < len(self._images.tabs):
                self._images.bring(self._images.tabs[number].chosen)

    def step(self, steps: int) -> None:
        """Go to the next tab, or with −1 to the previous one, round and round."""
        if self._images.current is not None:
            self.select((self._images.place + steps) % len(self._images.tabs))

    def close(self, number: int | None = None) -> None:
        """Close a tab with its images, the one on screen by default; unsaved edits are asked about."""
        stack = self._images.stack if number is None else self._images.tabs[number]
        if stack is not None:
            self.close_images(stack.images)

    def close_images(self, images: Sequence[OpenImage], asked: int = 0) -> None:
        """Close images once no edit of any of them would be lost; the first ``asked`` were asked about."""
        if asked < len(images):
            self._unsaved.when_safe(images[asked], lambda: self.close_images(images, asked + 1))
            return
        with self._images.changing():
            for image in images:
                self._close(image)

    def _close(self, image: OpenImage) -> None:
        if image not in self._images:
            return
        self._files.give_up_on(image)
        self._images.remove(image)
        if self._images.current is None:
            self._status.show_message("")
