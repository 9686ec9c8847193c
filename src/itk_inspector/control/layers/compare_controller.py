"""Comparing two images of the tab on screen: how they share the screen, and the figures of their difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol
from weakref import WeakKeyDictionary, ref

from itk_inspector.control.layers.compared_pair import ComparedPair
from itk_inspector.control.model.layer_stack import LayerStack
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Status
from itk_inspector.control.probing.navigation import Navigation
from itk_inspector.control.viewing.background import Background, Holds
from itk_inspector.control.viewing.view_controller import ViewController
from itk_inspector.core.display.compare_mode import NOT_COMPARED, CompareMode, Comparing
from itk_inspector.core.display.composition import SwipeAxis
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.pixel_store import PixelStore

if TYPE_CHECKING:
    from itk_inspector.core.compare.place_difference import PlaceDifference
    from itk_inspector.core.measure.facts import Fact

_AT_ONCE = 2**28
"""Bytes of both images up to which nobody needs to ask for the figures."""
_STEP = 0.02


class ComparePanel(Protocol):
    """What is told of two images."""

    @property
    def is_seen(self) -> bool:
        """Tell whether it can be seen: nothing is worked out otherwise."""

    def show_pair(self, other: str, main: str, comparing: Comparing) -> None:
        """Name the two, and show how they are compared."""

    def show_figures(self, facts: tuple[Fact, ...], columns: tuple[str, ...]) -> None:
        """Show what was worked out; ``columns`` names the components, where there are several."""

    def show_working(self, fraction: Callable[[], float]) -> None:
        """Show that it is being worked out, and how far that has come."""

    def show_unworked(self) -> None:
        """Offer to work it out for large images."""

    def show_reason(self, text: str) -> None:
        """Say why there are no figures."""

    def show_nothing(self) -> None:
        """Show that an image stands alone."""


class CompareController:
    """Compares the chosen image with the one below it, or of the lowest, with the one above.

    Parameters
    ----------
    images : OpenImages
    view : ViewController
    navigation : Navigation
    panel : ComparePanel
    background : Background
    status : Status
    """

    def __init__(
        self,
        images: OpenImages,
        view: ViewController,
        navigation: Navigation,
        panel: ComparePanel,
        background: Background,
        status: Status,
    ) -> None:
        self._images = images
        self._view = view
        self._navigation = navigation
        self._panel = panel
        self._background = background
        self._status = status
        self._told: tuple[object, ...] = ()
        self._known: tuple[object, ...] = ()
        self._scaled: WeakKeyDictionary[LayerStack, frozenset[ref[OpenImage]]] = WeakKeyDictionary()
        self._before_blink: tuple[ref[LayerStack], Comparing] | None = None
        self._read: tuple[PixelStore, ...] = ()

    @property
    def _stack(self) -> LayerStack | None:
        stack = self._images.stack
        return stack if stack is not None and stack.is_layered else None

    @property
    def _pair(self) -> ComparedPair | None:
        stack = self._stack
        return None if stack is None or stack.pair is None else ComparedPair(*stack.pair)

    # how they share the screen ------------------------------------------------

    def set_mode(self, mode: CompareMode) -> None:
        """Compare in a way, or not at all; what is chosen already is left."""
        stack = self._stack
        if stack is None:
            return
        if mode is stack.compared.mode:
            mode = CompareMode.OVERLAY
        if mode is CompareMode.DIFFERENCE and (reason := self._refusal):
            self._status.show_message(reason)
            self._images.tell()  # the menu has checked it
            return
        with self._images.changing():
            if mode is CompareMode.SIDE_BY_SIDE:
                self._view.set_quad(False)
            stack.comparing = replace(stack.comparing, mode=mode, shows_other=True)
            self._before_blink = None

    def blink(self) -> None:
        """Show the other one of the two, alone."""
        stack = self._stack
        if stack is None:
            return
        before = stack.compared
        self._before_blink = ref(stack), stack.comparing
        is_on = before.mode is CompareMode.BLINK
        with self._images.changing():
            stack.comparing = replace(
                stack.comparing, mode=CompareMode.BLINK, shows_other=not before.shows_other if is_on else True
            )

    def end_blink(self) -> None:
        """Show again what its tab showed before the last blink: its key was held, on whatever tab it is let go."""
        found, self._before_blink = self._before_blink, None
        stack = None if found is None else found[0]()
        if found is not None and stack is not None:
            with self._images.changing():
                stack.comparing = found[1] if stack.is_layered else NOT_COMPARED

    def swipe_to(self, position: float) -> None:
        """Put the line of a swipe somewhere, from 0 to 1."""
        self._change(lambda now: replace(now, position=min(max(position, 0.0), 1.0)))

    def swipe_by(self, steps: int) -> None:
        """Move the line of a swipe by fiftieths of the view."""
        self._change(lambda now: replace(now, position=min(max(now.position + steps * _STEP, 0.0), 1.0)))

    def turn_line(self) -> None:
        """Have the line of a swipe lie, or stand."""
        turned = {SwipeAxis.ACROSS: SwipeAxis.DOWN, SwipeAxis.DOWN: SwipeAxis.ACROSS}
        self._change(lambda now: replace(now, axis=turned[now.axis]))

    def set_limit(self, limit: float) -> None:
        """Choose the difference that gets the last colour; its negative gets the first one."""
        if limit > 0:
            self._change(lambda now: replace(now, limit=limit))

    def auto_limit(self) -> None:
        """Take the largest difference on the slice on screen."""
        stack, pair = self._stack, self._pair
        if stack is not None and pair is not None and not self._refusal:
            self._scaled[stack] = pair.images
            self.set_limit(pair.largest_on_slice() or 1.0)

    def _change(self, changed: Callable[[Comparing], Comparing]) -> None:
        stack = self._stack
        if stack is not None and (now := changed(stack.comparing)) != stack.comparing:
            with self._images.changing():
                stack.comparing = now

    @property
    def _refusal(self) -> str:
        pair = self._pair
        return "" if pair is None else pair.refusal

    # figures ------------------------------------------------------------------

    def show(self) -> None:
        """Follow what is on screen; figures of other pixels are given up."""
        stack, pair = self._stack, self._pair
        told = () if stack is None or pair is None else (*pair.names, stack.compared)
        if told != self._told:
            self._told = told
            if stack is None or pair is None:
                self._panel.show_nothing()
            else:
                self._panel.show_pair(*pair.names, stack.compared)
        is_subtracted = stack is not None and stack.compared.mode is CompareMode.DIFFERENCE
        if stack is not None and pair is not None and is_subtracted and self._scaled.get(stack) != pair.images:
            self.auto_limit()
        now = () if pair is None else pair.key
        if now != self._known and self._known:
            self._end(is_gone=pair is None or now[:2] != self._known[:2])
        if pair is not None and self._panel.is_seen:
            self.fill()

    def fill(self) -> None:
        """Work out what is not known yet, or offer it where that takes long."""
        pair = self._pair
        if pair is None or not self._panel.is_seen or self._known == pair.key:
            return
        if pair.refusal:
            self._known = pair.key
            self._panel.show_reason(pair.refusal)
        elif pair.bytes > _AT_ONCE:
            self._known = pair.key
            self._panel.show_unworked()
        else:
            self.work_out()

    def work_out(self) -> None:
        """Work out the figures, however large the images are."""
        pair = self._pair
        if pair is None or pair.refusal or not pair.is_whole:
            return
        from itk_inspector.core.compare.place_difference import place_difference  # no first picture waits for it

        self._end(is_gone=False)
        self._known = pair.key
        done, other, main = [0.0], *pair.placed()

        def work(holds: Holds) -> PlaceDifference | None:
            return place_difference(other, main, go_on=holds, told=partial(done.__setitem__, 0))

        self._read = pair.stores
        for store in self._read:
            store.expect(in_order=True)
        self._panel.show_working(lambda: done[0])
        self._background.ask(work, lambda: pair.is_whole, partial(self._take, pair))

    def _take(self, pair: ComparedPair, found: PlaceDifference) -> None:
        from itk_inspector.core.measure.difference_facts import component_names, difference_facts

        self._read_no_more()
        self._panel.show_figures(difference_facts(found, pair.starts), component_names(found))

    def stop(self) -> None:
        """Work out no more."""
        if self._known:
            self._background.give_up()
            self._read_no_more()
            self._panel.show_unworked()

    def go_to(self, place: ItkIndex) -> None:
        """Go to a pixel of the chosen image."""
        image = self._images.current
        if image is not None and image.info.geometry.contains(place):
            self._navigation.arrive(image, place)

    def _end(self, *, is_gone: bool) -> None:
        """Want no figures any more; of pixels that are gone none is held."""
        (self._background.stop if is_gone else self._background.give_up)()
        self._read_no_more()
        self._known = ()

    def _read_no_more(self) -> None:
        for store in self._read:
            store.expect(in_order=False)
        self._read = ()
