"""Settings after the user has chosen other levels, or another scale."""

from __future__ import annotations

from dataclasses import replace

from itk_inspector.core.display.colour_map_names import GREY
from itk_inspector.core.display.display_settings import ComponentMode, DisplaySettings
from itk_inspector.core.display.scales import Scale, symmetrical
from itk_inspector.core.display.window_level import Levels

DIVERGING = "CET-D1"
"""The map for differences: its middle is white."""


def with_levels(settings: DisplaySettings, levels: Levels) -> DisplaySettings:
    """Return settings with levels that were dragged or typed; symmetric ones stay so."""
    if settings.scale is Scale.SYMMETRIC:
        levels = symmetrical(levels, settings.levels)
    return replace(settings, levels=levels, is_automatic=False)


def with_found_levels(settings: DisplaySettings, levels: Levels, *, is_automatic: bool) -> DisplaySettings:
    """Return settings with levels that the pixels gave, and that are to hold all between them."""
    if settings.scale is Scale.SYMMETRIC:
        levels = symmetrical(levels)
    return replace(settings, levels=levels, is_automatic=is_automatic)


def with_scale(settings: DisplaySettings, scale: Scale, gamma: float) -> DisplaySettings:
    """Return settings with another scale: differences in grey get a map of two directions, and grey comes back."""
    levels, colour_map = settings.levels, settings.colour_map
    if scale is Scale.SYMMETRIC:
        levels = symmetrical(levels)
        if colour_map == GREY and settings.component.kind is not ComponentMode.COLOUR:
            colour_map = DIVERGING
    elif settings.scale is Scale.SYMMETRIC and colour_map == DIVERGING:
        colour_map = GREY
    is_automatic = settings.is_automatic and levels == settings.levels
    return replace(settings, levels=levels, colour_map=colour_map, scale=scale, gamma=gamma, is_automatic=is_automatic)
