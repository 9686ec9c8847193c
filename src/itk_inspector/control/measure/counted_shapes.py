"""Shapes on images that are read in parts: what they cover is counted in the background, when that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.viewing.counted_box import What, asked_of, cost_text, why_never
from itk_inspector.control.viewing.whole_counts import Counted, WholeCounts
from itk_inspector.core.chunked.in_parts import why_not_whole
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.measure.kinds import ShapeKind
from itk_inspector.core.measure.shapes import Shape

if TYPE_CHECKING:  # it is loaded when there is a shape: no picture waits for it
    from itk_inspector.core.measure.whole_image import WholeReport


@dataclass(frozen=True, slots=True)
class Problem:
    """Why nothing is told of a shape, and whether it can be asked for; without a text something is, or will be."""

    text: str = ""
    is_offered: bool = False


def is_counted(shape: Shape) -> bool:
    """Tell whether pixels are read for a shape, and can be in the background."""
    return shape.kind.is_region or shape.kind is ShapeKind.LINE


class CountedShapes:
    """Has counted what shapes cover.

    Parameters
    ----------
    whole : WholeCounts
    """

    def __init__(self, whole: WholeCounts) -> None:
        self._whole = whole
        self._asked: WeakKeyDictionary[OpenImage, dict[int, What]] = WeakKeyDictionary()

    def ask(self, image: OpenImage, shape: Shape) -> None:
        """Count what a shape covers, unless that is known or under way."""
        if not is_counted(shape) or why_never(image) or self.report_of(image, shape) is not None:
            return
        asked, what = self._asked.setdefault(image, {}), asked_of(shape)
        if asked.get(shape.number) != what or not self._whole.is_asked(image, what):
            self._let_go(image, shape.number)
            self._whole.ask(image, what)
            asked[shape.number] = what

    def settle(self, image: OpenImage) -> None:
        """Count no longer what no shape of an image covers."""
        if image not in self._asked:
            return
        covered = {shape.number: asked_of(shape) for shape in image.shapes.all if is_counted(shape)}
        for number, what in tuple(self._asked[image].items()):
            if covered.get(number) != what or not self._whole.is_asked(image, what):
                self._let_go(image, number)

    def _let_go(self, image: OpenImage, number: int) -> None:
        what = self._asked[image].pop(number, None)
        if what is not None:
            self._whole.let_go(image, what)

    def _counted(self, image: OpenImage, shape: Shape) -> Counted | None:
        return self._whole.of(image, asked_of(shape)) if is_counted(shape) else None

    def report_of(self, image: OpenImage, shape: Shape) -> WholeReport | None:
        """Return what was counted of a region; None where it was not, or the image changed since."""
        counted = self._counted(image, shape)
        return None if counted is None or counted.is_stale else counted.report

    def problem_of(self, image: OpenImage, shape: Shape) -> Problem:
        """Say why nothing is told of a shape."""
        if shape.kind is ShapeKind.ANGLE:
            return Problem()
        never = why_never(image) if is_counted(shape) else why_not_whole(is_held=image.info.is_held)
        if never:
            return Problem(never)
        counted, what = self._counted(image, shape), asked_of(shape)
        if self._whole.is_asked(image, what) or (counted is not None and not counted.is_stale):
            return Problem()
        if counted is not None:
            return Problem("⚠ The image changed since this was measured.", is_offered=True)
        text = f"This image is read in parts. The shape is measured in the background: {cost_text(image, what)}."
        return Problem(text, is_offered=True)
