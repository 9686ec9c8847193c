"""Text of DICOM elements in the character sets that their file states (PS3.5, 6.1; PS3.3, C.12.1.1.2)."""

from __future__ import annotations

from collections.abc import Mapping

from pydicom import charset, datadict, valuerep

from itk_inspector.itkio.second.dicom_data_set import asking_pydicom
from itk_inspector.itkio.second.plain_text import is_plain
from itk_inspector.itkio.second.second_reader import SecondReaderError

_NAMES = "PN"


def decoded(texts: Mapping[str, bytes], character_sets: str) -> dict[str, str]:
    """Decode the values of elements; where no character set is stated, they are taken to be UTF-8.

    Parameters
    ----------
    texts : mapping of str to bytes
        By tag, such as ``0010|0010``.
    character_sets : str
        The value of Specific Character Set; several are separated by backslashes.
    """
    try:
        with asking_pydicom():
            encodings = charset.convert_encodings(character_sets.split("\\")) if character_sets else []
            return {key: _text(key, value, encodings) for key, value in texts.items()}
    except SecondReaderError:
        return {key: value.decode("utf-8", "replace") for key, value in texts.items()}


def _text(key: str, value: bytes, encodings: list[str]) -> str:
    if not encodings or is_plain(value):
        return value.decode("utf-8", "replace")
    if _kind(key) == _NAMES:
        people = [str(valuerep.PersonName(person, encodings)) for person in _split(value, encodings)]
        return "\\".join(people)
    return charset.decode_bytes(value, encodings, valuerep.TEXT_VR_DELIMS)


def _kind(key: str) -> str:
    try:
        return datadict.dictionary_VR(int(key.replace("|", ""), 16))
    except (KeyError, ValueError):
        return ""


def _split(value: bytes, encodings: list[str]) -> list[bytes]:
    """Part several names, unless a backslash may be half of a character."""
    return value.split(b"\\") if not {"gb18030", "gbk", "shift_jis"}.intersection(encodings) else [value]
