"""Text of DICOM elements in the character sets that their file states (PS3.5, 6.1; PS3.3, C.12.1.1.2).

GDCM hands text on without what follows the last byte that it takes for a printable one: "Łódź" becomes "Łód", and a
name in Cyrillic or Thai letters nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pydicom
from pydicom import filereader
from pydicom.multival import MultiValue
from pydicom.tag import BaseTag

from itk_inspector.itkio.second.dicom_data_set import asking_pydicom, read_data_set
from itk_inspector.itkio.second.second_reader import SecondReaderError

_KINDS = frozenset(("LO", "LT", "PN", "SH", "ST", "UC", "UT"))
_PATIENT_NAME, _DESCRIPTION = BaseTag(0x00100010), BaseTag(0x0008103E)


def texts_of(path: Path) -> dict[str, str]:
    """Return the text of all elements that hold some, by tags such as ``0010|0010``; nothing if it cannot be had."""
    try:
        with asking_pydicom():
            return _texts(read_data_set(path).elements.data_set)
    except SecondReaderError:
        return {}


def first_texts_of(path: Path) -> dict[str, str]:
    """Return the name of the patient and the description of the series alone, which stand early in a file."""
    try:
        with asking_pydicom(), path.open("rb") as file:
            found = filereader.read_partial(file, stop_when=_is_later, force=True, defer_size=1 << 16)
            return _texts(found[tag] for tag in (_DESCRIPTION, _PATIENT_NAME) if tag in found)
    except SecondReaderError:
        return {}


def _is_later(tag: BaseTag, kind: str | None, length: int) -> bool:
    return int(tag) > int(_PATIENT_NAME)


def _texts(found: Iterable[pydicom.DataElement]) -> dict[str, str]:
    texts = {}
    for element in found:
        if element.VR in _KINDS:
            value = element.value
            words = [str(word) for word in (value if isinstance(value, MultiValue) else [value]) if word is not None]
            texts[f"{element.tag.group:04x}|{element.tag.element:04x}"] = "\\".join(words).rstrip("\0").strip()
    return texts
