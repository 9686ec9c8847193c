"""Shows what the tool in hand would change, before it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from itk_inspector.control.editing.tool_in_hand import ToolInHand
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.tools.shown import Shown
from itk_inspector.control.viewing.screen import Screen
from itk_inspector.core.errors import EditError


class ToolNotes(Protocol):
    """Where it is said what the tool in hand would change."""

    def show_tool_note(self, text: str) -> None:
        """Say it; empty while there is nothing to say."""
        ...


class ToolPreview:
    """Shows the outline of a gesture, or of what lies under the pointer before one, and says how many pixels it is.

    Nothing is done while the pointer moves: what lies under it follows it on the canvas.

    Parameters
    ----------
    hand : ToolInHand
    screen : Screen
    notes : callable
        Returns where it is said.
    """

    def __init__(self, hand: ToolInHand, screen: Screen, notes: Callable[[], ToolNotes]) -> None:
        self._hand = hand
        self._screen = screen
        self._notes = notes
        self._basis: tuple[object, ...] = ()
        self._under: Shown | None = None
        self._problem = ""
        self._note = ""

    def show(self, image: OpenImage | None) -> None:
        """Show what is to be seen now."""
        shown = self._hand.preview or self._under_pointer(image)
        self._screen.show_shapes(() if shown is None else (shown.shape,))
        note = self._problem if shown is None else shown.note
        if note != self._note:
            self._note = note
            self._notes().show_tool_note(note)

    def _under_pointer(self, image: OpenImage | None) -> Shown | None:
        """Return what is shown before a press; worked out anew only when the tool, its options or the plane change."""
        tool = self._hand.tool
        if image is None or image.session is None or not tool.needs_copy:
            self._basis, self._under, self._problem = (), None, ""
            return None
        geometry, chosen = image.session.geometry, self._hand.chosen
        basis = (tool, geometry, image.plane, *chosen.items())
        if basis != self._basis:
            self._basis, self._problem = basis, ""
            try:
                self._under = tool.footprint(chosen, image.plane, geometry)
            except EditError as e:
                self._under, self._problem = None, e.message
        return self._under
