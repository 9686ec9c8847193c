"""The button of the toolbar that says which plane is on screen, and offers the others."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from itk_inspector.control.model.app_state import AppState
from itk_inspector.core.geometry.axes import axis_name


class PlaneChooser(QToolButton):
    """A button with a menu.

    Parameters
    ----------
    parent : QWidget
    planes : sequence of QAction
        The planes that have an entry of their own.
    others : QMenu
        All other pairs of axes.
    """

    BEFORE = (3, 4)
    """Group and order of the action in the toolbar that it stands before."""

    def __init__(self, parent: QWidget, planes: Sequence[QAction], others: QMenu) -> None:
        super().__init__(parent)
        self.setObjectName("planeChooser")
        self.setAccessibleName("Plane")
        self.setToolTip("Which two axes are on screen.")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(self.toolButtonStyle().ToolButtonTextBesideIcon)
        menu = QMenu(self)
        menu.addActions(list(planes))
        menu.addMenu(others)
        self.setMenu(menu)

    def show_state(self, state: AppState) -> None:
        """Name what is on screen."""
        self.setEnabled(state.dimension > 1)
        name = state.plane_name.capitalize() or "Plane"
        alone = f"{name} {axis_name(state.plane_axes[0])}–{axis_name(state.plane_axes[1])}"
        self.setText("Three planes" if state.is_quad else alone)
