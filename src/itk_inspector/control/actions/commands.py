"""What an action can run: the application, and what its window offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from itk_inspector.control.viewing.view_switches import ViewSwitches

if TYPE_CHECKING:  # the menus are on screen before NumPy is loaded
    from itk_inspector.control.app import Controller


class CanvasCommands(Protocol):
    """The image on screen."""

    def fit(self) -> None:
        """Show the whole image."""
        ...

    def one_to_one(self) -> None:
        """Show one image pixel on one screen pixel."""
        ...

    def zoom(self, factor: float) -> None:
        """Show it so many times larger."""
        ...


class LevelCommands(Protocol):
    """How stored values become colours."""

    def auto(self) -> None:
        """Set the levels by percentiles."""
        ...

    def full_range(self) -> None:
        """Set the levels to the smallest and the largest value."""
        ...

    def invert(self) -> None:
        """Reverse the colour map."""
        ...


class DialogCommands(Protocol):
    """What is asked and shown in windows of its own."""

    def ask_open(self) -> None:
        """Ask which files to open."""
        ...

    def ask_folder(self) -> None:
        """Ask which folder to look through."""
        ...

    def open_sample(self) -> None:
        """Open the sample image."""
        ...

    def save_screenshot(self) -> None:
        """Ask where to save what is on screen now."""
        ...

    def show_palette(self) -> None:
        """Offer all actions by their names."""
        ...

    def show_help(self, page: str) -> None:
        """Show a page of help."""
        ...

    def show_about(self) -> None:
        """Show version and licence."""
        ...


class WindowCommands(Protocol):
    """The window itself."""

    def close(self) -> object:
        """Close it; unsaved edits are asked about."""
        ...

    def reset_layout(self) -> None:
        """Put the panels back to their places."""
        ...

    def selected_text(self) -> str:
        """Return what is selected in the hover panel."""
        ...

    def copy_text(self, text: str) -> None:
        """Put text on the clipboard."""
        ...

    def copy_picture(self) -> None:
        """Put what the canvas shows on the clipboard."""
        ...

    def toggle_play(self) -> None:
        """Run through the slices, or stop."""
        ...


@dataclass(frozen=True, slots=True)
class Commands:
    """All that an action may need."""

    app: Controller
    canvas: CanvasCommands
    levels: LevelCommands
    dialogs: DialogCommands
    window: WindowCommands
    switches: ViewSwitches
