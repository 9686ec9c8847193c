"""What the left button does on the image: one row a tool."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itk_inspector.control.tools.option import Option
from itk_inspector.core.measure.kinds import ShapeKind

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    from itk_inspector.control.tools.change import Change
    from itk_inspector.control.tools.drag import Corners, Drag


def no_change(drag: Drag) -> Change | None:
    """Change nothing."""
    return None


def no_preview(drag: Drag) -> Corners | None:
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
        Corners of the rectangle to show between press and release, from `Drag`.
    needs_copy : bool
        It is in hand only while a copy is edited.
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
    preview: Callable[[Drag], Corners | None] = no_preview
    needs_copy: bool = True
    writes_value: bool = True
    moves_view: bool = False
    options: tuple[Option, ...] = ()
    draws: ShapeKind | None = None
