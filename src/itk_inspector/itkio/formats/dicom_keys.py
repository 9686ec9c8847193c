"""The keys that GDCM lists of a DICOM file, with text in the character sets that the file states."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itk_inspector.itkio.engine.metadata_values import value_of
from itk_inspector.itkio.second import readers

PATIENT_NAME, DESCRIPTION = "0010|0010", "0008|103e"
_TEXT_SETS = "0008|0005"
_ASCII = ("", "ISO_IR 6", "ISO 2022 IR 6")
_ITKS_OWN = "ITK_"


def metadata_of(io: Any) -> dict[str, str]:
    """Return the file’s own keys as text.

    Parameters
    ----------
    io : itk.GDCMImageIO
        Has read the header.
    """
    found = as_itk_has_it(io)
    return with_texts(found, Path(io.GetFileName()))


def as_itk_has_it(io: Any) -> dict[str, str]:
    """Return the file’s own keys as GDCM hands them on: not all of a text beyond ASCII."""
    keys = io.GetMetaDataDictionary()
    return {str(key): text(keys, key) for key in keys.GetKeys() if not key.startswith(_ITKS_OWN)}


def with_texts(metadata: dict[str, str], path: Path) -> dict[str, str]:
    """Return keys of a file with its texts decoded, where it states a character set."""
    if metadata.get(_TEXT_SETS, "") in _ASCII:
        return metadata
    texts = readers.module("dicom_text").texts_of(path)
    return {key: texts.get(key, value) for key, value in metadata.items()}


def names_of(keys: Any, path: Path) -> tuple[str, str]:
    """Return the name of the patient and the description of the series."""
    texts: dict[str, str] = {}
    if text(keys, _TEXT_SETS) not in _ASCII:
        texts = readers.module("dicom_text").first_texts_of(path)
    name, description = (texts.get(key, text(keys, key)) for key in (PATIENT_NAME, DESCRIPTION))
    return name.partition("=")[0].replace("^", " ").strip(), description


def text(keys: Any, key: str) -> str:
    """Return a value as text; ``""`` when there is none, or itk wraps no such value."""
    if not keys.HasKey(key):
        return ""
    try:
        raw = str(value_of(keys, key)).encode("utf-8", "surrogateescape")
    except (RuntimeError, TypeError, UnicodeError):
        return ""
    return raw.decode("utf-8", "replace").rstrip("\0").strip()


def blank_rescale(keys: Any) -> str:
    """Name the rescale number that is nothing but blanks, ``""`` without one: GDCM takes what its memory holds for it.

    It reads none of an element without a value, and 0 from other text that is no number.
    """
    names = {"0028|1053": "rescale slope", "0028|1052": "rescale intercept"}
    blank = (name for key, name in names.items() if keys.HasKey(key) and str(value_of(keys, key)).isspace())
    return next(blank, "")


def numbers(keys: Any, key: str) -> tuple[float, ...]:
    """Return the numbers of a value; nothing when there is none, or one is no number."""
    try:
        return tuple(float(word) for word in text(keys, key).split("\\") if word.strip())
    except ValueError:
        return ()


def integer(keys: Any, key: str) -> int | None:
    """Return a value as a whole number; None when it is none."""
    try:
        return int(text(keys, key))
    except ValueError:
        return None
