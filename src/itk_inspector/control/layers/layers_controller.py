"""The images of the tab on screen: which is chosen, how each is laid over the others, and in which order."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol
from weakref import WeakSet

from itk_inspector.control.files.tabs_controller import TabsController
from itk_inspector.control.layers.layer_row import LayerRow
from itk_inspector.control.model.layer_stack import Layer, LayerStack
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.core.display.display_settings import ComponentMode
from itk_inspector.core.display.laid_over import can_be_labels, fitting_look
from itk_inspector.core.display.layer_look import LayerStyle
from itk_inspector.core.geometry.geometry import Geometry


class LayersPanel(Protocol):
    """The list of layers."""

    def show_layers(self, rows: Sequence[LayerRow]) -> None:
        """Show the images of the tab on screen, from the bottom to the top; none where one stands alone."""
        ...

    def come_to_front(self) -> None:
        """Come before the other panels."""
        ...


class LayersController:
    """Chooses and arranges the images of the tab on screen; each is named by its number, counted from the bottom.

    Parameters
    ----------
    images : OpenImages
    tabs : TabsController
        Closes images.
    panel : LayersPanel
    """

    def __init__(self, images: OpenImages, tabs: TabsController, panel: LayersPanel) -> None:
        self._images = images
        self._tabs = tabs
        self._panel = panel
        self._shown: tuple[LayerRow, ...] = ()
        self._known: WeakSet[LayerStack] = WeakSet()

    def show(self) -> None:
        """Show the list where it is another one; it comes to the front with the second image of a tab."""
        image = self._images.current
        if image is None or (self._images.only_moved and self._shown):
            rows = self._shown if image is not None else ()
        else:
            rows = tuple(_row(layer, image) for layer in self._images.layers)
        if rows != self._shown:
            self._shown = rows
            self._panel.show_layers(rows)
        stack = self._images.stack
        if rows and stack is not None and stack not in self._known:
            self._known.add(stack)
            self._panel.come_to_front()

    def _layer(self, number: int) -> Layer | None:
        layers = self._images.layers
        return layers[number] if 0 <= number < len(layers) else None

    @property
    def chosen(self) -> int:
        """Number of the chosen image; −1 where one stands alone."""
        images = [layer.image for layer in self._images.layers]
        return images.index(self._images.current) if self._images.current in images else -1

    # which ------------------------------------------------------------------

    def choose(self, number: int) -> None:
        """Work on another image, at the same place."""
        layer = self._layer(number)
        if layer is not None:
            with self._images.changing():
                self._images.bring(layer.image)

    def step(self, steps: int) -> None:
        """Choose the image above, or with −1 the one below, round and round."""
        if self._images.layers:
            self.choose((self.chosen + steps) % len(self._images.layers))

    # how --------------------------------------------------------------------

    def set_visible(self, number: int, *, visible: bool) -> None:
        """Show or hide an image."""
        self._change(number, is_visible=visible)

    def toggle_visible(self) -> None:
        """Show the chosen image, or hide it."""
        layer = self._layer(self.chosen)
        if layer is not None:
            self.change(layer, is_visible=not layer.look.is_visible)

    def set_opacity(self, number: int, opacity: float) -> None:
        """Choose how much of an image is seen: from 0, nothing, to 1, nothing of what lies below."""
        self._change(number, opacity=min(max(opacity, 0.0), 1.0))

    def set_style(self, number: int, style: LayerStyle) -> None:
        """Draw an image as an image, or as labels: filled, or their outlines; not what holds no labels."""
        self._change(number, style=style)

    def _change(self, number: int, **changes: Any) -> None:
        layer = self._layer(number)
        if layer is not None:
            self.change(layer, **changes)

    def change(self, layer: Layer, **changes: Any) -> None:
        """Lay an image over the others in another way, whatever tab it is in; one that stands alone is shown whole."""
        look = fitting_look(layer.image.info, replace(layer.look, **changes))
        if look != layer.look and any(layer.image in tab and tab.is_layered for tab in self._images.tabs):
            with self._images.changing():
                self._images.set_look(layer.image, look)

    def rename(self, number: int, name: str) -> None:
        """Call a layer otherwise here; an empty name is that of its image again."""
        layer, stack = self._layer(number), self._images.stack
        if layer is not None and stack is not None:
            with self._images.changing():
                stack.rename(layer.image, name.strip())

    # where ------------------------------------------------------------------

    def move(self, number: int, steps: int) -> None:
        """Move an image so many places up, or down with a negative number, as far as there are others."""
        layer, stack = self._layer(number), self._images.stack
        if layer is not None and stack is not None:
            with self._images.changing():
                stack.move(layer.image, steps)

    def move_chosen(self, steps: int) -> None:
        """Move the chosen image up or down."""
        self.move(self.chosen, steps)

    def remove(self, number: int) -> None:
        """Close an image; unsaved edits are asked about."""
        layer = self._layer(number)
        if layer is not None:
            self._tabs.close_images((layer.image,))

    def remove_chosen(self) -> None:
        """Close the chosen image."""
        self.remove(self.chosen)

    def give_tab(self, number: int) -> None:
        """Move an image to a tab of its own, which comes to the front."""
        layer = self._layer(number)
        if layer is not None:
            with self._images.changing():
                self._images.bring(layer.image)
                self._images.part(layer.image)

    def give_chosen_tab(self) -> None:
        """Move the chosen image to a tab of its own."""
        self.give_tab(self.chosen)


def _row(layer: Layer, chosen: OpenImage) -> LayerRow:
    image = layer.image
    info, settings = image.info, image.settings
    note, at_length = _apart(chosen.info.geometry, info.geometry, (chosen.info.space.unit, info.space.unit))
    return LayerRow(
        name=layer.title,
        tip="\n".join(filter(None, (str(info.path), info.part_name, "" if note else at_length))),
        look=layer.look,
        is_chosen=image is chosen,
        is_modified=image.is_modified,
        can_be_labels=can_be_labels(info),
        colour_map="" if settings.component.kind is ComponentMode.COLOUR else settings.colour_map,
        is_inverted=settings.is_inverted,
        note=image.disk_note or note,
        note_tip=image.disk_note or at_length,
    )


@functools.lru_cache(maxsize=64)  # asked for after each event
def _apart(chosen: Geometry, other: Geometry, units: tuple[str, str]) -> tuple[str, str]:
    """Say in a few words and at length how far the lattices of two images lie apart; empty where they are one.

    Where they are one to rounding, it is said at length only.
    """
    from itk_inspector.core.compare.box_note import box_note  # few open several images, and none before the first
    from itk_inspector.core.compare.geometry_difference import Sameness, geometry_difference

    found = geometry_difference(chosen, other, units)
    if found.sameness is Sameness.EXACT:
        return "", ""
    return box_note(chosen, other, units) if found.sameness is Sameness.DIFFERENT else "", f"{found.text}."
