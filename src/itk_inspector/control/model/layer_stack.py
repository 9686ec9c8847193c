"""The images of one tab, which are shown at the same physical point."""

from __future__ import annotations

from dataclasses import replace

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.compare_mode import NOT_COMPARED, CompareMode, Comparing, pair_of
from itk_inspector.core.display.layer_look import PLAIN_LOOK, LayerLook


@dataclass(frozen=True, slots=True)
class Layer:
    """One of the images of a tab, how it is laid over the others, and what the user calls it."""

    image: OpenImage
    look: LayerLook = PLAIN_LOOK
    name: str = ""

    @property
    def title(self) -> str:
        """What it is called: by the user, or else by its image."""
        return self.name or self.image.label


class LayerStack:
    """The images of one tab from the bottom to the top; one of them is chosen.

    The chosen image is the one that everything else works on: its lattice is on screen, its pixel is probed, tools edit
    its copy. The others are looked up at the same physical points.

    Parameters
    ----------
    image : OpenImage
        The first layer.
    """

    def __init__(self, image: OpenImage) -> None:
        self.layers: tuple[Layer, ...] = (Layer(image),)
        """From the bottom to the top."""
        self._chosen = image
        self.comparing: Comparing = NOT_COMPARED

    @property
    def compared(self) -> Comparing:
        """How two of the images are compared on screen; three planes leave no room to have them side by side."""
        is_crowded = self.comparing.mode is CompareMode.SIDE_BY_SIDE and self._chosen.is_quad
        return NOT_COMPARED if is_crowded or not self.is_layered else self.comparing

    @property
    def pair(self) -> tuple[Layer, Layer] | None:
        """The other and the chosen one of the two that are compared; None where an image stands alone."""
        if not self.is_layered:
            return None
        chosen = self.images.index(self._chosen)
        low, high = pair_of(len(self.layers), chosen)
        return self.layers[low if chosen == high else high], self.layers[chosen]

    @property
    def images(self) -> tuple[OpenImage, ...]:
        """From the bottom to the top."""
        return tuple(layer.image for layer in self.layers)

    @property
    def chosen(self) -> OpenImage:
        """The image that everything else works on."""
        return self._chosen

    @property
    def is_layered(self) -> bool:
        """Tell whether there is more than one image."""
        return len(self.layers) > 1

    def __contains__(self, image: object) -> bool:
        return any(layer.image is image for layer in self.layers)

    def choose(self, image: OpenImage) -> None:
        """Work on another of the images."""
        self._chosen = image

    def lay(self, image: OpenImage, look: LayerLook = PLAIN_LOOK) -> None:
        """Put an image on the top."""
        self.layers = (*self.layers, Layer(image, look))

    def look(self, image: OpenImage) -> LayerLook:
        """Return how an image is laid over the others."""
        return next(layer.look for layer in self.layers if layer.image is image)

    def set_look(self, image: OpenImage, look: LayerLook) -> None:
        """Lay an image over the others in another way."""
        self.layers = tuple(replace(one, look=look) if one.image is image else one for one in self.layers)

    def rename(self, image: OpenImage, name: str) -> None:
        """Call an image otherwise; an empty name is its own."""
        self.layers = tuple(replace(one, name=name) if one.image is image else one for one in self.layers)

    def move(self, image: OpenImage, steps: int) -> None:
        """Move an image so many places up, or down with a negative number, as far as there are others."""
        place = self.images.index(image)
        others = [layer for layer in self.layers if layer.image is not image]
        others.insert(max(0, min(place + steps, len(others))), self.layers[place])
        self.layers = tuple(others)

    def replace(self, before: OpenImage, image: OpenImage) -> None:
        """Put an image in the place of another one."""
        self.layers = tuple(replace(one, image=image) if one.image is before else one for one in self.layers)
        self._chosen = image if self._chosen is before else self._chosen

    def remove(self, image: OpenImage) -> None:
        """Take an image out; where it was chosen, the one above it is, or else the top one.

        One that stands alone then is shown whole, and is compared with nothing, also when another one comes.
        """
        place = self.images.index(image)
        self.layers = tuple(layer for layer in self.layers if layer.image is not image)
        if not self.is_layered:
            self.layers = tuple(replace(layer, look=PLAIN_LOOK) for layer in self.layers)
            self.comparing = NOT_COMPARED
        if self._chosen is image and self.layers:
            self._chosen = self.layers[min(place, len(self.layers) - 1)].image
