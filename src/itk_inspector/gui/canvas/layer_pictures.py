"""All images of a place, drawn in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QBrush, QImage, QPainter, QRegion, QTransform
from PySide6.QtWidgets import QWidget

from itk_inspector.core.display.composition import Checker, Difference, Swipe
from itk_inspector.core.display.drawn_layers import DrawnLayer
from itk_inspector.core.display.scene import Scene
from itk_inspector.gui.canvas.divider import before_line
from itk_inspector.gui.canvas.shown_pixels import Shown
from itk_inspector.gui.canvas.shown_plane import ShownPlane
from itk_inspector.gui.canvas.viewport_item import ViewportItem

if TYPE_CHECKING:  # an image that stands alone needs none
    from itk_inspector.gui.canvas.difference_picture import DifferencePicture
    from itk_inspector.gui.canvas.layer_picture import LayerPicture

_SHIFTS = (16, 8, 0)


class LayerPictures:
    """Draws the images of a place above and below the one whose lattice is on screen.

    Parameters
    ----------
    item : ViewportItem
        Draws that one.
    """

    def __init__(self, item: ViewportItem) -> None:
        self.item = item
        self._shown: ShownPlane | None = None
        self._drawn: tuple[DrawnLayer, ...] = ()
        self._pictures: dict[int, LayerPicture] = {}
        self._difference: DifferencePicture | None = None

    @property
    def shows_main(self) -> bool:
        """Tell whether the image is drawn whose lattice is on screen."""
        return self._shown is None or not self._shown.scene.layers or any(one.layer.is_main for one in self._drawn)

    def show(self, shown: ShownPlane | None) -> bool:
        """Take what is to be drawn; True if the others may look different from before. None holds no pixels."""
        before, self._shown = self._shown, shown
        if shown is None:
            self.item.guard = self.item.is_as_opened = lambda: True
            self.item.show_slice(None, (0, 0))
        else:
            self._show_main(shown, before)
            if before is not None and _is_drawn_alike(shown.scene, before.scene):
                return False
        is_subtracted = shown is not None and isinstance(shown.scene.composition, Difference)
        if not is_subtracted:
            self._difference = None
        elif self._difference is None:
            from itk_inspector.gui.canvas.difference_picture import DifferencePicture  # rarely needed

            self._difference = DifferencePicture()
        drawn, self._drawn = self._drawn, () if shown is None else shown.scene.drawn_layers
        # an image that is hidden is found again when it is shown: it costs nothing until then
        others = {id(one.layer.source): one for one in self._drawn if not one.layer.is_main}
        self._pictures = {key: self._pictures.get(key) or _layer_picture() for key in others}
        is_other = [self._pictures[key].show(one) for key, one in others.items()]
        return is_subtracted or any(is_other) or _order(self._drawn) != _order(drawn)

    def follow(self, shown: ShownPlane) -> None:
        """Take a scene that differs in its marks alone: nothing is drawn anew."""
        self._shown = shown

    def _show_main(self, shown: ShownPlane, before: ShownPlane | None) -> None:
        """Draw the pixels anew as far as they, or their colours, are others."""
        scene, plane, item = shown.scene, shown.plane, self.item
        if before is None or scene.source is not before.scene.source:
            source = scene.source
            item.guard = lambda: source.is_safe
            item.is_as_opened = lambda: source.is_as_opened
        if before is None or shown.has_other_colours(before):
            shown.colouring.give(item)
        if before is None or scene.keeps_maxima != before.scene.keeps_maxima:
            item.keep_maxima(scene.keeps_maxima)
        if before is None or shown.has_other_pixels(before):
            start = scene.geometry.start_index
            item.show_slice(scene.cut(plane), (start[plane.horizontal], start[plane.vertical]))
        elif shown.may_have_changed(before):
            item.refresh(shown.changed_since(before))

    def draw(self, painter: QPainter, transform: QTransform, screen: QWidget | QImage, behind: QBrush) -> Shown | None:
        """Draw all, as `ViewportItem.draw` does one; ``behind`` shows where nothing opaque is."""
        shown = self.item.place(painter, transform, screen)
        if shown is None:
            return None
        if self._shown is None or not self._shown.scene.layers:
            if not self.item.is_opaque:
                painter.fillRect(screen.rect(), behind)
            self.item.put(painter, shown)
            return shown
        if not (self._drawn and self._drawn[0].hides_all_below):
            painter.fillRect(screen.rect(), behind)
        wanted = self._shown.scene.composition
        if self._difference is not None and isinstance(wanted, Difference):
            self._difference.draw(painter, shown, self._shown, wanted)
        for one in self._drawn:
            painter.save()
            painter.setOpacity(one.opacity)
            if one.cut is not None:
                painter.setClipRegion(_part(one.cut, screen.rect(), is_other=one.is_other_part))
            self._draw_one(one, painter, shown)
            painter.restore()
        return shown

    def room_of_main(self, free: QRectF, area: QRect) -> QRectF:
        """Return what of a free part of the view shows the image whose lattice is on screen, not another one instead.

        Of a board's squares it is none: few are large enough for a number.
        """
        main = next((one for one in self._drawn if one.layer.is_main), None)
        if main is None or main.cut is None:
            return free
        if isinstance(main.cut, Checker):
            return QRectF()
        return free.intersected(QRectF(_part(main.cut, area, is_other=main.is_other_part).boundingRect()))

    def colour_at(self, row: int, column: int) -> int:
        """Return ``0xffRRGGBB`` as it was drawn at a device pixel of those that show the image, on black."""
        if not self._drawn:
            return int(self.item.colours[row, column])
        mixed = [0.0, 0.0, 0.0]
        is_cut = any(one.layer.is_main and one.cut is not None for one in self._drawn)
        for one in self._drawn:
            if is_cut and one.cut is not None and not one.layer.is_main:
                continue  # it is drawn elsewhere
            picture = None if one.layer.is_main else self._pictures[id(one.layer.source)]
            colour = int(self.item.colours[row, column]) if picture is None else picture.colour_at(row, column)
            cover = one.opacity * (colour >> 24) / 255
            mixed = [
                (1 - cover) * old + cover * (colour >> shift & 0xFF) for old, shift in zip(mixed, _SHIFTS, strict=True)
            ]
        return 0xFF000000 | sum(round(part) << shift for part, shift in zip(mixed, _SHIFTS, strict=True))

    def _draw_one(self, one: DrawnLayer, painter: QPainter, shown: Shown) -> None:
        if one.layer.is_main:
            self.item.put(painter, shown)
        elif self._shown is not None:
            picture = self._pictures[id(one.layer.source)]
            width = self.item.pixel_grid.line_width
            picture.draw(painter, shown, self._shown.scene.geometry, self._shown.plane, width)


def _is_drawn_alike(scene: Scene, before: Scene) -> bool:
    """Tell whether the same is drawn of the same images."""
    is_same = scene.layers is before.layers and scene.composition is before.composition
    return is_same and scene.overlays == before.overlays


def _order(drawn: tuple[DrawnLayer, ...]) -> list[tuple[object, ...]]:
    return [(id(one.layer.source), one.opacity, one.cut, one.is_other_part) for one in drawn]


def _part(cut: Swipe | Checker, area: QRect, *, is_other: bool) -> QRegion:
    """Return one side of a line, or every other square, of an area in the logical coordinates of the screen."""
    region = QRegion()
    match cut:
        case Swipe():
            region += before_line(cut, area)
        case Checker(cell=cell):
            for row in range(0, area.height(), cell):
                for column in range(row // cell % 2 * cell, area.width(), 2 * cell):
                    region += QRect(column, row, cell, cell)
    return QRegion(area).subtracted(region) if is_other else region


def _layer_picture() -> LayerPicture:
    from itk_inspector.gui.canvas.layer_picture import LayerPicture  # an image that stands alone needs none

    return LayerPicture()
