"""Print the memory of a process that opens and closes windows one after the other.

Run it with how many windows and how: ``python tests/hundred_windows.py 100 returned``, or ``waited``.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QTimer

import itk_inspector as ii
from itk_inspector.app import scripting


def unshared() -> int:
    """Return the kilobytes of memory that only this process has, files aside."""
    words = Path("/proc/self/smaps_rollup").read_text().split()
    return int(words[words.index("Private_Dirty:") + 1])


def returned(image: Any) -> None:
    """Open a window, look at it, close it, and let go of it."""
    window = ii.view(image, block=False)
    window.go_to((3, 4, 5))
    window.screenshot()
    window.close()


def waited(image: Any) -> None:
    """Open a window, and wait until it is closed."""

    def close() -> None:
        window = scripting._kept[-1].window
        window.go_to((3, 4, 5))
        window.screenshot()
        window.close()

    QTimer.singleShot(0, close)
    ii.view(image)


def settled() -> int:
    """Return the memory after all that can be given back was given back."""
    for _ in range(3):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
    return unshared()


def grown(count: int, way: str, first: int = 10) -> list[int]:
    """Return the kilobytes after the first windows, and after each tenth of the others."""
    scripting.application()
    image = np.zeros((20, 30, 40), np.int16)
    figures = []
    for number in range(1, count + 1):
        {"returned": returned, "waited": waited}[way](image)
        if number >= first and number % max(1, (count - first) // 9) == 0:
            figures.append(settled())
    return figures


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    print(*grown(int(sys.argv[1]), sys.argv[2]))
