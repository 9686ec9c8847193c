"""What an action can run: the application, and what its window offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.placing import Placing

if TYPE_CHECKING:  # the menus are on screen before NumPy is loaded
    from itk_inspector.control.app import App


class DialogCommands(Protocol):
    """What is asked and shown in windows of its own."""

    def ask_open(self) -> None:
        """Ask which files to open."""
        ...

    def ask_open_over(self, placing: Placing) -> None:
        """Ask which files to open over the image on screen."""
        ...

    def ask_folder(self) -> None:
        """Ask which folder to look through."""
        ...

    def ask_address(self) -> None:
        """Ask from which address to open an image."""
        ...

    def open_sample(self, name: str) -> None:
        """Open an image that comes with the program."""
        ...

    def save_screenshot(self) -> None:
        """Ask where to save what is on screen now."""
        ...

    def apply_journal(self) -> None:
        """Ask for a journal, and repeat it on the image on screen."""
        ...

    def load_changes(self) -> None:
        """Ask for changed chunks that were saved of the image on screen."""
        ...

    def load_labels(self) -> None:
        """Ask for a label table."""
        ...

    def replace_value(self) -> None:
        """Ask which value to replace by which other one."""
        ...

    def replace_range(self) -> None:
        """Ask which values to replace by one."""
        ...

    def remove_label(self) -> None:
        """Ask which label to remove."""
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
        """Restore the default layout of the panels."""
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

    def toggle_console(self) -> None:
        """Show the console with the keyboard in it, or hide it."""
        ...


@dataclass(frozen=True, slots=True)
class Commands:
    """All that an action may need."""

    app: App
    dialogs: DialogCommands
    window: WindowCommands
