"""What a file says of the space that its image lies in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Space:
    """The space of physical points.

    Parameters
    ----------
    unit : str
        Of lengths, as the file states it: ``mm``, ``µm``, ``m``; ``""`` where it states none.
    is_patient : bool
        The axes are the patient's (LPS), because the file says so.
    is_by_convention : bool
        The axes are LPS by ITK's convention alone.
    """

    unit: str = ""
    is_patient: bool = False
    is_by_convention: bool = False

    @property
    def has_letters(self) -> bool:
        """Tell whether left, posterior and superior can be named."""
        return self.is_patient or self.is_by_convention
