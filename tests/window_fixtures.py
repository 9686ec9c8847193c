"""A real window with a real child process, for the tests of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSettings
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.gui.shell.settings import MemoryStore, Settings
from itk_inspector.gui.style.theme import ThemeChoice
from window_driver import WindowDriver


@pytest.fixture
def no_widget_left(qapp: QApplication) -> Iterator[None]:
    """No top-level widget survives a test, and none is met by the pointer of the one before."""
    QCursor.setPos(QPoint(-500, -500))
    yield
    for _ in range(3):
        qapp.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [w for w in qapp.topLevelWidgets() if w.isVisible()]
    assert not left, f"top-level widgets were left behind: {left}"


@contextmanager
def shown(qtbot: QtBot, settings: Settings) -> Iterator[Composition]:
    """Show a window of 1000 × 700, and end it."""
    made = Composition(settings)
    made.window.resize(1000, 700)
    made.window.show()
    qtbot.waitExposed(made.window)
    yield made
    made.dispose()
    made.window.close_for_good()
    made.window.deleteLater()
    made.deleteLater()


@pytest.fixture
def composition(qtbot: QtBot, no_widget_left: None) -> Iterator[Composition]:
    """A shown window of 1000 × 700 with its controller."""
    settings = Settings(MemoryStore())
    settings.theme = ThemeChoice.LIGHT
    with shown(qtbot, settings) as made:
        yield made


@pytest.fixture
def other(qtbot: QtBot) -> Iterator[Composition]:
    """A window that is opened afterwards."""
    with shown(qtbot, Settings(MemoryStore())) as made:
        yield made


@pytest.fixture
def open_file(composition: Composition, qtbot: QtBot) -> Callable[[Path], None]:
    """Open a file through the child and wait until it is shown."""

    def opened(path: Path) -> None:
        composition.open(path)
        qtbot.waitUntil(lambda: not composition.app.files.is_loading, timeout=30_000)
        image = composition.app.images.current
        assert image is not None
        assert image.document.info.path == path
        for _ in range(5):
            QApplication.processEvents()

    return opened


@pytest.fixture
def driver(composition: Composition) -> WindowDriver:
    """Hands and eyes on the shown window."""
    return WindowDriver(composition.window)


@pytest.fixture
def own_settings(tmp_path: Path) -> Iterator[None]:
    """Keep the user's settings out of it."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path))
    yield
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, "")
