"""Extensions of files that belong together: headers, and the files of pixels beside them."""

from __future__ import annotations

from pathlib import Path

METAIMAGE = (".mha", ".mhd")
NRRD = (".nrrd", ".nhdr")
NAMING = (*METAIMAGE, *NRRD)
"""Headers that may name the files of their pixels."""
DETACHED = (".mhd", ".nhdr", ".hdr")
"""Headers whose pixels always lie in another file."""
DATA = (".raw", ".zraw")
"""Files of pixels that headers name."""
NIFTI_PAIR = (".hdr", ".img")
"""Of one name: header and pixels."""


def full_suffix(path: Path) -> str:
    """Return the extension as it is written, with the part before ``.gz``."""
    return path.suffix if path.suffix.lower() != ".gz" else path.with_suffix("").suffix + path.suffix
