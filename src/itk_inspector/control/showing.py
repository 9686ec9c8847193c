"""Which of the open images is on screen."""

from __future__ import annotations

from itk_inspector.control.base import ControllerBase
from itk_inspector.control.open_image import OpenImage
from itk_inspector.core.file_stamp import DiskState


class Showing(ControllerBase):
    """Brings images to the screen as they were when they were last there."""

    def _bring(self, image: OpenImage) -> None:
        """Put an image on the screen as it was when it was last there."""
        if image is self._image:
            return
        before = self._image
        if before is not None and before in self._images:
            before.view_state = self._view.view_state()
        self._held = False
        image.pointer = before.pointer if before is not None else None
        self._image = image
        self._end_gesture_elsewhere()
        if image.session is None:
            self.painting.put_down()
        self._view.show_document(image.document, image.plane, view_state=image.view_state)
        self._view.show_session(image.session)
        self._view.show_pixels(image.pixels, edited=image.session is not None)
        self._view.show_layout(image.plane, is_quad=image.is_quad)
        self.check_disk()
        self._look()

    def _look(self) -> None:
        """Probe anew; a file that was cut short meanwhile is told at once."""
        super()._look()
        if self._image is not None and self._image.found is None and not self._image.document.is_safe:
            self.check_disk()

    def check_disk(self) -> None:
        """Say beside the image when its file is not the one that was opened any more."""
        image = self._image
        if image is None:
            return
        name = image.document.info.path.name
        state = image.document.disk_state()
        if not image.document.is_safe:
            text = f"{name} was cut short on disk; its pixels cannot be shown any more."
        elif state is DiskState.CHANGED:
            text = f"{name} changed on disk."
        elif state is DiskState.GONE:
            text = f"{name} is no longer on disk; what you see is what was opened."
        else:
            text = ""
        self._view.show_disk_change(text)
