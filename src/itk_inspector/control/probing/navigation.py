"""Going to a pixel by its index, its physical point or its value."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Status
from itk_inspector.control.viewing.background import Background, Holds
from itk_inspector.control.viewing.probe_controller import ProbeController
from itk_inspector.core.errors import InspectorError, ProbeError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.probing.order import Order
from itk_inspector.core.probing.position_text import Position, Search, Typed, read_position
from itk_inspector.core.probing.search import find


class GotoField(Protocol):
    """The field for the position."""

    def ask(self, dimension: int) -> None:
        """Come up for an image of so many axes, and take the keyboard."""
        ...

    def follow(self, dimension: int | None) -> None:
        """Mean another image of so many axes, or none, if it is on screen."""
        ...

    def show_answer(self, text: str, *, is_problem: bool) -> None:
        """Say how the text is understood, or why it is not."""
        ...


class Navigation:
    """Reads positions, and brings their pixels to the screen.

    Parameters
    ----------
    images : OpenImages
    probe : ProbeController
    field : GotoField
    background : Background
        Looks for values.
    status : Status
    """

    def __init__(
        self, images: OpenImages, probe: ProbeController, field: GotoField, background: Background, status: Status
    ) -> None:
        self._images = images
        self._probe = probe
        self._field = field
        self._background = background
        self._status = status
        self._searched: OpenImage | None = None
        self._shown: OpenImage | None = None
        self._waiting = ""

    def ask(self) -> None:
        """Ask where to go."""
        image = self._images.current
        if image is not None:
            self._field.ask(image.info.geometry.dimension)

    def preview(self, text: str, order: Order) -> None:
        """Say how a text is understood that is still being typed."""
        image = self._images.current
        if image is None or not text.strip():
            self._field.show_answer("", is_problem=False)
            return
        try:
            typed = _read(image, text, order)
        except ProbeError as e:
            self._field.show_answer(e.message, is_problem=True)
            return
        answer = typed.echo(image.info.geometry) if isinstance(typed, Position) else f"Press Enter to find {typed}."
        self._field.show_answer(answer, is_problem=False)

    def go_to(self, text: str, order: Order = Order.ITK, *, waits: bool = False) -> None:
        """Go to a position as it was typed; a value is looked for from the probed pixel on, aside unless one waits.

        While no image is open, the first one that comes is meant.

        Raises
        ------
        ProbeError
            If it is no position, or lies outside, or, where one waits, no pixel has the value; the field says so, too.
        """
        image = self._images.current
        if image is None:
            self._waiting = text
            return
        try:
            typed = _read(image, text, order)
        except ProbeError as e:
            self._field.show_answer(e.message, is_problem=True)
            raise
        if isinstance(typed, Search) and waits:
            self._look_now(image, typed)
        elif isinstance(typed, Search):
            self.look_for(image, typed)
        else:
            self.arrive(image, typed.index)
            self._field.show_answer(typed.echo(image.info.geometry), is_problem=False)

    def enter(self, text: str, order: Order) -> None:
        """Go to what was typed; the field says why that cannot be."""
        try:
            self.go_to(text, order)
        except ProbeError:
            return  # the field has said it

    def show(self) -> None:
        """Give up a search in an image that is not on screen any more; go where the first image was asked for."""
        image = self._images.current
        if self._searched is not None and self._searched is not image:
            self._background.stop()
            self._searched = None
        if self._shown is not image:
            self._shown = image
            self._field.follow(None if image is None else image.info.geometry.dimension)
        if self._waiting and image is not None:
            text, self._waiting = self._waiting, ""
            self._go_at_last(text)

    def _go_at_last(self, text: str) -> None:
        try:
            self.go_to(text)
        except ProbeError as e:
            self._status.show_message(e.message)

    def look_for(self, image: OpenImage, search: Search, *, backwards: bool = False) -> None:
        """Go to the next pixel with a value, or to the one before, from the probed one on; looked for aside."""
        self._searched = image
        self._field.show_answer(f"Looking for {search} …", is_problem=False)
        work = _work(image, search, backwards=backwards)
        self._background.ask(work, lambda: image.is_safe, partial(self._answered, image, search))

    def _answered(self, image: OpenImage, search: Search, answer: tuple[ItkIndex | None, str]) -> None:
        self._found(image, search, answer)

    def _look_now(self, image: OpenImage, search: Search) -> None:
        self._background.stop()
        answer = _work(image, search)(lambda: image.is_safe)
        problem = self._found(image, search, answer or (None, ""))
        if problem:
            raise ProbeError(problem)

    def _found(self, image: OpenImage, search: Search, answer: tuple[ItkIndex | None, str]) -> str:
        """Go to what was found, or return why nothing was."""
        index, problem = answer
        self._searched = None
        if image is not self._images.current:
            return ""
        if index is None:
            said = problem or f"No pixel of this image is {search}."
            self._field.show_answer(said, is_problem=True)
            return said
        self.arrive(image, index)
        where = Position(index, Order.ITK).echo(image.info.geometry)
        self._field.show_answer(f"{search} at {where}", is_problem=False)
        return ""

    def arrive(self, image: OpenImage, index: ItkIndex) -> None:
        """Bring a pixel to the screen, and keep its values while the pointer moves."""
        with self._images.changing():
            self._probe.show_index(index)
            image.viewports = image.viewports.around(image.plane, image.plane.on_screen(index))
        self._probe.set_held(True)
        self._status.show_message(f"Pixel {index}.")


def _work(
    image: OpenImage, search: Search, *, backwards: bool = False
) -> Callable[[Holds], tuple[ItkIndex | None, str] | None]:
    """Return what looks for a pixel from the probed one on; it returns the pixel, or None and a problem."""
    here = _probed(image)
    pixels, geometry, store = image.access, image.info.geometry, image.document.store

    def work(holds: Holds) -> tuple[ItkIndex | None, str] | None:
        if not holds():
            return None
        store.expect(in_order=True)
        try:
            found = find(pixels.all(), geometry, search, after=here, backwards=backwards, go_on=holds)
        except InspectorError as e:
            return None, e.message
        finally:
            store.expect(in_order=False)
        return (found, "") if holds() else None

    return work


def _read(image: OpenImage, text: str, order: Order) -> Typed:
    info, shown = image.info, ItkIndex(image.plane.position)
    return read_position(text, image.info.geometry, info.space, bare=order, here=_probed(image) or shown)


def _probed(image: OpenImage) -> ItkIndex | None:
    if image.probe is not None:
        return image.probe.itk_index
    return None
