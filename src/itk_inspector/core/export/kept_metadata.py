"""Which of an image's metadata a format can hold, found before it is written, and which of it came back."""

from __future__ import annotations

from collections.abc import Mapping

from itk_inspector.core.export.format_rules import KeyRule
from itk_inspector.core.export.header_fields import is_made_up
from itk_inspector.core.export.write_format import WriteFormat
from itk_inspector.core.text.visible_text import visible_text

_METAIO_FIELDS = frozenset(
    word
    for line in (
        "acquisitiondate anatomicalorientation binarydata binarydatabyteordermsb centerofrotation color comment",
        "compresseddata compresseddatasize compressionlevel dimsize distanceunits elementbyteordermsb elementdatafile",
        "elementmax elementmin elementnbits elementnumberofchannels elementsize elementspacing elementtype id name",
        "elementtointensityfunctionoffset elementtointensityfunctionslope headersize headersizeperslice imageposition",
        "modality ndims objectsubtype objecttype offset orientation origin parentid position rotation sequenceid",
        "transformmatrix",
    )
    for word in line.split()
)
"""Names that MetaIO reads as fields of its own (metaObject.cxx, metaImage.cxx), in lower case."""
_LONGEST_NAME, _MOST_NAMES = 40, 3
_LONGEST_METAIO_KEY = 255
_LONGEST_METAIO_VALUE = 30_000


def writable(metadata: Mapping[str, str], row: WriteFormat) -> dict[str, str]:
    """Return the entries that can be written without harm to the file, under the keys that ITK's writer looks for."""
    return {row.itk_key(key): value for key, value in holdable(metadata, row).items()}


def holdable(metadata: Mapping[str, str], row: WriteFormat) -> dict[str, str]:
    """Return the entries that a format can hold."""
    return {key: value for key, value in metadata.items() if _is_own(key, value) and not _breaks(key, value, row)}


def not_holdable(metadata: Mapping[str, str], row: WriteFormat) -> str:
    """Say before anything is written which entries a format cannot hold; ``""`` when it can hold all."""
    lost = [key for key, value in metadata.items() if _is_own(key, value) and _breaks(key, value, row)]
    if not lost:
        return ""
    some = f"{len(lost)} of {len(metadata)}" if row.keeps_metadata or row.kept_keys else f"{len(lost)}"
    entries = "1 metadata entry is" if len(lost) == 1 else f"{some} metadata entries are"
    return f"{entries} not kept by {row.name}: {_named(lost)}."


def not_kept(metadata: Mapping[str, str], back: Mapping[str, str]) -> str:
    """Say which entries were not read back as they were; ``""`` when all were."""
    wanted = {key: value.strip() for key, value in metadata.items() if _is_own(key, value)}
    lost = [key for key, value in wanted.items() if back.get(key) != value]
    if not lost:
        return ""
    entries = "1 metadata entry was" if len(lost) == 1 else f"{len(lost)} of {len(wanted)} metadata entries were"
    return f"{entries} not kept: {_named(lost)}."


def _named(keys: list[str]) -> str:
    names = [visible_text(key[:_LONGEST_NAME]) or "(no name)" for key in keys[:_MOST_NAMES]]
    return ", ".join([*names, *(["…"] if len(keys) > _MOST_NAMES else [])])


def _is_own(key: str, value: str) -> bool:
    """Tell whether an entry says something that ITK's reader does not make up itself."""
    return not is_made_up(key, value)


def _breaks(key: str, value: str, row: WriteFormat) -> bool:
    """Tell whether an entry would be taken for something else, or make the file unreadable.

    An empty value is no entry, and a line break or a zero byte ends one, in every format as ITK writes it.
    """
    if not key or not value.strip() or any(c in key + value for c in "\n\r\0") or not _is_text(key + value):
        return True
    if not row.keeps_metadata:
        most = next((one.most for one in row.kept_keys if one.key == key), 0)
        return len(value.encode()) > most
    match row.key_rule:
        case KeyRule.METAIO:
            odd = "=" in key or ":" in key or any(c.isspace() for c in key)
            too_long = len(key.encode()) > _LONGEST_METAIO_KEY or len(value.encode()) > _LONGEST_METAIO_VALUE
            return odd or too_long or key.lower() in _METAIO_FIELDS
        case KeyRule.NRRD:  # a comment, a field of its own, or a key that ends earlier
            return key.startswith("#") or ": " in key or ":=" in key or key.endswith(":")
        case KeyRule.HDF5:  # a key is the name of a data set
            return "/" in key or key == "."
        case KeyRule.ANY:
            return False


def _is_text(text: str) -> bool:
    """Tell whether a text can be written at all: bytes that were no UTF-8 cannot."""
    return not any("\ud800" <= c <= "\udfff" for c in text)
