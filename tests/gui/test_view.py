"""``itk_inspector.view`` from a script that has its own event loop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
from pytestqt.qtbot import QtBot

import itk_inspector as ii
from itk_inspector import scripting


@pytest.fixture
def own_settings(tmp_path: Path) -> Iterator[None]:
    """Keep the user's settings out of it."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path))
    yield
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, "")


def close(window: QMainWindow) -> None:
    window.close()
    window.deleteLater()
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def label(window: QMainWindow, name: str) -> str:
    found = window.findChild(QLabel, name)
    assert found is not None
    return str(found.text())


def test_array_is_viewed_not_copied(qtbot: QtBot, own_settings: None) -> None:
    array = np.arange(12, dtype=np.int16).reshape(3, 4)

    window = ii.view(array, block=False)

    assert isinstance(window, QMainWindow)
    assert window.objectName() == "mainWindow"
    image = scripting._kept[-1].controller.image
    assert image is not None
    assert np.shares_memory(image.document.pixels, array)
    assert not image.document.pixels.flags.writeable
    close(window)
    assert not scripting._kept


def test_itk_image_keeps_its_geometry(qtbot: QtBot, own_settings: None) -> None:
    import itk

    image = itk.image_from_array(np.arange(12, dtype=np.uint8).reshape(3, 4))
    image.SetSpacing([0.5, 2.0])
    image.SetOrigin([10.0, 20.0])

    window = ii.view(image, block=False)
    scripting._kept[-1].controller.show_index(ii.ItkIndex.of(2, 1))

    assert label(window, "physicalPointValue").startswith("(11.000, 22.000)")
    assert label(window, "pixelValue") == "6"
    close(window)


def test_path_is_opened_in_the_background(qtbot: QtBot, own_settings: None, samples: Path) -> None:
    window = ii.view(samples / "head-phantom.png", block=False)

    qtbot.waitUntil(lambda: window.windowTitle().startswith("head-phantom.png"), timeout=30_000)

    close(window)


@pytest.mark.parametrize("wrong", ["nine", [1, 2, 3], np.zeros(5), np.zeros((2, 2), dtype=object)])
def test_what_is_no_image_is_refused_with_a_sentence(qtbot: QtBot, own_settings: None, wrong: Any) -> None:
    if isinstance(wrong, str):
        wrong = object()

    with pytest.raises(ii.InspectorError):
        ii.view(wrong, block=False)
