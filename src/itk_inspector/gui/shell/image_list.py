"""The open images at the end of the Window menu."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from itk_inspector.gui.shell.document_tabs import DocumentTabs
from itk_inspector.gui.style.plain_text import plain_tip


class ImageList(QObject):
    """Lists the tabs whenever the menu opens; entries are named like ``openImage0``.

    Parameters
    ----------
    menu : QMenu
    tabs : DocumentTabs
        Says what is open, and tells what is chosen here as what is chosen there.
    """

    def __init__(self, menu: QMenu, tabs: DocumentTabs) -> None:
        super().__init__(menu)
        self._menu = menu
        self._tabs = tabs
        self._separator = menu.addSeparator()
        self._group = QActionGroup(self)
        self._group.triggered.connect(self._choose)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        for action in self._group.actions():
            self._menu.removeAction(action)
            self._group.removeAction(action)
            action.deleteLater()
        for number, label in enumerate(self._tabs.labels):
            action = self._group.addAction(self._tabs.tabText(number))
            action.setObjectName(f"openImage{number}")
            action.setToolTip(plain_tip(label.tip))
            action.setCheckable(True)
            action.setChecked(number == self._tabs.currentIndex())
            action.setData(number)
            self._menu.addAction(action)
        self._separator.setVisible(self._tabs.count() > 0)

    def _choose(self, action: QAction) -> None:
        self._tabs.selected.emit(action.data())
