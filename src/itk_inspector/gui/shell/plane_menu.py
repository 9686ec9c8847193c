"""A menu of every two axes of an image, either way round."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from itk_inspector.core.geometry.axes import axis_name, axis_pairs
from itk_inspector.gui.style.plain_text import plain_tip


class PlaneMenu(QMenu):
    """Built anew for each dimension; entries are named like ``planeAxes0-3``."""

    axes_requested = Signal(int, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Ot&her plane", parent)
        self.setObjectName("planeMenu")
        self.setToolTipsVisible(True)
        self._group = QActionGroup(self)
        self._dimension = 0

    def show_axes(self, dimension: int, chosen: tuple[int, int] | None) -> None:
        """Offer the pairs of so many axes, with one of them checked."""
        if dimension != self._dimension:
            self._build(dimension)
        name = None if chosen is None else f"planeAxes{chosen[0]}-{chosen[1]}"
        for action in self._group.actions():
            action.setChecked(action.objectName() == name)
        self.setEnabled(dimension > 1)

    def _build(self, dimension: int) -> None:
        self._dimension = dimension
        self.clear()
        for action in self._group.actions():
            self._group.removeAction(action)
            action.deleteLater()
        before = 0
        for horizontal, vertical in axis_pairs(dimension):
            if horizontal != before:
                self.addSeparator()
                before = horizontal
            right, down = axis_name(horizontal), axis_name(vertical)
            action = self._group.addAction(f"{right}–{down}")
            action.setObjectName(f"planeAxes{horizontal}-{vertical}")
            action.setToolTip(plain_tip(f"{right} across the screen, {down} down the screen."))
            action.setCheckable(True)
            action.setData((horizontal, vertical))
            action.triggered.connect(self._choose)
            self.addAction(action)

    def _choose(self) -> None:
        chosen = self._group.checkedAction()
        if chosen is not None:
            self.axes_requested.emit(*chosen.data())
