"""Intents of the row of tabs: which open image is on screen, and closing one."""

from __future__ import annotations

from itk_inspector.control.files.save_copy import Saving
from itk_inspector.control.model.open_image import OpenImage


class Tabs(Saving):
    """Several images in one window, each with its own cut, zoom, appearance and edited copy."""

    def select(self, number: int) -> None:
        """Bring an open image to the screen."""
        if 0 <= number < len(self._images) and self._images[number] is not self._image:
            self._bring(self._images[number])
        self.refresh()

    def step_tab(self, steps: int) -> None:
        """Go to the next tab, or with −1 to the previous one, round and round."""
        if self._image is not None:
            self.select((self._images.index(self._image) + steps) % len(self._images))

    def close_image(self, number: int | None = None) -> None:
        """Close an open image, the one on screen by default; unsaved edits are asked about."""
        image = self._image if number is None else self._images[number]
        if image is not None:
            self._when_safe(image, lambda: self._close(image))

    def _close(self, image: OpenImage) -> None:
        if image not in self._images:
            return
        if self._request is not None and self._request.replaces is image and self._loading is not None:
            self._files.cancel(self._loading[0])
            self._loading = self._request = None
            self._view.show_loading(None, None)
        place = self._images.index(image)
        self._images.remove(image)
        if image is self._image:
            self._image = None
            if self._images:
                self._bring(self._images[min(place, len(self._images) - 1)])
            else:
                self._view.show_nothing()
                self._view.show_status("")
        image.close()
        self.refresh()
