"""A real window writes its edits down, and restores those of one that was ended."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from itk_inspector.app.composition import Composition
from itk_inspector.app.recovery import Recovery
from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.operations.question import OperationAnswer
from itk_inspector.core.editing.operations.table import row_of
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.storage.recovery import RecoveryStore
from window_driver import WindowDriver


@pytest.fixture
def image(tmp_path: Path, samples: Path) -> Path:
    path = tmp_path / "head.png"
    shutil.copy(samples / "head-phantom.png", path)
    return path


@pytest.fixture
def store(tmp_path: Path) -> RecoveryStore:
    return RecoveryStore(tmp_path / "recovery")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "recovery").mkdir()
    return tmp_path / "recovery"


def edited(composition: Composition) -> EditSession:
    """Begin to edit, and change a pixel as the panel does."""
    composition.app.edit.set_editing(True)
    composition.app.edit.set_value("77")
    composition.app.edit.set_pixel("3 4")
    current = composition.app.images.current
    assert current is not None
    assert current.session is not None
    return current.session


def steps_in(folder: Path) -> int:
    """How many steps are written down in the only file; it is begun a moment after the first of them."""
    names = os.listdir(folder)
    assert len(names) <= 1
    return sum((folder / name).read_bytes().count(b'{"kind":"step"') for name in names)


def test_an_edit_is_written_down_soon_and_forgotten_when_it_is_given_up(
    composition: Composition,
    open_file: Callable[[Path], None],
    qtbot: QtBot,
    driver: WindowDriver,
    image: Path,
    store: RecoveryStore,
    folder: Path,
) -> None:
    Recovery(composition, store)
    open_file(image)
    session = edited(composition)
    qtbot.waitUntil(lambda: len(os.listdir(folder)) == 1, timeout=10_000)
    session.undo()
    composition.app.images.tell()
    qtbot.waitUntil(lambda: os.listdir(folder) == [], timeout=10_000)


def test_a_stroke_is_written_down_while_it_is_under_way(
    composition: Composition,
    open_file: Callable[[Path], None],
    qtbot: QtBot,
    image: Path,
    store: RecoveryStore,
    folder: Path,
) -> None:
    Recovery(composition, store)
    open_file(image)
    session = edited(composition)
    qtbot.waitUntil(lambda: len(os.listdir(folder)) == 1, timeout=10_000)
    (name,) = os.listdir(folder)
    sizes = [(folder / name).stat().st_size]
    session.paint(np.arange(10), 5)
    composition.app.images.tell()
    for first in (100, 200, 300):
        qtbot.waitUntil(lambda: (folder / name).stat().st_size > sizes[-1], timeout=10_000)
        sizes.append((folder / name).stat().st_size)
        session.paint(np.arange(first, first + 10), 5)
    assert session.history.stroke is not None


def test_edits_of_a_window_that_was_ended_are_restored_in_the_next(
    composition: Composition,
    other: Composition,
    open_file: Callable[[Path], None],
    qtbot: QtBot,
    image: Path,
    store: RecoveryStore,
    folder: Path,
) -> None:
    Recovery(composition, store)
    open_file(image)
    expected = edited(composition).view.copy()
    qtbot.waitUntil(lambda: len(os.listdir(folder)) == 1, timeout=10_000)
    composition.dispose()

    Recovery(other, store).offer()
    driver = WindowDriver(other.window)
    qtbot.waitUntil(lambda: driver.has("leftEditsDialog"), timeout=10_000)
    driver.find("leftEditsContinue", QPushButton).click()
    qtbot.waitUntil(
        lambda: other.app.images.current is not None and other.app.images.current.session is not None, timeout=30_000
    )

    restored = other.app.images.current
    assert restored is not None
    assert (restored.pixels == expected).all()
    assert restored.pixels[4, 3] == 77
    assert restored.is_modified
    assert restored.access.pixel(ItkIndex.of(3, 4)) == 77
    assert driver.label("statusMessage") == "Restored 1 edit of head.png."


def test_operations_are_done_again_in_their_place(
    composition: Composition,
    other: Composition,
    open_file: Callable[[Path], None],
    qtbot: QtBot,
    image: Path,
    store: RecoveryStore,
    folder: Path,
) -> None:
    Recovery(composition, store)
    open_file(image)
    session = edited(composition)
    current = composition.app.images.current
    assert current is not None
    for name, given in (("permute", {}), ("expression", {"text": "where(a > 100, a - 50, a)"})):
        complete = row_of(name).complete(current.info, given, {})
        composition.app.operations.start(current, OperationAnswer(Operation(name, complete), in_new_tab=False))
        qtbot.waitUntil(lambda: composition.app.operations.task is None, timeout=60_000)
        composition.app.edit.set_pixel("1 2")
    expected = session.view.copy()
    assert session.history.journal.done == 5
    qtbot.waitUntil(lambda: steps_in(folder) == 5, timeout=10_000)
    composition.dispose()

    Recovery(other, store).offer()
    driver = WindowDriver(other.window)
    qtbot.waitUntil(lambda: driver.has("leftEditsDialog"), timeout=10_000)
    driver.find("leftEditsContinue", QPushButton).click()
    qtbot.waitUntil(
        lambda: other.app.images.current is not None and other.app.images.current.session is not None, timeout=60_000
    )

    restored = other.app.images.current
    assert restored is not None
    assert restored.session is not None
    assert (restored.pixels == expected).all()
    assert restored.session.geometry == session.geometry
    assert restored.session.history.journal.done == 5
    while restored.session.undo():
        pass
    assert (restored.session.view == restored.document.pixels).all()


def test_a_window_that_is_closed_with_consent_leaves_nothing(
    composition: Composition,
    open_file: Callable[[Path], None],
    qtbot: QtBot,
    driver: WindowDriver,
    image: Path,
    store: RecoveryStore,
    folder: Path,
) -> None:
    Recovery(composition, store)
    open_file(image)
    edited(composition)
    qtbot.waitUntil(lambda: len(os.listdir(folder)) == 1, timeout=10_000)
    composition.window.close()
    QApplication.processEvents()
    question = driver.find("unsavedDialog", QMessageBox)
    next(each for each in question.buttons() if "Discard" in each.text()).click()
    qtbot.waitUntil(lambda: composition.is_disposed, timeout=10_000)
    assert os.listdir(folder) == []


def test_nothing_happens_at_rest(composition: Composition, qtbot: QtBot, image: Path, store: RecoveryStore) -> None:
    recovery = Recovery(composition, store)
    composition.app.images.tell()
    assert not recovery._timer.isActive()
