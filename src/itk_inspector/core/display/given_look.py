"""How a script wants images to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.changed_settings import with_levels
from itk_inspector.core.display.colour_map_names import NAMES
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.window_level import Levels, is_usable
from itk_inspector.core.errors import UsageError


@dataclass(frozen=True, slots=True)
class GivenLook:
    """Levels and colours, as far as they are given.

    Parameters
    ----------
    levels : Levels or None
    colour_map : str
        ``""`` for none.
    """

    levels: Levels | None = None
    colour_map: str = ""

    @classmethod
    def of(cls, levels: Sequence[float] | None, colour_map: str | None) -> GivenLook:
        """Return what a script says.

        Parameters
        ----------
        levels : sequence of float, optional
            The stored values that are drawn in the first and the last colour.
        colour_map : str, optional

        Raises
        ------
        UsageError
            If they are not two such values, or there is no such colour map.
        """
        if colour_map and colour_map not in NAMES:
            raise UsageError(f"There is no colour map “{colour_map}”; choose one of {', '.join(sorted(NAMES))}.")
        if levels is None:
            return cls(None, colour_map or "")
        try:
            low, high = map(float, levels)
        except (TypeError, ValueError, OverflowError) as e:
            raise UsageError("Levels are two numbers: (low, high).") from e
        if not is_usable(Levels(low, high)):
            raise UsageError("The first level is below the second.")
        return cls(Levels(low, high), colour_map or "")

    def applied(self, settings: DisplaySettings) -> DisplaySettings:
        """Return settings with what is given."""
        if self.levels is not None:
            settings = with_levels(settings, self.levels)
        return replace(settings, colour_map=self.colour_map) if self.colour_map else settings
