"""Which open image is on screen, and closing one."""

from __future__ import annotations

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
            if 0 <= number < len(self._images.all):
                self._images.bring(self._images.all[number])

    def step(self, steps: int) -> None:
        """Go to the next tab, or with −1 to the previous one, round and round."""
        if self._images.current is not None:
            self.select((self._images.place + steps) % len(self._images.all))

    def close(self, number: int | None = None) -> None:
        """Close an open image, the one on screen by default; unsaved edits are asked about."""
        image = self._images.current if number is None else self._images.all[number]
        if image is not None:
            self._unsaved.when_safe(image, lambda: self._close(image))

    def _close(self, image: OpenImage) -> None:
        if image not in self._images:
            return
        with self._images.changing():
            self._files.give_up_on(image)
            self._images.remove(image)
            if self._images.current is None:
                self._status.show_message("")
