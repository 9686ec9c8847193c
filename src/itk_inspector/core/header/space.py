"""What a file says of the space that its image lies in."""

from __future__ import annotations

from types import MappingProxyType

from itk_inspector.core.data_class import dataclass


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

    @property
    def flat(self) -> Space:
        """The space of an image of two axes, which has no place in a patient."""
        return Space(self.unit)

    @property
    def unit_text(self) -> str:
        """The unit, or that there is none."""
        return self.unit or "no unit stated"

    @property
    def orientation_text(self) -> str:
        """Where the axes lead, or that the file does not say."""
        if self.is_patient:
            return "LPS"
        return "LPS by ITK’s convention" if self.is_by_convention else "no orientation stated"

    @property
    def text(self) -> str:
        """What follows a point: unit and axes as far as they are stated."""
        if not self.has_letters:
            return self.unit_text
        axes = "LPS" if self.is_patient else "LPS by convention"
        return f"{self.unit}, {axes}" if self.unit else f"{axes}, no unit stated"


POWERS_OF_TEN = MappingProxyType({"Å": -10, "nm": -9, "µm": -6, "mm": -3, "cm": -2, "m": 0})
"""How many metres a unit of length is, as a power of ten."""
_UNITS = (
    ("nm", ("nm", "nanometer", "nanometre")),
    ("µm", ("um", "µm", "μm", "micron", "micrometer", "micrometre")),
    ("mm", ("mm", "millimeter", "millimetre")),
    ("cm", ("cm", "centimeter", "centimetre")),
    ("m", ("m", "meter", "metre")),
    ("Å", ("å", "å", "angstrom", "ångström", "ångström")),
)
_LONGEST = 12


def unit_of(word: str) -> str:
    """Return a unit of length as it is usually written; what is no known one stays as the file has it.

    A word that says nothing, or too long a one, is no unit: ``""``.
    """
    word = word.strip().strip('"').strip()
    plain = word.casefold()
    for unit, names in _UNITS:
        if plain in names or plain.removesuffix("s") in names:
            return unit
    says_nothing = plain in ("", "?", "???", "none", "unknown", "pixel", "pixels", "voxel", "voxels")
    return "" if says_nothing or len(word) > _LONGEST or not word.isprintable() else word
