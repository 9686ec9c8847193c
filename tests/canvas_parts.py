"""A canvas by itself, and pixels to show on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.pixels.pixel_access import PixelAccess
from itk_inspector.gui.canvas.image_canvas import ImageCanvas
from itk_inspector.gui.widgets.next_frame import NextFrame


@dataclass
class Source:
    """Pixels that can be read until they cannot."""

    pixels: np.ndarray
    geometry: Geometry
    is_safe: bool = True
    is_as_opened: bool = True

    @property
    def access(self) -> PixelAccess:
        """The guarded way to them."""
        return PixelAccess(self.pixels, self.geometry, self, Path("a.nrrd"))


def shown_canvas(qtbot: QtBot, width: int, height: int) -> Iterator[ImageCanvas]:
    """Give a canvas of a size that is on screen; it holds no pixels afterwards."""
    clock = QObject()
    made = ImageCanvas(NextFrame(clock))
    qtbot.addWidget(made)
    made.resize(width, height)
    QApplication.processEvents()
    made.setVisible(True)
    qtbot.waitExposed(made)
    yield made
    made.show_scene(None)
