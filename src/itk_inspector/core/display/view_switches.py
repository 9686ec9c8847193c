"""What the user can switch on and off about how images are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True, slots=True)
class ViewSwitches:
    """One field for each switch; its value here is what it is at first.

    Parameters
    ----------
    pixel_numbers : bool
        Values are written on pixels that are large enough.
    pixel_grid : bool
        Lines are drawn between pixels that are large enough.
    crosshair : bool
        Each of three planes shows where the others lie.
    sync_zoom : bool
        Three planes have one physical scale.
    scale_bar : bool
        A bar of known length.
    """

    pixel_numbers: bool = True
    pixel_grid: bool = True
    crosshair: bool = True
    sync_zoom: bool = True
    scale_bar: bool = False

    def to_dict(self) -> dict[str, bool]:
        """Return the switches by name."""
        return asdict(self)

    @classmethod
    def from_dict(cls, saved: Mapping[str, object]) -> ViewSwitches:
        """Return switches saved by name; those that are not among them are as at first, others are ignored."""
        return cls(**{each.name: bool(saved[each.name]) for each in fields(cls) if each.name in saved})
