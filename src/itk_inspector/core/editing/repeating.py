"""Edits done again on a copy of the image as it was read anew."""

from __future__ import annotations

from itk_inspector.core.editing.present_pixels import present_pixels
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.steps import StrokeStep
from itk_inspector.core.editing.version import VersionStep
from itk_inspector.core.errors import EditError


def repeat(done: EditSession, session: EditSession) -> int:
    """Do again on ``session`` what was ``done`` on a copy of an image of the same size and type.

    Returns
    -------
    int
        How many steps there were.

    Raises
    ------
    EditError
        If the images differ in size or type, or not everything is known that was done.
    """
    done.history.end_stroke()
    steps = [step for step in done.history.done if not isinstance(step, VersionStep)]
    if len(steps) < done.history.count:
        raise EditError("The edits cannot be repeated: one changed the type, the size or the placement of the image.")
    mine, other = session.access, done.access
    if (mine.shape, mine.dtype, mine.geometry.start_index) != (other.shape, other.dtype, other.geometry.start_index):
        raise EditError("The edits cannot be repeated: the image has another size or pixel type now.")
    if done.history.forgotten or done.handed_out:
        raise EditError("The edits cannot be repeated: not all of them are remembered.")
    for step in [
        s.restoring(present_pixels(session)) if isinstance(s, StrokeStep) else s for s in steps
    ]:  # before any is done
        session.repeat(step)
    return len(steps)
