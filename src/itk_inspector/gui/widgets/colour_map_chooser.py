"""The box that chooses a colour map, with a strip of each map's colours."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap, QShowEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QWidget

from itk_inspector.core.display import colour_tables
from itk_inspector.core.display.colour_map_names import GROUPS, LABELS
from itk_inspector.core.display.scales import GAMMA, Scale, parts
from itk_inspector.core.display.window_level import Levels

_STRIP = QSize(64, 12)
_BESIDE = 8  # between a strip and its name, and behind that


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
        for _, maps in GROUPS:
            if self.count():
                self.insertSeparator(self.count())
            for name, label in maps:
                self.addItem(label, name)
        self._has_strips = False
        self.activated.connect(self._activated)

    def set_map(self, name: str) -> None:
        """Show which map is in use."""
        self.setCurrentIndex(self.findData(name))

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Say how the box is drawn: a name for which there is no room ends in “…”."""
        super().initStyleOption(option)
        control, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, field, self).width() - self.iconSize().width() - _BESIDE
        option.currentText = option.fontMetrics.elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)

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


def strip(
    name: str, width: int, height: int, *, is_inverted: bool = False, scale: Scale = Scale.LINEAR, gamma: float = GAMMA
) -> QImage:
    """Return a map's colours from left to right, by a scale from as far as it reaches; of labels the first sixteen."""
    if name == LABELS:
        tones = np.arange(width) * 16 // width
    elif scale.is_straight:
        tones = np.arange(width) * 256 // width
    else:
        reach = scale.reach
        places = (np.arange(width) + 0.5) / width * (1.0 + 2.0 * reach) - reach
        tones = np.floor(255.0 * parts(places, Levels(0.0, 1.0), scale, gamma) + 0.5).astype(np.intp)
    colours = colour_tables.table(name)[tones]
    row = np.ascontiguousarray(np.broadcast_to(colours[::-1] if is_inverted else colours, (height, width)))
    return QImage(row.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
