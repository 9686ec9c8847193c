"""What is on screen of the image, and the only place that tells the canvas."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from itk_inspector.control.model.moved_copy import follow_copy
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Canvas, ImagePanel, KeptView, ProbePanel, SceneView, Slices
from itk_inspector.core.display.arranged import arranged
from itk_inspector.core.display.scene import DrawnShape, Scene, resolve
from itk_inspector.core.display.scene_layer import SceneLayer
from itk_inspector.core.display.viewport import Layout, Viewports
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.probe import Probe


class Screen:
    """Shows the image on screen: resolves its scene once at the end of an event, and keeps it up to date within one.

    Parameters
    ----------
    images : OpenImages
    canvas, slices, probe_panel, image_panel, kept_view
        The widgets.
    arranging : callable
        Returns what holds while several of them appear or go.
    """

    def __init__(
        self,
        images: OpenImages,
        canvas: Canvas,
        slices: Slices,
        probe_panel: ProbePanel,
        image_panel: ImagePanel,
        kept_view: KeptView,
        arranging: Callable[[], AbstractContextManager[object]],
    ) -> None:
        self.canvas = canvas
        self._images = images
        self._slices = slices
        self._probe_panel = probe_panel
        self._image_panel = image_panel
        self._kept_view = kept_view
        self._arranging = arranging
        self._beside: tuple[SceneView, ...] = ()
        self._scene: Scene | None = None
        self._shows_probe = False
        self._shapes: tuple[DrawnShape, ...] = ()
        self._paints = False
        self._kept: Probe | None = None

    @property
    def scene(self) -> Scene | None:
        """What is on screen; None when no image is open."""
        return self._scene

    def join(self, *views: SceneView) -> None:
        """Have these, too, follow what is on screen from now on."""
        self._beside += views
        for view in views:
            view.show_scene(self._scene)

    def show(self) -> bool:
        """Show the image as it is now; True when there may be something else under the pointer."""
        image, before = self._images.current, self._scene
        if image is None:
            if before is not None:
                self._clear()
            return False
        follow_copy(image)
        image.take_changes()
        scene = self._resolved(image)
        self._show_panels(image, scene, before)
        self._show(scene)
        return before is None or scene.puts_other_pixels_under_the_pointer(before)

    def _resolved(self, image: OpenImage) -> Scene:
        stack = self._images.stack
        if stack is None or not stack.is_layered:
            return resolve(image, self._shapes)
        shown = [SceneLayer.of(layer.image, layer.look, is_main=layer.image is image) for layer in stack.layers]
        return resolve(image, self._shapes, arranged(shown, [one.title for one in stack.layers], stack.compared))

    def _show(self, scene: Scene) -> None:
        self._scene = scene
        self.canvas.show_scene(scene)
        for view in self._beside:
            view.show_scene(scene)
        self._show_kept()

    def _show_kept(self) -> None:
        """Name the pixel that is kept, if another one is, or another value is there."""
        image = self._images.current
        kept = image.probe if image is not None and image.is_held else None
        if kept is not self._kept:
            self._kept = kept
            self._kept_view.show_kept(kept)

    def _clear(self) -> None:
        self._scene = None
        self.canvas.show_scene(None)
        for view in self._beside:
            view.show_scene(None)
        self._probe_panel.show_info(None)
        self._show_kept()
        self._image_panel.clear_info()
        self._slices.clear()

    def _show_panels(self, image: OpenImage, scene: Scene, before: Scene | None) -> None:
        is_quad = scene.layout is Layout.THREE_PLANES
        if before is None or scene.info is not before.info:
            with self._arranging():
                self._probe_panel.show_info(scene.info)
                self._image_panel.show_info(scene.info)
                self._slices.show_document(scene.geometry, scene.info.space.unit, scene.plane)
                if is_quad:
                    self._slices.show_layout(scene.plane, is_quad=is_quad)
        elif scene.layout is not before.layout:
            self._slices.show_layout(scene.plane, is_quad=is_quad)
        elif scene.plane != before.plane:
            self._slices.show_plane(scene.plane)

    # within an event ----------------------------------------------------------

    def _shown(self) -> tuple[OpenImage, Scene] | None:
        """Return the image on screen and its scene; None while it has not been shown as it is now."""
        image, scene = self._images.current, self._scene
        if image is None or scene is None or scene.source is not image or scene.info is not image.info:
            return None
        return image, scene

    def show_changed(self) -> bool:
        """Draw what edits changed since they were last drawn; True when anything was."""
        shown = self._shown()
        if shown is None or not shown[0].take_changes():
            return False
        self._show(shown[1].redrawn(shown[0].pixels_version, shown[0].changed_box))
        return True

    def redraw(self, box: Region | None) -> None:
        """Draw the pixels of a box again, or all."""
        shown = self._shown()
        if shown is not None:
            shown[0].touch(box)
            self._show(shown[1].redrawn(shown[0].pixels_version, box))

    def show_probe(self, probe: Probe | None) -> None:
        """Show what is under the cursor; None when the cursor is elsewhere."""
        if probe is not None:
            self._probe_panel.show_probe(probe)
        elif self._shows_probe:
            self._probe_panel.clear_probe()
        self._shows_probe = probe is not None
        is_kept = self._images.current is not None and self._images.current.is_held
        scene = self._scene.marking(probe, is_kept=is_kept) if self._scene is not None else None
        if scene is not None and scene is not self._scene:
            self._show(scene)
        else:
            self._show_kept()

    def show_itk(self, probe: Probe | None) -> None:
        """Show what ITK has read at the pixel that is shown, or that its answer is late."""
        if probe is not None:
            self._probe_panel.show_itk(probe)

    def show_shapes(self, shapes: tuple[DrawnShape, ...]) -> None:
        """Show what is being dragged, and what the tool in hand would change."""
        if shapes != self._shapes:
            self._shapes = shapes
            if self._scene is not None:
                self._show(self._scene.holding(shapes))

    def show_outlines(self) -> None:
        """Show what is measured with as it is now."""
        shown = self._shown()
        if shown is not None:
            self._show(shown[1].outlining(shown[0].outlines))

    def show_disk_change(self, text: str) -> None:
        """Say beside the image that its file changed on disk, and draw what it may have become; empty: it did not."""
        image = self._images.current
        if image is None or not (text or image.disk_note):
            return
        image.disk_note = text
        image.touch(None)
        if self._shown() is not None:
            self._show(self._resolved(image))

    def take_viewports(self, viewports: Viewports) -> None:
        """Take what the user brought to the screen."""
        shown = self._shown()
        if shown is not None:
            shown[0].viewports = viewports
            self._scene = shown[1].seen_through(viewports)

    def seen(self, image: OpenImage) -> Viewports:
        """Return what part of each plane of an image is on screen now; of one that is not shown, what was to be."""
        shown = self._shown()
        return self.canvas.seen() if shown is not None and shown[0] is image else image.viewports

    def set_painting(self, paints: bool) -> None:
        """Choose whether the left button is a tool's, or moves the image."""
        if paints != self._paints:
            self._paints = paints
            self.canvas.set_painting(paints)

    def show_header(self, info: ImageInfo | None) -> None:
        """Show what the header says of a file that is being read; None when none is."""
        self.canvas.show_header(info)
