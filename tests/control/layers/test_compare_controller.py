"""Two images of a tab share the screen, and their difference is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.display.compare_mode import CompareMode
from itk_inspector.core.display.composition import OVERLAID, Checker, Difference, Only, SideBySide, Swipe, SwipeAxis
from itk_inspector.core.display.layer_look import IMAGE_LOOK
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex

SIZE = (9, 8, 7)


def two(desk: Any, **of_other: Any) -> tuple[OpenImage, OpenImage]:
    """Two images of one tab; the upper one is chosen."""
    desk.show("a.nrrd", SIZE)
    under = desk.app.images.current
    over = OpenImage(desk.document("b.nrrd", SIZE, **of_other))
    with desk.app.images.changing():
        desk.app.images.lay(over, under, IMAGE_LOOK)
        desk.app.images.bring(over)
    return under, over


def values(desk: Any, image: OpenImage) -> np.ndarray:
    """The pixels of an image's copy, to be changed."""
    with desk.app.images.changing():
        desk.app.images.bring(image)
    desk.app.edit.toggle_editing()
    assert image.session is not None
    return image.session.pixels


@pytest.mark.parametrize(
    ("mode", "composition"),
    [
        (CompareMode.SWIPE, Swipe(0, 0.5, SwipeAxis.ACROSS, 1)),
        (CompareMode.CHECKER, Checker(0, 48, 1)),
        (CompareMode.SIDE_BY_SIDE, SideBySide()),
    ],
)
def test_a_way_is_chosen_and_left(desk: Any, mode: CompareMode, composition: object) -> None:
    two(desk)

    desk.app.compare.set_mode(mode)
    assert desk.view.scene.composition == composition
    assert desk.app.state.compare is mode

    desk.app.compare.set_mode(mode)
    assert desk.view.scene.composition == OVERLAID
    assert desk.app.state.compare is CompareMode.OVERLAY


def test_an_image_alone_is_compared_with_nothing(desk: Any) -> None:
    desk.show("a.nrrd", SIZE)

    for ask in (lambda c: c.set_mode(CompareMode.SWIPE), lambda c: c.blink(), lambda c: c.swipe_by(1),
                lambda c: c.auto_limit(), lambda c: c.work_out(), lambda c: c.end_blink()):  # fmt: skip
        ask(desk.app.compare)

    assert desk.view.scene.composition == OVERLAID


def test_each_tab_is_compared_in_its_own_way(desk: Any) -> None:
    under, _ = two(desk)
    desk.app.compare.set_mode(CompareMode.SWIPE)
    desk.show("c.nrrd", SIZE)
    assert desk.view.scene.composition == OVERLAID

    with desk.app.images.changing():
        desk.app.images.bring(under)

    assert isinstance(desk.view.scene.composition, Swipe)


def test_a_blink_shows_the_other_one_and_back(desk: Any) -> None:
    two(desk)

    shown = []
    for _ in range(3):
        desk.app.compare.blink()
        shown.append(desk.view.scene.composition)

    assert shown == [Only(0), Only(1), Only(0)]


@pytest.mark.parametrize("before", [CompareMode.OVERLAY, CompareMode.SWIPE, CompareMode.BLINK])
def test_after_a_held_blink_all_is_as_before(desk: Any, before: CompareMode) -> None:
    two(desk)
    if before is CompareMode.BLINK:
        desk.app.compare.blink()
    elif before is not CompareMode.OVERLAY:
        desk.app.compare.set_mode(before)
    composition = desk.view.scene.composition

    desk.app.compare.blink()
    assert desk.view.scene.composition != composition
    desk.app.compare.end_blink()

    assert desk.view.scene.composition == composition
    desk.app.compare.end_blink()
    assert desk.view.scene.composition == composition


def test_a_key_that_is_let_go_on_another_tab_ends_the_blink_of_its_own(desk: Any) -> None:
    _, elsewhere = two(desk)
    desk.app.compare.set_mode(CompareMode.CHECKER)
    under, _ = two(desk)
    desk.app.compare.set_mode(CompareMode.SWIPE)
    desk.app.compare.blink()
    with desk.app.images.changing():
        desk.app.images.bring(elsewhere)

    desk.app.compare.end_blink()
    assert isinstance(desk.view.scene.composition, Checker)

    with desk.app.images.changing():
        desk.app.images.bring(under)
    assert isinstance(desk.view.scene.composition, Swipe)


def test_what_was_compared_is_not_compared_with_a_later_layer(desk: Any) -> None:
    under, over = two(desk)
    desk.app.compare.blink()
    with desk.app.images.changing():
        desk.app.images.remove(over)
    desk.app.compare.end_blink()

    with desk.app.images.changing():
        desk.app.images.lay(OpenImage(desk.document("c.nrrd", SIZE)), under, IMAGE_LOOK)

    assert desk.view.scene.composition == OVERLAID


def test_the_line_is_moved_and_turned_within_the_view(desk: Any) -> None:
    two(desk)
    desk.app.compare.set_mode(CompareMode.SWIPE)

    desk.app.compare.swipe_to(0.25)
    desk.app.compare.swipe_by(1)
    assert desk.view.scene.composition.position == pytest.approx(0.27)
    desk.app.compare.swipe_by(-99)
    assert desk.view.scene.composition.position == 0.0
    desk.app.compare.swipe_to(7.0)
    desk.app.compare.turn_line()
    assert desk.view.scene.composition == Swipe(0, 1.0, SwipeAxis.DOWN, 1)


def test_three_planes_end_side_by_side_and_it_ends_them(desk: Any) -> None:
    two(desk)
    desk.app.view.set_quad(True)
    desk.app.compare.set_mode(CompareMode.SIDE_BY_SIDE)
    assert not desk.app.state.is_quad
    assert desk.view.scene.composition == SideBySide()

    desk.app.view.set_quad(True)

    assert desk.view.scene.composition == OVERLAID
    assert desk.app.state.compare is CompareMode.OVERLAY


def test_differences_reach_from_minus_the_largest_on_the_slice_to_it(desk: Any) -> None:
    under, over = two(desk)
    values(desk, under)[...] = 0
    values(desk, over)[...] = 0
    under.session.pixels[3, 1, 1], under.session.pixels[5, 2, 2] = 40, 90
    for image in (under, over):
        image.touch(None)
    desk.app.view.set_slice(2, 3)

    desk.app.compare.set_mode(CompareMode.DIFFERENCE)
    assert desk.view.scene.composition == Difference(0, 40.0)

    desk.app.view.set_slice(2, 5)
    assert desk.view.scene.composition == Difference(0, 40.0)  # colours mean the same in all slices
    desk.app.compare.auto_limit()
    assert desk.view.scene.composition == Difference(0, 90.0)
    desk.app.compare.set_limit(7.5)
    desk.app.compare.set_limit(-1.0)
    assert desk.view.scene.composition == Difference(0, 7.5)


def test_equal_images_have_levels_too(desk: Any) -> None:
    two(desk)

    desk.app.compare.set_mode(CompareMode.DIFFERENCE)

    assert desk.view.scene.composition.limit == 1.0


def look(desk: Any) -> None:
    desk.compare_panel.is_seen = True
    desk.app.compare.fill()


def test_figures_are_those_of_all_pixels_and_their_largest_is_gone_to(desk: Any) -> None:
    under, over = two(desk)
    pixels = values(desk, under)
    pixels[...] = over.pixels
    pixels[4, 3, 2] = int(over.pixels[4, 3, 2]) + 5
    under.touch(None)
    with desk.app.images.changing():
        desk.app.images.bring(over)

    look(desk)

    told = desk.compare_panel
    assert told.pair[:2] == ("a.nrrd", "b.nrrd")
    assert told.facts["unequal"][0].startswith("1 (")
    assert told.facts["largest difference"] == ("5",)
    assert told.places["there, ITK"] == (ItkIndex((2, 3, 4)),)
    desk.app.compare.go_to(ItkIndex((2, 3, 4)))
    assert over.plane.position[2] == 4
    assert over.is_held
    assert over.probe is not None
    assert over.probe.itk_index == ItkIndex((2, 3, 4))


def test_nothing_is_worked_out_while_nobody_looks(desk: Any) -> None:
    two(desk)

    assert desk.compare_panel.facts == {}
    look(desk)
    assert desk.compare_panel.facts


def test_changed_pixels_are_compared_anew(desk: Any) -> None:
    _, over = two(desk)
    look(desk)
    assert desk.compare_panel.facts["identical"] == ("every bit is the same",)

    values(desk, over)[0, 0, :2] += 1
    with desk.app.images.changing():
        over.touch(None)

    assert desk.compare_panel.facts["unequal"][0].startswith("2 (")


def test_large_images_are_compared_when_that_is_asked_for(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("itk_inspector.control.layers.compare_controller._AT_ONCE", 100)
    two(desk)
    look(desk)
    assert desk.compare_panel.said == "unworked"

    desk.app.compare.work_out()
    assert desk.compare_panel.said == "figures"

    desk.app.compare.stop()
    assert desk.compare_panel.said == "unworked"


def test_lattices_that_differ_are_compared_by_place(desk: Any) -> None:
    coarse = replace(Geometry.identity((3, 4, 3)), spacing=(3.0, 2.0, 3.0))
    two(desk, geometry=coarse)

    look(desk)

    assert desk.compare_panel.facts["pixels compared"] == ("36",)
    assert desk.compare_panel.facts["lattices differ"] == ("nearest pixels taken",)


def test_other_components_are_refused_with_a_sentence(desk: Any) -> None:
    two(desk, components=3)

    desk.app.compare.set_mode(CompareMode.DIFFERENCE)

    assert desk.view.scene.composition == OVERLAID
    assert desk.view.last("status") == "There is no difference of 1 and 3 components."
    look(desk)
    assert desk.compare_panel.said == "There is no difference of 1 and 3 components."


def test_where_an_image_is_left_alone_nothing_is_told(desk: Any) -> None:
    under, _ = two(desk)
    look(desk)

    with desk.app.images.changing():
        desk.app.images.remove(under)

    assert desk.compare_panel.said == "nothing"
    assert desk.view.scene.composition == OVERLAID


@pytest.mark.parametrize("is_same_lattice", [True, False])
def test_bytes_are_looked_at_in_order_until_it_is_worked_out(
    desk: Any, monkeypatch: pytest.MonkeyPatch, is_same_lattice: bool
) -> None:
    coarse = replace(Geometry.identity(SIZE), spacing=(3.0, 2.0, 3.0))
    under, over = two(desk, **({} if is_same_lattice else {"geometry": coarse}))
    said: list[tuple[object, bool]] = []
    kind = type(over.document.store)
    monkeypatch.setattr(kind, "expect", lambda store, *, in_order: said.append((store, in_order)))

    look(desk)

    expected = [under.document.store, over.document.store] if is_same_lattice else [over.document.store]
    assert said == [(store, True) for store in expected] + [(store, False) for store in expected]
