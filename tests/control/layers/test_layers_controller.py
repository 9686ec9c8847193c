"""Choosing and arranging the images of a tab."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from itk_inspector.control.layers import layers_controller
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.ports import UnsavedChoice
from itk_inspector.core.display.layer_look import LABELS_LOOK, PLAIN_LOOK, LayerStyle
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.image.outcome import Opened


def open_over(desk: Any, name: str, placing: Placing = Placing.LABELS, **facts: Any) -> OpenImage:
    desk.app.files.open(Path("/data") / name, placing=placing)
    desk.deliver(Opened(desk.files.opened[-1][0], desk.document(name, **facts)))
    image = desk.app.images.layers[-1].image
    assert isinstance(image, OpenImage)
    return image


@pytest.fixture
def three(desk: Any) -> Any:
    """Three images of one tab; the lowest is chosen."""
    desk.show("a.nrrd")
    open_over(desk, "b.nrrd")
    open_over(desk, "c.nrrd", Placing.LAYER)
    return desk


def names(desk: Any) -> list[str]:
    return [row.name for row in desk.layers_panel.rows]


def chosen(desk: Any) -> list[str]:
    return [row.name for row in desk.layers_panel.rows if row.is_chosen]


def test_an_image_alone_has_no_list(desk: Any) -> None:
    desk.show("a.nrrd")
    assert (desk.layers_panel.rows, desk.layers_panel.shown) == ((), 0)
    assert desk.state.layers == 0


def test_the_list_tells_all_from_the_bottom_to_the_top(three: Any) -> None:
    rows = three.layers_panel.rows

    assert (names(three), chosen(three)) == (["a.nrrd", "b.nrrd", "c.nrrd"], ["a.nrrd"])
    assert [row.look for row in rows][:2] == [PLAIN_LOOK, LABELS_LOOK]
    assert (rows[0].colour_map, rows[1].colour_map) == ("grey", "labels")
    assert rows[0].tip == "/data/a.nrrd"
    assert all(row.can_be_labels for row in rows)
    assert three.state.layers == 3


def test_a_layer_of_another_lattice_says_how_far_it_lies_apart(desk: Any) -> None:
    desk.show("a.nrrd")
    moved = replace(Geometry.identity((5, 4)), origin=(3.0, 4.0))
    open_over(desk, "b.nrrd", geometry=moved)
    open_over(desk, "c.nrrd")

    notes = [row.note for row in desk.layers_panel.rows]
    assert (notes[0], notes[2]) == ("", "")
    assert notes[1] == "Corners up to 5 units apart: origin differs."
    assert desk.layers_panel.rows[1].note_tip.startswith("Origin differs: pixels of the same index lie up to 5 units")

    desk.app.layers.choose(1)
    assert [bool(row.note) for row in desk.layers_panel.rows] == [True, False, True]


def test_a_lattice_that_is_the_same_to_rounding_says_so_in_the_tool_tip_only(desk: Any) -> None:
    desk.show("a.nrrd")
    open_over(desk, "b.nrrd", geometry=replace(Geometry.identity((5, 4)), spacing=(1.00000001, 1.0)))

    row = desk.layers_panel.rows[1]

    assert row.note == ""
    assert row.tip.splitlines()[1].startswith("Spacing differs, but to rounding the lattice is the same")


def test_a_step_through_slices_asks_nothing_of_the_list(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.show("a.nrrd", (5, 4, 9))
    open_over(desk, "b.nrrd", size=(5, 4, 9))
    monkeypatch.setattr(layers_controller, "_row", None)

    desk.app.view.step_slice(1)

    assert len(desk.layers_panel.rows) == 2


def test_nothing_is_told_twice(three: Any) -> None:
    shown = three.layers_panel.shown
    three.app.images.tell()
    three.app.probe.hover(1.0, 1.0)
    assert three.layers_panel.shown == shown


def test_choosing_works_on_another_image(three: Any) -> None:
    three.app.layers.choose(1)

    assert chosen(three) == ["b.nrrd"]
    assert three.view.scene.info.path.name == "b.nrrd"
    assert [layer.is_main for layer in three.view.scene.layers] == [False, True, False]


@pytest.mark.parametrize(("steps", "name"), [(1, "b.nrrd"), (-1, "c.nrrd"), (3, "a.nrrd")])
def test_stepping_goes_round_and_round(three: Any, steps: int, name: str) -> None:
    three.app.layers.step(steps)
    assert chosen(three) == [name]


def test_hiding_and_showing(three: Any) -> None:
    three.app.layers.set_visible(1, visible=False)
    assert [layer.look.is_visible for layer in three.view.scene.layers] == [True, False, True]
    assert three.state.is_layer_visible

    three.app.layers.toggle_visible()
    assert not three.state.is_layer_visible
    three.app.layers.toggle_visible()
    assert three.state.is_layer_visible


@pytest.mark.parametrize(("given", "kept"), [(0.25, 0.25), (-1.0, 0.0), (7.0, 1.0)])
def test_opacity_is_from_nothing_to_all(three: Any, given: float, kept: float) -> None:
    three.app.layers.set_opacity(2, given)
    assert three.view.scene.layers[2].look.opacity == kept


def test_labels_are_filled_or_outlined(three: Any) -> None:
    three.app.layers.set_style(1, LayerStyle.OUTLINE)
    assert three.view.scene.layers[1].look.style is LayerStyle.OUTLINE


def test_what_holds_no_labels_stays_an_image(desk: Any) -> None:
    desk.show("a.nrrd")
    open_over(desk, "b.nrrd", Placing.LAYER, dtype="float32")

    desk.app.layers.set_style(1, LayerStyle.FILL)

    assert desk.view.scene.layers[1].look.style is LayerStyle.IMAGE
    assert not desk.layers_panel.rows[1].can_be_labels


def test_the_order_is_that_of_drawing(three: Any) -> None:
    three.app.layers.move(0, 2)
    assert names(three) == ["b.nrrd", "c.nrrd", "a.nrrd"]
    assert [layer.info.path.name for layer in three.view.scene.layers] == names(three)
    assert chosen(three) == ["a.nrrd"]

    three.app.layers.move_chosen(-1)
    assert names(three) == ["b.nrrd", "a.nrrd", "c.nrrd"]


def test_a_name_of_the_users_own(three: Any) -> None:
    three.app.layers.rename(1, " tumour ")
    assert names(three)[1] == "tumour"
    three.app.layers.rename(1, "")
    assert names(three)[1] == "b.nrrd"


def test_removing_leaves_the_others(three: Any) -> None:
    three.app.layers.choose(1)
    three.app.layers.remove_chosen()
    assert (names(three), chosen(three)) == (["a.nrrd", "c.nrrd"], ["c.nrrd"])


def test_the_last_one_is_shown_whole_and_has_no_list(three: Any) -> None:
    three.app.layers.remove(0)
    three.app.layers.remove(0)

    assert (three.layers_panel.rows, three.app.images.layers) == ((), ())
    assert three.app.images.look(three.app.images.current) == PLAIN_LOOK


def test_edits_are_asked_about_before_a_layer_is_removed(three: Any) -> None:
    three.app.layers.choose(1)
    three.app.edit.set_editing(True)
    three.change_pixel()
    assert [row.is_modified for row in three.layers_panel.rows] == [False, True, False]

    three.app.layers.remove_chosen()
    three.view.answer(UnsavedChoice.CANCEL)
    assert len(names(three)) == 3

    three.app.layers.remove_chosen()
    three.view.answer(UnsavedChoice.DISCARD)
    assert names(three) == ["a.nrrd", "c.nrrd"]


def test_a_layer_moves_to_a_tab_of_its_own_beside_this_one(three: Any) -> None:
    three.show("z.nrrd")
    three.app.tabs.select(0)
    three.app.view.take_viewports(three.view.scene.viewports)

    three.app.layers.give_tab(1)

    assert [label.text for label in three.view.tabs] == ["a.nrrd + 1", "b.nrrd", "z.nrrd"]
    assert three.view.current_tab == 1
    assert three.app.images.layers == ()


def test_a_number_that_there_is_not_does_nothing(three: Any) -> None:
    for number in (-1, 3):
        three.app.layers.choose(number)
        three.app.layers.set_opacity(number, 0.1)
        three.app.layers.move(number, 1)
        three.app.layers.remove(number)
        three.app.layers.give_tab(number)
        three.app.layers.rename(number, "x")
    assert (names(three), chosen(three)) == (["a.nrrd", "b.nrrd", "c.nrrd"], ["a.nrrd"])


def test_the_list_comes_to_the_front_once_for_each_tab(three: Any) -> None:
    assert three.layers_panel.fronts == 1
    three.show("z.nrrd")
    three.app.tabs.select(0)
    assert three.layers_panel.fronts == 1
    three.app.tabs.select(1)
    open_over(three, "y.nrrd")
    assert three.layers_panel.fronts == 2
