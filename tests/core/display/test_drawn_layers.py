"""Which images of a place are drawn, in which order, and what of each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.display.composition import OVERLAID, Checker, Composition, Only, Swipe
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.drawn_layers import DrawnLayer, drawn_layers
from itk_inspector.core.display.layer_look import PLAIN_LOOK, LayerLook, LayerStyle
from itk_inspector.core.display.pixel_marks import PixelMarks
from itk_inspector.core.display.scene_layer import SceneLayer
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo

FILL, OUTLINE = LayerLook(style=LayerStyle.FILL), LayerLook(style=LayerStyle.OUTLINE)
HIDDEN = LayerLook(is_visible=False)


def layer(look: LayerLook = PLAIN_LOOK, dtype: str = "uint8", *, is_main: bool = False) -> SceneLayer:
    info = ImageInfo(Path("a.nrrd"), "NrrdImageIO", "scalar", "", 1, dtype, Geometry.identity((2, 2)))
    source: Any = object()
    pixels = np.zeros((2, 2), dtype)
    return SceneLayer(source, info, pixels, 0, None, DisplaySettings(Levels(0.0, 1.0)), look, is_main=is_main)


def drawn(*layers: SceneLayer, composition: Composition = OVERLAID) -> list[int]:
    """Which of these are drawn."""
    return [layers.index(one.layer) for one in drawn_layers(layers, composition)]


def test_all_are_drawn_from_the_bottom_to_the_top_but_those_that_cannot_be_seen() -> None:
    assert drawn() == []
    assert drawn(layer(is_main=True), layer(FILL), layer()) == [0, 1, 2]
    assert drawn(layer(is_main=True), layer(HIDDEN), layer(LayerLook(opacity=0.0)), layer(OUTLINE)) == [0, 3]


@pytest.mark.parametrize(
    ("main", "hides"),
    [
        (layer(is_main=True), True),
        (layer(LayerLook(opacity=0.9), is_main=True), False),
        (layer(FILL, is_main=True), False),
        (layer(OUTLINE, is_main=True), False),
        (layer(dtype="float32", is_main=True), False),  # where it holds no number, what lies below shows
        (layer(), False),  # it may lie elsewhere
    ],
)
def test_what_is_wholly_hidden_is_not_drawn(main: SceneLayer, hides: bool) -> None:
    assert drawn(layer(), layer(FILL), main, layer(FILL)) == ([2, 3] if hides else [0, 1, 2, 3])


def test_one_may_be_drawn_alone() -> None:
    layers = layer(is_main=True), layer(replace(HIDDEN, opacity=0.2, style=LayerStyle.FILL)), layer()

    (one,) = drawn_layers(layers, Only(1))

    assert (one.layer, one.opacity, one.marks.zero_is_clear) == (layers[1], 1.0, True)
    assert drawn_layers(layers, Only(7)) == ()


@pytest.mark.parametrize("composition", [Swipe(1, 0.3), Checker(1)])
def test_one_may_be_kept_to_a_part_of_the_screen(composition: Swipe | Checker) -> None:
    below, above = drawn_layers((layer(), layer(is_main=True)), composition)

    assert (below.cut, above.cut) == (None, composition)


def test_values_that_are_no_number_are_clear_but_in_the_lowest() -> None:
    marks = PixelMarks(nan=True, clipped=True)

    found = drawn_layers((layer(HIDDEN), layer(dtype="float32"), layer(dtype="float64"), layer()), marks=marks)

    assert [one.marks for one in found] == [marks, replace(marks, nan_is_clear=True), marks]


def test_labels_let_through_what_lies_below_no_label() -> None:
    fill, outline = drawn_layers((layer(FILL), layer(replace(OUTLINE, opacity=3.0))))

    assert fill == DrawnLayer(fill.layer, 1.0, PixelMarks(zero_is_clear=True))
    assert (fill.is_outlined, outline.is_outlined, outline.opacity) == (False, True, 1.0)
