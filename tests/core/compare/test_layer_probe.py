"""A row for each layer under the cursor."""

from __future__ import annotations

from dataclasses import replace

from itk_inspector.core.compare.layer_probe import LayerProbe
from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, PhysicalPoint
from itk_inspector.core.pixels.probe import Probe

FOUND = Probe(
    itk_index=ItkIndex((4, 5, 6)),
    array_index=ArrayIndex((6, 5, 4)),
    physical_point=PhysicalPoint((1.0, 2.0, 3.0)),
    itk_value=12,
    array_value=12,
    twin_index=None,
    twin_value=None,
    dtype="int16",
)


def test_a_row_tells_both_indices_the_value_and_the_difference() -> None:
    row = LayerProbe.of("after", FOUND, 10)

    texts = (row.name, row.itk_text, row.array_text, row.value_text, row.difference_text)

    assert texts == ("after", "(4, 5, 6)", "[6, 5, 4]", "12", "+2")


def test_a_place_outside_says_so_and_has_no_value() -> None:
    row = LayerProbe.of("after", None, 10, is_visible=False)

    texts = (row.itk_text, row.array_text, row.value_text, row.difference_text)

    assert (texts, row.difference, row.is_visible) == (("outside", "", "", ""), None, False)


def test_where_the_chosen_image_is_outside_there_is_no_difference() -> None:
    assert LayerProbe.of("after", FOUND, None).difference_text == ""


def test_itk_s_value_stands_beside_numpy_s_where_they_differ() -> None:
    assert LayerProbe.of("after", replace(FOUND, itk_value=13), 10).value_text == "12 (ITK: 13)"


def test_a_late_answer_is_filled_in() -> None:
    late = LayerProbe.of("after", replace(FOUND, itk_value=None, awaits_itk=True), 10)
    come = late.settled(13)
    outside = LayerProbe.of("after", None, 10)

    assert (late.awaits_itk, late.value_text) == (True, "12")
    assert (come.awaits_itk, come.value_text, come.difference_text) == (False, "12 (ITK: 13)", "+2")
    assert (outside.awaits_itk, outside.settled(1)) == (False, outside)


def test_where_no_place_is_probed_nothing_is_said() -> None:
    row = LayerProbe("after", None)

    assert (row.itk_text, row.array_text, row.value_text, row.difference_text) == ("", "", "", "")


def test_a_label_is_told_by_its_name_after_the_number() -> None:
    row = LayerProbe.of("labels", replace(FOUND, label_names=("left hippocampus",)), 10)

    assert (row.value_text, row.difference_text) == ("12 · left hippocampus", "+2")
