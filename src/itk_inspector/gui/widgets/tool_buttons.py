"""Buttons for tools: icons in rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QWidget

from itk_inspector.gui.style.resources import ON_TOOLBAR

_IN_ROW = 7
_HEIGHT = 30


class ToolButtons(QWidget):
    """A grid of icons; their tips and the panel's text name them.

    Parameters
    ----------
    parent : QWidget
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toolButtons")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(3)
        for column in range(_IN_ROW):
            self._grid.setColumnStretch(column, 1)

    def add(self, actions: Sequence[QAction]) -> None:
        """Add a button for each tool."""
        for number, action in enumerate(actions):
            button = QToolButton(self)
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setIconSize(QSize(ON_TOOLBAR, ON_TOOLBAR))
            button.setAccessibleName(action.text().replace("&", ""))
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(ON_TOOLBAR)
            button.setFixedHeight(_HEIGHT)  # also while its icon is not drawn yet
            self._grid.addWidget(button, *divmod(number, _IN_ROW))
