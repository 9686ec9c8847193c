"""Which of the open images is on screen."""

from __future__ import annotations

from itk_inspector.control.base import ControllerBase
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.file_stamp import DiskState
from itk_inspector.core.image.live_image import MemoryChange


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
        self._show(image, image.view_state)

    def _show(self, image: OpenImage, view_state: object) -> None:
        """Show the image that is on screen now, all of it."""
        self._view.show_document(image.document, image.plane, view_state=view_state)
        self._view.show_session(image.session)
        self._view.show_pixels(image.pixels, edited=image.session is not None)
        self._view.show_layout(image.plane, is_quad=image.is_quad)
        self.check_disk()
        self._look()

    def _look(self) -> None:
        """Probe anew; what became of the pixels meanwhile is told at once."""
        self._notice_change()
        super()._look()
        if self._image is not None and self._image.found is None and not self._image.is_safe:
            self.check_disk()

    def _notice_change(self) -> None:
        """Follow an image in memory that its owner changed under the window."""
        image = self._image
        if image is None or image.document.is_withdrawn:
            return
        name = image.document.info.path.name
        match image.document.memory_change():
            case MemoryChange.PIXELS:
                shape = image.document.geometry.shape
                self._view.show_pixels_changed(Region((0,) * len(shape), shape))
                shown = "the edited copy stays as it is" if image.session is not None else "shown as they are now"
                self._view.show_status(f"The pixels of {name} changed in memory; {shown}.")
            case MemoryChange.GEOMETRY:
                before, image.document = image.document, image.document.renewed()
                before.close()
                self._show(image, self._view.view_state())
                self._view.show_status(f"The geometry of {name} changed in memory; positions are as they are now.")
            case MemoryChange.MOVED:
                self.check_disk()

    def check_disk(self) -> None:
        """Say beside the image when it is not what was opened any more."""
        image = self._image
        if image is None:
            return
        document, name = image.document, image.document.info.path.name
        state = document.disk_state()
        if document.is_withdrawn:
            text = f"The script closed {name}; its pixels are not shown any more."
        elif not document.is_safe and document.is_live:
            text = f"{name} changed since it was opened: its memory is another now, and is not shown."
        elif not image.is_safe:
            text = f"{name} was cut short on disk; its pixels cannot be shown any more."
        elif not document.is_safe:
            text = f"{name} was cut short on disk; the edited copy is whole."
        elif state is DiskState.CHANGED:
            text = f"{name} changed on disk."
            if image.session is not None and not image.session.bytes_behind.is_unchanged:
                text = f"{name} changed on disk. The copy cannot be edited or saved; Reload applies the edits again."
        elif state is DiskState.GONE:
            text = f"{name} is no longer on disk; what you see is what was opened."
        else:
            text = ""
        self._view.show_disk_change(text)
