"""Measuring on the image on screen: drawing shapes, telling what lies in them, and their texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from itk_inspector.control.measure.counted_shapes import Problem
from itk_inspector.control.measure.drawing import Drawing
from itk_inspector.control.measure.measured_text import measured_text
from itk_inspector.control.measure.measurements import Measurements
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Status
from itk_inspector.control.probing.navigation import Navigation
from itk_inspector.control.tools.tool import Tool
from itk_inspector.control.viewing.background import Background
from itk_inspector.control.viewing.probe_controller import ProbeController
from itk_inspector.control.viewing.screen import Screen
from itk_inspector.control.viewing.whole_counts import WholeCounts
from itk_inspector.core.geometry.indexing import ItkIndex, nearest_index
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.shapes import NO_SHAPES, Shape, Shapes, Through, clamped

if TYPE_CHECKING:  # it is loaded when there is a shape: no picture waits for it
    from itk_inspector.core.measure.told import ShapeRow, Told


class MeasurePanel(Protocol):
    """The list of shapes, and what is told of the selected one."""

    def show_shapes(self, rows: Sequence[ShapeRow], selected: int | None) -> None:
        """Show the list."""
        ...

    def show_told(self, told: Told | None) -> None:
        """Show what is told of the selected one; None when none is."""
        ...

    def come_to_front(self) -> None:
        """Come before the other panels."""
        ...


class MeasureController:
    """Draws shapes on the image on screen, and has them measured.

    Parameters
    ----------
    images : OpenImages
    screen : Screen
    probe : ProbeController
    navigation : Navigation
    panel : MeasurePanel
    background : Background
    status : Status
    write : callable
        Writes a small file: ``(path, data)``.
    whole : WholeCounts
    """

    def __init__(
        self,
        images: OpenImages,
        screen: Screen,
        probe: ProbeController,
        navigation: Navigation,
        panel: MeasurePanel,
        background: Background,
        status: Status,
        write: Callable[[Path, bytes], None],
        whole: WholeCounts,
    ) -> None:
        self._images, self._screen, self._probe = images, screen, probe
        self._navigation, self._panel = navigation, panel
        self._status, self._write = status, write
        self._drawing = Drawing()
        self._measurements = Measurements(background, self._tell, whole)
        self._shown: tuple[object, ...] = ()
        self._has_handles = True
        self._is_drawing = False

    @property
    def is_busy(self) -> bool:
        """Tell whether something is still being measured."""
        return self._measurements.is_busy

    # drawing ------------------------------------------------------------------

    @property
    def is_dragging(self) -> bool:
        """Tell whether a shape is being drawn or dragged."""
        return self._drawing.is_dragging

    def press(self, kind: ShapeKind, horizontal: float, vertical: float) -> None:
        """Begin a shape, or go on with it."""
        image = self._images.current
        if image is not None:
            with self._images.changing():
                self._drawing.press(image, kind, _pixel(image, horizontal, vertical))
            self._panel.come_to_front()

    def grab(self, number: int, handle: int) -> None:
        """Take hold of a shape."""
        image = self._images.current
        if image is not None:
            with self._images.changing():
                self._drawing.grab(image, number, handle)

    def drag(self, horizontal: float, vertical: float) -> None:
        """Bring what is held to view coordinates; the menus stay as they are meanwhile."""
        image = self._images.current
        if image is None:
            return
        if not image.is_held:
            image.pointer = image.dragged_to = horizontal, vertical
        self._drawing.drag(image, _pixel(image, horizontal, vertical))
        self._outline(image)
        self._screen.show_outlines()
        self._probe.look()
        if not image.document.is_tiled:
            self._measurements.go_on()  # what comes of it is shown when it is known

    def release(self, horizontal: float, vertical: float) -> None:
        """End the drag."""
        image = self._images.current
        if image is None:
            return
        with self._images.changing():
            self._drawing.release(image, _pixel(image, horizontal, vertical))
            image.dragged_to = None

    def abandon(self) -> bool:
        """Take back what is being drawn or dragged; tell whether there was such a shape."""
        image = self._images.current
        if image is None or not (self._drawing.is_dragging or self._drawing.is_growing):
            return False
        with self._images.changing():
            self._drawing.abandon()
            image.dragged_to = None
        return True

    # the list -----------------------------------------------------------------

    def select(self, number: int) -> None:
        """Tell about a shape, and bring its slice to the screen."""
        image = self._images.current
        shape = None if image is None else image.shapes.of_number(number)
        if image is None or shape is None:
            return
        with self._images.changing():
            image.shapes = image.shapes.selecting(number)
            if not image.is_quad and {image.plane.horizontal, image.plane.vertical} != set(shape.axes):
                image.plane = image.plane.with_axes(*shape.axes)
            outline = shape.outline(is_selected=True)
            if not outline.lies_on(image.plane):
                image.plane = image.plane.through(shape.nodes[0])

    def delete(self, numbers: Sequence[int]) -> None:
        """Measure with these no longer."""
        self._change(lambda image: image.shapes.without(numbers))

    def go_to(self, index: ItkIndex) -> None:
        """Bring a pixel to the screen, such as that of the maximum."""
        image = self._images.current
        if image is not None:
            self._navigation.arrive(image, index)

    def set_slices(self, axis: int, first: int, last: int) -> None:
        """Let the selected region reach through slices along an ITK axis, from the first to the last ITK index."""
        with self._images.changing():
            self._change_selected(lambda shape: replace(shape, through=Through(axis, first, last)))
            self.ask()

    def ask(self) -> None:
        """Measure the selected shape, also where that takes long."""
        image = self._images.current
        shape = None if image is None else image.shapes.shown
        if image is not None and shape is not None and image.document.is_tiled:
            with self._images.changing():
                self._measurements.counted.ask(image, shape)

    def set_along(self, axis: int) -> None:
        """Let the selected curve run along an ITK axis, or along the components."""
        self._change_selected(lambda shape: replace(shape, along=axis))

    def set_linear(self, *, is_linear: bool) -> None:
        """Interpolate profiles, or take the nearest pixels."""
        with self._images.changing():
            self._measurements.is_linear = is_linear

    def add_curve(self) -> None:
        """Plot the values at the pixel that is shown along the first axis across the plane."""
        image = self._images.current
        if image is None or image.probe is None:
            return
        axis = next(iter(image.moving_axes), image.plane.horizontal)
        index = image.probe.itk_index
        self._change(lambda image: image.shapes.adding(ShapeKind.CURVE, (index,), image.plane, axis))
        self._panel.come_to_front()

    def add_all(self, *, is_volume: bool) -> None:
        """Measure the whole slice, or the whole volume along the first axis across the plane."""
        image = self._images.current
        if image is None:
            return
        geometry, plane = image.info.geometry, image.plane
        axes = (plane.horizontal, plane.vertical)
        far = [0] * geometry.dimension
        for axis in axes:
            far[axis] = geometry.size[axis]
        corners = tuple(
            clamped(ItkIndex(tuple(p + way * f for p, f in zip(plane.position, far, strict=True))), geometry)
            for way in (-1, 1)
        )
        shapes = image.shapes.adding(ShapeKind.RECTANGLE, corners, plane)
        across = next(iter(image.moving_axes), None)
        if is_volume and across is not None and shapes.shown is not None:
            first = geometry.start_index[across]
            through = Through(across, first, first + geometry.size[across] - 1)
            shapes = shapes.replacing(replace(shapes.shown, through=through))
        with self._images.changing():
            self._change(lambda image: shapes)
            self.ask()
        self._panel.come_to_front()

    def _change_selected(self, change: Callable[[Shape], Shape]) -> None:
        def changed(image: OpenImage) -> Shapes:
            shape = image.shapes.shown
            return image.shapes if shape is None else image.shapes.replacing(change(shape))

        self._change(changed)

    def _change(self, change: Callable[[OpenImage], Shapes]) -> None:
        image = self._images.current
        if image is not None:
            with self._images.changing():
                image.shapes = change(image)

    def text(self, form: str) -> str:
        """Write what was measured: ``form`` as of `measured_text.measured_text`."""
        image = self._images.current
        return "" if image is None else measured_text(image, self._measurements, form)

    def save(self, path: Path, data: bytes) -> None:
        """Write a table or a plot into a file.

        Raises
        ------
        ExportError
            If it could not be written.
        """
        self._write(path, data)
        self._status.show_message(f"Saved {path.name}.")

    # at the end of an event -----------------------------------------------------

    def settle(self, tool: Tool) -> None:
        """End what cannot go on with what is on screen and in hand now."""
        image = self._images.current
        if image is not None:
            self._measurements.counted.settle(image)
        self._drawing.keep_to(image, tool.draws)
        self._has_handles = not tool.needs_copy and not self._drawing.is_growing
        self._is_drawing = tool.draws is not None
        if image is not None:
            self._outline(image)

    def _outline(self, image: OpenImage) -> None:
        image.outlines = image.shapes.outlines(
            image.info.geometry, has_handles=self._has_handles, is_drawing=self._is_drawing
        )

    def show(self) -> None:
        """Show the shapes of the image on screen, and what is known of them; have the rest measured."""
        image = self._images.current
        has_shapes = image is not None and bool(image.shapes.all)
        others = [layer.image for layer in reversed(self._images.layers)] if has_shapes else []
        self._measurements.follow(image if has_shapes else None, tuple(each for each in others if each is not image))
        self._tell()

    def _tell(self) -> None:
        """Show what is known, and go on with what is not."""
        image = self._images.current
        shapes = NO_SHAPES if image is None else image.shapes
        results = [self._measurements.of(shape) for shape in shapes.all]
        shown: tuple[object, ...] = (shapes,)
        if image is not None and shapes.all:  # without shapes it keeps neither image nor copy alive
            known = (*(part for each in results for part in each), *map(self._measurements.layers_of, shapes.all))
            problems = tuple(map(self._measurements.problem_of, shapes.all))
            shown = (shapes, image, image.session, self._measurements.is_linear, *problems, *known)
        if len(shown) != len(self._shown) or not all(map(_is_same, shown, self._shown)):
            self._shown = shown
            self._show_all(image, shapes)
        self._measurements.go_on()

    def _show_all(self, image: OpenImage | None, shapes: Shapes) -> None:
        selected = shapes.shown
        if image is None or not shapes.all:
            self._panel.show_shapes((), None)
            self._panel.show_told(None)
            return
        from itk_inspector.core.measure.told import row_of, told_of  # only for shapes

        problems = {shape.number: self._measurements.problem_of(shape) for shape in shapes.all}
        rows = [
            row_of(shape, *self._measurements.of(shape), image.info, problems[shape.number].text)
            for shape in shapes.all
        ]
        self._panel.show_shapes(rows, shapes.selected)
        if selected is None:
            self._panel.show_told(None)
            return
        result, is_current = self._measurements.of(selected)
        problem = problems[selected.number]
        told = told_of(
            selected,
            result,
            image.info,
            self._measurements.layers_of(selected),
            is_edited=image.is_edited,
            is_linear=self._measurements.is_linear,
            is_pending=not is_current,
            problem=problem.text,
            is_offered=problem.is_offered,
        )
        # of an image that is read in parts only the nearest pixels are read: there is no choice
        self._panel.show_told(replace(told, is_linear=None) if image.document.is_tiled else told)


def _is_same(one: object, other: object) -> bool:
    return one is other or (isinstance(one, Problem) and one == other)


def _pixel(image: OpenImage, horizontal: float, vertical: float) -> ItkIndex:
    """Return the pixel of the image that is nearest to view coordinates."""
    return clamped(nearest_index(image.plane.continuous(horizontal, vertical)), image.info.geometry)
