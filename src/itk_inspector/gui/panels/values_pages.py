"""The values of an image, and what it holds under the labels over it: two pages of one panel."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from itk_inspector.gui.panels.under_labels_panel import UnderLabelsPanel
from itk_inspector.gui.panels.values_panel import ValuesPanel


class ValuesPages(QWidget):
    """Two pages; the second one is offered where labels lie over the image, and else there is no choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("valuesPages")
        self.parts: tuple[QWidget, ...] = (values := ValuesPanel(self), under := UnderLabelsPanel(self))
        self._choice = QTabBar(self)
        self._choice.setObjectName("valuesChoice")
        self._choice.setAccessibleName("Values or statistics under labels")
        self._choice.setToolTip("Count the values of the image, or measure it under the labels that lie over it.")
        self._choice.setDrawBase(False)
        self._choice.setExpanding(False)
        self._choice.addTab("All values")
        self._choice.addTab("Under labels")
        self._choice.hide()
        self._pages = QStackedWidget(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._choice)
        layout.addWidget(self._pages, 1)
        for page in (values, under):
            self._pages.addWidget(page)
        self._choice.currentChanged.connect(self._pages.setCurrentIndex)
        under.offered.connect(self._offer)

    def _offer(self, is_offered: bool) -> None:
        self._choice.setVisible(is_offered)
        if not is_offered:
            self._choice.setCurrentIndex(0)
