"""What the left button does on the image: one row a tool."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from itk_inspector.control.tools.option import Chosen, Option
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.measure.kinds import ShapeKind

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    from itk_inspector.control.tools.change import Change
    from itk_inspector.control.tools.drag import Corners, Drag
    from itk_inspector.control.tools.shown import Shown
    from itk_inspector.core.geometry.geometry import Geometry
    from itk_inspector.core.geometry.planes import Plane


def no_change(drag: Drag) -> Change | None:
    """Change nothing."""
    return None


def no_preview(drag: Drag) -> Corners | Shown | None:
    """Show nothing."""
    return None


def no_footprint(chosen: Chosen, plane: Plane, geometry: Geometry) -> Shown | None:
    """Show nothing."""
    return None


@dataclass(frozen=True, slots=True)
class Tool:
    """What a press, a drag and a release of the left button mean.

    Parameters
    ----------
    id : str
        Of its action, too.
    text, tip, shortcut, icon : str
        As in an `Action`.
    press, drag, release : callable
        What is to be changed, from `Drag`; None for nothing.
    preview : callable
        What to show between press and release, from `Drag`: corners of a rectangle, or an outline with a note.
    footprint : callable
        What to show under the pointer before a press, from what is chosen, the plane and the geometry.
    takes_corners : bool
        Each click adds a corner to `Drag`; it is released when the first or the last one is clicked on again, by
        Enter, or after it was dragged around.
    needs_copy : bool
        It is in hand only while a copy is edited.
    needs_whole : bool
        It works on copies only of which all pixels are at hand.
    writes_value : bool
        It writes the typed value.
    moves_view : bool
        The canvas itself answers the button, by moving the image.
    options : tuple of Option
        What can be chosen for it; the same one may be that of several tools.
    draws : ShapeKind, optional
        It draws this to measure with, and changes nothing.
    """

    id: str
    text: str
    tip: str
    shortcut: str
    icon: str
    press: Callable[[Drag], Change | None] = no_change
    drag: Callable[[Drag], Change | None] = no_change
    release: Callable[[Drag], Change | None] = no_change
    preview: Callable[[Drag], Corners | Shown | None] = no_preview
    footprint: Callable[[Chosen, Plane, Geometry], Shown | None] = no_footprint
    takes_corners: bool = False
    needs_copy: bool = True
    needs_whole: bool = False
    writes_value: bool = True
    moves_view: bool = False
    options: tuple[Option, ...] = ()
    draws: ShapeKind | None = None
