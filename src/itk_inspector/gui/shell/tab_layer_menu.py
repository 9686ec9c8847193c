"""A menu of the other tabs, whose images can be moved over the one on screen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from itk_inspector.control.model.app_state import AppState
from itk_inspector.gui.style.plain_text import plain_entry


class TabLayerMenu(QMenu):
    """Built anew when the tabs are others; entries are named like ``tabLayer2``."""

    tab_chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Add &tab as layer", parent)
        self.setObjectName("tabLayerMenu")
        self._shown: tuple[tuple[int, str], ...] = ()
        self.triggered.connect(lambda action: self.tab_chosen.emit(action.data()))
        self.setEnabled(False)

    def show_state(self, state: AppState) -> None:
        """Offer the other tabs."""
        if state.other_tabs == self._shown:
            return
        self._shown = state.other_tabs
        self.clear()
        for number, name in state.other_tabs:
            action = self.addAction(plain_entry(name))
            action.setObjectName(f"tabLayer{number}")
            action.setData(number)
        self.setEnabled(bool(state.other_tabs))
