"""A bar of known length on the picture."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.round_length import length_text, round_length
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.gui.style.outlined_text import BLACK, WHITE, draw_outlined

_PART = 0.25
_MARGIN = 16.0
_THICK = 4.0


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """What a bar measures.

    Parameters
    ----------
    spacing : float
        Of the axis that runs to the right.
    unit : str
        Of lengths; ``""`` where the file states none.
    """

    spacing: float
    unit: str

    @classmethod
    def along(cls, info: ImageInfo, plane: Plane) -> ScaleBar | None:
        """Return the bar for a plane; None where the axis to the right is not in space."""
        if plane.horizontal >= SPATIAL_AXES:
            return None
        return cls(info.geometry.spacing[plane.horizontal], info.space.unit)

    def measure(self, pixel_width: float, room: float) -> tuple[float, float]:
        """Return the length in units, and in screen pixels, of a bar that takes a quarter of ``room`` at the most."""
        per_unit = pixel_width / self.spacing
        length = round_length(_PART * room / per_unit)
        return length, length * per_unit


def draw_scale_bar(painter: QPainter, bar: ScaleBar, area: QRectF, pixel_width: float) -> None:
    """Draw the bar at the lower left, white with a black rim; ``pixel_width`` is that of an image pixel on screen."""
    if not (math.isfinite(pixel_width) and pixel_width > 0 and area.width() > 4 * _MARGIN):
        return
    length, width = bar.measure(pixel_width, area.width())
    body = QRectF(area.left() + _MARGIN, area.bottom() - _MARGIN - _THICK, width, _THICK)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(body.adjusted(-1.5, -1.5, 1.5, 1.5), BLACK)
    painter.fillRect(body, WHITE)
    place = QPointF(body.left(), body.top() - 6)
    draw_outlined(painter, length_text(length, bar.unit), place, (0.0, 1.0))
