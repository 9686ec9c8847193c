"""What the open images are called, in all windows that know of one another."""

from __future__ import annotations

from dataclasses import replace

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.core.header.image_source import source_of
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.text.distinct_names import Source, distinct_labels


class Titles:
    """Keeps ``OpenImage.title.label`` of every image different from that of every other one.

    An image that is equal to others in everything else has a number, which it keeps as long as it is open.
    """

    def __init__(self) -> None:
        self._windows: dict[OpenImages, tuple[tuple[OpenImage, ImageDocument], ...]] = {}

    def settle(self, images: OpenImages) -> None:
        """Call all images anew where those of a window are others than before; other windows hear of it if need be."""
        now = tuple((image, image.document) for image in images.all)
        if now == self._windows.get(images, ()):
            return
        before = {other: _labels(other) for other in self._windows if other is not images}
        if now:
            self._windows[images] = now
        else:
            self._windows.pop(images, None)  # a window that is closed is not held
        _name([image for each in self._windows for image in each.all])
        for other, labels in before.items():
            if _labels(other) != labels:
                other.tell()


def _labels(images: OpenImages) -> list[str]:
    return [image.title.label for image in images.all]


def _name(images: list[OpenImage]) -> None:
    for image, label in zip(images, distinct_labels(_numbered(images)), strict=True):
        image.title = replace(image.title, label=label)


def _numbered(images: list[OpenImage]) -> list[Source]:
    """Return where the images come from; of equal ones each keeps its number, or gets the least that is free."""
    sources = [source_of(image.document.info, image.title.given) for image in images]
    taken: set[Source] = set()
    for n in sorted(range(len(images)), key=lambda n: images[n].title.number == 0):
        number = images[n].title.number or 1
        while replace(sources[n], number=number) in taken:
            number += 1
        sources[n] = replace(sources[n], number=number)
        taken.add(sources[n])
        images[n].title = replace(images[n].title, number=number)
    return sources
