"""What part of each plane is on screen."""

from __future__ import annotations

import json

import pytest

from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode, DisplaySettings, Scope
from itk_inspector.core.display.scales import Scale
from itk_inspector.core.display.viewport import ALL_FITTED, FITTED, Viewport, Viewports
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.planes import Plane

ZOOMED = Viewports((((0, 1), Viewport((3.5, -2.25), 4.0)), ((1, 2), Viewport((0.1, 1e9), 1 / 3))))


def test_a_plane_that_nobody_zoomed_is_fitted() -> None:
    assert ALL_FITTED.are_fitted
    assert ZOOMED.of(Plane(0, 2, (1, 2, 3))) is FITTED
    assert FITTED.is_fitted


def test_each_plane_has_its_own_part() -> None:
    assert ZOOMED.of(Plane(1, 2, (1, 2, 3))) == Viewport((0.1, 1e9), 1 / 3)
    assert not ZOOMED.are_fitted
    assert not ZOOMED.of(Plane(0, 1, (1, 2, 3))).is_fitted


def test_all_of_it_can_be_saved_as_plain_values() -> None:
    settings = DisplaySettings(
        Levels(-0.1, 2.0**63), ComponentChoice(ComponentMode.PHASE, 2), "magma", True, Scope.VOLUME, (1.5, 98.0), True,
        Scale.GAMMA, 0.7,
    )  # fmt: skip

    saved = json.loads(json.dumps([settings.to_dict(), ZOOMED.to_dict()]))

    assert DisplaySettings.from_dict(saved[0]) == settings
    assert Viewports.from_dict(saved[1]) == ZOOMED


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("colour_map", "../etc"),
        ("levels", [3.0, 3.0]),
        ("levels", [float("nan"), 3.0]),
        ("gamma", 0.0),
        ("scale", "cubic"),
        ("percentiles", [99.0, 1.0]),
        ("component", ["value"]),
    ],
)
def test_what_nobody_saved_is_refused(name: str, value: object) -> None:
    saved = DisplaySettings(Levels(0.0, 1.0)).to_dict()

    with pytest.raises((KeyError, TypeError, ValueError)):
        DisplaySettings.from_dict({**saved, name: value})


def test_what_was_saved_before_there_were_scales_is_linear() -> None:
    saved = DisplaySettings(Levels(0.0, 1.0)).to_dict()
    del saved["scale"], saved["gamma"]

    assert DisplaySettings.from_dict(saved) == DisplaySettings(Levels(0.0, 1.0))
