"""What the values of an image are measured in, where its file says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itk_inspector.core.header.image_info import ImageInfo

MODALITY = "0008|0060"
"""The metadata key of what made a DICOM image."""
_INTERCEPT, _RESCALE_TYPE, _UNITS = "0028|1052", "0028|1054", "0054|1001"
_WINDOWS = ("0028|1050", "0028|1051", "0028|1055", "0028|1056")
_OF_VALUES = frozenset({_INTERCEPT, "0028|1053", _RESCALE_TYPE, _UNITS, *_WINDOWS})
_KEEPING = ("", "F", "D")
"""What an image may be read as, without values that wrap around or lose their fractions."""
_RESCALED = {"HU": "HU", "HU_MOD": "modified HU", "MGML": "mg/mL", "Z_EFF": "effective Z", "ED": "10²³ electrons/mL",
             "EDW": "N × water", "PCT": "%"}  # fmt: skip
_COUNTED = {"CNTS": "counts", "PROPCNTS": "proportional to counts", "PROPCPS": "proportional to counts/s", "PCNT": "%",
            "BQML": "Bq/mL", "MGMINML": "mg/min/mL", "UMOLMINML": "µmol/min/mL", "MLMING": "mL/min/g", "MLG": "mL/g",
            "1CM": "1/cm", "UMOLML": "µmol/mL", "PROPCNTSS": "proportional to counts/s", "CPS": "counts/s",
            "MLMINML": "mL/min/mL", "MLML": "mL/mL", "GML": "g/mL", "STDDEV": "standard deviations"}  # fmt: skip


def value_unit(info: ImageInfo) -> str:
    """Return the unit of the values, or ``""`` where the file states none.

    DICOM states it by Rescale Type (PS3.3 C.11.1.1.2), PET by Units (PS3.3 C.8.9.1); rescaled CT without a type is in
    Hounsfield units. What is said of rescaled values holds only where the file has a rescale. Of an image that is read
    as another integer type none is told, as ITK lets values wrap around that do not fit.

    Parameters
    ----------
    info : ImageInfo
    """
    if not keeps_values(info):
        return ""
    if _word(info.metadata, _UNITS) in _COUNTED:
        return _COUNTED[_word(info.metadata, _UNITS)]
    if not _word(info.metadata, _INTERCEPT):
        return ""
    stated = _word(info.metadata, _RESCALE_TYPE)
    if not stated:
        return "HU" if _word(info.metadata, MODALITY) == "CT" else ""
    return _RESCALED.get(stated, "")


def without_measure(metadata: Mapping[str, str]) -> dict[str, str]:
    """Return metadata without what they say of the values: their rescale, their unit, and windows on them."""
    return {key: value for key, value in metadata.items() if key not in _OF_VALUES}


def is_measured(info: ImageInfo) -> bool:
    """Tell whether a DICOM image says by what its values are measured."""
    return any(key in info.metadata for key in _OF_VALUES)


def keeps_values(info: ImageInfo) -> bool:
    """Tell whether the values are those of the file, and not cast to an integer type that was asked for."""
    return info.read_as in _KEEPING


def _word(metadata: Mapping[str, str], key: str) -> str:
    return metadata.get(key, "").strip(" \0").upper()
