"""GIPL files that ITK refuses are read, and those that it reads are checked."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from itk_inspector.core.errors import OpenError
from opened_files import opened

_CODES = {"i1": 7, "u1": 8, "i2": 15, "u2": 16, "u4": 31, "i4": 32, "f4": 64, "f8": 65}


def written(
    folder: Path,
    kind: str,
    *,
    code: int = 0,
    sizes: tuple[int, ...] = (4, 5, 6, 1),
    spacing: tuple[float, ...] = (1.0, 2.0, 3.0, 0.0),
    packed: bool = False,
) -> Path:
    head = bytearray(256)
    struct.pack_into(">4HH4f", head, 0, *sizes, code or _CODES[kind], *spacing)
    struct.pack_into(">4d", head, 204, 7.0, 8.0, 9.0, 0.0)
    struct.pack_into(">I", head, 252, 719555000)
    values = np.arange(np.prod(sizes)).astype(kind)
    data = bytes(head) + values.astype(values.dtype.newbyteorder(">")).tobytes()
    path = folder / ("a.gipl.gz" if packed else "a.gipl")
    path.write_bytes(gzip.compress(data) if packed else data)
    return path


@pytest.mark.parametrize("kind", list(_CODES))
@pytest.mark.parametrize("packed", [False, True])
def test_every_type(tmp_path: Path, kind: str, packed: bool) -> None:
    info, values = opened(written(tmp_path, kind, packed=packed))

    assert (values.tolist(), values.dtype) == (list(range(120)), np.dtype(kind))
    assert (info.geometry.spacing, info.geometry.origin) == ((1.0, 2.0, 3.0), (7.0, 8.0, 9.0))
    assert bool(info.notes) == (kind in ("u4", "i4"))


def test_a_packed_file_is_not_read_from_its_neighbour(tmp_path: Path) -> None:
    path = written(tmp_path, "i2", packed=True)
    neighbour = written(tmp_path, "i2")
    neighbour.write_bytes(neighbour.read_bytes()[:256] + bytes(240))

    assert opened(path)[1].tolist() == list(range(120))


def test_spacings_of_0_are_taken_as_1(tmp_path: Path) -> None:
    info, values = opened(written(tmp_path, "i2", sizes=(4, 5, 6, 3), spacing=(1.0, 0.0, 3.0, 0.0)))

    assert info.geometry.spacing == (1.0, 1.0, 3.0, 1.0)
    assert info.notes[0] == "The header gives no spacing in y, t: 1 is taken."
    assert values.tolist() == list(range(360))


def test_other_types_are_refused_by_their_number(tmp_path: Path) -> None:
    with pytest.raises(OpenError, match=r"its type 192 \(complex numbers\) is not supported"):
        opened(written(tmp_path, "f4", code=192))
