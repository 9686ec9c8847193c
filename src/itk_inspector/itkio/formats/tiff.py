"""TIFF: what not every version of ITK gets right.

Measured with itk 6.0b2: of 32-bit integers it says the type, and leaves what lay in memory in place of each pixel; it
refuses to write them. Version 5.4.7 does both right.
"""

from __future__ import annotations

import functools
import os
import struct

from itk_inspector.core.export.installed_itk import WIDE_INTEGERS
from itk_inspector.core.late_numpy import np
from itk_inspector.itkio.engine import bare_objects, engine
from itk_inspector.itkio.engine.nameless_file import nameless_file
from itk_inspector.itkio.formats.format_facts import FormatFacts
from itk_inspector.itkio.formats.tiff_chain import check_chain

_PIXELS = (0x01020304, 0x05060708, 0x090A0B0C, 0x0D0E0F10)
"""Of an image of 2 × 2: no value that memory holds by chance."""
_SHORT, _LONG = 3, 4


def _misread(dtype: str) -> str:
    return "with other values" if dtype in WIDE_INTEGERS and not reads_wide_integers() else ""


@functools.cache
def reads_wide_integers() -> bool:
    """Let the installed ITK read a small TIFF file of 32-bit integers, and tell whether it gets them right."""
    memory = np.zeros(4 * len(_PIXELS), dtype=np.uint8)
    with nameless_file() as (fd, path):
        os.write(fd, _file())
        io = engine.made(engine.tiff_io())
        io.SetFileName(str(path))
        try:
            io.ReadImageInformation()
            io.SetIORegion(engine.io_region([2, 2]))
            io.Read(bare_objects.pointer_to(memory))
        except RuntimeError:
            return False
    return memory.view(np.uint32).tolist() == list(_PIXELS)


def _file() -> bytes:
    """Return the smallest TIFF file (TIFF 6.0, section 4) of the pixels, little-endian: one strip, then its tags."""
    strip = struct.pack("<4I", *_PIXELS)
    tags = (
        (256, _SHORT, 2),
        (257, _SHORT, 2),
        (258, _SHORT, 32),
        (259, _SHORT, 1),
        (262, _SHORT, 1),
        (273, _LONG, 8),
        (277, _SHORT, 1),
        (278, _SHORT, 2),
        (279, _LONG, len(strip)),
        (339, _SHORT, 1),
    )
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return b"II*\0" + struct.pack("<I", 8 + len(strip)) + strip + struct.pack("<H", len(tags)) + entries + bytes(4)


FACTS = FormatFacts(check=check_chain, misread=_misread)
