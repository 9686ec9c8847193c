"""Several views at one physical scale."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF

from itk_inspector.core.data_class import dataclass
from itk_inspector.gui.canvas.pointer_view import PointerView

_PADDING = 1.06


@dataclass(frozen=True, slots=True)
class ScaledView:
    """A view and what its axes measure.

    Parameters
    ----------
    view : CanvasView
    spacing : tuple of float
        Of the axes that run to the right and downwards.
    fixed : tuple of float
        View coordinates of the point that stays where it is, if it is to be seen.
    """

    view: PointerView
    spacing: tuple[float, float]
    fixed: tuple[float, float]

    @property
    def scale(self) -> float:
        """Screen pixels per unit of length."""
        return self.view.on_screen(QRectF(0, 0, 1, 1)).width() / self.spacing[0]

    @property
    def fitting_scale(self) -> float:
        """The scale at which the whole image is to be seen."""
        bounds, room = self.view.item.boundingRect(), self.view.viewport().rect()
        width, height = bounds.width() * self.spacing[0], bounds.height() * self.spacing[1]
        return float(min(room.width() / width, room.height() / height)) / _PADDING

    def fit(self, scale: float) -> None:
        """Show the image's middle at a scale."""
        room, centre = self.view.viewport().rect(), self.view.item.boundingRect().center()
        width, height = room.width() / (scale * self.spacing[0]), room.height() / (scale * self.spacing[1])
        self.view.box.setRange(QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height), padding=0)

    def take_scale(self, scale: float) -> None:
        """Zoom around the fixed point, or around the middle when that is not to be seen."""
        factor = scale / self.scale
        if abs(factor - 1) > 1e-9:
            seen = self.view.box.viewRect()
            middle = seen.center().x(), seen.center().y()
            self.view.box.scaleBy((1 / factor, 1 / factor), center=self.fixed if seen.contains(*self.fixed) else middle)


def fit_together(views: Sequence[ScaledView]) -> None:
    """Show all images whole at the largest scale that all of them have room for."""
    scale = min(each.fitting_scale for each in views)
    for each in views:
        each.fit(scale)


def share_scale(views: Sequence[ScaledView], leader: int) -> None:
    """Give all views the scale of one of them."""
    scale = views[leader].scale
    for number, each in enumerate(views):
        if number != leader:
            each.take_scale(scale)
