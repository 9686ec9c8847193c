"""Intents of looking: hover, planes, slices and the crosshair."""

from __future__ import annotations

from pathlib import Path

from itk_inspector.control.base import ControllerBase
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.geometry.indexing import ItkIndex, nearest_index
from itk_inspector.core.geometry.planes import Plane, axis_planes, has_three_planes
from itk_inspector.core.pixels.probe import probe_code
from itk_inspector.core.pixels.read_outs import probe_text


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
        if image.is_quad:
            self._move(image, image.plane.through(index))
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
        """Put two other axes on screen, alone."""
        image = self._image
        if image is None or max(horizontal, vertical) >= image.document.geometry.dimension or horizontal == vertical:
            return
        other = image.plane.with_axes(horizontal, vertical)
        if image.is_quad:
            self._lay_out(image, other, is_quad=False)
        elif other != image.plane:
            image.plane = other
            self._view.show_plane(other, axes_changed=True)
            self._look()
        self.refresh()

    def set_quad(self, wanted: bool) -> None:
        """Show the three orthogonal planes side by side, or the active one alone."""
        image = self._image
        if image is not None and wanted != image.is_quad and has_three_planes(image.document.geometry):
            plane = image.plane
            if (plane.horizontal, plane.vertical) not in axis_planes(image.document.geometry.dimension):
                plane = plane.with_axes(0, 1)
            self._lay_out(image, plane, is_quad=wanted)
        self.refresh()

    def activate_plane(self, horizontal: int, vertical: int) -> None:
        """Take one of the three planes as the one that hovers, edits and steps are about."""
        image = self._image
        if image is None or not image.is_quad:
            return
        other = image.plane.with_axes(horizontal, vertical)
        if other != image.plane:
            image.plane = other
            image.pointer = None
            self._view.show_plane(other, axes_changed=False)
            self.refresh()

    def place_crosshair(self, horizontal: float, vertical: float) -> None:
        """Lay the three planes through the pixel at view coordinates of the active one."""
        image = self._image
        if image is None or not image.is_quad:
            return
        index = nearest_index(image.plane.continuous(horizontal, vertical))
        if image.document.geometry.contains(index):
            self._move(image, image.plane.through(index))

    def set_slice(self, axis: int, position: int) -> None:
        """Move the cut along a hidden axis, or the crosshair along any, to an ITK index, kept inside the image."""
        image = self._image
        if image is not None and (image.is_quad or axis in image.plane.hidden_axes):
            self._move(image, image.plane.at(axis, position, image.document.geometry))

    def step_slice(self, steps: int, *, further: bool = False) -> None:
        """Move the cut along the first hidden axis, or the second; an axis of one pixel does not count."""
        axes = self._image.moving_axes[int(further) :] if self._image is not None else ()
        if axes and self._image is not None:
            self.set_slice(axes[0], self._image.plane.position[axes[0]] + steps)

    def go_to_end(self, direction: int) -> None:
        """Go to the last slice along the first hidden axis, or with −1 to the first."""
        if self._image is not None:
            self.step_slice(direction * max(self._image.document.geometry.size))

    def advance_slice(self, axis: int, steps: int) -> None:
        """Move on along an axis; after the last slice comes the first."""
        image = self._image
        if image is not None and (image.is_quad or axis in image.plane.hidden_axes):
            self._move(image, image.plane.advanced(axis, steps, image.document.geometry))

    def save_picture(self, path: Path, png: bytes) -> None:
        """Write a picture of what is on screen; never over a file that is open."""
        try:
            self._files.write_picture(path, png, self.open_files)
        except InspectorError as e:
            self._questions.show_error(path, e)
        else:
            self._view.show_status(f"Saved the screenshot {path.name}.")

    def _lay_out(self, image: OpenImage, plane: Plane, *, is_quad: bool) -> None:
        """Change what is on screen; the pointer is somewhere else on it now."""
        image.plane, image.is_quad, image.pointer = plane, is_quad, None
        self._held = False
        self._view.show_layout(plane, is_quad=is_quad)
        self._look()
