"""The header of an MRC file (MRC2014: Cheng et al., J. Struct. Biol. 192 (2015), 146; IMOD's mrc_format.txt)."""

from __future__ import annotations

import struct
from pathlib import Path

from itk_inspector.core.data_class import dataclass

LENGTH = 1024
MODE_TYPES = {
    0: ("uint8", 1),
    1: ("int16", 1),
    2: ("float32", 1),
    3: ("int16", 2),
    4: ("float32", 2),
    6: ("uint16", 1),
    12: ("float16", 1),
    16: ("uint8", 3),
}
"""By mode NumPy's name of a component, and how many of them a pixel has."""
_IMOD = 1146047817
_SIGNED_BYTES = 1
_MRC2014 = 20140
_LITTLE, _BIG = 0x44, 0x11


@dataclass(frozen=True, slots=True)
class MrcHeader:
    """What the words of the header say, in their order.

    Parameters
    ----------
    order : str
        ``<`` or ``>``.
    size : tuple of int
        Columns, rows, sections.
    mode : int
    starts : tuple of int
        First column, row and section, counted in the map that this one is a part of.
    samples : tuple of int
        Along X, Y, Z of the cell.
    cell : tuple of float
        In ångström, along X, Y, Z.
    angles : tuple of float
    axes : tuple of int
        Which of X, Y, Z columns, rows and sections lie along: 1, 2, 3.
    low, high : float
        Smallest and largest value, as far as known.
    extended : int
        Bytes between the header and the pixels.
    version : int
    origin : tuple of float
        Along X, Y, Z.
    imod_flags : int or None
        None where IMOD did not write the file.
    """

    order: str
    size: tuple[int, int, int]
    mode: int
    starts: tuple[int, int, int]
    samples: tuple[int, int, int]
    cell: tuple[float, float, float]
    angles: tuple[float, float, float]
    axes: tuple[int, int, int]
    low: float
    high: float
    extended: int
    version: int
    origin: tuple[float, float, float]
    imod_flags: int | None

    @property
    def has_range(self) -> bool:
        """Tell whether smallest and largest value are known; the standard marks them as unknown by their order."""
        return self.high >= self.low and (self.low, self.high) != (0.0, 0.0)

    @property
    def has_signed_bytes(self) -> bool | None:
        """Tell whether the bytes of mode 0 have a sign; None where nothing in the header says so.

        They do since MRC2014. IMOD has a flag for it, and a range that only one of the two can hold decides.
        """
        if self.has_range and self.high > 127:
            return False
        if self.has_range and self.low < 0:
            return True
        if self.imod_flags is not None:
            return bool(self.imod_flags & _SIGNED_BYTES)
        if self.version >= _MRC2014:
            return True
        return False if self.has_range else None


def header_of(path: Path) -> MrcHeader | None:
    """Read the header of a file; None for one that is shorter."""
    with path.open("rb") as file:
        head = file.read(LENGTH)
    if len(head) < LENGTH:
        return None
    order = {_LITTLE: "<", _BIG: ">"}.get(head[212], "")
    order = order or ("<" if struct.unpack_from("<i", head, 12)[0] in range(128) else ">")
    ten = struct.unpack_from(f"{order}10i", head)
    cell = struct.unpack_from(f"{order}6f", head, 40)
    stamp, flags = struct.unpack_from(f"{order}2i", head, 152)
    low, high = struct.unpack_from(f"{order}2f", head, 76)
    return MrcHeader(
        order=order,
        size=ten[:3],
        mode=ten[3],
        starts=ten[4:7],
        samples=ten[7:],
        cell=cell[:3],
        angles=cell[3:],
        axes=struct.unpack_from(f"{order}3i", head, 64),
        low=low,
        high=high,
        extended=max(0, struct.unpack_from(f"{order}i", head, 92)[0]),
        version=struct.unpack_from(f"{order}i", head, 108)[0],
        origin=struct.unpack_from(f"{order}3f", head, 196),
        imod_flags=flags if stamp == _IMOD else None,
    )
