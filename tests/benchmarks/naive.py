"""R1, the naive program: ``imread`` in the main thread, ``pg.ImageView``, ``SignalProxy``."""

from __future__ import annotations

import sys

import itk
import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow


def main() -> None:
    """Show the image named on the command line."""
    application = QApplication(sys.argv)
    image = itk.imread(sys.argv[1])
    array = itk.array_view_from_image(image)
    window = QMainWindow()
    view = pg.ImageView(view=pg.PlotItem())
    view.setImage(array, axes={"t": 0, "y": 1, "x": 2} if array.ndim == 3 else {"y": 0, "x": 1})
    if array.ndim == 3:
        view.setCurrentIndex(array.shape[0] // 2)
    label = QLabel(" ")
    window.statusBar().addWidget(label)
    window.setCentralWidget(view)
    window.resize(1200, 800)

    def moved(event: tuple[object]) -> None:
        point = view.getView().vb.mapSceneToView(event[0])
        x, y = int(point.x()), int(point.y())
        plane = array[view.currentIndex] if array.ndim == 3 else array
        if 0 <= y < plane.shape[0] and 0 <= x < plane.shape[1]:
            label.setText(f"[{y}, {x}] {np.asarray(plane[y, x])}")

    proxy = pg.SignalProxy(view.scene.sigMouseMoved, rateLimit=60, slot=moved)
    window.show()
    assert proxy is not None
    application.exec()


if __name__ == "__main__":
    main()
