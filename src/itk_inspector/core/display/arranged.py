"""Which images of a place share the screen while two of them are compared, and what the screen says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.compare_mode import CompareMode, Comparing, pair_of
from itk_inspector.core.display.composition import (
    OVERLAID,
    Checker,
    Composition,
    Difference,
    Only,
    SideBySide,
    Swipe,
    SwipeAxis,
)
from itk_inspector.core.display.layer_look import LayerStyle
from itk_inspector.core.display.scene_layer import SceneLayer
from itk_inspector.core.text.visible_text import short_name

_LONGEST = 32
"""Characters of a name on the picture."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """What the canvas shows of several images.

    Parameters
    ----------
    layers : tuple of SceneLayer
        From the bottom to the top.
    composition : Composition
    captions : tuple of str
        Lines on the picture; side by side, the name of each image.
    """

    layers: tuple[SceneLayer, ...] = ()
    composition: Composition = OVERLAID
    captions: tuple[str, ...] = ()


ALONE = Arranged()


def arranged(layers: Sequence[SceneLayer], names: Sequence[str], comparing: Comparing) -> Arranged:
    """Return what the canvas shows of the images of one place.

    Two images are drawn whole, and no others. Labels lie as they are over what they are compared with; two of labels
    share the images below them.

    Parameters
    ----------
    layers : sequence of SceneLayer
        From the bottom to the top, one of them the main one.
    names : sequence of str
        What each is called.
    comparing : Comparing
    """
    layers = tuple(layers)
    if len(layers) < 2 or comparing.mode is CompareMode.OVERLAY:
        return Arranged(layers)
    if comparing.mode is CompareMode.SIDE_BY_SIDE:
        return Arranged(layers, SideBySide(), tuple(short_name(name, _LONGEST) for name in names))
    chosen = next(place for place, layer in enumerate(layers) if layer.is_main)
    low, high = pair_of(len(layers), chosen)
    shown, lower, upper = _shown(layers, low, high)
    main, other = (lower, upper) if layers[low].is_main else (upper, lower)
    called = {lower: short_name(names[low], _LONGEST), upper: short_name(names[high], _LONGEST)}
    is_over = shown[upper].look.style.is_of_labels and not shown[lower].look.style.is_of_labels
    match comparing.mode:
        case CompareMode.BLINK:
            seen, hidden = (other, main) if comparing.shows_other else (main, other)
            caption = f"{called[seen]}  (B: {called[hidden]})"
            if is_over:
                return Arranged(shown if seen == upper else _without(shown, upper), OVERLAID, (caption,))
            if shown[lower].look.style.is_of_labels:
                return Arranged(_without(shown, hidden), OVERLAID, (caption,))
            return Arranged(shown, Only(seen), (caption,))
        case CompareMode.SWIPE:
            cut, rest = (upper, lower) if is_over else (lower, upper)
            swipe = Swipe(cut, comparing.position, comparing.axis, None if is_over else rest)
            is_across = comparing.axis is SwipeAxis.ACROSS
            caption = f"{called[cut]} | {called[rest]}" if is_across else f"↑ {called[cut]}   ↓ {called[rest]}"
            return Arranged(shown, swipe, (caption,))
        case CompareMode.CHECKER:
            cut, rest = (upper, lower) if is_over else (lower, upper)
            board = Checker(cut, comparing.cell, None if is_over else rest)
            return Arranged(shown, board, (f"{called[cut]} ◩ {called[rest]}",))
        case CompareMode.DIFFERENCE:
            from itk_inspector.core.compare.difference import difference_type  # no first picture is one
            from itk_inspector.core.display.drawn_difference import draws_magnitude

            channels = shown[other].info.channels, shown[main].info.channels
            if channels[0] != channels[1]:
                return Arranged(shown, Only(main), (f"No difference: {channels[0]} and {channels[1]} components",))
            kind = difference_type(shown[other].pixels.dtype, shown[main].pixels.dtype).text
            kind = f"magnitude, {kind}" if draws_magnitude(shown[other], shown[main]) else kind
            caption = f"{called[other]} − {called[main]}  ({kind})"
            return Arranged(shown, Difference(other, comparing.limit), (caption,))


def _shown(layers: tuple[SceneLayer, ...], low: int, high: int) -> tuple[tuple[SceneLayer, ...], int, int]:
    """Return the images that are drawn, and the places of the two among them."""
    lower, upper = layers[low], layers[high]
    if lower.look.style.is_of_labels and upper.look.style.is_of_labels:
        return (*layers[:low], _seen(lower), _seen(upper)), low, low + 1
    return (_whole(lower), _seen(upper) if upper.look.style.is_of_labels else _whole(upper)), 0, 1


def _seen(layer: SceneLayer) -> SceneLayer:
    return replace(layer, look=replace(layer.look, is_visible=True))


def _whole(layer: SceneLayer) -> SceneLayer:
    return replace(layer, look=replace(layer.look, is_visible=True, opacity=1.0, style=LayerStyle.IMAGE))


def _without(layers: tuple[SceneLayer, ...], place: int) -> tuple[SceneLayer, ...]:
    hidden = replace(layers[place], look=replace(layers[place].look, is_visible=False))
    return (*layers[:place], hidden, *layers[place + 1 :])
