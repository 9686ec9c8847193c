"""A bar of the colours on the picture, with the values that they stand for."""

from __future__ import annotations

import functools

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.colour_map_names import GREY
from itk_inspector.core.display.colour_ticks import colour_ticks
from itk_inspector.core.display.composition import Difference
from itk_inspector.core.display.display_settings import ComponentMode, DisplaySettings
from itk_inspector.core.display.pixel_marks import ABOVE_MARK, BELOW_MARK
from itk_inspector.core.display.scene import Scene
from itk_inspector.core.header.value_unit import value_unit
from itk_inspector.gui.style.outlined_text import BLACK, WHITE, draw_outlined, text_rect
from itk_inspector.gui.widgets.colour_map_chooser import strip

_EDGE = 40.0
"""From the right: a letter of the patient's directions stands there."""
_WIDE = 12.0
_TALLEST = 320.0
_SHARE = 0.6
_LEAST = 60.0
_PER_TICK = 34.0
_POINTS = 9.0


@dataclass(frozen=True, slots=True)
class ColourBar:
    """What a bar shows.

    Parameters
    ----------
    settings : DisplaySettings
        With levels.
    unit : str
        Of the values; ``""`` where the file states none.
    marks_clipped : bool
        What lies below and above the levels has a colour of its own.
    """

    settings: DisplaySettings
    unit: str
    marks_clipped: bool = False

    @classmethod
    def of(cls, scene: Scene) -> ColourBar | None:
        """Return the bar of a scene; None where colours stand for labels, or where there are no levels."""
        shown = scene.composition
        settings = scene.settings
        if isinstance(shown, Difference):
            from itk_inspector.core.display.drawn_difference import difference_settings  # no first picture is one

            settings = difference_settings(shown.limit)
        if not settings.has_levels or not colour_ticks(settings, 3):
            return None
        return cls(settings, value_unit(scene.info), scene.pixel_marks.clipped)

    @property
    def map_name(self) -> str:
        """The colours; of red, green and blue, the grey that equal ones make."""
        return GREY if self.settings.component.kind is ComponentMode.COLOUR else self.settings.colour_map


def draw_colour_bar(painter: QPainter, bar: ColourBar, area: QRectF) -> None:
    """Draw the bar at the right: 256 colours of one height, and lines at the places of round values."""
    tall = min(_TALLEST, _SHARE * area.height())
    if tall < _LEAST or area.width() < 4 * _EDGE:
        return
    body = QRectF(area.right() - _EDGE - _WIDE, area.center().y() - tall / 2, _WIDE, tall)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(body.adjusted(-1.5, -1.5, 1.5, 1.5), BLACK)
    painter.drawImage(body, _colours(bar.map_name, bar.settings.is_inverted))
    for tick in colour_ticks(bar.settings, max(2, int(tall / _PER_TICK))):
        y = body.bottom() - tick.part * tall
        painter.fillRect(QRectF(body.left() - 5, y - 1.5, 6, 3), BLACK)
        painter.fillRect(QRectF(body.left() - 4, y - 0.5, 5, 1), WHITE)
        draw_outlined(painter, tick.text, QPointF(body.left() - 12, y), (1.0, 0.5), points=_POINTS)
    top = body.top()
    if bar.marks_clipped:
        top -= _WIDE
        for mark, y in ((ABOVE_MARK, body.top() - _WIDE + 1), (BELOW_MARK, body.bottom() + 3)):
            square = QRectF(body.left(), y, _WIDE, _WIDE - 4)
            painter.fillRect(square.adjusted(-1.5, -1.5, 1.5, 1.5), BLACK)
            painter.fillRect(square, QColor.fromRgba(int(mark)))
    if bar.unit:
        half = text_rect(bar.unit, _POINTS).width() / 2
        middle = min(body.center().x(), area.right() - half - 4)
        draw_outlined(painter, bar.unit, QPointF(middle, top - 6), (0.5, 1.0), points=_POINTS)


@functools.lru_cache(maxsize=8)
def _colours(name: str, is_inverted: bool) -> QImage:
    """Return a map's colours, the last one on top."""
    return strip(name, 256, 1, is_inverted=is_inverted).transformed(QTransform().rotate(-90))
