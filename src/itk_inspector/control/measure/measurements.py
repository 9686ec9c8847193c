"""What was measured with the shapes of one image, and what is still to be measured, in the background."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from itk_inspector.control.measure.counted_shapes import CountedShapes, Problem, is_counted
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.viewing.background import Background, Holds
from itk_inspector.control.viewing.whole_counts import WholeCounts
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import PixelsGoneError
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.shapes import Shape

if TYPE_CHECKING:  # it is loaded when there is a shape: no picture waits for it
    from itk_inspector.core.measure.measuring import LayerResult, Result
    from itk_inspector.core.measure.whole_image import WholeReport

_Pixels: TypeAlias = "tuple[weakref.ref[EditSession] | None, int]"
"""A copy, and the version of the pixels."""
_Stamp: TypeAlias = "tuple[Shape, _Pixels, bool, tuple[tuple[int, str, tuple[int, ...], _Pixels], ...]]"
"""Shape, pixels, whether a profile is interpolated, and which further images of the place stand where."""


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """A result, and of what it is."""

    stamp: _Stamp
    result: Result
    layers: tuple[LayerResult, ...]


class Measurements:
    """Measures one shape after the other, the selected one first; only the latest question counts.

    Parameters
    ----------
    background : Background
    news : callable
        Called when a shape was measured.
    whole : WholeCounts
        Counts images that are read in parts.
    """

    def __init__(self, background: Background, news: Callable[[], None], whole: WholeCounts) -> None:
        self._background, self.counted = background, CountedShapes(whole)
        self._news = news
        self._image: OpenImage | None = None
        self._others: tuple[OpenImage, ...] = ()
        self._known: dict[int, _Known] = {}
        self._taken: dict[int, WholeReport] = {}
        self._asked: _Stamp | None = None
        self.is_linear = False

    @property
    def is_busy(self) -> bool:
        """Tell whether something is being measured."""
        return self._asked is not None

    def follow(self, image: OpenImage | None, others: tuple[OpenImage, ...] = ()) -> None:
        """Measure on this image, and on others at its place; nothing holds the pixels of the ones before any more."""
        self._others = others
        if image is self._image:
            return
        self._background.stop()
        self._image, self._known, self._taken, self._asked = image, {}, {}, None

    def _stamp(self, image: OpenImage, shape: Shape) -> _Stamp:
        is_linear = self.is_linear and shape.kind is ShapeKind.LINE
        others = tuple((id(one), one.label, one.plane.position, _pixels_of(one)) for one in self._others)
        return shape, _pixels_of(image), is_linear, others

    def of(self, shape: Shape) -> tuple[Result | None, bool]:
        """Return the last result of a shape, and whether it is that of the shape and the pixels as they are now."""
        known = self._known.get(shape.number)
        if known is None or self._image is None or known.stamp[0].kind is not shape.kind:
            return None, False
        return known.result, known.stamp == self._stamp(self._image, shape) and self._is_counted(self._image, shape)

    def _is_counted(self, image: OpenImage, shape: Shape) -> bool:
        """Tell whether what was counted is of the files as they are now, where a shape is measured so."""
        is_so = image.document.is_tiled and is_counted(shape)
        return not is_so or self.counted.report_of(image, shape) is not None

    def layers_of(self, shape: Shape) -> tuple[LayerResult, ...]:
        """Return the last results of a shape in the other images."""
        known = self._known.get(shape.number)
        return () if known is None or known.stamp[0].kind is not shape.kind else known.layers

    def go_on(self) -> None:
        """Measure what is not known, unless that is under way."""
        image = self._image
        if image is not None and image.document.is_tiled:
            self._take_counts(image)
            return
        numbers = set() if image is None else {shape.number for shape in image.shapes.all}
        for gone in self._known.keys() - numbers:  # a number may be given anew
            del self._known[gone]
        shape = None if image is None else self._next(image)
        if image is None or shape is None:
            self._give_up()
            return
        stamp = self._stamp(image, shape)
        if stamp == self._asked:
            return
        self._asked = stamp
        info, access, store, is_linear = image.info, image.access, image.document.store, stamp[2]
        others = [(one.label, one.info, one.access, one.plane.position) for one in self._others]

        def work(holds: Holds) -> Any:
            from itk_inspector.core.measure.layer_pixels import LayerPixels  # only for shapes
            from itk_inspector.core.measure.measuring import measure, measure_layers

            store.expect(in_order=shape.through is not None)
            try:
                result = measure(shape, info, access.all(), holds, is_linear=is_linear) if holds() else None
                if result is None:
                    return None
                layers = (
                    LayerPixels(name, other, there.all(), info.geometry, position)
                    for name, other, there, position in others
                    if there.is_whole
                )
                told = measure_layers(shape, layers, result, holds)
                return None if told is None else (result, told)
            except PixelsGoneError:
                return None
            finally:
                store.expect(in_order=False)

        def answered(result: Any) -> None:  # one kind of result or another
            self._asked = None
            self._known[shape.number] = _Known(stamp, *result)
            self._news()

        self._background.ask(work, lambda: image.is_safe and all(one.is_safe for one in self._others), answered)

    def _take_counts(self, image: OpenImage) -> None:
        """Take what was counted of an image that is read in parts; an angle needs no pixels."""
        from itk_inspector.core.measure.counted_region import counted_line, counted_region  # only for shapes
        from itk_inspector.core.measure.measuring import angle_of

        new = False
        for shape in image.shapes.all:
            report, is_current = self.counted.report_of(image, shape), self.of(shape)[1]
            if shape.kind is ShapeKind.ANGLE and not is_current:
                self._known[shape.number] = _Known(self._stamp(image, shape), angle_of(shape, image.info.geometry), ())
                new = True
            if report is not None and not (is_current and self._taken.get(shape.number) is report):
                told = counted_region if shape.kind.is_region else counted_line
                self._known[shape.number] = _Known(self._stamp(image, shape), told(shape, image.info, report), ())
                self._taken[shape.number] = report
                new = True
        if new:
            self._news()

    def problem_of(self, shape: Shape) -> Problem:
        """Say why nothing is told of a shape of an image that is read in parts."""
        image = self._image
        return Problem() if image is None or not image.document.is_tiled else self.counted.problem_of(image, shape)

    def _next(self, image: OpenImage) -> Shape | None:
        shapes = image.shapes
        in_order = sorted(shapes.all, key=lambda shape: shape.number != shapes.selected)
        return next((shape for shape in in_order if not self.of(shape)[1]), None) if image.is_safe else None

    def _give_up(self) -> None:
        if self._asked is not None:
            self._asked = None
            self._background.give_up()


def _pixels_of(image: OpenImage) -> _Pixels:
    copy = None if image.session is None else weakref.ref(image.session)  # what is known keeps no copy alive
    return copy, image.pixels_version
