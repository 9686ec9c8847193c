"""Fills connected pixels: at once, or beside the window in a large image; after a question where there are many."""

from __future__ import annotations

import math
from collections.abc import Callable

from itk_inspector.control.editing.undo_memory import UndoMemory
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Questions, Status
from itk_inspector.control.tools.change import FloodFill
from itk_inspector.control.tools.shown import count_text
from itk_inspector.control.viewing.background import Background, Holds
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.kept_components import keeping
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.steps import StrokeStep
from itk_inspector.core.editing.value_range import typed_tolerance
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.pixels.pixel_value import PixelValue

MOST_AT_ONCE = 1 << 24
"""Pixels of a plane, or of a volume, in which the window waits for a fill."""
MOST_UNASKED = 1_000_000
"""Pixels that a fill in 3-D changes without a question."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What a fill would do, or why it cannot."""

    step: StrokeStep | None
    problem: str = ""


class FloodFills:
    """Looks for connected pixels, and fills them.

    Parameters
    ----------
    images : OpenImages
    background : Background
    questions : Questions
    status : Status
    undo : UndoMemory
    """

    def __init__(
        self, images: OpenImages, background: Background, questions: Questions, status: Status, undo: UndoMemory
    ) -> None:
        self._images = images
        self._background = background
        self._questions = questions
        self._status = status
        self._undo = undo

    def fill(self, image: OpenImage, change: FloodFill, value: PixelValue) -> None:
        """Fill the pixels that hang together with one.

        Raises
        ------
        EditError
            If they are too many to be found, or the tolerance is no number.
        """
        session = image.session
        if session is None:
            return
        session.end_stroke()
        stamp, stored, over = session.stamp, value.stored, image.paint_over
        tolerance = typed_tolerance(change.tolerance)

        def look(is_wanted: Callable[[], bool]) -> StrokeStep | None:
            from itk_inspector.core.editing.label_steps import filled  # no picture waits for it to be loaded

            step = filled(session, change.index, change.axes, stored, is_wanted, tolerance=tolerance, over=over)
            return keeping(step, value.kept)

        if math.prod(session.geometry.size[axis] for axis in change.axes) <= MOST_AT_ONCE:
            self._take(image, session, stamp, look(lambda: True), len(change.axes))
            return

        def work(holds: Holds) -> _Found | None:
            if not holds():
                return None
            try:
                return _Found(look(holds))
            except InspectorError as e:
                return _Found(None, e.message) if holds() else None

        def answered(found: _Found) -> None:
            with self._images.changing():
                if found.problem:
                    self._status.show_message(found.problem)
                else:
                    self._take(image, session, stamp, found.step, len(change.axes))

        self._status.show_message("Looking for connected pixels…")
        self._background.ask(work, lambda: image.session is session and session.is_safe, answered)

    def _take(
        self, image: OpenImage, session: EditSession, stamp: tuple[int, int], step: StrokeStep | None, axes: int
    ) -> None:
        """Fill what was found, unless it is much and nobody wants that."""
        if step is None:
            self._status.show_message("These pixels hold the value already.")
            return
        count = step.parts[0].runs.count

        def fill() -> None:
            with self._images.changing():
                if image.session is not session or session.stamp != stamp:
                    self._status.show_message("The copy was edited meanwhile. Nothing was filled.")
                    return
                session.apply(step)
                self._status.show_message(f"Filled {count_text(count)}.")

        def when_undoable() -> None:
            self._undo.when_undoable(session, step.label, step.nbytes, fill)

        if axes < 3 or count <= MOST_UNASKED:
            when_undoable()
        else:
            self._questions.ask_whether(f"{count:,} pixels are connected. Fill them all?", "Fill", when_undoable)
