"""The row of tabs: one an open image."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabBar, QWidget

from itk_inspector.control.model.app_state import TabLabel
from itk_inspector.gui.style.plain_text import plain_entry, plain_tip


class DocumentTabs(QTabBar):
    """Shows which images are open; hidden while there is none."""

    selected = Signal(int)
    close_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("documentTabs")
        self.setAccessibleName("Open images")
        self.setToolTip("Open images; the middle button closes one.")
        self.setDocumentMode(True)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.setTabsClosable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._labels: list[TabLabel] = []
        self.currentChanged.connect(self.selected)
        self.tabCloseRequested.connect(self.close_requested)
        self.hide()

    @property
    def labels(self) -> Sequence[TabLabel]:
        """What the tabs say."""
        return tuple(self._labels)

    def show_tabs(self, labels: Sequence[TabLabel], current: int) -> None:
        """Show the open images and which one is on screen; −1 when there is none."""
        if list(labels) != self._labels:
            blocked = self.blockSignals(True)
            while self.count() > len(labels):
                self.removeTab(self.count() - 1)
            while self.count() < len(labels):
                self.addTab("")
            for number, label in enumerate(labels):
                text = plain_entry(label.text)
                self.setTabText(number, f"{text} *" if label.is_modified else text)
                self.setTabToolTip(number, plain_tip(label.tip))
            self.blockSignals(blocked)
            self._labels = list(labels)
            self.setVisible(bool(labels))
        if current != self.currentIndex():
            blocked = self.blockSignals(True)
            self.setCurrentIndex(current)
            self.blockSignals(blocked)
