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
LABELS = (".label", ".ctbl", "_dseg.tsv", ".tsv", ".txt")
"""What follows the name of a label image in that of its label table, the likelier one first."""


def full_suffix(path: Path) -> str:
    """Return the extension as it is written, with the part before ``.gz``."""
    return path.suffix if path.suffix.lower() != ".gz" else path.with_suffix("").suffix + path.suffix


def label_files(path: Path) -> tuple[Path, ...]:
    """Return the names that the label table of an image may have beside it, whether it is there or not."""
    stem = path.name.removesuffix(full_suffix(path))
    return tuple(file for end in LABELS if (file := path.with_name(stem + end)) != path)
