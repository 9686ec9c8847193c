"""Several images at one place: which of them is worked on, in which order they lie, and what is closed with them."""

from __future__ import annotations

from typing import Any

import pytest

from itk_inspector.control.model.layer_stack import Layer, LayerStack
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.ports import UnsavedChoice
from itk_inspector.core.display.layer_look import PLAIN_LOOK, LayerLook, LayerStyle
from itk_inspector.core.display.scene_layer import SceneLayer
from itk_inspector.core.geometry.indexing import ItkIndex

FILLED = LayerLook(opacity=0.5, style=LayerStyle.FILL)


def lay(desk: Any, name: str, look: LayerLook = FILLED) -> OpenImage:
    """Lay an image over the one on screen, which stays chosen."""
    under = desk.app.images.current
    desk.show(name)
    over = desk.app.images.current
    with desk.app.images.changing():
        desk.app.images.bring(under)
        desk.app.images._tabs.pop()
        desk.app.images.lay(over, under, look)
    assert isinstance(over, OpenImage)
    return over


def names(layers: tuple[SceneLayer, ...] | tuple[Layer, ...]) -> list[str]:
    return [(one.info if isinstance(one, SceneLayer) else one.image.info).path.name for one in layers]


def stack_of(desk: Any, *more: str) -> LayerStack:
    for name in more:
        lay(desk, name)
    stack = desk.app.images.stack
    assert isinstance(stack, LayerStack)
    return stack


def test_an_image_alone_has_no_layers(desk: Any) -> None:
    desk.show("a.nrrd")

    assert (desk.view.scene.layers, desk.app.images.layers) == ((), ())


def test_all_images_of_a_tab_come_to_the_scene_from_the_bottom_to_the_top(desk: Any) -> None:
    desk.show("a.nrrd")
    lay(desk, "labels.nrrd")

    layers = desk.view.scene.layers

    assert names(layers) == ["a.nrrd", "labels.nrrd"]
    assert [layer.look for layer in layers] == [PLAIN_LOOK, FILLED]
    assert [layer.is_main for layer in layers] == [True, False]
    assert layers[1].look.style.is_of_labels
    assert not layers[0].look.style.is_of_labels


def test_layers_of_one_place_are_one_tab(desk: Any) -> None:
    desk.show("a.nrrd")
    lay(desk, "labels.nrrd")
    desk.show("b.nrrd")

    labels = desk.view.tabs

    assert ([label.text for label in labels], desk.view.current_tab) == (["a.nrrd + 1", "b.nrrd"], 1)
    assert labels[0].tip.splitlines() == [str(image.info.path) for image in desk.app.images.tabs[0].images]


def test_the_chosen_layer_is_the_one_on_screen(desk: Any) -> None:
    desk.show("a.nrrd")
    over = lay(desk, "labels.nrrd")

    with desk.app.images.changing():
        desk.app.images.bring(over)

    assert desk.view.scene.info is over.info
    assert [layer.is_main for layer in desk.view.scene.layers] == [False, True]


def test_a_tab_comes_back_with_its_chosen_layer(desk: Any) -> None:
    desk.show("a.nrrd")
    over = lay(desk, "labels.nrrd")
    with desk.app.images.changing():
        desk.app.images.bring(over)
    desk.show("b.nrrd")

    desk.app.tabs.select(0)

    assert desk.app.images.current is over


@pytest.mark.parametrize(
    ("moved", "steps", "order"),
    [(0, 1, "bac"), (2, -1, "acb"), (2, -9, "cab"), (0, 9, "bca"), (1, 0, "abc")],
)
def test_layers_are_moved_as_far_as_there_are_others(desk: Any, moved: int, steps: int, order: str) -> None:
    desk.show("a.nrrd")
    stack = stack_of(desk, "b.nrrd", "c.nrrd")

    stack.move(stack.images[moved], steps)

    assert names(stack.layers) == [f"{letter}.nrrd" for letter in order]


def test_a_look_is_of_one_layer(desk: Any) -> None:
    desk.show("a.nrrd")
    stack = stack_of(desk, "b.nrrd", "c.nrrd")
    hidden = LayerLook(is_visible=False)

    stack.set_look(stack.images[1], hidden)

    assert [stack.look(image) for image in stack.images] == [PLAIN_LOOK, hidden, FILLED]


@pytest.mark.parametrize(("gone", "chosen"), [(0, "b.nrrd"), (1, "c.nrrd"), (2, "b.nrrd")])
def test_the_one_above_follows_a_chosen_layer_that_is_closed(desk: Any, gone: int, chosen: str) -> None:
    desk.show("a.nrrd")
    stack = stack_of(desk, "b.nrrd", "c.nrrd")
    leaving = stack.images[gone]
    with desk.app.images.changing():
        desk.app.images.bring(leaving)
        desk.app.images.remove(leaving)

    assert desk.app.images.current.info.path.name == chosen
    assert leaving not in desk.app.images
    assert not leaving.document.is_safe


def test_another_layer_goes_and_the_chosen_one_stays(desk: Any) -> None:
    desk.show("a.nrrd")
    over = lay(desk, "b.nrrd")
    with desk.app.images.changing():
        desk.app.images.remove(over)

    assert (desk.app.images.current.info.path.name, desk.view.scene.layers) == ("a.nrrd", ())


def test_a_layer_read_again_keeps_place_and_look(desk: Any) -> None:
    desk.show("a.nrrd")
    over = lay(desk, "b.nrrd")
    desk.show("c.nrrd")
    again = desk.app.images.current
    with desk.app.images.changing():
        desk.app.images._tabs.pop()
        desk.app.images.bring(desk.app.images.all[0])
        desk.app.images.replace(over, again)

    assert names(desk.app.images.layers) == ["a.nrrd", "c.nrrd"]
    assert desk.app.images.stack.look(again) == FILLED


def test_a_tab_is_closed_with_all_its_images(desk: Any) -> None:
    desk.show("b.nrrd")
    desk.show("a.nrrd")
    images = (desk.app.images.current, lay(desk, "labels.nrrd"))

    desk.app.tabs.close()

    assert [image.document.is_safe for image in images] == [False, False]
    assert desk.app.images.current.info.path.name == "b.nrrd"


def test_the_edits_of_every_layer_are_asked_about(desk: Any) -> None:
    desk.modify()
    under = desk.app.images.current
    over = lay(desk, "labels.nrrd")
    with desk.app.images.changing():
        desk.app.images.bring(over)
    desk.app.edit.set_editing(True)
    desk.app.images.current.session.set_pixel(ItkIndex((0, 0)), 9)

    desk.app.tabs.close()
    desk.view.answer(UnsavedChoice.DISCARD)
    still = desk.app.images.all
    desk.view.answer(UnsavedChoice.DISCARD)

    asked = desk.view.all("ask_unsaved")
    assert (asked, still, desk.app.images.all) == ([under.info.path.name, "labels.nrrd"], (under, over), ())
