"""What one view shows of a scene, and in what it differs from another."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.footprint import Footprint
from itk_inspector.core.display.scene import Rectangle, Scene
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.gui.canvas.colouring import Colouring
from itk_inspector.gui.canvas.shape_painter import PlacedShape


@dataclass(frozen=True, slots=True)
class KeptPoint:
    """A kept pixel on a plane: where it lies, in view coordinates, and what it is called."""

    rect: QRectF
    label: str


@dataclass(frozen=True, slots=True)
class ShownPlane:
    """One of a scene's planes."""

    scene: Scene
    plane: Plane

    @property
    def _axes(self) -> tuple[int, int]:
        return self.plane.horizontal, self.plane.vertical

    def differs_in_marks_alone(self, before: ShownPlane) -> bool:
        """Tell whether nothing else of the scene was resolved anew; False where it may have been."""
        return self.plane is before.plane and self.scene.unmarked is before.scene.unmarked

    def lies_elsewhere(self, before: ShownPlane) -> bool:
        """Tell whether the image has another shape or place in view coordinates, or other axes."""
        return self.scene.info is not before.scene.info or self._axes != before._axes

    @property
    def flips(self) -> tuple[bool, bool]:
        """Whether the index grows to the left along the horizontal axis, and upwards along the vertical one."""
        return self.scene.orientation.flips(self.plane)

    def is_flipped_anew(self, before: ShownPlane) -> bool:
        """Tell whether the axes run another way on screen."""
        return self.scene.orientation is not before.scene.orientation and self.flips != before.flips

    def has_other_pixels(self, before: ShownPlane) -> bool:
        """Tell whether another array, another slice of it, or other components are drawn."""
        return (
            not self.scene.shares_pixels_with(before.scene)
            or self.lies_elsewhere(before)
            or self.scene.settings.component != before.scene.settings.component
            or any(self.plane.position[a] != before.plane.position[a] for a in self.plane.hidden_axes)
        )

    @property
    def colouring(self) -> Colouring:
        """By what pixels become colours."""
        scene = self.scene
        return Colouring.of(scene.info, scene.settings, scene.main_marks, is_outlined=scene.is_outlined)

    def has_other_colours(self, before: ShownPlane) -> bool:
        """Tell whether stored values may have other colours, or may be drawn or not."""
        scene, other = self.scene, before.scene
        if scene.layers is other.layers and scene.composition is other.composition and scene.overlays == other.overlays:
            return (scene.settings, scene.info.labels) != (other.settings, other.info.labels)
        return self.colouring != before.colouring

    def may_have_changed(self, before: ShownPlane) -> bool:
        """Tell whether the pixels of this plane may be others than before."""
        if self.scene.pixels_version == before.scene.pixels_version:
            return False
        box = self._changed_box(before)
        return box is None or self.plane.cuts(box, self.scene.geometry)

    def changed_since(self, before: ShownPlane) -> tuple[slice, slice] | None:
        """Return rows and columns of the slice that hold all changes; None when they may be anywhere."""
        box = self._changed_box(before)
        return None if box is None else self.plane.rows_and_columns(box, self.scene.geometry)

    def _changed_box(self, before: ShownPlane) -> Region | None:
        is_next = self.scene.pixels_version == before.scene.pixels_version + 1
        return self.scene.changed_box if is_next else None

    def has_other_overlay(self, before: ShownPlane) -> bool:
        """Tell whether something else may stand above the image."""
        scene, other = self.scene, before.scene
        return (
            scene.overlays != other.overlays
            or scene.layout is not other.layout
            or scene.plane != other.plane
            or self.plane != before.plane
            or scene.info is not other.info
            or scene.orientation != other.orientation
            or scene.captions != other.captions
            or ("colourBar" in scene.overlays and self._has_other_bar(before))
        )

    def _has_other_bar(self, before: ShownPlane) -> bool:
        scene, other = self.scene, before.scene
        return (scene.settings, scene.composition) != (other.settings, other.composition)

    def rect_of(self, index: ItkIndex | None) -> QRectF | None:
        """Return where a pixel lies, in view coordinates; None when it is not on this plane."""
        if index is None or not self.plane.shows(index):
            return None
        horizontal, vertical = self.plane.on_screen(index)
        return QRectF(horizontal - 0.5, vertical - 0.5, 1.0, 1.0)

    def has_other_points(self, before: ShownPlane) -> bool:
        """Tell whether other kept pixels may lie on the plane."""
        return self.scene.points is not before.scene.points or self.plane != before.plane

    def has_other_shapes(self, before: ShownPlane) -> bool:
        """Tell whether other shapes that are measured with may lie on the plane."""
        return self.scene.outlines != before.scene.outlines or self.plane != before.plane

    @property
    def shapes(self) -> tuple[PlacedShape, ...]:
        """The shapes that are measured with on this plane."""
        return tuple(PlacedShape.of(each, self.plane) for each in self.scene.outlines if each.lies_on(self.plane))

    @property
    def points(self) -> tuple[KeptPoint, ...]:
        """The kept pixels that lie on this plane."""
        placed = ((self.rect_of(point.index), point.label) for point in self.scene.points.all)
        return tuple(KeptPoint(rect, label) for rect, label in placed if rect is not None)

    @property
    def rectangles(self) -> tuple[QRectF, ...]:
        """Where the rectangles lie that are being dragged on this plane."""
        if not self._is_active:
            return ()
        shapes = (shape for shape in self.scene.shapes if isinstance(shape, Rectangle))
        corners = ((self.rect_of(shape.first), self.rect_of(shape.last)) for shape in shapes)
        return tuple(first.united(last) for first, last in corners if first is not None and last is not None)

    @property
    def _is_active(self) -> bool:
        return self._axes == (self.scene.plane.horizontal, self.scene.plane.vertical)

    @property
    def footprint(self) -> Footprint | None:
        """The outline of what the tool in hand would change on this plane."""
        shapes = (shape for shape in self.scene.shapes if isinstance(shape, Footprint))
        is_here = self._is_active
        return next((each for each in shapes if (is_here if each.plane is None else each.plane == self.plane)), None)
