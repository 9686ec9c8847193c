"""A window for benchmarks: shown, warm, with an idle child, as it is when a user has chosen a file in a dialog."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from itk_inspector.app.composition import Composition
from itk_inspector.app.qt_application import application
from itk_inspector.gui.shell.settings import MemoryStore, Settings


def spin(seconds: float) -> None:
    """Run the event loop."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        QApplication.processEvents()
        time.sleep(0.0005)


def settle(composition: Composition) -> None:
    """Wait until nothing is being read."""
    while composition.app.files.is_loading:
        QApplication.processEvents()


@contextlib.contextmanager
def opened_window(width: int = 1000, height: int = 700, rest: float = 5.0) -> Iterator[Composition]:
    """Show a window, and wait until it and its child have loaded what they load in advance."""
    application()
    composition = Composition(Settings(MemoryStore()))
    composition.window.resize(width, height)
    composition.window.show()
    composition.warm_up(expects_image=False)
    spin(rest)
    try:
        yield composition
    finally:
        composition.dispose()
        composition.window.close_for_good()


def platform() -> str:
    """Name what the window was on."""
    name = QApplication.platformName()
    return "a real X server" if name == "xcb" else f"no X server ({name}): what X costs is left out"
