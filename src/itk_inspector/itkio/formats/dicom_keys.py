"""The keys that GDCM lists of a DICOM file, in the character sets that the file states."""

from __future__ import annotations

from typing import Any

from itk_inspector.itkio.engine.metadata_values import value_of
from itk_inspector.itkio.second import readers
from itk_inspector.itkio.second.plain_text import is_plain

_TEXT_SETS = "0008|0005"
_ITKS_OWN = "ITK_"


def numbers(keys: Any, key: str) -> tuple[float, ...]:
    """Return the numbers of a value; nothing when there is none, or one is no number."""
    try:
        return tuple(float(word) for word in text(keys, key).split("\\") if word.strip())
    except ValueError:
        return ()


def metadata_of(io: Any) -> dict[str, str]:
    """Return the file’s own keys as text, in the character sets that it states."""
    keys = io.GetMetaDataDictionary()
    listed = (str(key) for key in keys.GetKeys() if not key.startswith(_ITKS_OWN))
    found = {key: raw for key in listed if (raw := _raw(keys, key)) is not None}
    if all(is_plain(value) for value in found.values()):
        texts = {key: value.decode("ascii") for key, value in found.items()}
    else:
        texts = _decoded(found, keys)
    return {key: text.rstrip("\0").strip() for key, text in texts.items()}


def _decoded(texts: dict[str, bytes], keys: Any) -> dict[str, str]:
    sets = _raw(keys, _TEXT_SETS) or b""
    found: dict[str, str] = readers.module("dicom_text").decoded(texts, sets.decode("ascii", "replace").strip(" \0"))
    return found


def _raw(keys: Any, key: str) -> bytes | None:
    """Return a value as the file has it; None for a kind of value that itk does not wrap."""
    try:
        return str(value_of(keys, key)).encode("utf-8", "surrogateescape")
    except (RuntimeError, TypeError, UnicodeError):
        return None


def text(keys: Any, key: str) -> str:
    """Return a value as text; ``""`` when there is none."""
    raw = (_raw(keys, key) or b"") if keys.HasKey(key) else b""
    text = raw.decode("ascii") if is_plain(raw) else _decoded({key: raw}, keys)[key]
    return text.rstrip("\0").strip()


def integer(keys: Any, key: str) -> int | None:
    """Return a value as a whole number; None when it is none."""
    try:
        return int(text(keys, key))
    except ValueError:
        return None
