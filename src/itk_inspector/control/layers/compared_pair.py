"""The two images that are compared."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from weakref import ref

from itk_inspector.control.model.layer_stack import Layer
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.drawn_difference import largest_on
from itk_inspector.core.display.scene_layer import SceneLayer
from itk_inspector.core.image.pixel_store import PixelStore

if TYPE_CHECKING:
    from itk_inspector.core.compare.place_difference import PlacedImage


@dataclass(frozen=True, slots=True)
class ComparedPair:
    """The other image, and the chosen one, from which places are counted."""

    other: Layer
    main: Layer

    @property
    def names(self) -> tuple[str, str]:
        """What they are called."""
        return self.other.title, self.main.title

    @property
    def images(self) -> frozenset[ref[OpenImage]]:
        """Both, whichever is chosen, without holding them."""
        return frozenset((ref(self.other.image), ref(self.main.image)))

    @property
    def key(self) -> tuple[object, ...]:
        """What the figures hang on; the two images come first."""
        images = self.other.image, self.main.image
        owners = (image.document if image.session is None else image.session for image in images)
        return (*images, *owners, *(image.pixels_version for image in images), self._standing)

    @property
    def _standing(self) -> tuple[int, ...]:
        """Where the other image stands along axes that the chosen one lacks."""
        return self.other.image.plane.position[self.main.image.info.geometry.dimension :]

    @property
    def starts(self) -> tuple[int, ...]:
        """ITK index of the chosen image's first pixel."""
        return self.main.image.info.geometry.start_index

    @property
    def stores(self) -> tuple[PixelStore, ...]:
        """Whose bytes are looked at one after the other: on another lattice, those of the other image are not."""
        other, main = self.other.image.document, self.main.image.document
        return (other.store, main.store) if other.geometry == main.geometry else (main.store,)

    @property
    def bytes(self) -> int:
        """Of both."""
        return self.other.image.info.bytes + self.main.image.info.bytes

    @property
    def refusal(self) -> str:
        """Why there is no difference; empty where there is one."""
        one, two = (image.info.channels for image in (self.other.image, self.main.image))
        return "" if one == two else f"There is no difference of {one} and {two} components."

    @property
    def is_whole(self) -> bool:
        """Tell whether all pixels of both can be read now."""
        return self.other.image.access.is_whole and self.main.image.access.is_whole

    def placed(self) -> tuple[PlacedImage, PlacedImage]:
        """Return both with their pixels."""
        return _placed(self.other.image), _placed(self.main.image)

    def largest_on_slice(self) -> float:
        """Return the largest finite difference on the slice on screen, or on a sample of it; 0 where there is none."""
        images = self.other.image, self.main.image
        if not all(image.is_safe for image in images):
            return 0.0
        other, main = (SceneLayer.of(one.image, one.look, is_main=one is self.main) for one in (self.other, self.main))
        largest = largest_on(other, main, self.main.image.plane)
        return largest if math.isfinite(largest) else 0.0


def _placed(image: OpenImage) -> PlacedImage:
    from itk_inspector.core.compare.place_difference import PlacedImage  # no first picture waits for it

    return PlacedImage(image.access.all(), image.info.geometry, image.plane.position)
