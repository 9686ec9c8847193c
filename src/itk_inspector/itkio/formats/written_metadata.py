"""Which of an image's metadata a format can hold, and which of it came back."""

from __future__ import annotations

from collections.abc import Mapping

from itk_inspector.core.export.write_formats import WriteFormat

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
_LONGEST_METAIO_KEY = 255
_LONGEST_METAIO_VALUE = 30_000
_GEOMETRY_KEYS = ("ITK_", "NRRD_")
"""Beginnings of keys under which ITK keeps what it writes from the image itself."""


def writable(metadata: Mapping[str, str], row: WriteFormat) -> dict[str, str]:
    """Return the entries that can be written without harm to the file."""
    return {key: value for key, value in metadata.items() if not _breaks(key, value, row) and not _is_geometry(key)}


def not_kept(metadata: Mapping[str, str], back: Mapping[str, str]) -> str:
    """Say which entries were not read back as they were; ``""`` when all were."""
    wanted = {key: value.strip() for key, value in metadata.items() if not _is_geometry(key)}
    lost = [key for key, value in wanted.items() if back.get(key) != value]
    if not lost:
        return ""
    shown = ", ".join(key[:40] for key in lost[:3]) + (", …" if len(lost) > 3 else "")
    entries = "1 metadata entry was" if len(lost) == 1 else f"{len(lost)} of {len(wanted)} metadata entries were"
    return f"{entries} not kept: {shown}."


def _is_geometry(key: str) -> bool:
    return key.startswith(_GEOMETRY_KEYS)


def _breaks(key: str, value: str, row: WriteFormat) -> bool:
    """Tell whether an entry would be taken for something else, or make the file unreadable."""
    if not key or not value or "\n" in key + value or "\r" in key + value or "\0" in key + value:
        return True
    if not row.is_metaio:
        return False
    odd = "=" in key or ":" in key or key != key.strip() or any(c.isspace() for c in key)
    too_long = len(key.encode()) > _LONGEST_METAIO_KEY or len(value.encode()) > _LONGEST_METAIO_VALUE
    return odd or too_long or key.lower() in _METAIO_FIELDS
