"""Every layer under the cursor, at the physical point that is probed in the chosen image."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.display.layer_look import LayerLook
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.document import ImageDocument


def lay(desk: Any, document: ImageDocument, look: LayerLook | None = None) -> OpenImage:
    """Lay an image over the one on screen."""
    over = OpenImage(document)
    with desk.app.images.changing():
        desk.app.images.lay(over, desk.app.images.current, look or LayerLook())
    return over


def elsewhere(document: ImageDocument, **where: Any) -> ImageDocument:
    """The same pixels at another place."""
    document.info = replace(document.info, geometry=replace(document.info.geometry, **where))
    document.access.geometry = document.info.geometry
    document.itk_pixels.start = document.info.geometry.start_index  # type: ignore[attr-defined]
    return document


def told(desk: Any) -> list[tuple[str, str, str, str, str]]:
    return [
        (row.name, row.itk_text, row.array_text, row.value_text, row.difference_text) for row in desk.layer_rows.rows
    ]


def test_the_top_layer_comes_first_and_the_chosen_one_is_marked(desk: Any) -> None:
    desk.show("a.nrrd")
    lay(desk, desk.document("b.nrrd", dtype="int16"))

    desk.app.probe.hover(3.0, 1.0)

    assert told(desk) == [("b.nrrd", "(3, 1)", "[1, 3]", "8", "0"), ("a.nrrd", "(3, 1)", "[1, 3]", "8", "")]
    assert desk.layer_rows.chosen == 1


def test_each_layer_has_its_own_index_at_the_same_point(desk: Any) -> None:
    desk.show("a.nrrd")
    lay(desk, elsewhere(desk.document("b.nrrd"), origin=(2.0, -1.0)))
    lay(desk, elsewhere(desk.document("c.nrrd"), spacing=(0.5, 0.5)))

    desk.app.probe.hover(2.0, 1.0)

    assert told(desk)[:2] == [
        ("c.nrrd", "(4, 2)", "[2, 4]", "14", "+7"),
        ("b.nrrd", "(0, 2)", "[2, 0]", "10", "+3"),
    ]


def test_outside_is_said(desk: Any) -> None:
    desk.show("a.nrrd")
    lay(desk, elsewhere(desk.document("b.nrrd"), origin=(4.0, 0.0)))

    desk.app.probe.hover(1.0, 1.0)

    assert told(desk)[0] == ("b.nrrd", "outside", "", "", "")


def test_a_pixel_that_is_gone_is_not_said_to_be_outside(desk: Any) -> None:
    desk.show("a.nrrd")
    over = lay(desk, desk.document("b.nrrd"))
    over.document.store.is_cut = True  # type: ignore[attr-defined]  # the fake's

    desk.app.probe.hover(3.0, 1.0)
    assert told(desk)[0] == ("b.nrrd", "unreadable", "", "", "")

    desk.app.probe.hover(-3.0, 1.0)
    assert told(desk)[0] == ("b.nrrd", "outside", "", "", "")

    with desk.app.images.changing():
        desk.app.images.bring(over)
    desk.app.probe.hover(3.0, 1.0)
    assert told(desk) == [("b.nrrd", "unreadable", "", "", ""), ("a.nrrd", "(3, 1)", "[1, 3]", "8", "")]


def test_outside_the_chosen_image_the_others_are_still_told(desk: Any) -> None:
    desk.show("a.nrrd")
    lay(desk, elsewhere(desk.document("b.nrrd"), origin=(4.0, 0.0)))

    desk.app.probe.hover(6.0, 1.0)

    assert told(desk) == [("b.nrrd", "(2, 1)", "[1, 2]", "7", ""), ("a.nrrd", "outside", "", "", "")]


def test_between_pixels_the_pointer_decides_not_the_centre_of_the_chosen_pixel(desk: Any) -> None:
    desk.show("a.nrrd")
    lay(desk, elsewhere(desk.document("b.nrrd", (20, 16)), spacing=(0.25, 0.25)))

    desk.app.probe.hover(2.3, 1.0)

    assert told(desk)[0][1] == "(9, 4)"


def test_differences_of_unsigned_values_do_not_wrap(desk: Any) -> None:
    desk.show("a.nrrd")
    lay(desk, elsewhere(desk.document("b.nrrd"), origin=(3.0, 0.0)))

    desk.app.probe.hover(3.0, 0.0)

    assert told(desk)[0] == ("b.nrrd", "(0, 0)", "[0, 0]", "0", "-3")


def test_a_hidden_layer_is_told_as_hidden(desk: Any) -> None:
    desk.show("a.nrrd")
    lay(desk, desk.document("b.nrrd"), LayerLook(is_visible=False))

    desk.app.probe.hover(3.0, 1.0)

    assert [row.is_visible for row in desk.layer_rows.rows] == [False, True]


def test_what_itk_reads_late_is_filled_in(desk: Any) -> None:
    desk.show("a.nrrd")
    over = lay(desk, desk.document("b.nrrd"))
    itk: Any = over.document.itk_pixels
    itk.is_late = True
    desk.app.probe.hover(3.0, 1.0)
    before = [row.awaits_itk for row in desk.layer_rows.rows]

    itk.is_late, itk.pixels = False, itk.pixels + np.uint8(1)
    desk.app.probe.look_again()

    assert (before, told(desk)[0][3]) == ([True, False], "8 (ITK: 9)")


def test_all_layers_are_told_before_itk_is_asked_about_one_of_them(desk: Any) -> None:
    desk.show("a.nrrd")
    shown_when_asked: list[list[str]] = []
    for name in ("b.nrrd", "c.nrrd"):
        itk: Any = lay(desk, desk.document(name)).document.itk_pixels

        def read(index: ItkIndex, value: Any = itk.value) -> Any:
            shown_when_asked.append([row.itk_text for row in desk.layer_rows.rows])
            return value(index)

        itk.value = read
    desk.app.probe.hover(1.0, 1.0)
    shown_when_asked.clear()

    desk.app.probe.hover(3.0, 1.0)

    assert shown_when_asked == [["(3, 1)"] * 3] * 2
    assert not any(row.awaits_itk for row in desk.layer_rows.rows)


def test_the_chosen_image_s_late_answer_is_filled_in_too(desk: Any) -> None:
    desk.show("a.nrrd")
    itk: Any = desk.app.images.current.document.itk_pixels
    lay(desk, desk.document("b.nrrd"))
    itk.is_late = True
    desk.app.probe.hover(3.0, 1.0)

    itk.is_late = False
    desk.app.probe.look_again()

    assert [row.awaits_itk for row in desk.layer_rows.rows] == [False, False]


def test_the_copy_of_a_layer_is_read_where_there_is_one(desk: Any) -> None:
    desk.show("a.nrrd")
    over = lay(desk, desk.document("b.nrrd"))
    under = desk.app.images.current
    with desk.app.images.changing():
        desk.app.images.bring(over)
    desk.app.edit.set_editing(True)
    desk.change_pixel("200")
    with desk.app.images.changing():
        desk.app.images.bring(under)

    desk.app.probe.hover(0.0, 0.0)

    assert told(desk)[0][3:] == ("200", "+200")


def test_an_image_alone_has_no_rows(desk: Any) -> None:
    desk.show("a.nrrd")
    over = lay(desk, desk.document("b.nrrd"))
    desk.app.probe.hover(3.0, 1.0)
    with desk.app.images.changing():
        desk.app.images.remove(over)
    times = desk.layer_rows.times
    desk.app.probe.hover(2.0, 1.0)
    desk.app.probe.hover(1.0, 1.0)

    assert (desk.layer_rows.rows, desk.layer_rows.times) == ((), times)


def test_rows_are_emptied_when_the_pointer_leaves(desk: Any) -> None:
    desk.show("a.nrrd")
    lay(desk, desk.document("b.nrrd"))
    desk.app.probe.hover(3.0, 1.0)

    desk.app.probe.hover(None, None)

    assert told(desk) == [("b.nrrd", "", "", "", ""), ("a.nrrd", "", "", "", "")]


def test_a_layer_that_comes_is_told_at_once(desk: Any) -> None:
    desk.show("a.nrrd")
    desk.app.probe.hover(3.0, 1.0)

    lay(desk, desk.document("b.nrrd"))

    assert told(desk)[0] == ("b.nrrd", "(3, 1)", "[1, 3]", "8", "0")


def test_only_the_chosen_image_s_place_tells_when_it_is_moved_in_an_event(desk: Any) -> None:
    desk.show("a.nrrd", (5, 4, 3))
    lay(desk, desk.document("b.nrrd", (5, 4, 3)))
    desk.app.probe.hover(3.0, 1.0)

    desk.app.view.set_slice(2, 2)

    assert told(desk)[0][1:3] == ("(3, 1, 2)", "[2, 1, 3]")


def test_copying_the_probe_tells_the_other_layers_a_line_each(desk: Any) -> None:
    desk.show("a.nrrd")
    lay(desk, elsewhere(desk.document("b.nrrd"), origin=(2.0, -1.0)))
    lay(desk, elsewhere(desk.document("c.nrrd"), origin=(50.0, 0.0)))

    desk.app.probe.hover(2.0, 1.0)

    assert desk.app.probe.text().splitlines()[-2:] == [
        "layer        c.nrrd: outside",
        "layer        b.nrrd: ITK (0, 2), NumPy [2, 0], value 10, difference +3",
    ]
    assert desk.app.probe.code().splitlines() == [
        "image.GetPixel((2, 1))  # 7",
        "array[1, 2]  # 7",
        "# image_2, c.nrrd: outside",
        "image_3.GetPixel((0, 2))  # 10, b.nrrd",
        "array_3[2, 0]  # 10, b.nrrd",
    ]


def test_a_layer_is_told_by_the_name_that_the_user_gave_it(desk: Any) -> None:
    desk.show("a.nrrd")
    over = lay(desk, desk.document("b.nrrd"))
    with desk.app.images.changing():
        desk.app.images.stack.rename(over, "after")

    desk.app.probe.hover(2.0, 1.0)

    assert told(desk)[0][0] == "after"
