"""The panels beside the canvas: where they are docked, and how high they are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QFrame, QMainWindow, QScrollArea, QSizePolicy, QTabWidget, QWidget

from itk_inspector.gui.panels.edit_panel import EditPanel
from itk_inspector.gui.panels.hover_panel import HoverPanel
from itk_inspector.gui.panels.image_panel import ImagePanel
from itk_inspector.gui.panels.levels_panel import LevelsPanel


class SideDocks:
    """The hover panel above the tabs of the other panels.

    Parameters
    ----------
    window : QMainWindow
        Whose right side they take.
    hover_panel, image_panel, levels_panel, edit_panel : HoverPanel, ImagePanel, LevelsPanel, EditPanel
    """

    def __init__(
        self,
        window: QMainWindow,
        hover_panel: HoverPanel,
        image_panel: ImagePanel,
        levels_panel: LevelsPanel,
        edit_panel: EditPanel,
    ) -> None:
        self._window = window
        self._hover_panel = hover_panel
        self._tabs = QTabWidget(window)
        self._tabs.setObjectName("panelTabs")
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(image_panel, "Image")
        self._tabs.addTab(_scrolled(levels_panel), "Levels")
        self._editing = _scrolled(edit_panel)
        self._tabs.addTab(self._editing, "Edit")
        self._docks = (
            self._dock("hoverDock", "Under the cursor", hover_panel),
            self._dock("panelDock", "Panels", self._tabs),
        )
        self._docks[1].setTitleBarWidget(QWidget(self._docks[1]))

    def _dock(self, name: str, title: str, content: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetFloatable
        )
        content.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        dock.setWidget(content)
        self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        return dock

    def show_editing(self) -> None:
        """Bring the edit panel to the front."""
        self._tabs.setCurrentWidget(self._editing)

    def share_height(self) -> None:
        """Give the hover panel the height it needs, and the rest to the other panels."""
        window = self._window
        wanted = self._hover_panel.sizeHint().height() + window.fontMetrics().height() + 16
        window.resizeDocks(list(self._docks), [wanted, max(120, window.height() - wanted)], Qt.Orientation.Vertical)


def _scrolled(content: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(content)
    return area
