"""Intents of looking: hover, planes and slices."""

from __future__ import annotations

from itk_inspector.control.base import ControllerBase
from itk_inspector.core.indexing import ItkIndex
from itk_inspector.core.probe import probe_code, probe_text


class Looking(ControllerBase):
    """What is under the pointer, and which cut is on screen."""

    def hover(self, horizontal: float | None, vertical: float | None) -> None:
        """Probe the pixel at view coordinates; None when the pointer has left."""
        if self._image is None or self._held:
            return
        known = self._image.found is not None
        outside = horizontal is None or vertical is None
        self._image.pointer = None if outside else (float(horizontal or 0.0), float(vertical or 0.0))
        self._look()
        if known != (self._image.found is not None):
            self.refresh()

    def set_held(self, held: bool) -> None:
        """Keep the probe as it is while the pointer moves on, so that its text can be selected."""
        self._held = held and self._image is not None and self._image.found is not None
        self.refresh()

    def show_index(self, index: ItkIndex) -> None:
        """Go to an index and probe it, as if the pointer stood on its centre.

        Raises
        ------
        ProbeError
            If the index has another dimension or lies outside.
        """
        image = self._image
        if image is None:
            return
        image.document.probe(index)
        self._held = False
        for axis in image.plane.hidden_axes:
            self.set_slice(axis, index.components[axis])
        horizontal, vertical = image.plane.on_screen(index)
        self.hover(float(horizontal), float(vertical))

    def probe_text(self) -> str:
        """Return the probe as text, or nothing."""
        image = self._image
        return "" if image is None or image.found is None else probe_text(image.found, unit=image.document.info.unit)

    def probe_code(self) -> str:
        """Return the probe as Python, or nothing."""
        image = self._image
        return "" if image is None or image.found is None else probe_code(image.found)

    def set_axes(self, horizontal: int, vertical: int) -> None:
        """Put two other axes on screen."""
        image = self._image
        if image is None or vertical >= image.document.geometry.dimension:
            return
        if (image.plane.horizontal, image.plane.vertical) != (horizontal, vertical):
            image.plane = image.plane.with_axes(horizontal, vertical)
            self._view.show_plane(image.plane, axes_changed=True)
            self._look()
        self.refresh()

    def set_slice(self, axis: int, position: int) -> None:
        """Move the cut along a hidden axis to an ITK index, kept inside the image."""
        image = self._image
        if image is None or axis not in image.plane.hidden_axes:
            return
        moved = image.plane.at(axis, position, image.document.geometry)
        if moved != image.plane:
            image.plane = moved
            self._view.show_plane(moved, axes_changed=False)
            self._look()

    def step_slice(self, steps: int) -> None:
        """Move the cut along the first hidden axis."""
        if self._image is not None and self._image.plane.hidden_axes:
            axis = self._image.plane.hidden_axes[0]
            self.set_slice(axis, self._image.plane.position[axis] + steps)
