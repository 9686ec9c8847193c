"""Which actions are meant by what is typed."""

from __future__ import annotations

import pytest

from itk_inspector.control.actions.palette_search import matches
from itk_inspector.control.actions.table import ACTIONS
from itk_inspector.control.model.app_state import AppState

EMPTY = AppState()
VOLUME = AppState(name="a", has_image=True, dimension=3, hidden_axes=1)


def found(typed: str, state: AppState = VOLUME) -> list[str]:
    return [row.id for row in matches(ACTIONS, typed, state)]


def test_nothing_typed_lists_all_but_the_palette_itself() -> None:
    assert set(found("")) == {row.id for row in ACTIONS} - {"palette"}


@pytest.mark.parametrize("typed", ["next slice", "NEXT SLICE", "slice next", "  next   sli "])
def test_words_are_found_in_any_order_and_case(typed: str) -> None:
    assert found(typed)[0] == "nextSlice"


def test_the_beginning_of_a_name_counts_most() -> None:
    assert found("zoom")[:2] == ["zoomIn", "zoomOut"]


def test_menus_and_descriptions_are_searched_too() -> None:
    assert "themeDark" in found("theme")
    assert "autoLevels" in found("percentiles")


def test_what_cannot_be_run_comes_last() -> None:
    listed = found("slice", EMPTY)
    able = [row.id for row in ACTIONS if row.enabled(EMPTY)]

    assert listed
    assert [name in able for name in listed] == sorted((name in able for name in listed), reverse=True)


def test_what_occurs_nowhere_finds_nothing() -> None:
    assert found("xyzzy") == []
