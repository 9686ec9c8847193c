"""Whether the memory of a closed tab comes back: 200 images opened and closed in one window.

Run it with ``python tests/benchmarks/tabs.py``. Memory is what no file backs, of the window and its child, in MB, after
each round of ten images; what counts is whether the later rounds need more than the earlier ones.
"""

from __future__ import annotations

import gc
import os
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import SimpleITK as sitk  # noqa: N813  # its usual name
from opening import MB, anonymous
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from rows import Row, show

from itk_inspector.app.composition import Composition
from itk_inspector.app.qt_application import application
from itk_inspector.gui.shell.settings import MemoryStore, Settings

ROUNDS, IMAGES = 20, 10
MOST_GROWTH = 8
"""MB that a hundred more images may leave behind."""


def write_images(folder: Path) -> list[Path]:
    """Write ten images of 8 MB: decoded and mapped, scalars and colours."""
    rng = np.random.default_rng(1)
    paths = []
    for number in range(IMAGES):
        suffix = ("nii.gz", "mha", "nrrd", "mha", "nii")[number % 5]
        shape = (16, 512, 512) if number % 2 else (16, 256, 340, 3)
        image = sitk.GetImageFromArray(rng.integers(0, 255, shape, np.uint8 if len(shape) == 4 else np.int16))
        paths.append(folder / f"{number}.{suffix}")
        sitk.WriteImage(image, str(paths[-1]), useCompression=suffix == "nrrd")
    return paths


def settle(composition: Composition) -> None:
    """Wait until nothing is being read, and let Qt delete what it has put off."""
    while composition.app.files.is_loading:
        QApplication.processEvents()
        time.sleep(0.001)
    for _ in range(5):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # only a running event loop does it itself


def main() -> None:
    """Measure and print."""
    application()
    composition = Composition(Settings(MemoryStore()))
    composition.window.show()
    child = composition.files.children[0]
    found: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        paths = write_images(Path(folder))
        for _ in range(ROUNDS):
            for path in paths:
                composition.open(path)
            settle(composition)
            assert len(composition.app.images.all) == IMAGES
            while composition.app.images.all:
                composition.app.tabs.close(0)
                QApplication.processEvents()
            settle(composition)
            gc.collect()
            found.append((anonymous("self") + anonymous(child.pid or "self")) / MB)
            print(f"{len(found) * IMAGES:4d} images opened and closed: {found[-1]:7.1f} MB")
        half = ROUNDS // 2
        first, last = found[1:half], found[half:]
        growth = max(last) - max(first)
        what = f"{ROUNDS * IMAGES} images opened and closed: memory of window and child"
        figure = f"{max(first):.1f} MB at most in the first half, {max(last):.1f} in the second: {growth:+.1f} MB"
        show(
            [
                Row(
                    "16",
                    what,
                    figure,
                    f"<= {MOST_GROWTH} MB more",
                    growth <= MOST_GROWTH,
                    "the first round; pages of files",
                )
            ]
        )
    composition.dispose()
    composition.window.close_for_good()


if __name__ == "__main__":
    main()
