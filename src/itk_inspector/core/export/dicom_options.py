"""What is asked of a DICOM series that is written."""

from __future__ import annotations

from itk_inspector.core.data_class import dataclass

LONGEST_DESCRIPTION = 64
"""Characters of a value of LO (PS3.5, 6.2)."""


@dataclass(frozen=True, slots=True)
class DicomOptions:
    """How a DICOM series is described, and whose it is.

    Parameters
    ----------
    description : str
        SeriesDescription; that of the original, marked as derived, by default.
    anonymise : bool
        Take over nothing that the Basic Application Level Confidentiality Profile (PS3.15, E) removes: no patient, no
        study, no dates, no UIDs.
    modality : str
        Such as ``MR``; the original's, or ``OT`` (other), by default.
    number : int
        SeriesNumber; 0 for none.
    """

    description: str = ""
    anonymise: bool = False
    modality: str = ""
    number: int = 0

    @property
    def refusal(self) -> str:
        """Say why a series cannot be described so; ``""`` when it can."""
        if (
            len(self.description) > LONGEST_DESCRIPTION
            or "\\" in self.description
            or not self.description.isprintable()
        ):
            return f"A DICOM description is one line of at most {LONGEST_DESCRIPTION} characters, without backslashes."
        is_code = len(self.modality) <= 16 and all(c.isascii() and (c.isupper() or c.isdigit()) for c in self.modality)
        if not is_code:
            return f"“{self.modality}” is no DICOM modality; one is a code such as CT, MR or OT."
        return "" if 0 <= self.number < 1 << 31 else "A DICOM series number is a whole number of at most 31 bits."
