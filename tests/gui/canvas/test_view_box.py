"""What part of a plane a view shows: as pyqtgraph's own box has it, which is the oracle here."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF
from PySide6.QtWidgets import QApplication, QGraphicsItem
from pytestqt.qtbot import QtBot

from itk_inspector.gui.canvas.view_box import ViewBox

Step = tuple[str, tuple[float, ...]]
sides = st.floats(0.5, 5000)
places = st.floats(-3000, 3000)
steps: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(
        st.tuples(st.just("range"), st.tuples(places, places, sides, sides, st.sampled_from([0.0, 0.02]))),
        st.tuples(st.just("room"), st.tuples(st.integers(20, 2000), st.integers(20, 2000))),
        st.tuples(st.just("aspect"), st.tuples(st.floats(0.2, 5))),
        st.tuples(st.just("scale"), st.tuples(st.floats(0.5, 2), places, places)),
        st.tuples(st.just("move"), st.tuples(places, places)),
        st.tuples(st.just("flip"), st.tuples(st.booleans(), st.booleans())),
    ),
    min_size=1,
    max_size=12,
)


class Oracle:
    """pyqtgraph's box, driven by the same steps."""

    def __init__(self, view: pg.GraphicsView) -> None:
        self.box = pg.ViewBox(enableMenu=False, invertY=True, border=None, defaultPadding=0.0)
        view.setCentralItem(self.box)  # else it would learn of its size when it is shown
        self.box.setAspectLocked(True, ratio=1.0)
        self.box.setGeometry(QRectF(0, 0, 300, 200))
        self.box.setRange(QRectF(0, 0, 1, 1), padding=0)

    def take(self, name: str, given: tuple[float, ...]) -> None:
        x, y, *more = (*given, 0.0)
        if name == "range":
            self.box.setRange(QRectF(*given[:4]), padding=given[4])
        elif name == "room":
            self.box.setGeometry(QRectF(0, 0, x, y))
        elif name == "aspect":
            self.box.setAspectLocked(True, ratio=x)
        elif name == "scale":
            self.box.scaleBy((x, x), center=(y, more[0]))
        elif name == "move":
            self.box.translateBy(x=x, y=y)
        else:
            self.box.invertX(x)
            self.box.invertY(y)

    def corners(self) -> np.ndarray:
        self.box.updateMatrix()
        return ends(self.box.viewRect(), QGraphicsItem.sceneTransform(self.box.childGroup).map)


def ends(seen: QRectF, to_screen: Callable[[QPointF], QPointF]) -> np.ndarray:
    points = [to_screen(QPointF(x, y)).toTuple() for x, y in ((0, 0), (1, 0), (0, 1))]
    return np.array([*seen.getRect(), *(n for point in points for n in point)])


def take(box: ViewBox, name: str, given: tuple[float, ...]) -> None:
    x, y, *more = (*given, 0.0)
    if name == "range":
        box.setRange(QRectF(*given[:4]), given[4])
    elif name == "room":
        box.setRoom(QSizeF(x, y))
    elif name == "aspect":
        box.setAspect(x)
    elif name == "scale":
        box.scaleBy(x, QPointF(y, more[0]))
    elif name == "move":
        box.translateBy(x, y)
    else:
        box.invertX(bool(x))
        box.invertY(bool(y))


def test_after_any_steps_it_shows_what_pyqtgraphs_box_would(qapp: QApplication) -> None:
    view = pg.GraphicsView()

    @given(steps)
    @settings(max_examples=150, deadline=None)
    def check(taken: list[Step]) -> None:
        parent, oracle = QObject(), Oracle(view)
        box = ViewBox(parent)
        box.setRoom(QSizeF(300, 200))
        for step in taken:
            take(box, *step)
            oracle.take(*step)

            assert ends(box.viewRect(), box.transform().map) == pytest.approx(oracle.corners(), rel=1e-6, abs=1e-3)

    check()
    view.close()
    view.deleteLater()


def test_it_tells_of_each_change_once_and_of_nothing_else(qtbot: QtBot) -> None:
    parent = QObject()
    box = ViewBox(parent)
    told: list[QRectF] = []
    box.changed.connect(lambda: told.append(box.viewRect()))

    for step in (
        lambda: box.setRange(QRectF(0, 0, 10, 5)),
        lambda: box.setRange(QRectF(0, 0, 10, 5)),
        lambda: box.invertX(True),
        lambda: box.invertX(True),
        lambda: box.setRoom(QSizeF(400, 100)),
        lambda: box.setRoom(QSizeF(0, 100)),
        lambda: box.setAspect(2.0),
        lambda: box.setAspect(2.0),
        lambda: box.translateBy(1, 0),
    ):
        step()

    assert len(told) == 5
    assert told[-1] != told[-2]


def test_what_was_asked_for_comes_back_with_the_room_for_it(qtbot: QtBot) -> None:
    parent = QObject()
    box = ViewBox(parent)
    box.setRoom(QSizeF(200, 100))
    box.setRange(QRectF(0, 0, 20, 10))

    box.setRoom(QSizeF(100, 100))
    assert box.viewRect() == QRectF(0, -5, 20, 20)
    box.setRoom(QSizeF(200, 100))

    assert box.viewRect() == QRectF(0, 0, 20, 10)
