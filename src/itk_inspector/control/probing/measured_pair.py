"""Which image is measured under which labels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias
from weakref import WeakKeyDictionary, ref

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.core.compare.geometry_difference import Sameness, same_space
from itk_inspector.core.display.colour_map_names import LABELS
from itk_inspector.core.display.laid_over import can_be_labels, can_be_measured
from itk_inspector.core.display.layer_look import LayerStyle

Pair: TypeAlias = tuple[OpenImage, OpenImage]
"""What is measured, and the labels; twice the same where labels are told of alone."""


def is_in_parts(pair: Pair) -> bool:
    """Tell whether one of the two is read in parts."""
    return any(image.document.is_tiled for image in pair)


def pair_text(pair: Pair) -> str:
    """Say what is measured under what."""
    image, labels = pair
    return f"{labels.label} alone" if image is labels else f"{image.label} under {labels.label}"


class MeasuredPair:
    """The chosen image with labels of its place, or the reverse; of several pairs, the one that was chosen.

    Images of one tab lie at one place. An image that is read in parts has a tab of its own: images of other tabs
    belong to it whose pixels lie where its own do.

    Parameters
    ----------
    images : OpenImages
    """

    def __init__(self, images: OpenImages) -> None:
        self._images = images
        self._wanted: WeakKeyDictionary[OpenImage, ref[OpenImage]] = WeakKeyDictionary()

    @property
    def offers(self) -> tuple[Pair, ...]:
        """All that can be measured of the image on screen, what is most likely wanted first."""
        chosen = self._images.current
        if chosen is None:
            return ()
        found = None if chosen.document.is_tiled else self._of_tab(chosen)
        return (found,) if found is not None else tuple(self._across_tabs(chosen))

    @property
    def current(self) -> Pair | None:
        """What is measured; None where there is nothing."""
        return self.among(self.offers)

    def among(self, offers: tuple[Pair, ...]) -> Pair | None:
        """Return the one of several that was chosen, or else the first."""
        chosen = self._images.current
        wanted = self._wanted.get(chosen) if chosen is not None else None
        if wanted is not None and (other := wanted()) is not None:
            same = next((pair for pair in offers if _partner(pair, chosen) is other), None)
            if same is not None:
                return same
        return next(iter(offers), None)

    def choose(self, number: int) -> None:
        """Measure this one of the pairs on offer from now on."""
        offers, chosen = self.offers, self._images.current
        if chosen is not None and 0 <= number < len(offers):
            self._wanted[chosen] = ref(_partner(offers[number], chosen))

    def _of_tab(self, chosen: OpenImage) -> Pair | None:
        """Return the chosen image with those that are drawn over it, or the reverse.

        Where none is drawn as labels, the only further image of whole numbers counts as that.
        """
        layers = self._images.layers[::-1]
        drawn = [layer.image for layer in layers if layer.look.style is not LayerStyle.IMAGE]
        if chosen in drawn:
            below = (layer.image for layer in layers if layer.image not in drawn)
            return next(((one, chosen) for one in below if can_be_measured(one.info, chosen.info)), None)
        if not drawn:
            drawn = [layer.image for layer in layers if layer.image is not chosen and can_be_labels(layer.image.info)]
            drawn = drawn if len(drawn) == 1 else []
        return next(((chosen, one) for one in drawn if can_be_measured(chosen.info, one.info)), None)

    def _across_tabs(self, chosen: OpenImage) -> Iterator[Pair]:
        others = [each for each in self._images.all if each is not chosen and _share_pixels(chosen, each)]
        if not _is_drawn_as_labels(chosen):
            drawn = (each for each in others if _is_drawn_as_labels(each))
            yield from ((chosen, each) for each in drawn if can_be_measured(chosen.info, each.info))
            return
        below = (each for each in others if not _is_drawn_as_labels(each))
        yield from ((each, chosen) for each in below if can_be_measured(each.info, chosen.info))
        if chosen.document.is_tiled:
            yield chosen, chosen


def _partner(pair: Pair, chosen: OpenImage | None) -> OpenImage:
    """Return the other one of a pair; the same where it is measured alone."""
    return pair[1] if pair[0] is chosen else pair[0]


def _share_pixels(one: OpenImage, other: OpenImage) -> bool:
    """Tell whether two images, one of which is read in parts, have their pixels at the same points."""
    return is_in_parts((one, other)) and same_space(one.info.geometry, other.info.geometry) is not Sameness.DIFFERENT


def _is_drawn_as_labels(image: OpenImage) -> bool:
    return can_be_measured(image.info, image.info) and image.settings.colour_map == LABELS
