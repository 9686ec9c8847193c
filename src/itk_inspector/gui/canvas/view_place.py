"""Where view coordinates lie on screen."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsItem


class ViewPlace:
    """Turns view coordinates into viewport pixels and back; worked out anew when pyqtgraph tells that it changed.

    Parameters
    ----------
    view : pyqtgraph.GraphicsView
    box : pyqtgraph.ViewBox
        Shown there.
    """

    def __init__(self, view: pg.GraphicsView, box: pg.ViewBox) -> None:
        self._view = view
        self._box = box
        self._known: tuple[QTransform, QTransform] | None = None
        for moved in (box.sigXRangeChanged, box.sigYRangeChanged, box.sigStateChanged, view.sigDeviceTransformChanged):
            moved.connect(self._forget)

    @property
    def to_screen(self) -> QTransform:
        """From view coordinates to viewport pixels."""
        return (self._known or self._work_out())[0]

    @property
    def from_screen(self) -> QTransform:
        """From viewport pixels to view coordinates."""
        return (self._known or self._work_out())[1]

    def _work_out(self) -> tuple[QTransform, QTransform]:
        self._box.updateMatrix()
        made = QGraphicsItem.sceneTransform(self._box.childGroup) * self._view.viewportTransform()
        self._known = made, made.inverted()[0]
        return self._known

    def _forget(self, *_: object) -> None:
        self._known = None
