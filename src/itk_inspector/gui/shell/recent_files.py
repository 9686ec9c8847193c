"""The menu of files that were opened lately; implements `control.ports.RecentFiles`."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from itk_inspector.core.text.distinct_names import Source, distinct_labels
from itk_inspector.core.text.remote_address import address_of, has_secret
from itk_inspector.gui.shell.main_window import MainWindow
from itk_inspector.gui.shell.settings import Settings
from itk_inspector.gui.style.plain_text import plain_entry, plain_tip


class RecentMenu(QObject):
    """Remembers files and the folder of the last one.

    Parameters
    ----------
    window : MainWindow
    settings : Settings
    keeps : bool
        Remember files in the settings.
    """

    added = Signal(object)

    def __init__(self, window: MainWindow, settings: Settings, *, keeps: bool) -> None:
        super().__init__(window)
        self._window = window
        self._menu = window.menus.recent
        self._settings = settings
        self._keeps = keeps
        self._menu.setToolTipsVisible(True)
        self._menu.triggered.connect(self._open)
        self._menu.aboutToShow.connect(self._fill)
        self._paths: list[Path] = []
        self.show_paths(settings.recent)

    def add(self, path: Path) -> None:
        """Remember a file that was opened, and where."""
        address = address_of(path)
        if has_secret(address) or not (address or path.is_absolute()):
            return
        if not address:
            self._window.folder = path.parent
        if self._keeps:
            self._settings.add_recent(path)
            self.show_paths(self._settings.recent)
        self.added.emit(path)

    def show_paths(self, paths: list[Path]) -> None:
        """Offer them in the menu when it opens, and in the empty window."""
        self._window.canvas.show_recent(paths)
        self._menu.setEnabled(bool(paths))
        self._paths = paths

    def _fill(self) -> None:
        paths = self._paths
        self._menu.clear()
        labels = distinct_labels([Source(path.name, path.parent.parts) for path in paths])
        for path, label in zip(paths, labels, strict=True):
            action = self._menu.addAction(plain_entry(label))
            action.setToolTip(plain_tip(str(path)))
            action.setData(path)

    def _open(self, action: QAction) -> None:
        self._window.open_requested.emit(action.data(), "")
