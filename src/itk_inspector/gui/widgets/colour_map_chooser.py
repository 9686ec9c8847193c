"""The box that chooses a colour map, with a strip of each map's colours."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap, QShowEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from itk_inspector.core.display.defaults import LABELS
from itk_inspector.gui.style import colour_maps

_STRIP = QSize(64, 12)


class ColourMapChooser(QComboBox):
    """All colour maps; the strips are made when the box is first seen, because pyqtgraph must be loaded for them."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("colourMapChooser")
        self.setAccessibleName("Colour map")
        self.setToolTip("The colours between the lower and the upper level; labels have one for each number.")
        self.setIconSize(_STRIP)
        self.setMaxVisibleItems(24)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        for _, maps in colour_maps.GROUPS:
            if self.count():
                self.insertSeparator(self.count())
            for name, label in maps:
                self.addItem(label, name)
        self._has_strips = False
        self.activated.connect(self._activated)

    def set_map(self, name: str) -> None:
        """Show which map is in use."""
        self.setCurrentIndex(self.findData(name))

    def showEvent(self, event: QShowEvent) -> None:
        """Make the strips."""
        super().showEvent(event)
        if self._has_strips:
            return
        self._has_strips = True
        for row in range(self.count()):
            name = self.itemData(row)
            if name:
                self.setItemIcon(row, QIcon(QPixmap.fromImage(strip(name, _STRIP.width(), _STRIP.height()))))

    def _activated(self, row: int) -> None:
        name = self.itemData(row)
        if name:
            self.chosen.emit(name)


def strip(name: str, width: int, height: int, *, is_inverted: bool = False) -> QImage:
    """Return a map's colours from left to right; of labels the first sixteen."""
    count = 16 if name == LABELS else 256
    colours = colour_maps.table(name)[np.arange(width) * count // width]
    row = np.ascontiguousarray(np.broadcast_to(colours[::-1] if is_inverted else colours, (height, width)))
    return QImage(row.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
