"""R1, the naive program: ``imread`` in the main thread, ``pg.ImageView``, ``SignalProxy``."""

from __future__ import annotations

import sys
from typing import Any

import itk
import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow


class NaiveWindow(QMainWindow):
    """One image with its slices, and what is under the mouse in the status bar."""

    def __init__(self) -> None:
        super().__init__()
        self.view = pg.ImageView(view=pg.PlotItem())
        self.label = QLabel(" ")
        self.statusBar().addWidget(self.label)
        self.setCentralWidget(self.view)
        self.resize(1200, 800)
        self.array: Any = None
        self._proxy = pg.SignalProxy(self.view.scene.sigMouseMoved, rateLimit=60, slot=self._moved)

    def open(self, path: str) -> None:
        """Read and show."""
        image = itk.imread(path)
        self.array = itk.array_view_from_image(image)
        axes = {"y": 0, "x": 1} if self.array.ndim == 2 else {"t": 0, "y": 1, "x": 2}
        self.view.setImage(self.array, axes=axes)
        if self.array.ndim == 3:
            self.view.setCurrentIndex(self.array.shape[0] // 2)

    def _moved(self, event: tuple[Any]) -> None:
        point = self.view.getView().vb.mapSceneToView(event[0])
        x, y = int(point.x()), int(point.y())
        plane = self.array[self.view.currentIndex] if self.array.ndim == 3 else self.array
        if 0 <= y < plane.shape[0] and 0 <= x < plane.shape[1]:
            self.label.setText(f"[{y}, {x}] {np.asarray(plane[y, x])}")


def main() -> None:
    """Show the image named on the command line."""
    application = QApplication(sys.argv)
    window = NaiveWindow()
    window.open(sys.argv[1])
    window.show()
    application.exec()


if __name__ == "__main__":
    main()
