"""Where a viewport shows what: told anew by whatever moves it, and not worked out before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QApplication, QGraphicsItem
from pytestqt.qtbot import QtBot

from itk_inspector.gui.canvas.view_place import ViewPlace

MOVES: dict[str, Callable[[Any], object]] = {
    "wider": lambda view: view.box.setRange(xRange=(-4, 7), padding=0),
    "higher": lambda view: view.box.setRange(yRange=(-4, 7), padding=0),
    "nearer": lambda view: view.box.scaleBy((0.5, 0.5), center=(1, 2)),
    "beside": lambda view: view.box.translateBy(x=0.25, y=0),
    "below": lambda view: view.box.translateBy(x=0, y=0.25),
    "to the left": lambda view: view.box.invertX(True),
    "upwards": lambda view: view.box.invertY(False),
    "stretched": lambda view: view.box.setAspectLocked(True, ratio=2.5),
    "larger": lambda view: view.resize(view.width() + 60, view.height() + 40),
    "smaller": lambda view: view.resize(200, 120),
}


@pytest.fixture
def view(qtbot: QtBot) -> Any:
    """Nobody else asks where anything is."""
    found = pg.GraphicsView()
    found.box = pg.ViewBox(enableMenu=False, invertY=True, defaultPadding=0.0)
    found.setCentralItem(found.box)
    found.box.disableAutoRange()
    qtbot.addWidget(found)
    found.resize(300, 200)
    found.show()
    QApplication.processEvents()
    found.box.setRange(QRectF(-1, -1, 5, 5), padding=0)
    return found


@pytest.mark.parametrize("move", MOVES)
def test_every_move_is_followed(view: Any, move: str) -> None:
    place = ViewPlace(view, view.box)
    before = QTransform(place.to_screen)

    MOVES[move](view)

    there = place.from_screen.map(place.to_screen.map(QPointF(1.5, 2.25)))
    found = place.to_screen
    view.box.updateMatrix()
    expected = QGraphicsItem.sceneTransform(view.box.childGroup) * view.viewportTransform()
    assert expected != before
    assert found == expected
    assert there.toTuple() == pytest.approx((1.5, 2.25))


def test_it_is_followed_while_it_is_told(view: Any) -> None:
    """Whoever hears of a new range, and asks then, hears of the new place."""
    place = ViewPlace(view, view.box)
    told = [place.to_screen.m11()]
    view.box.sigXRangeChanged.connect(lambda *_: told.append(place.to_screen.m11()))

    view.box.scaleBy((0.5, 0.5), center=(1, 1))

    assert told[-1] == pytest.approx(2 * told[0])


def test_nothing_is_worked_out_twice(view: Any) -> None:
    place = ViewPlace(view, view.box)

    assert place.to_screen is place.to_screen
    assert place.from_screen is place.from_screen
