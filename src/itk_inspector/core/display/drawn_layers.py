"""Which images of one place are drawn, in which order, and what of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.composition import OVERLAID, Checker, Composition, Difference, Only, Swipe
from itk_inspector.core.display.layer_look import LayerStyle
from itk_inspector.core.display.pixel_marks import NO_MARKS, PixelMarks
from itk_inspector.core.display.scene_layer import SceneLayer


@dataclass(frozen=True, slots=True)
class DrawnLayer:
    """An image that is drawn.

    Parameters
    ----------
    layer : SceneLayer
    opacity : float
        More than 0.
    marks : PixelMarks
    cut : Swipe or Checker or None
        What part of the screen it is kept to.
    is_other_part : bool
        That is the other side of the line, or the other squares.
    """

    layer: SceneLayer
    opacity: float
    marks: PixelMarks
    cut: Swipe | Checker | None = None
    is_other_part: bool = False

    @property
    def is_outlined(self) -> bool:
        """Tell whether only the borders of its labels are drawn."""
        return self.layer.look.style is LayerStyle.OUTLINE

    @property
    def hides_all_below(self) -> bool:
        """Tell whether nothing of what lies below shows: it is the image whose lattice is on screen, and whole."""
        is_whole = self.layer.is_main and self.opacity >= 1.0 and self.cut is None
        return is_whole and not (self.is_outlined or self.marks.are_clear)


def drawn_layers(
    layers: Sequence[SceneLayer], composition: Composition = OVERLAID, marks: PixelMarks = NO_MARKS
) -> tuple[DrawnLayer, ...]:
    """Return what is drawn of the images of one place, from the bottom to the top.

    NaN is clear in all but the lowest: what lies below shows. It is marked in what is kept to a part of the screen.
    Nothing of them is drawn where their difference is.

    Parameters
    ----------
    layers : sequence of SceneLayer
        From the bottom to the top.
    composition : Composition
    marks : PixelMarks
        What is marked in all of them.
    """
    drawn: list[DrawnLayer] = []
    if isinstance(composition, Difference):
        return ()
    for place, layer in enumerate(layers):
        look, cut = layer.look, None
        match composition:
            case Only(layer=chosen):
                look = replace(look, is_visible=place == chosen, opacity=1.0)
            case Swipe(layer=chosen, other=other) | Checker(layer=chosen, other=other):
                cut = composition if place in (chosen, other) else None
        if not look.is_visible or look.opacity <= 0.0:
            continue
        has_nan = layer.info.dtype.startswith(("float", "complex"))
        own = replace(
            marks, nan_is_clear=has_nan and bool(drawn) and cut is None, zero_is_clear=look.style.is_of_labels
        )
        is_other_part = cut is not None and place == cut.other
        one = DrawnLayer(layer, min(look.opacity, 1.0), own, cut, is_other_part)
        drawn = [one] if one.hides_all_below else [*drawn, one]
    return tuple(drawn)
