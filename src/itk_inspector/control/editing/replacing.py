"""Values replaced by others: in the whole copy, in a slice, or in a shape."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import partial

from itk_inspector.control.editing.edit_controller import EditController
from itk_inspector.control.editing.undo_memory import UndoMemory
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Status
from itk_inspector.control.tools.shown import count_text
from itk_inspector.control.viewing.background import Background, Holds
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.kept_components import keeping
from itk_inspector.core.editing.paint_over import ALL_VALUES, BACKGROUND
from itk_inspector.core.editing.replacing import Replacement, everywhere, in_plane, replaced
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.steps import StrokeStep
from itk_inspector.core.editing.value_range import alike, between
from itk_inspector.core.errors import EditError, InspectorError
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.measure.area import Area, area_of
from itk_inspector.core.pixels.pixel_value import PixelValue

MOST_AT_ONCE = 1 << 22
"""Pixels of a copy that are looked through while the window waits."""
Told = Callable[[str, int], None]
"""Takes a sentence, and how many pixels it is about: −1 for none, as what was typed is no value."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where values can be replaced."""

    name: str
    area: Area


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed.

    Parameters
    ----------
    low : str
        The value to replace, or the lower bound.
    high : str or None
        The upper bound; None where one value is replaced.
    by : str
        The value in their place.
    place : Place
    """

    low: str
    high: str | None
    by: str
    place: Place


class Replacing:
    """Replaces values in the copy on screen.

    Parameters
    ----------
    images : OpenImages
    edit : EditController
    filling : Background
        Looks through large copies.
    status : Status
    undo : UndoMemory
    """

    def __init__(
        self, images: OpenImages, edit: EditController, filling: Background, status: Status, undo: UndoMemory
    ) -> None:
        self._images = images
        self._edit = edit
        self._filling = filling
        self._status = status
        self._undo = undo

    def places(self) -> tuple[Place, ...]:
        """Return where values of the copy on screen can be replaced: all of it, the slice, the shapes drawn on it."""
        image = self._images.current
        if image is None or image.session is None:
            return ()
        geometry, plane = image.session.geometry, image.plane
        found = [Place("the whole copy", everywhere(geometry))]
        if across := plane.moving_axes(geometry):
            told = ", ".join(f"{axis_name(axis)} {plane.position[axis]}" for axis in across)
            found.append(Place(f"this slice ({told})", in_plane(plane, geometry)))
        for shape in image.shapes.all:
            if shape.kind.is_region and (area := area_of(shape, geometry)).box.lies_in(geometry.shape):
                found.append(Place(shape.name, area))
        return tuple(found)

    def count(self, wish: Wish, background: Background, told: Told) -> None:
        """Tell how many pixels would be replaced, or why none can be; of a large copy later."""
        background.give_up()
        image = self._images.current
        if image is None or image.session is None:
            return
        session = image.session
        try:
            replacement = _replacement(wish, image, session)
            problem = _problem(wish.by, session)
        except InspectorError as e:
            told(e.message if wish.low.strip() or wish.high is not None else "Enter a value.", -1)
            return

        def work(holds: Holds) -> int | None:
            try:
                return replacement.runs(session.access, holds).count
            except InspectorError:
                return None

        def answered(count: int) -> None:
            text = _told(wish, image, session, count)
            told(problem if problem and wish.by.strip() else text, -1 if problem else count)

        if replacement.area.box.pixels <= MOST_AT_ONCE:
            answered(replacement.runs(session.access).count)
            return
        told("Counting…", -1)
        background.ask(work, lambda: image.session is session and session.is_safe, answered)

    def replace(self, wish: Wish) -> None:
        """Replace values, as one step; those of a large copy are looked for beside the window."""
        image = self._images.current
        if image is None or image.session is None:
            return
        session = image.session
        session.end_stroke()
        try:
            replacement, value = _replacement(wish, image, session), session.typed(wish.by)
        except InspectorError as e:
            self._status.show_message(e.message)
            return
        stamp = session.stamp
        if replacement.area.box.pixels <= MOST_AT_ONCE:
            self._edit.step(lambda session: self._done(session, _step(session, replacement, value)))
            return

        def work(holds: Holds) -> Callable[[EditSession], str] | None:
            try:
                step = _step(session, replacement, value, holds)
            except InspectorError as e:
                message = e.message
                return (lambda _: message) if holds() else None
            return lambda session: self._done(session, step)

        def answered(take: Callable[[EditSession], str]) -> None:
            if self._images.current is not image or image.session is not session or session.stamp != stamp:
                self._status.show_message("The copy was edited meanwhile. Nothing was replaced.")
                return
            self._edit.step(take)

        self._status.show_message("Looking for the values…")
        self._filling.ask(work, lambda: image.session is session and session.is_safe, answered)

    def _done(self, session: EditSession, step: StrokeStep | None) -> str:
        """Do the step, or ask first where it could not be undone for long."""
        if step is None:
            return "Nothing was changed."
        apply = partial(_applied, step, session, session.stamp)
        self._undo.when_undoable(session, step.label, step.nbytes, lambda: self._edit.step(apply))
        return ""

    def remove(self, value: str) -> None:
        """Replace a value by that of the background in the whole copy, as one step."""
        places = self.places()
        if places:
            self.replace(Wish(value, None, self.background, places[0]))

    @property
    def background(self) -> str:
        """The value of the background, of all components."""
        image = self._images.current
        channels = image.session.version.channels if image is not None and image.session is not None else 1
        return " ".join([str(BACKGROUND)] * channels)


def _replacement(wish: Wish, image: OpenImage, session: EditSession) -> Replacement:
    """Read what was typed: “Paint over” protects nothing that is named itself."""
    if wish.high is None:
        wanted = alike(session.checked(wish.low), Fraction(0))
        return Replacement(wanted, wish.place.area, wish.low.strip(), ALL_VALUES)
    low, high = wish.low.strip(), wish.high.strip()
    if not low and not high:
        raise EditError("Enter a lower or an upper bound.")
    wanted = between(low, high, session.access.dtype, session.version.channels)
    told = f"{low} to {high}" if low and high else f"{low} and more" if low else f"{high} and less"
    return Replacement(wanted, wish.place.area, told, image.paint_over)


def _step(
    session: EditSession, replacement: Replacement, value: PixelValue, is_wanted: Holds = lambda: True
) -> StrokeStep | None:
    return keeping(
        replaced(session, replacement, value.stored, is_wanted, value.text if value.kept else ""), value.kept
    )


def _problem(by: str, session: EditSession) -> str:
    """Say why a typed value cannot be stored."""
    try:
        session.typed(by)
    except EditError as e:
        return e.message
    return ""


def _told(wish: Wish, image: OpenImage, session: EditSession, count: int) -> str:
    if wish.high is None:
        value = session.checked(wish.low)
        table = image.info.labels
        label = table.at(value.item()) if table is not None and value.ndim == 0 else None
        holds = "1 pixel holds" if count == 1 else f"{count:,} pixels hold"
        return f"{holds} {wish.low.strip()}{f' · {label.name}' if label is not None and label.name else ''}."
    lies = "1 pixel lies" if count == 1 else f"{count:,} pixels lie"
    kept = "" if image.paint_over.values is None else " and may be painted over"
    return f"{lies} within the bounds{kept}."


def _applied(step: StrokeStep, asked: EditSession, stamp: tuple[int, int], session: EditSession) -> str:
    if session is not asked or session.stamp != stamp:
        return "The copy was edited meanwhile. Nothing was replaced."
    session.apply(step)
    count = math.fsum(part.runs.count for part in step.parts)
    return f"Replaced {count_text(int(count))}."
