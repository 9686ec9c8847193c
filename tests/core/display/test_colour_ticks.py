"""Ticks of the colour bar stand where their values are drawn."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn_colours import tones
from itk_inspector.core.display.colour_ticks import colour_ticks
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode, DisplaySettings
from itk_inspector.core.display.scales import Scale, symmetrical
from itk_inspector.core.display.window_level import Levels


@given(
    scale=st.sampled_from(list(Scale)),
    low=st.floats(-1e5, 1e5),
    width=st.floats(1e-3, 1e6),
    gamma=st.floats(0.2, 5.0),
    most=st.integers(3, 12),
)
def test_a_tick_stands_at_the_colour_of_its_value(
    scale: Scale, low: float, width: float, gamma: float, most: int
) -> None:
    levels = Levels(low, low + width)
    settings = DisplaySettings(symmetrical(levels) if scale is Scale.SYMMETRIC else levels, scale=scale, gamma=gamma)

    ticks = colour_ticks(settings, most)

    assert (1 if most > 4 else 0) <= len(ticks) <= most + 1
    assert [tick.part for tick in ticks] == sorted(tick.part for tick in ticks)
    for tick in ticks:
        assert 0.0 <= tick.part <= 1.0
        assert any(abs(255 * tick.part - tone) <= 0.5 + 1e-6 for tone in tones(tick.value, settings))


@pytest.mark.parametrize(
    ("levels", "wanted"),
    [
        (Levels(0.0, 255.0), ["0", "50", "100", "150", "200", "250"]),
        (Levels(-160.0, 240.0), ["-100", "0", "100", "200"]),
        (Levels(-1.0, 1.0), ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
        (Levels(0.0, 4e7), ["0", "1e+07", "2e+07", "3e+07", "4e+07"]),
        (Levels(1_234_560.0, 1_234_570.0), ["1234560", "1234562", "1234564", "1234566", "1234568", "1234570"]),
    ],
)
def test_linear_ticks_are_round_and_even(levels: Levels, wanted: list[str]) -> None:
    assert [tick.text for tick in colour_ticks(DisplaySettings(levels), 6)] == wanted


@pytest.mark.parametrize("scale", list(Scale))
def test_no_two_ticks_of_a_narrow_range_far_from_0_have_the_same_text(scale: Scale) -> None:
    """Of label numbers and times, say."""
    ticks = colour_ticks(DisplaySettings(Levels(1_700_000_000.0, 1_700_000_060.0), scale=scale), 6)

    assert ticks
    assert [float(tick.text) for tick in ticks] == pytest.approx([tick.value for tick in ticks], rel=1e-14)
    assert len({tick.text for tick in ticks}) == len(ticks)


def test_a_log_scale_has_ticks_all_along_it() -> None:
    ticks = colour_ticks(DisplaySettings(Levels(0.0, 1000.0), scale=Scale.LOG), 6)

    gaps = np.diff([tick.part for tick in ticks])
    assert len(ticks) >= 5
    assert gaps.max() < 0.4
    assert all(len(Decimal(tick.text).normalize().as_tuple().digits) <= 2 for tick in ticks)


@pytest.mark.parametrize(
    "settings",
    [
        DisplaySettings(Levels(1.0, 1.0)),
        DisplaySettings(Levels(-1.7e308, 1.7e308)),
        DisplaySettings(Levels(0.0, 5.0), colour_map="labels"),
    ],
)
def test_without_a_range_of_levels_there_are_no_ticks(settings: DisplaySettings) -> None:
    assert colour_ticks(settings, 6) == ()


def test_colours_have_the_ticks_of_their_components() -> None:
    settings = DisplaySettings(Levels(0.0, 255.0), ComponentChoice(ComponentMode.COLOUR))

    assert colour_ticks(settings, 6)
