"""A picture of a window for a script."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from itk_inspector.app.composition import Composition
from itk_inspector.gui.shell.screenshot import png_bytes
from itk_inspector.storage.atomic_write import Consent, write_bytes

_NESTED = 3
"""Layouts within layouts, each of which asks the one around it for room."""


def window_picture(composition: Composition, path: Path | None) -> npt.NDArray[np.uint8]:
    """Return a picture of a window, shape (height, width, 4), and write it as PNG where a path is given.

    Raises
    ------
    ExportError
        If the file cannot be written.
    """
    composition.window.frame.finish()
    for _ in range(_NESTED):  # what was shown a moment ago has asked for room, and no event loop has run since
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    taken = composition.window.grab()
    if path is not None:
        write_bytes(path, png_bytes(taken), Consent(overwrite=True, protected=composition.app.images.open_files))
    drawn = taken.toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(drawn.constBits(), np.uint8).reshape(drawn.height(), drawn.bytesPerLine())
    return rows[:, : 4 * drawn.width()].reshape(drawn.height(), drawn.width(), 4).copy()
