"""What the status line offers of a file that was saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from itk_inspector.gui.shell.main_window import MainWindow


def connect_saved(window: MainWindow, open_file: Callable[[Path], None]) -> None:
    """Open a saved file in a tab, or its folder in the desktop's file manager."""
    window.status_line.open_requested.connect(open_file)
    window.status_line.folder_requested.connect(lambda path: _show_folder(window, path))


def _show_folder(window: MainWindow, path: Path) -> None:
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))):
        window.status_line.show_message(f"No program shows folders here: {path.parent}")
