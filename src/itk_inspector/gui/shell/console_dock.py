"""The place of the console below the picture: empty until it is first seen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget


class ConsoleDock(QDockWidget):
    """A dock that is filled when it is seen and there is what fills it.

    Parameters
    ----------
    window : QMainWindow
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__("Console", window)
        self.setObjectName("consoleDock")
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self._fill: Callable[[QDockWidget], QWidget] | None = None
        self._is_seen = False
        self.ended: Callable[[], None] = lambda: None
        """Called when the window is gone."""
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.hide()
        self.visibilityChanged.connect(self._seen)

    def fill_with(self, fill: Callable[[QDockWidget], QWidget]) -> None:
        """Say what makes the content: at once where the dock is seen already."""
        self._fill = fill
        self._seen(self._is_seen)

    def toggle(self) -> None:
        """Show it with the keyboard in it, or hide it."""
        content = self.widget()
        if self.isVisible() and (content is None or content.isAncestorOf(self.window().focusWidget() or self)):
            self.hide()
            return
        self.show()
        self.raise_()
        self._seen(True)
        if self.widget() is not None:
            self.widget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _seen(self, is_seen: bool) -> None:  # Qt's signal gives it so
        self._is_seen = is_seen
        fill = self._fill
        if is_seen and fill is not None:
            self._fill = None
            self.setWidget(fill(self))
