"""The open images, and which of them is on screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.orienting import lay_over
from itk_inspector.core.header.file_stamp import FileStamp


def nothing() -> None:
    """Do nothing."""


class OpenImages:
    """The images in the order of their tabs; ``changed`` is called once after each event that changed anything.

    Whoever changes an image, or what the application's state is derived from,
    does it within `changing`, or calls `tell` afterwards.
    """

    def __init__(self) -> None:
        self.changed: Callable[[], None] = nothing
        self._images: list[OpenImage] = []
        self._current: OpenImage | None = None
        self._overlays: frozenset[str] = frozenset()
        self._depth = 0
        self._is_told = True
        self._only_moved = True

    @property
    def all(self) -> tuple[OpenImage, ...]:
        """All open images."""
        return tuple(self._images)

    @property
    def current(self) -> OpenImage | None:
        """The image on screen."""
        return self._current

    @property
    def place(self) -> int:
        """Number of the tab of the image on screen; −1 when there is none."""
        return -1 if self._current is None else self._images.index(self._current)

    @property
    def open_files(self) -> tuple[FileStamp, ...]:
        """The files of all open images, which nothing replaces without a separate yes."""
        return tuple(stamp for image in self._images for stamp in image.document.info.own_files)

    def __contains__(self, image: object) -> bool:
        return image in self._images

    @property
    def only_moved(self) -> bool:
        """Tell whether, while ``changed`` is called, nothing but the place of the cut is another one."""
        return self._only_moved

    @contextmanager
    def changing(self, *, is_move: bool = False) -> Iterator[None]:
        """Make one event of what is done within: what follows from it is shown once, at the end of the outermost.

        With ``is_move`` nothing is done within but to move the cut along hidden axes.
        """
        self._depth += 1
        self._note(is_move=is_move)
        try:
            yield
        finally:
            self._depth -= 1
            self._settle()

    def tell(self) -> None:
        """Say that something changed."""
        self._note(is_move=False)
        self._settle()

    def _note(self, *, is_move: bool) -> None:
        self._only_moved = is_move and (self._is_told or self._only_moved)
        self._is_told = False

    def _settle(self) -> None:
        if self._depth or self._is_told:
            return
        self._depth += 1  # what is changed while it is shown belongs to this event
        try:
            while not self._is_told:
                self._is_told = True
                self.changed()
        finally:
            self._depth -= 1

    def bring(self, image: OpenImage) -> None:
        """Put an image on the screen; the pointer stays where it is, and so does the pixel that is kept of it."""
        before = self._current
        if image is not before:
            if not image.is_held:
                image.pointer = before.pointer if before is not None and not before.is_held else None
            image.dragged_to = None
            self._current = image

    def add(self, image: OpenImage) -> None:
        """Give an image the last tab."""
        lay_over(image, self._overlays)
        self._images.append(image)

    def replace(self, before: OpenImage, image: OpenImage) -> None:
        """Put an image in the place of another one, which is closed."""
        lay_over(image, self._overlays)
        self._images[self._images.index(before)] = image
        if before is self._current:
            self.bring(image)
        before.close()

    def lay_over(self, overlays: frozenset[str]) -> None:
        """Draw the same above every image, also above those that are still to come."""
        self._overlays = overlays
        for image in self._images:
            lay_over(image, overlays)

    def remove(self, image: OpenImage) -> None:
        """Close an image; the next one comes to the screen when it was there."""
        place = self._images.index(image)
        self._images.remove(image)
        if image is self._current:
            neighbour = self._images[min(place, len(self._images) - 1)] if self._images else None
            if neighbour is not None:
                self.bring(neighbour)
            self._current = neighbour
        image.close()

    def release(self) -> None:
        """Let go of all images for good."""
        self._current = None
        while self._images:
            self._images.pop().close()
