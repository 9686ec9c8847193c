"""The pictures show every panel and page, and nothing of one is left in the next."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QTableWidget, QWidget

import pictures
from itk_inspector.app.composition import Composition


@pytest.fixture(autouse=True)
def _own_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def test_a_picture_has_the_size_of_its_window(qapp: QApplication, tmp_path: Path) -> None:
    pictures.picture(tmp_path, "goto", "dark", "small", pictures.STATES["goto"])

    image = QImage(str(tmp_path / "goto-dark-small.png"))
    assert (image.width(), image.height()) == pictures.SIZES["small"]


def test_points_of_one_picture_are_not_in_the_next(qapp: QApplication, tmp_path: Path) -> None:
    rows: list[int] = []

    def look(composition: Composition) -> QWidget | None:
        pictures.STATES["3d"](composition)
        pictures.settle()
        table = composition.window.findChild(QTableWidget, "pointsTable")
        assert isinstance(table, QTableWidget)
        rows.append(table.rowCount())
        return None

    pictures.picture(tmp_path, "kept", "light", "small", pictures.STATES["kept"])
    pictures.picture(tmp_path, "3d", "light", "small", look)

    assert rows == [0]


@pytest.mark.parametrize("name", ["difference", "sidebyside"])
def test_comparing_is_shown_with_its_figures(qapp: QApplication, tmp_path: Path, name: str) -> None:
    seen: list[int] = []

    def look(composition: Composition) -> QWidget | None:
        pictures.STATES[name](composition)
        table = composition.window.findChild(QTableWidget, "differenceFacts")
        assert isinstance(table, QTableWidget)
        seen.append(table.rowCount() if table.isVisible() else 0)
        return None

    pictures.picture(tmp_path, name, "light", "small", look)

    assert seen[0] > 5
