"""A menu of the windows that suit an image: those of its file first."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from itk_inspector.control.model.app_state import AppState
from itk_inspector.gui.style.plain_text import plain_entry


class WindowMenu(QMenu):
    """Built anew for each image; entries are named like ``contrastWindow0``."""

    window_requested = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("&Window", parent)
        self.setObjectName("windowMenu")
        self._group = QActionGroup(self)
        self._group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        self._group.triggered.connect(self._choose)
        self._shown: tuple[tuple[str, ...], int] = ((), 0)

    def show_state(self, state: AppState) -> None:
        """Offer what suits the image on screen, with the one in use checked."""
        if (state.windows, state.file_windows) != self._shown:
            self._shown = state.windows, state.file_windows
            self._build(state)
        for number, action in enumerate(self._group.actions()):
            action.setChecked(number == state.window)
        self.setEnabled(bool(state.windows))

    def _build(self, state: AppState) -> None:
        self.clear()
        for action in self._group.actions():
            self._group.removeAction(action)
            action.deleteLater()
        for number, label in enumerate(state.windows):
            if number and number == state.file_windows:
                self.addSeparator()
            action = self._group.addAction(plain_entry(label))
            action.setObjectName(f"contrastWindow{number}")
            action.setCheckable(True)
            action.setData(number)
            self.addAction(action)

    def _choose(self, action: QAction) -> None:
        self.window_requested.emit(action.data())


class WindowChooser(QToolButton):
    """The button of the toolbar with that menu; there while an image has windows."""

    def __init__(self, parent: QWidget, menu: WindowMenu) -> None:
        super().__init__(parent)
        self.setObjectName("windowChooser")
        self.setAccessibleName("Window")
        self.setToolTip("The file’s own windows, and usual ones of computed tomography.")
        self.setText("Window")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(menu)
