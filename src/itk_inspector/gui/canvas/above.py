"""What is drawn above an image: values, lines, letters, marks and shapes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from itk_inspector.core.data_class import dataclass
from itk_inspector.gui.canvas import markers
from itk_inspector.gui.canvas.footprint_painter import PlacedFootprint
from itk_inspector.gui.canvas.overlay_painter import Overlay, draw_overlay
from itk_inspector.gui.canvas.overlay_rules import overlay_of
from itk_inspector.gui.canvas.rulers import Rulers
from itk_inspector.gui.canvas.shape_painter import PlacedShape, draw_shape
from itk_inspector.gui.canvas.shown_plane import KeptPoint, ShownPlane
from itk_inspector.gui.style.theme import Theme

NOTHING = Overlay()


@dataclass(frozen=True, slots=True)
class Above:
    """All that stands above one plane.

    Parameters
    ----------
    overlay : Overlay
        Letters, lines, bar and title.
    numbers, grid : bool
        Write values on pixels that are large enough, and draw lines between them.
    rectangles : tuple of QRectF
        Being dragged, in view coordinates.
    points : tuple of KeptPoint
        Kept pixels of the plane.
    shapes : tuple of PlacedShape
        What is measured with on the plane.
    marked, twin : QRectF or None
        The pixel under the cursor and the one of the same numbers, in view coordinates.
    is_kept : bool
        The former stays there while the pointer moves on.
    rulers : Rulers or None
        At the edges.
    footprint : PlacedFootprint or None
        What the tool in hand would change.
    """

    overlay: Overlay = NOTHING
    numbers: bool = True
    grid: bool = True
    rectangles: tuple[QRectF, ...] = ()
    points: tuple[KeptPoint, ...] = ()
    shapes: tuple[PlacedShape, ...] = ()
    marked: QRectF | None = None
    twin: QRectF | None = None
    is_kept: bool = False
    rulers: Rulers | None = None
    footprint: PlacedFootprint | None = None

    @classmethod
    def of(cls, shown: ShownPlane, before: ShownPlane | None, known: Above) -> Above:
        """Return what stands above a plane of a scene; ``known`` stood above the one before."""
        scene = shown.scene
        overlay, rulers = known.overlay, known.rulers
        if before is None or shown.has_other_overlay(before):
            rulers = Rulers(shown.plane, scene.geometry) if "rulers" in scene.overlays else None
            overlay = overlay_of(scene, shown.plane)
        footprint, drawn = shown.footprint, known.footprint
        if footprint is None:
            drawn = None
        elif drawn is None or drawn.footprint is not footprint:
            drawn = PlacedFootprint.of(footprint)
        return cls(
            overlay,
            "pixelNumbers" in scene.overlays,
            "pixelGrid" in scene.overlays,
            shown.rectangles,
            known.points if before is not None and not shown.has_other_points(before) else shown.points,
            known.shapes if before is not None and not shown.has_other_shapes(before) else shown.shapes,
            shown.rect_of(scene.marks.pixel),
            shown.rect_of(scene.marks.twin),
            scene.marks.is_kept,
            rulers,
            drawn,
        )

    def marking(self, shown: ShownPlane) -> Above:
        """Return the same with the marks of a scene that differs in nothing else."""
        marks = shown.scene.marks
        return Above(
            self.overlay,
            self.numbers,
            self.grid,
            self.rectangles,
            self.points,
            self.shapes,
            shown.rect_of(marks.pixel),
            None if marks.twin is None else shown.rect_of(marks.twin),
            marks.is_kept,
            self.rulers,
            self.footprint,
        )

    def differs_beside_marks(self, other: Above) -> bool:
        """Tell whether anything but the marks differs."""
        if self.footprint is not other.footprint:
            return True
        return (self.overlay, self.numbers, self.grid, self.rectangles, self.points, self.shapes, self.rulers) != (
            other.overlay,
            other.numbers,
            other.grid,
            other.rectangles,
            other.points,
            other.shapes,
            other.rulers,
        )

    @property
    def _followed(self) -> QRectF | None:
        """The pixel that a footprint follows: not the one that is kept."""
        return None if self.is_kept else self.marked

    def handle_at(self, position: QPointF, on_screen: Callable[[QRectF], QRectF]) -> tuple[int, int] | None:
        """Return the shape and its handle that are taken hold of at a viewport position; the selected shape first."""
        for shape in sorted(self.shapes, key=lambda shape: not shape.outline.is_selected):
            handle = shape.handle_at(position, on_screen)
            if handle is not None:
                return shape.outline.number, handle
        return None

    def handle_place(self, number: int, handle: int) -> QPointF:
        """Return where in view coordinates a handle of a shape lies."""
        return next(dict(shape.handles)[handle] for shape in self.shapes if shape.outline.number == number)

    def marked_areas(self, on_screen: Callable[[QRectF], QRectF]) -> list[QRect]:
        """Return what the marks may cover, in screen pixels."""
        areas = [] if self.marked is None else [markers.outline_area(on_screen(self.marked))]
        if self.footprint is not None and (area := self.footprint.area(self._followed, on_screen)) is not None:
            areas.append(area)
        return areas if self.twin is None else [*areas, markers.twin_area(on_screen(self.twin))]

    def draw(self, painter: QPainter, area: QRectF, on_screen: Callable[[QRectF], QRectF], theme: Theme) -> None:
        """Draw all but values and lines, in screen pixels."""
        painter.resetTransform()
        if self.overlay is not NOTHING and self.overlay != NOTHING:
            draw_overlay(painter, self.overlay, area, on_screen, theme)
        if self.rectangles or self.points or self.shapes:
            self._draw_placed(painter, area, on_screen)
        if self.footprint is not None:
            painter.save()
            painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
            self.footprint.draw(painter, self._followed, on_screen)
            painter.restore()
        if self.twin is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            markers.draw_twin(painter, on_screen(self.twin))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self.marked is not None:
            draw = markers.draw_kept if self.is_kept else markers.draw_outline
            draw(painter, markers.pixel_rect(on_screen(self.marked)), theme)

    def _draw_placed(self, painter: QPainter, area: QRectF, on_screen: Callable[[QRectF], QRectF]) -> None:
        """Draw what may be larger than the area, and no further than it reaches: rulers lie around it."""
        painter.save()
        painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
        for rect in self.rectangles:
            markers.draw_rectangle(painter, on_screen(rect))
        for point in self.points:
            markers.draw_point(painter, on_screen(point.rect), point.label, area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for shape in self.shapes:
            draw_shape(painter, shape, on_screen, area)
        painter.restore()
