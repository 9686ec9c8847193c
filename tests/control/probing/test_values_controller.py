"""Values that stand out are counted while the panel is seen, and lead to their pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from itk_inspector.control.probing import values_controller
from itk_inspector.core.geometry.indexing import ItkIndex

if TYPE_CHECKING:
    from tests.control.conftest import Desk


def rows(desk: Desk) -> dict[str, tuple[str, int]]:
    return {row.name: (row.text, row.count) for row in desk.values_panel.rows if row.name != "label"}


def shown_at(desk: Desk) -> ItkIndex:
    image = desk.app.images.current
    assert image is not None
    assert image.probe is not None
    return image.probe.itk_index


def test_nothing_is_counted_until_the_panel_is_seen(desk: Desk) -> None:
    desk.show("v.nrrd", (7, 6))
    assert desk.values_panel.said == ""

    desk.values_panel.is_seen = True
    desk.app.values.fill()

    assert desk.values_panel.said == "values"
    assert desk.values_panel.population == 42
    assert rows(desk) == {"minimum": ("0", 1), "maximum": ("41", 1)}


def test_a_row_leads_to_the_next_and_the_previous_of_its_pixels(desk: Desk) -> None:
    desk.values_panel.is_seen = True
    desk.show("v.nrrd", (7, 6))
    desk.app.edit.toggle_editing()
    desk.app.edit.set_value("41")
    desk.app.navigation.go_to("(2, 1)")
    desk.app.edit.set_pixel("2, 1")
    assert rows(desk)["maximum"] == ("41", 2)
    place = [row.name for row in desk.values_panel.rows].index("maximum")

    found = []
    for backwards in (False, False, True):
        desk.app.values.go_to(place, backwards=backwards)
        found.append(shown_at(desk))

    assert found == [ItkIndex.of(6, 5), ItkIndex.of(2, 1), ItkIndex.of(6, 5)]


def test_another_image_is_counted_anew_and_none_is_forgotten(desk: Desk) -> None:
    desk.values_panel.is_seen = True
    desk.show("a.nrrd", (7, 6))
    desk.show("b.nrrd", (3, 2))

    assert desk.values_panel.population == 6

    desk.app.tabs.close(1)
    assert desk.values_panel.population == 42
    desk.app.tabs.close(0)
    assert desk.values_panel.said == "nothing"
    desk.app.values.go_to(0)
    desk.app.values.count()


def test_of_a_large_image_the_counts_are_offered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values_controller, "_AT_ONCE", 10)
    desk.values_panel.is_seen = True

    desk.show("v.nrrd", (7, 6))
    assert desk.values_panel.said == "uncounted"

    desk.app.values.count()
    assert desk.values_panel.said == "values"
    desk.app.images.tell()
    assert desk.values_panel.said == "values"


def test_labels_are_listed_in_their_colours_when_they_are_drawn_so(desk: Desk) -> None:
    desk.values_panel.is_seen = True
    desk.show("v.nrrd", (30, 20))
    assert [row for row in desk.values_panel.rows if row.name == "label"] == []

    desk.app.levels.set_colour_map("labels")

    assert desk.values_panel.is_coloured
    assert len([row for row in desk.values_panel.rows if row.name == "label"]) == 256
