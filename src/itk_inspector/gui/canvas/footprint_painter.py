"""The outline of what a tool would change, above an image."""

from __future__ import annotations

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.footprint import Footprint

_RIM = 3.0
OnScreen = Callable[[QRectF], QRectF]
"""Turns a rectangle in view coordinates into viewport pixels."""


def _pen(colour: QColor, width: float) -> QPen:
    made = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap)
    made.setCosmetic(True)
    return made


@dataclass(frozen=True, slots=True)
class PlacedFootprint:
    """An outline as it is drawn; one that follows the pixel under the cursor is moved there, and not made anew.

    Parameters
    ----------
    footprint : Footprint
    path : QPainterPath
        In view coordinates; where it follows, counted from that pixel.
    is_slanted : bool
        It does not lie on the borders of pixels.
    """

    footprint: Footprint
    path: QPainterPath
    is_slanted: bool = False

    @classmethod
    def of(cls, footprint: Footprint) -> PlacedFootprint:
        """Make the outline."""
        ends, edges = footprint.edges.reshape(-1, 2), footprint.edges
        is_slanted = bool(((edges[:, 0] != edges[:, 2]) & (edges[:, 1] != edges[:, 3])).any())
        path = pg.arrayToQPath(ends[:, 0].copy(), ends[:, 1].copy(), connect="pairs")
        return cls(footprint, path, is_slanted)

    def _place(self, marked: QRectF | None) -> QPointF | None:
        """Return where it lies; None where it follows a pixel and there is none."""
        if not self.footprint.follows:
            return QPointF(0.0, 0.0)
        return None if marked is None else marked.center()

    def area(self, marked: QRectF | None, on_screen: OnScreen) -> QRect | None:
        """Return what changes with the pixel under the cursor, in screen pixels; None where nothing does."""
        if marked is None:
            return None
        if self.footprint.follows:
            left, right, top, bottom = self.footprint.bounds
            rect = QRectF(left, top, right - left, bottom - top).translated(marked.center())
        elif self.footprint.end is not None:
            h, v = self.footprint.end
            rect = marked.united(QRectF(h - 0.5, v - 0.5, 1.0, 1.0))
        else:
            return None
        return on_screen(rect).adjusted(-_RIM, -_RIM, _RIM, _RIM).toAlignedRect()

    def draw(self, painter: QPainter, marked: QRectF | None, on_screen: OnScreen) -> None:
        """Draw it so that it shows on black and on white."""
        place = self._place(marked)
        if place is None:
            return
        origin, right, down = (on_screen(QRectF(x, y, 0.0, 0.0)).center() for x, y in ((0, 0), (1, 0), (0, 1)))
        placed = QTransform(right.x() - origin.x(), 0.0, 0.0, down.y() - origin.y(), origin.x(), origin.y())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        path = (QTransform.fromTranslate(place.x(), place.y()) * placed).map(self.path)
        _draw(painter, path, is_smooth=self.is_slanted)
        end = self.footprint.end
        if end is not None and marked is not None:
            way = QPainterPath(placed.map(QPointF(*end)))
            way.lineTo(placed.map(marked.center()))
            _draw(painter, way, is_smooth=True)


def _draw(painter: QPainter, path: QPainterPath, *, is_smooth: bool) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth)
    wide, narrow = (3.6, 1.6) if is_smooth else (3.0, 1.0)
    for pen in (_pen(QColor(0, 0, 0, 190), wide), _pen(QColor("#ffffff"), narrow)):
        painter.setPen(pen)
        painter.drawPath(path)
