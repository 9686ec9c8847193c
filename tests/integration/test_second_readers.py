"""Files that ITK misreads, opened as a script opens them: in a confined child, and with an itk.Image all the same."""

from __future__ import annotations

import bz2
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

import itk_inspector
from itk_inspector import ItkIndex

_VALUES = np.arange(120, dtype="<i2").reshape(6, 5, 4)
_META = b"ObjectType = Image\nNDims = 3\nDimSize = 4 5 6\nElementType = MET_SHORT\n"
_VTK = (
    b"# vtk DataFile Version 5.1\nt\nBINARY\nDATASET STRUCTURED_POINTS\nDIMENSIONS 4 5 6\nSPACING 1 1 1\nORIGIN 0 0 0\n"
    b"POINT_DATA 120\nFIELD FieldData 1\nvectors 1 120 short\n"
)


def _mrc() -> bytes:
    head = bytearray(1024)
    struct.pack_into("<10i6f3i", head, 0, 4, 5, 6, 1, 9, 9, 9, 4, 5, 6, 4, 5, 6, 90, 90, 90, 1, 2, 3)
    head[208:214] = b"MAP DD"
    return bytes(head) + _VALUES.tobytes()


FILES = {
    "digits.mha": _META + b"BinaryData = False\nElementDataFile = LOCAL\n" + " ".join(map(str, range(120))).encode(),
    "packed.mha": _META
    + b"BinaryData = True\nCompressedData = True\nElementDataFile = LOCAL\n"
    + zlib.compress(_VALUES.tobytes()),
    "field.vtk": _VTK + _VALUES.astype(">i2").tobytes(),
    "packed.nrrd": b"NRRD0004\ntype: short\ndimension: 3\nsizes: 4 5 6\nencoding: bzip2\nendian: little\n\n"
    + bz2.compress(_VALUES.tobytes()),
    "part.mrc": _mrc(),
}


@pytest.mark.parametrize("name", list(FILES))
def test_values_are_those_of_the_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(FILES[name])

    with itk_inspector.open_document(tmp_path / name) as document:
        found = document.probe(ItkIndex((3, 2, 5)))

        assert np.array_equal(document.pixels, _VALUES)
        assert (found.itk_value, found.array_value) == (111, 111)
        assert any("shown as stored (ITK Inspector’s own reader)" in note for note in document.info.notes)
        assert not any("says" in note for note in document.info.notes)
