"""What every layer holds at the place under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from itk_inspector.control.model.layer_stack import Layer
from itk_inspector.control.model.open_image import OpenImage, read_pixel
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex
from itk_inspector.core.geometry.other_lattice import index_in
from itk_inspector.core.pixels.probe import Late
from itk_inspector.core.pixels.values import Value

if TYPE_CHECKING:  # an image that stands alone needs none
    from itk_inspector.core.compare.layer_probe import LayerProbe


class LayerRows(Protocol):
    """Shows a row for each layer."""

    def show_layers(self, rows: Sequence[LayerProbe], chosen: int) -> None:
        """Show what the layers hold, the top one first, the chosen one marked; none where an image stands alone."""
        ...


class _AskedLater:
    """Leaves for later what ITK reads: it answers one question after the other, and the rest is told at once."""

    image: Any = None

    def value(self, index: ItkIndex) -> Value | Late | None:
        """Say that it has not come yet."""
        return Late.LATE


_LATER = _AskedLater()


class LayerProbes:
    """Probes the layers at the physical point that is probed in the chosen image.

    Parameters
    ----------
    images : OpenImages
    view : LayerRows
    """

    def __init__(self, images: OpenImages, view: LayerRows) -> None:
        self._images = images
        self._view = view
        self._layers: tuple[Layer, ...] = ()
        self.rows: tuple[LayerProbe, ...] = ()
        self._known: tuple[object, ...] = ()

    def show(self) -> None:
        """Show what differs from what was shown."""
        if (self._images.layers or self.rows) and self._known != self._what_is_shown():
            self.look()
            self.settle()

    def _what_is_shown(self) -> tuple[object, ...]:
        image, layers = self._images.current, self._images.layers
        where = None if image is None else (image, image.pointer, image.plane)
        return where, layers, tuple((each.image.session, each.image.pixels_version, each.image.info) for each in layers)

    def look(self) -> None:
        """Probe all layers again, and show them; `settle` asks for what ITK reads of them."""
        image, layers = self._images.current, self._images.layers[::-1]
        if image is None or not layers:
            self._known = ()
            if self.rows:
                self._forget()
            return
        self._known = self._what_is_shown()
        where = image.continuous()
        self._layers = layers
        self.rows = tuple(_row(layer, image, where) for layer in layers)
        self._show()

    @property
    def others(self) -> tuple[LayerProbe, ...]:
        """What the images beside the chosen one hold, the top one first."""
        current = self._images.current
        return tuple(row for layer, row in zip(self._layers, self.rows, strict=True) if layer.image is not current)

    def _forget(self) -> None:
        self._layers = self.rows = ()
        self._view.show_layers((), -1)

    def _show(self) -> None:
        current = self._images.current
        self._view.show_layers(self.rows, next(n for n, layer in enumerate(self._layers) if layer.image is current))

    def settle(self) -> None:
        """Take what ITK has read meanwhile; it answers one question after the other."""
        if not self.rows:
            return
        main = self._images.current
        rows = tuple(_settled(layer, row, main) for layer, row in zip(self._layers, self.rows, strict=True))
        if any(now is not before for now, before in zip(rows, self.rows, strict=True)):
            self.rows = rows
            self._show()


def _row(layer: Layer, main: OpenImage, where: ContinuousIndex | None) -> LayerProbe:
    from itk_inspector.core.compare.layer_probe import LayerProbe  # an image that stands alone needs none

    """Read one layer where the pointer stands in the chosen image."""
    image, value = layer.image, None if main.probe is None else main.probe.array_value
    name, is_visible = layer.title, layer.look.is_visible
    if where is None:
        return LayerProbe(name, None, None, is_visible)
    if image is main:
        index, found = main.index_under_pointer(), main.probe
        value = None
    else:
        index = index_in(main.info.geometry, image.info.geometry, where, image.plane.position)
        found = None if index is None else read_pixel(image, index, None, _LATER)
    if index is not None and found is None:
        return LayerProbe(name, None, None, is_visible, is_unreadable=True)
    return LayerProbe.of(name, found, value, is_visible=is_visible)


def _settled(layer: Layer, row: LayerProbe, main: OpenImage | None) -> LayerProbe:
    """Ask for what ITK has not told yet, and for the answer a moment later; the chosen image was asked already."""
    image = layer.image
    if image is main:
        return row if row.probe is image.probe else replace(row, probe=image.probe)
    if row.probe is None or not row.awaits_itk or not image.is_safe:
        return row
    for _ in range(2):
        read = image.itk_pixels.value(row.probe.itk_index)
        if read is not Late.LATE:
            return row.settled(read)
    return row
