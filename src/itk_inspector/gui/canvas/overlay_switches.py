"""Which of the overlays are wanted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OverlaySwitches:
    """The user's switches; letters stand on every image of a patient."""

    crosshair: bool = True
    scale_bar: bool = False
    numbers: bool = True
    grid: bool = True
