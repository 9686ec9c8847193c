"""What ITK's readers do to the stored pixels without a word, said here in one line each."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.itkio.formats import truncation

PREMATURE_END = "Premature end of JPEG file"
COMPLAINTS = {
    PREMATURE_END: "is truncated: the JPEG data ends early",
    "Corrupt JPEG data": "holds damaged JPEG data",
    "Can't determine dimension length": "has an axis of unknown length: its MINC header is damaged",
    "Uncompress failed": "holds damaged compressed data",
    "fail after read": "ends before its pixels do",
    "data not read completely": "ends before its pixels do",
    "Premature end of": "ends before its pixels do",
}
"""What the readers write to stdout or stderr when they make pixels up, and what we say of the file."""
_EXTRANEOUS = re.compile(r"Corrupt JPEG data: \d+ extraneous bytes before marker 0x[0-9a-f]+")
"""Of bytes that were left over libjpeg cannot say whether they are too many, or the pixels are not the right ones: the
image is shown, and this beside it."""

_WARNING = re.compile(r"^WARNING: In .*?\n\S+ \(0x[0-9a-f]+\): (.*?)\s*$", re.MULTILINE)
_MOST_WARNINGS = 3


def warnings_in(said: str) -> list[str]:
    """Return what ITK's reader and its libraries said, each once, in one line, the file's folders left out."""
    rest = _WARNING.sub("", said)
    told = dict.fromkeys([*_WARNING.findall(said), *(line.strip() for line in rest.splitlines())])
    found = []
    for warning in told:
        words = [Path(word).name if word.startswith("/") else word for word in visible_text(warning).split()]
        text = " ".join(words)
        if text:
            found.append(f"ITK’s reader says: {text[:160]}{'' if text.endswith('.') else '.'}")
    more = len(found) - _MOST_WARNINGS
    return [*found[:_MOST_WARNINGS], *([f"ITK’s reader says {more} more lines."] if more > 0 else [])]


def check_complaints(path: Path, stderr: str) -> None:
    """Refuse an image whose reader complained that pixels are missing.

    Raises
    ------
    OpenError
    """
    said = _EXTRANEOUS.sub("", stderr)
    for complaint, sentence in COMPLAINTS.items():
        if complaint in said:
            raise OpenError(f"{path.name} {sentence}.", advice="Copy or download it again.", detail=stderr.strip())


def with_reader_notes(info: ImageInfo, said: str) -> ImageInfo:
    """Add to a description what its reader said; a JPEG file that ends early counts as truncated.

    Raises
    ------
    OpenError
        If the reader complained of damage.
    """
    if info.format == "JPEGImageIO" and PREMATURE_END in said:
        said = said.replace(PREMATURE_END, "")
        known = info.notes if info.is_truncated else (truncation.JPEG_NOTE, *info.notes)
        info = replace(info, notes=known, is_truncated=True)
    check_complaints(info.path, said)
    return replace(info, notes=(*info.notes, *warnings_in(said)))
