"""Which images share the screen while two are compared, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector.core.display.arranged import Arranged, arranged
from itk_inspector.core.display.compare_mode import CompareMode, Comparing, pair_of
from itk_inspector.core.display.composition import (
    OVERLAID,
    Checker,
    Difference,
    Only,
    SideBySide,
    Swipe,
    SwipeAxis,
)
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.drawn_layers import drawn_layers
from itk_inspector.core.display.layer_look import IMAGE_LOOK, LABELS_LOOK, PLAIN_LOOK, LayerLook
from itk_inspector.core.display.scene_layer import SceneLayer
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo

HIDDEN = LayerLook(is_visible=False, opacity=0.3)


def layer(look: LayerLook = PLAIN_LOOK, dtype: str = "int16", channels: int = 1) -> SceneLayer:
    numbers = channels * (2 if np.dtype(dtype).kind == "c" else 1)
    info = ImageInfo(Path("a.nrrd"), "NrrdImageIO", "scalar", "", numbers, dtype, Geometry.identity((2, 2)))
    source: Any = object()
    return SceneLayer(source, info, np.zeros((2, 2), dtype), 0, None, DisplaySettings(Levels(0.0, 1.0)), look)


def shown(mode: CompareMode, *layers: SceneLayer, main: int = -1, **how: Any) -> Arranged:
    stack = [replace(one, is_main=place == main % len(layers)) for place, one in enumerate(layers)]
    names = ("before", "after", "third")[: len(layers)]
    return arranged(stack, names, Comparing(mode, **how))


def sources(found: Arranged) -> list[object]:
    return [one.source for one in found.layers]


@pytest.mark.parametrize(
    ("count", "chosen", "pair"), [(2, 0, (0, 1)), (2, 1, (0, 1)), (3, 0, (0, 1)), (3, 1, (0, 1)), (3, 2, (1, 2))]
)
def test_the_chosen_one_is_compared_with_the_one_below_it(count: int, chosen: int, pair: tuple[int, int]) -> None:
    assert pair_of(count, chosen) == pair


def test_nothing_is_compared_at_first_or_where_an_image_stands_alone() -> None:
    one, two = layer(), layer(IMAGE_LOOK)

    assert shown(CompareMode.OVERLAY, one, two).composition is OVERLAID
    assert [found.look for found in shown(CompareMode.OVERLAY, one, two).layers] == [PLAIN_LOOK, IMAGE_LOOK]
    assert shown(CompareMode.SWIPE, one).composition is OVERLAID


@pytest.mark.parametrize("main", [0, 1])
def test_a_swipe_shows_both_whole_and_no_other(main: int) -> None:
    found = shown(CompareMode.SWIPE, layer(), layer(HIDDEN), layer(), main=main, position=0.3, axis=SwipeAxis.DOWN)

    assert found.composition == Swipe(0, 0.3, SwipeAxis.DOWN, 1)
    assert found.captions == ("↑ before   ↓ after",)
    assert shown(CompareMode.SWIPE, layer(), layer(), main=0).captions == ("before | after",)
    assert [one.look for one in found.layers] == [PLAIN_LOOK, PLAIN_LOOK]
    left, right = drawn_layers(found.layers, found.composition)
    assert (left.layer, left.is_other_part) == (found.layers[0], False)
    assert (right.layer, right.is_other_part) == (found.layers[1], True)
    assert left.cut == right.cut == found.composition


def test_labels_come_over_the_image_on_one_side_only() -> None:
    found = shown(CompareMode.SWIPE, layer(IMAGE_LOOK), layer(replace(LABELS_LOOK, is_visible=False)))

    assert found.composition == Swipe(1)
    assert found.captions == ("after | before",)
    assert [one.look for one in found.layers] == [PLAIN_LOOK, LABELS_LOOK]
    assert shown(CompareMode.CHECKER, layer(), layer(LABELS_LOOK)).composition == Checker(1)


def test_two_of_labels_share_the_image_below() -> None:
    found = shown(CompareMode.SWIPE, layer(), layer(LABELS_LOOK), layer(LABELS_LOOK))

    assert found.composition == Swipe(1, other=2)
    assert found.captions == ("after | third",)
    assert [one.look for one in found.layers] == [PLAIN_LOOK, LABELS_LOOK, LABELS_LOOK]


def test_a_board_has_squares_of_both() -> None:
    found = shown(CompareMode.CHECKER, layer(), layer(IMAGE_LOOK), cell=20)

    assert found.composition == Checker(0, 20, 1)


@pytest.mark.parametrize("dtype", ["float32", "complex64"])
def test_nan_of_what_is_compared_shows_nothing_below(dtype: str) -> None:
    found = shown(CompareMode.CHECKER, layer(), layer(dtype=dtype))

    assert not any(one.marks.nan_is_clear for one in drawn_layers(found.layers, found.composition))


@pytest.mark.parametrize(("main", "shows_other", "seen"), [(1, True, 0), (1, False, 1), (0, True, 1), (0, False, 0)])
def test_a_blink_shows_one_alone_and_names_the_other(main: int, shows_other: bool, seen: int) -> None:
    found = shown(CompareMode.BLINK, layer(), layer(IMAGE_LOOK), main=main, shows_other=shows_other)

    assert found.composition == Only(seen)
    assert found.captions == (("before  (B: after)", "after  (B: before)")[seen],)
    (drawn,) = drawn_layers(found.layers, found.composition)
    assert drawn.layer is found.layers[seen]


@pytest.mark.parametrize("shows_other", [True, False])
def test_labels_blink_over_their_image(shows_other: bool) -> None:
    image, labels = layer(), layer(LABELS_LOOK)
    found = shown(CompareMode.BLINK, image, labels, shows_other=shows_other)

    drawn = [one.layer.source for one in drawn_layers(found.layers, found.composition)]
    assert drawn == ([image.source] if shows_other else [image.source, labels.source])


def test_two_of_labels_blink_over_the_image_below() -> None:
    image, one, other = layer(), layer(LABELS_LOOK), layer(LABELS_LOOK)
    found = shown(CompareMode.BLINK, image, one, other)

    assert [each.layer.source for each in drawn_layers(found.layers, found.composition)] == [image.source, one.source]


@pytest.mark.parametrize(
    ("dtypes", "main", "place", "caption"),
    [
        (("int16", "int16"), 1, 0, "before − after  (int32)"),
        (("int16", "uint8"), 0, 1, "after − before  (int32)"),
        (("uint64", "int64"), 1, 0, "before − after  (float64, rounded)"),
    ],
)
def test_a_difference_says_of_what_and_in_which_type(
    dtypes: tuple[str, str], main: int, place: int, caption: str
) -> None:
    found = shown(CompareMode.DIFFERENCE, *(layer(dtype=one) for one in dtypes), main=main, limit=7.0)

    assert found.composition == Difference(place, 7.0)
    assert found.captions == (caption,)
    assert drawn_layers(found.layers, found.composition) == ()


@pytest.mark.parametrize(
    ("layers", "caption"),
    [
        ((layer(channels=3), layer(channels=3)), "before − after  (magnitude, int32)"),
        ((layer(dtype="complex64"), layer()), "before − after  (magnitude, complex128, rounded)"),
    ],
)
def test_a_difference_without_a_sign_is_called_a_magnitude(layers: tuple[SceneLayer, ...], caption: str) -> None:
    assert shown(CompareMode.DIFFERENCE, *layers).captions == (caption,)


@pytest.mark.parametrize("mode", [CompareMode.SWIPE, CompareMode.SIDE_BY_SIDE])
def test_names_from_outside_are_short_and_all_seen(mode: CompareMode) -> None:
    layers = [replace(layer(), is_main=place == 1) for place in range(2)]
    found = arranged(layers, ["x" * 40 + ".nrrd", "a\nb"], Comparing(mode))

    assert " | ".join(found.captions) == "xxxxxxxxxxxxxxxx…xxxxxxxxxx.nrrd | a\\nb"


def test_other_components_have_no_difference() -> None:
    found = shown(CompareMode.DIFFERENCE, layer(channels=3), layer())

    assert found.composition == Only(1)
    assert found.captions == ("No difference: 3 and 1 components",)


def test_side_by_side_each_has_its_name() -> None:
    layers = layer(), layer(HIDDEN), layer(LABELS_LOOK)
    found = shown(CompareMode.SIDE_BY_SIDE, *layers)

    assert found.composition == SideBySide()
    assert found.captions == ("before", "after", "third")
    assert sources(found) == [one.source for one in layers]
