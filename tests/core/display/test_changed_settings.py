"""Settings after another choice of levels or scale."""

from __future__ import annotations

from itk_inspector.core.display.changed_settings import DIVERGING, with_found_levels, with_levels, with_scale
from itk_inspector.core.display.colour_map_names import GREY
from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode, DisplaySettings
from itk_inspector.core.display.scales import Scale
from itk_inspector.core.display.window_level import Levels

PLAIN = DisplaySettings(Levels(-3.0, 10.0), is_automatic=True)


def test_chosen_levels_are_no_automatic_ones() -> None:
    made = with_levels(PLAIN, Levels(0.0, 1.0))

    assert (made.levels, made.is_automatic) == (Levels(0.0, 1.0), False)


def test_a_symmetric_scale_is_symmetric_about_0_and_in_two_directions() -> None:
    made = with_scale(PLAIN, Scale.SYMMETRIC, 0.5)

    assert made.levels == Levels(-10.0, 10.0)
    assert made.colour_map == DIVERGING
    assert not made.is_automatic
    assert with_levels(made, Levels(-10.0, 4.0)).levels == Levels(-4.0, 4.0)
    assert with_found_levels(made, Levels(-1.0, 2.0), is_automatic=True).levels == Levels(-2.0, 2.0)


def test_grey_comes_back_with_another_scale() -> None:
    made = with_scale(with_scale(PLAIN, Scale.SYMMETRIC, 0.5), Scale.LOG, 0.5)

    assert (made.scale, made.colour_map, made.levels) == (Scale.LOG, GREY, Levels(-10.0, 10.0))


def test_a_map_that_was_chosen_and_colours_keep_theirs() -> None:
    chosen = DisplaySettings(Levels(0.0, 1.0), colour_map="magma")
    colours = DisplaySettings(Levels(0.0, 1.0), ComponentChoice(ComponentMode.COLOUR))

    assert with_scale(chosen, Scale.SYMMETRIC, 0.5).colour_map == "magma"
    assert with_scale(colours, Scale.SYMMETRIC, 0.5).colour_map == GREY


def test_a_gamma_keeps_automatic_levels() -> None:
    made = with_scale(PLAIN, Scale.GAMMA, 2.0)

    assert (made.gamma, made.levels, made.is_automatic) == (2.0, PLAIN.levels, True)
