"""The canvas as it is told of one thing after another, until all callers resolve scenes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from itk_inspector.core.display.viewport import ALL_FITTED, Layout, Viewports
from itk_inspector.gui.canvas.overlay_switches import OverlaySwitches
from itk_inspector.gui.canvas.scene_canvas import SceneCanvas

if TYPE_CHECKING:  # the window is on screen before NumPy and pyqtgraph are loaded
    import numpy.typing as npt

    from itk_inspector.core.display.display_settings import DisplaySettings
    from itk_inspector.core.geometry.indexing import ItkIndex
    from itk_inspector.core.geometry.planes import Plane
    from itk_inspector.core.geometry.regions import Region
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.pixels.probe import Probe
    from itk_inspector.gui.canvas.shown_image import ShownImage


class ImageCanvas(SceneCanvas):
    """Keeps what it was told, and shows the scene of it."""

    appearance_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._image: ShownImage | None = None
        self._switches: frozenset[str] = frozenset()
        self._corners: tuple[ItkIndex, ItkIndex] | None = None
        self._later: Viewports = ALL_FITTED
        super().__init__(parent)
        self.viewports_changed.connect(self._take_viewports)

    def _take_viewports(self, viewports: Viewports) -> None:
        if self._image is not None and self._scene is not None:
            self._image.viewports = viewports
            self._scene = self._scene.seen_through(viewports)

    def _resolve(self) -> None:
        if self._image is not None:
            from itk_inspector.core.display.scene import Rectangle, resolve  # here, because it loads NumPy

            shapes = () if self._corners is None else (Rectangle(*self._corners),)
            self.show_scene(resolve(self._image, shapes))

    def show_document(self, document: ImageDocument, plane: Plane, *, view_state: object = None) -> None:
        """Show an image: fitted and with settings that suit it, or as `view_state` told of it before."""
        from itk_inspector.core.display.defaults import suitable_settings  # here, because these load NumPy
        from itk_inspector.gui.canvas.shown_image import ShownImage

        settings, layout, viewports = view_state if isinstance(view_state, tuple) else (None, None, ALL_FITTED)
        settings = suitable_settings(document.info, document.pixels, settings)
        self._image = image = ShownImage(document, document.pixels, plane, settings, self._switches)
        self._later = viewports if layout is Layout.THREE_PLANES else ALL_FITTED
        image.viewports = viewports if layout is Layout.SINGLE else ALL_FITTED
        self._resolve()
        self.appearance_changed.emit(settings)

    def view_state(self) -> object:
        """Return how the image on screen is shown."""
        image = self._image
        return None if image is None else (image.settings, image.layout, image.viewports)

    def show_disk_change(self, text: str) -> None:
        """Show the image's notes, or that its file changed on disk, with a way to reload."""
        if self._image is not None:
            self._image.disk_note = text
            if text:
                self._image.touch(None)
            self._resolve()

    def clear(self) -> None:
        """Show the empty state, and hold no pixels."""
        self._image = None
        self.show_scene(None)

    def show_pixels(self, pixels: npt.NDArray[Any], *, edited: bool) -> None:
        """Show the edited copy or the original."""
        assert self._image is not None
        self._image.pixels, self._image.is_edited = pixels, edited
        self._resolve()

    def show_layout(self, plane: Plane, *, is_quad: bool) -> None:
        """Show the plane alone, or the three orthogonal planes through its position."""
        layout = Layout.THREE_PLANES if is_quad else Layout.SINGLE
        if self._image is not None and layout is not self._image.layout:
            self._image.plane, self._image.layout, self._image.viewports = plane, layout, self._later
            self._later = ALL_FITTED
            self._resolve()

    def set_overlays(self, choice: OverlaySwitches, *, sync_zoom: bool) -> None:
        """Choose what is drawn above the image, and whether the three planes have one scale."""
        on = {"pixelNumbers": choice.numbers, "pixelGrid": choice.grid, "crosshair": choice.crosshair}
        on |= {"scaleBar": choice.scale_bar, "syncZoom": sync_zoom}
        self._switches = frozenset(name for name, is_on in on.items() if is_on)
        if self._image is not None:
            self._image.switches = self._switches
            self._resolve()

    def show_switches(self, on: frozenset[str]) -> None:
        """Draw above the image what is switched on."""
        choice = OverlaySwitches("crosshair" in on, "scaleBar" in on, "pixelNumbers" in on, "pixelGrid" in on)
        self.set_overlays(choice, sync_zoom="syncZoom" in on)

    def show_plane(self, plane: Plane, *, axes_changed: bool) -> None:
        """Show another slice; other axes are fitted anew."""
        assert self._image is not None
        self._image.plane = plane
        if axes_changed:
            self._image.viewports = ALL_FITTED
        self._resolve()

    @property
    def settings(self) -> DisplaySettings:
        """How the image is drawn."""
        return self._image.settings if self._image is not None else self.view.item.settings

    def set_settings(self, settings: DisplaySettings) -> None:
        """Draw the image another way; ``appearance_changed`` tells, whoever wanted it."""
        if self._image is not None:
            self._image.settings = settings
            self._resolve()
            self.appearance_changed.emit(settings)

    def refresh(self, box: Region) -> None:
        """Draw the same slice again: its pixels have changed within a box."""
        if self._image is not None:
            self._image.touch(box)
            self._resolve()

    def show_probe(self, found: Probe | None) -> None:
        """Outline the probed pixel, and mark the one that the same numbers lead to."""
        if self._image is not None and self._scene is not None:
            self._image.probe = found
            self.show_scene(self._scene.marking(found))

    def show_rectangle(self, corners: tuple[ItkIndex, ItkIndex] | None) -> None:
        """Show the rectangle being dragged."""
        if corners != self._corners:
            self._corners = corners
            self._resolve()
