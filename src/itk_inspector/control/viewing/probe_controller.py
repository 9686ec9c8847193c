"""What is under the pointer."""

from __future__ import annotations

from itk_inspector.control.model.kept_pixel import keep, stand_on
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.viewing.layer_probes import LayerProbes
from itk_inspector.control.viewing.screen import Screen
from itk_inspector.control.viewing.source_watch import SourceWatch
from itk_inspector.core.geometry.indexing import ItkIndex, checked_index
from itk_inspector.core.pixels.probe import probe_code
from itk_inspector.core.pixels.read_outs import probe_text


class ProbeController:
    """Probes the pixel under the pointer.

    Parameters
    ----------
    images : OpenImages
    screen : Screen
    watch : SourceWatch
    layers : LayerProbes
    """

    def __init__(self, images: OpenImages, screen: Screen, watch: SourceWatch, layers: LayerProbes) -> None:
        self._images = images
        self._screen = screen
        self._watch = watch
        self._layers = layers
        self._hovered: tuple[float, float] | None = None

    def hover(self, horizontal: float | None, vertical: float | None) -> None:
        """Probe the pixel at view coordinates; None when the pointer has left."""
        image = self._images.current
        where = None if horizontal is None or vertical is None else (float(horizontal), float(vertical))
        self._hovered = where
        if image is None or image.is_held:
            return
        if where is not None and where == image.dragged_to:
            return  # the tool has been there, and what is there was read
        known = image.probe is not None
        image.pointer = where
        if self._watch.follow_memory():
            self._images.tell()
            return
        if image.is_probed:
            return
        self.look()
        if known != (image.probe is not None):
            self._images.tell()

    def look(self) -> None:
        """Probe the pixel under the pointer again, and show it."""
        image = self._images.current
        if image is None:
            return
        found = image.look()
        image.is_held = image.is_held and found is not None
        self._screen.show_probe(found)
        self._layers.look()
        if found is not None and found.awaits_itk:
            image.settle()  # ITK has read it in another process while the rest was written
            self._screen.show_itk(image.probe)
        self._layers.settle()
        if image.probe is None and not image.is_safe:
            self._watch.check_disk()

    def look_again(self) -> None:
        """Ask ITK again if it had not answered when the pixel was probed."""
        image = self._images.current
        if image is None:
            return
        if image.probe is not None and image.probe.awaits_itk:
            if not image.is_probed:
                self.look()
                return
            if image.settle() or image.settle():  # asked now, and answered a moment later
                self._screen.show_itk(image.probe)
        self._layers.settle()

    @property
    def is_due(self) -> bool:
        """Tell whether the pointer was put elsewhere since it was last looked at."""
        image = self._images.current
        return image is not None and image.pointer is not None and image.pointer != image.probed_at

    def set_held(self, held: bool) -> None:
        """Keep the pixel in the panel while the pointer moves on, or follow the pointer again."""
        image = self._images.current
        if image is None or (held and image.probe is None):
            return
        with self._images.changing():
            if held and image.probe is not None:
                keep(image, image.probe.itk_index)
            elif image.is_held:
                image.is_held, image.pointer = False, self._hovered
                self.look()

    def show_index(self, index: ItkIndex) -> None:
        """Go to an index and probe it, as if the pointer stood on its centre.

        Raises
        ------
        ProbeError
            If the index has another dimension or lies outside.
        """
        image = self._images.current
        if image is None:
            return
        image.access.check(checked_index(index))
        with self._images.changing():
            image.is_held = False
            stand_on(image, index)

    def text(self) -> str:
        """Return the probe as text, a line for each other layer at the end; or nothing."""
        image = self._images.current
        if image is None or image.probe is None:
            return ""
        from itk_inspector.core.compare.layer_text import layers_text  # no picture waits for it to be loaded

        return probe_text(image.probe, unit=image.info.unit) + layers_text(self._layers.others)

    def itk_index(self) -> str:
        """Return the probed pixel's index in ITK's order, or nothing."""
        image = self._images.current
        return "" if image is None or image.probe is None else str(image.probe.itk_index)

    def array_index(self) -> str:
        """Return the probed pixel's index in NumPy's order, or nothing."""
        image = self._images.current
        return "" if image is None or image.probe is None else str(image.probe.array_index)

    def code(self) -> str:
        """Return the probe as Python, with that of the other layers; or nothing."""
        image = self._images.current
        if image is None or image.probe is None:
            return ""
        from itk_inspector.core.compare.layer_text import layers_code  # no picture waits for it to be loaded

        return probe_code(image.probe) + layers_code(self._layers.others)
