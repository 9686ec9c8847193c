"""JPEG: whether all of it is there."""

from __future__ import annotations

import mmap
import struct
from pathlib import Path

from itk_inspector.itkio.formats.format_facts import FormatFacts


def _ends(path: Path) -> bool:
    """Tell whether an end-of-image marker (ITU-T T.81, B.1.1.3) follows the first scan of a JPEG file."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = 2
        while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
            at += 1 if data[at + 1] == 0xFF else 2 + int(struct.unpack_from(">H", data, at + 2)[0])
        return data.rfind(b"\xff\xd9") >= at


FACTS = FormatFacts(ends_early=lambda path: not _ends(path))
