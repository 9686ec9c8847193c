"""What is on screen of the image, and the only place that tells the canvas."""

from __future__ import annotations

from dataclasses import dataclass

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Canvas, ImagePanel, Levels, ProbePanel, Slices
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.pixels.probe import Probe


@dataclass(frozen=True, slots=True)
class Shown:
    """What the canvas was last told to show."""

    image: OpenImage
    document: ImageDocument
    session: EditSession | None
    plane: Plane
    is_quad: bool

    @classmethod
    def of(cls, image: OpenImage) -> Shown:
        """Return what is to be shown of an image."""
        return cls(image, image.document, image.session, image.plane, image.is_quad)


class Screen:
    """Shows the image on screen; at the end of an event only what differs from before.

    Parameters
    ----------
    images : OpenImages
    canvas, slices, levels, probe_panel, image_panel
        The widgets.
    """

    def __init__(
        self,
        images: OpenImages,
        canvas: Canvas,
        slices: Slices,
        levels: Levels,
        probe_panel: ProbePanel,
        image_panel: ImagePanel,
    ) -> None:
        self.canvas = canvas
        self._images = images
        self._slices = slices
        self._levels = levels
        self._probe_panel = probe_panel
        self._image_panel = image_panel
        self._shown: Shown | None = None
        self._rectangle: tuple[ItkIndex, ItkIndex] | None = None
        self._disk_change = ""
        self._paints = False
        self._switches: frozenset[str] | None = None

    def show(self) -> bool:
        """Show what differs from what was shown; True when there may be something else under the pointer."""
        image = self._images.current
        before, now = self._shown, Shown.of(image) if image is not None else None
        if now is None:
            if before is not None:
                self._clear()
            self._shown = None
            return False
        if before is None or before.document is not now.document:
            self.keep_view()
            self._show_document(now)
            is_another = True
        else:
            is_another = self._show_difference(before, now)
        self._shown = now
        return self.show_changed() or is_another

    def keep_view(self) -> None:
        """Keep zoom and appearance with the image that is shown, as long as it is open."""
        shown = self._shown
        if shown is not None and shown.image in self._images:
            shown.image.view_state = self.canvas.view_state(), self._levels.look

    def _clear(self) -> None:
        self._levels.clear()
        self.canvas.clear()
        self._probe_panel.show_document(None)
        self._image_panel.clear_info()
        self._slices.clear()
        self._disk_change = ""

    def _show_document(self, now: Shown) -> None:
        info = now.document.info
        view_state = now.image.view_state
        canvas, look = view_state if isinstance(view_state, tuple) else (None, None)
        self._probe_panel.show_document(now.document)
        self._slices.show_document(info.geometry, info.unit, now.plane)
        self._image_panel.show_info(info)
        self.canvas.show_document(now.document, now.plane, view_state=canvas)
        self._levels.show_document(now.document, now.plane, look)
        self._disk_change = ""
        self._show_pixels(now)
        if now.is_quad:
            self._show_layout(now)

    def _show_difference(self, before: Shown, now: Shown) -> bool:
        is_another = now.session is not before.session
        if is_another:
            self._show_pixels(now)
        if now.is_quad != before.is_quad:
            self._show_layout(now)
            is_another = True
        elif now.plane != before.plane:
            axes_changed = _axes(now.plane) != _axes(before.plane)
            self._slices.show_plane(now.plane)
            self.canvas.show_plane(now.plane, axes_changed=axes_changed and not now.is_quad)
            # another plane of three is another one to act on: nothing moves
            is_another = is_another or not now.is_quad or now.plane.position != before.plane.position
        if now.plane != before.plane:
            self._levels.show_plane(now.plane)
        return is_another

    def _show_layout(self, now: Shown) -> None:
        self._slices.show_layout(now.plane, is_quad=now.is_quad)
        self.canvas.show_layout(now.plane, is_quad=now.is_quad)

    def _show_pixels(self, now: Shown) -> None:
        self.canvas.show_pixels(now.image.pixels, edited=now.session is not None)
        self._levels.show_pixels(now.image.pixels)

    def show_changed(self) -> bool:
        """Draw what edits changed since they were last drawn; True when anything was."""
        session = self._shown.session if self._shown is not None else None
        box = session.take_changed() if session is not None else None
        if box is not None:
            self.redraw(box)
        return box is not None

    def redraw(self, box: Region) -> None:
        """Draw the pixels of a box again."""
        self.canvas.refresh(box)
        self._levels.refresh()

    def show_probe(self, probe: Probe | None) -> None:
        """Show what is under the cursor; None when the cursor is elsewhere."""
        if probe is None:
            self._probe_panel.clear_probe()
        else:
            self._probe_panel.show_probe(probe)
        self.canvas.show_probe(probe)

    def show_rectangle(self, corners: tuple[ItkIndex, ItkIndex] | None) -> None:
        """Show the rectangle being dragged; None when none is."""
        if corners != self._rectangle:
            self._rectangle = corners
            self.canvas.show_rectangle(corners)

    def set_painting(self, paints: bool) -> None:
        """Choose whether the left button is a tool's, or moves the image."""
        if paints != self._paints:
            self._paints = paints
            self.canvas.set_painting(paints)

    def show_switches(self, on: frozenset[str]) -> None:
        """Show what is drawn above the image."""
        if on != self._switches:
            self._switches = on
            self.canvas.show_switches(on)

    def show_header(self, info: ImageInfo | None) -> None:
        """Show what the header says of a file that is being read; None when none is."""
        self.canvas.show_header(info)

    def show_disk_change(self, text: str) -> None:
        """Say beside the image that its file changed on disk; empty when it did not."""
        if text or self._disk_change:
            self._disk_change = text
            self.canvas.show_disk_change(text)


def _axes(plane: Plane) -> tuple[int, int]:
    return plane.horizontal, plane.vertical
