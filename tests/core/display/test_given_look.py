"""How a script wants images to be drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.given_look import GivenLook
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.errors import UsageError

BEFORE = DisplaySettings(Levels(0, 1), is_automatic=True, is_inverted=True)


def test_what_is_given_is_set_and_all_else_stays() -> None:
    assert GivenLook.of(None, None).applied(BEFORE) == BEFORE
    assert GivenLook.of((-160, 240), None).applied(BEFORE) == replace(
        BEFORE, levels=Levels(-160, 240), is_automatic=False
    )
    assert GivenLook.of(None, "labels").applied(BEFORE) == replace(BEFORE, colour_map="labels")


@pytest.mark.parametrize("levels", [(1, 1), (2, 1), (float("nan"), 1), (0, float("inf"))])
def test_levels_that_are_none_are_refused(levels: Any) -> None:
    with pytest.raises(UsageError, match="below the second"):
        GivenLook.of(levels, None)


@pytest.mark.parametrize("levels", [3, (1,), (1, 2, 3), "ab", ("a", "b"), (0, 10**400)])
def test_what_is_no_pair_is_refused(levels: Any) -> None:
    with pytest.raises(UsageError, match="two numbers"):
        GivenLook.of(levels, None)


def test_a_colour_map_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UsageError, match=r"no colour map “jet”; choose one of .*labels"):
        GivenLook.of(None, "jet")
