"""The open images, and which of them is on screen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from itk_inspector.control.model.layer_stack import Layer, LayerStack
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.orienting import lay_over
from itk_inspector.core.display.layer_look import LayerLook
from itk_inspector.core.header.file_stamp import FileStamp


def nothing() -> None:
    """Do nothing."""


class OpenImages:
    """The tabs, each a stack of images; ``changed`` is called once after each event that changed anything.

    Whoever changes an image, or what the application's state is derived from,
    does it within `changing`, or calls `tell` afterwards. ``follow`` has an image show the place of the one
    before, both of one tab: ``(before, image)``; ``link`` does so as far as tabs are linked, for images of two.
    """

    def __init__(self) -> None:
        self.changed: Callable[[], None] = nothing
        self.follow: Callable[[OpenImage, OpenImage], None] = lambda before, image: None
        self.link: Callable[[OpenImage, OpenImage], None] = lambda before, image: None
        self._tabs: list[LayerStack] = []
        self.current: OpenImage | None = None
        """The image on screen; of several at one place, the chosen one. Others ask for it, and `bring` another one."""
        self._stack: LayerStack | None = None
        self._overlays: frozenset[str] = frozenset()
        self._depth = 0
        self._is_told = True
        self._only_moved = True

    @property
    def tabs(self) -> tuple[LayerStack, ...]:
        """The tabs, in their order."""
        return tuple(self._tabs)

    @property
    def all(self) -> tuple[OpenImage, ...]:
        """All open images, also those that lie over another one."""
        return tuple(image for tab in self._tabs for image in tab.images)

    @property
    def stack(self) -> LayerStack | None:
        """The tab on screen."""
        return self._stack  # kept: every follower asks, at each step through the slices

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The images of the tab on screen from the bottom to the top; none where one stands alone."""
        layers = () if self._stack is None else self._stack.layers
        return layers if len(layers) > 1 else ()

    @property
    def place(self) -> int:
        """Number of the tab on screen; −1 when there is none."""
        return -1 if self._stack is None else self._tabs.index(self._stack)

    def _stack_of(self, image: OpenImage) -> LayerStack:
        return next(tab for tab in self._tabs if image in tab)

    def share_tab(self, one: OpenImage, other: OpenImage) -> bool:
        """Tell whether two images lie at one place."""
        return any(one in tab and other in tab for tab in self._tabs)

    @property
    def open_files(self) -> tuple[FileStamp, ...]:
        """The files of all open images, which nothing replaces without a separate yes."""
        return tuple(stamp for image in self.all for stamp in image.document.info.own_files)

    def __contains__(self, image: object) -> bool:
        return any(image in tab for tab in self._tabs)

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
        """Put an image on the screen; the pointer stays where it is, and so does the pixel that is kept of it.

        Of the images of one tab, the next one shows the same place as the one before.
        """
        stack = self._stack_of(image)
        self._bring(image, stack, is_same_tab=self.current is not None and self.current in stack)

    def _bring(self, image: OpenImage, stack: LayerStack, *, is_same_tab: bool) -> None:
        before = self.current
        if image is before:
            return
        if before is not None and is_same_tab:
            self.follow(before, image)
        else:
            if before is not None:
                self.link(before, image)
            if not image.is_held:
                image.pointer = before.pointer if before is not None and not before.is_held else None
        image.dragged_to = None
        self.current, self._stack = image, stack
        stack.choose(image)

    def bring_new(self, image: OpenImage, *, is_asking: bool) -> None:
        """Put an image on the screen that was added, unless one is asked about or belongs before it."""
        before = self.current
        if before is None or (not is_asking and image.title.goes_before(before.title)):
            self.bring(image)

    def add(self, image: OpenImage) -> None:
        """Give an image the last tab, or the one before those of a higher order."""
        lay_over(image, self._overlays)
        all_orders = [tab.images[0].title.order for tab in self._tabs]
        self._tabs.insert(bisect_right(all_orders, image.title.order), LayerStack(image))

    def lay(self, image: OpenImage, over: OpenImage, look: LayerLook) -> None:
        """Show an image above another one and all that is at its place."""
        lay_over(image, self._overlays)
        self._stack_of(over).lay(image, look)

    def look(self, image: OpenImage) -> LayerLook:
        """Return how an image is laid over the others of its tab."""
        return self._stack_of(image).look(image)

    def set_look(self, image: OpenImage, look: LayerLook) -> None:
        """Lay an image over the others of its tab in another way."""
        self._stack_of(image).set_look(image, look)

    def gather(self, image: OpenImage, over: OpenImage, look: LayerLook) -> None:
        """Take an open image out of its tab, and show it above another one."""
        self._take_out(image)
        stack = self._stack_of(over)
        stack.lay(image, look)
        if image is self.current:
            self._stack = stack
            stack.choose(image)

    def part(self, image: OpenImage) -> None:
        """Give one of several images of a tab a tab of its own, beside it."""
        place = self._tabs.index(self._stack_of(image))
        self._take_out(image)
        stack = LayerStack(image)
        self._tabs.insert(place + 1, stack)
        if image is self.current:
            self._stack = stack

    def _take_out(self, image: OpenImage) -> None:
        stack = self._stack_of(image)
        stack.remove(image)
        if not stack.layers:
            self._tabs.remove(stack)

    def replace(self, before: OpenImage, image: OpenImage) -> None:
        """Put an image in the place of another one, which is closed."""
        lay_over(image, self._overlays)
        image.title = before.title
        self._stack_of(before).replace(before, image)
        if before is self.current:
            self.bring(image)
        before.close()

    def lay_over(self, overlays: frozenset[str]) -> None:
        """Draw the same above every image, also above those that are still to come."""
        self._overlays = overlays
        for image in self.all:
            lay_over(image, overlays)

    def remove(self, image: OpenImage) -> None:
        """Close an image; when it was on the screen, another one of its tab comes there, or the next tab."""
        stack = self._stack_of(image)
        place = self._tabs.index(stack)
        stack.remove(image)
        if not stack.layers:
            del self._tabs[place]
        if image is self.current:
            following = stack if stack.layers else self._tabs[min(place, len(self._tabs) - 1)] if self._tabs else None
            if following is not None:
                self._bring(following.chosen, following, is_same_tab=following is stack)
            self.current = None if following is None else following.chosen
            self._stack = following
        image.close()

    def release(self) -> None:
        """Let go of all images for good."""
        self.current = self._stack = None
        while self._tabs:
            for image in self._tabs.pop().images:
                image.close()
