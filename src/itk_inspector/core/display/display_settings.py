"""How stored values become colours: which number of a pixel is drawn, between which levels, in which colours."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.colour_map_names import GREY, LABELS, NAMES
from itk_inspector.core.display.scales import GAMMA, GAMMAS, Scale
from itk_inspector.core.display.window_level import Levels, is_usable

PERCENTILES = (0.5, 99.5)
"""Of the automatic levels, until others are chosen."""


class ComponentMode(Enum):
    """Which component or part of a pixel is shown."""

    VALUE = "value"
    COLOUR = "colour"
    COMPONENT = "component"
    MAGNITUDE = "magnitude"
    PHASE = "phase"
    REAL = "real"
    IMAGINARY = "imaginary"
    TRACE = "trace"


@dataclass(frozen=True, slots=True)
class ComponentChoice:
    """A choice of what is drawn.

    ``component`` counts from 0; it matters for `ComponentMode.COMPONENT`, and for phase, real and imaginary part
    where a pixel holds several complex numbers.
    """

    kind: ComponentMode = ComponentMode.VALUE
    component: int = 0


class Scope(Enum):
    """Which pixels levels and histogram are taken from."""

    SLICE = "slice"
    VOLUME = "volume"


@dataclass(frozen=True, slots=True)
class DisplaySettings:
    """How one image is drawn, and how its levels were come by.

    Parameters
    ----------
    levels : Levels
        The stored values that get the first and the last colour; for `ComponentMode.COLOUR`, of every component.
    component : ComponentChoice
    colour_map : str
        Name of the colour map; ``"labels"`` gives each integer a colour of its own, whatever the levels.
    is_inverted : bool
        The last colour first.
    scope : Scope
        The pixels that histogram and automatic levels are taken from.
    percentiles : tuple of float
        Lower and upper, of the automatic levels.
    is_automatic : bool
        The levels are the automatic ones, and nobody chose others since.
    scale : Scale
        How the colours are spread between the levels; of `Scale.SYMMETRIC`, these are −high and high.
    gamma : float
        Of `Scale.GAMMA`.
    """

    levels: Levels
    component: ComponentChoice = ComponentChoice()
    colour_map: str = GREY
    is_inverted: bool = False
    scope: Scope = Scope.SLICE
    percentiles: tuple[float, float] = PERCENTILES
    is_automatic: bool = False
    scale: Scale = Scale.LINEAR
    gamma: float = GAMMA

    @property
    def has_levels(self) -> bool:
        """Tell whether colours depend on the levels: labels have colours of their own."""
        return self.component.kind is ComponentMode.COLOUR or self.colour_map != LABELS

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain values, as JSON can hold them."""
        return {
            "levels": [self.levels.low, self.levels.high],
            "component": [self.component.kind.value, self.component.component],
            "colour_map": self.colour_map,
            "is_inverted": self.is_inverted,
            "scope": self.scope.value,
            "percentiles": list(self.percentiles),
            "is_automatic": self.is_automatic,
            "scale": self.scale.value,
            "gamma": self.gamma,
        }

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> DisplaySettings:
        """Return what `to_dict` wrote.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it did not write this.
        """
        low, high = map(float, saved["levels"])
        kind, number = saved["component"]
        lower, upper = map(float, saved["percentiles"])
        gamma = float(saved.get("gamma", GAMMA))
        if not (is_usable(Levels(low, high)) and GAMMAS[0] <= gamma <= GAMMAS[1] and 0 <= lower <= upper <= 100):
            raise ValueError("Levels, gamma or percentiles by which nothing can be drawn.")
        if saved["colour_map"] not in NAMES:
            raise ValueError("A colour map that there is not.")
        return cls(
            Levels(low, high),
            ComponentChoice(ComponentMode(kind), int(number)),
            str(saved["colour_map"]),
            bool(saved["is_inverted"]),
            Scope(saved["scope"]),
            (lower, upper),
            bool(saved["is_automatic"]),
            Scale(saved.get("scale", Scale.LINEAR.value)),
            gamma,
        )
