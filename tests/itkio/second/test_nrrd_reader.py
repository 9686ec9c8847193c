"""NRRD files that ITK refuses: axes beside a space, bzip2; and ITK's own pixels, checked."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from itk_inspector.core.errors import OpenError, OutsideError
from opened_files import opened

_NAMES = {"u1": "uchar", "i1": "signed char", "i2": "short", "u2": "unsigned short", "i4": "int", "u4": "uint32_t"}
_NAMES |= {"i8": "longlong", "u8": "uint64", "f4": "float", "f8": "double"}
_LPS = "space: left-posterior-superior\nspace origin: (1,2,3)\n"


def packed(data: bytes, encoding: str, array: npt.NDArray[Any]) -> bytes:
    match encoding:
        case "gzip":
            return gzip.compress(data)
        case "bzip2":
            return bz2.compress(data)
        case "hex":
            return data.hex("\n", 16).encode()
        case "ascii":
            return " ".join(str(n) for n in array.ravel().tolist()).encode()
    return data


def written(
    folder: Path, kind: str, sizes: tuple[int, ...], more: str = "", *, encoding: str = "raw", endian: str = "little"
) -> tuple[Path, npt.NDArray[Any]]:
    """Write a ramp; ``sizes`` are the fastest axis first."""
    array = np.arange(np.prod(sizes)).astype(kind).reshape(sizes[::-1])
    head = f"NRRD0005\ntype: {_NAMES[kind]}\ndimension: {len(sizes)}\nsizes: {' '.join(map(str, sizes))}\n{more}"
    head += f"encoding: {encoding}\nendian: {endian}\n\n"
    data = array.astype(array.dtype.newbyteorder("<" if endian == "little" else ">")).tobytes()
    path = folder / "a.nrrd"
    path.write_bytes(head.encode() + packed(data, encoding, array))
    return path, array


@pytest.mark.parametrize("kind", list(_NAMES))
@pytest.mark.parametrize("endian", ["little", "big"])
@pytest.mark.parametrize("encoding", ["raw", "gzip", "ascii", "hex", "bzip2"])
def test_every_type_in_every_encoding(tmp_path: Path, kind: str, endian: str, encoding: str) -> None:
    path, array = written(tmp_path, kind, (4, 5, 6), encoding=encoding, endian=endian)

    info, values = opened(path)

    assert (info.dtype, info.geometry.size) == (array.dtype.name, (4, 5, 6))
    assert values.tolist() == array.ravel().tolist()
    assert bool(info.notes) == (encoding == "bzip2")


@pytest.mark.parametrize("encoding", ["raw", "gzip", "bzip2", "ascii"])
def test_time_beside_a_space_is_the_fourth_axis(tmp_path: Path, encoding: str) -> None:
    more = _LPS + "space directions: (1,0,0) (0,1,0) (0,0,2) none\nkinds: domain domain domain time\n"
    path, array = written(tmp_path, "i2", (4, 5, 6, 7), more, encoding=encoding)

    info, values = opened(path)

    assert (info.geometry.size, info.components) == ((4, 5, 6, 7), 1)
    assert info.geometry.spacing == (1.0, 1.0, 2.0, 1.0)
    assert info.geometry.origin == (1.0, 2.0, 3.0, 0.0)
    assert values.tolist() == array.ravel().tolist()
    assert "does not read this file; shown as stored" in info.notes[0]


def test_time_may_come_first(tmp_path: Path) -> None:
    more = "space: RAS\nspace origin: (1,2,3)\nspace directions: none (0,2,0) (3,0,0) (0,0,4)\n"
    more += "kinds: time space space space\nspacings: 0.5 nan nan nan\n"
    path, array = written(tmp_path, "f4", (7, 4, 5, 6), more)

    info, values = opened(path)

    assert info.geometry.size == (4, 5, 6, 7)
    assert info.geometry.spacing == (2.0, 3.0, 4.0, 0.5)
    assert info.geometry.origin == (-1.0, -2.0, 3.0, 0.0)
    assert [row[:3] for row in info.geometry.direction[:3]] == [(0, -1, 0), (-1, 0, 0), (0, 0, 1)]
    assert values.reshape(7, 6, 5, 4).tolist() == np.moveaxis(array, 3, 0).tolist()


def test_a_list_and_time_are_components_and_volumes(tmp_path: Path) -> None:
    more = _LPS + "space directions: (1,0,0) (0,1,0) (0,0,2) none none\nkinds: domain domain domain list time\n"
    path, array = written(tmp_path, "i2", (4, 5, 6, 2, 3), more)

    info, values = opened(path)

    assert (info.geometry.size, info.components) == ((4, 5, 6, 3), 2)
    assert values.reshape(3, 6, 5, 4, 2).tolist() == np.moveaxis(array, 1, 4).tolist()


def test_a_list_beside_colours_is_a_further_axis(tmp_path: Path) -> None:
    more = _LPS + "space directions: none (1,0,0) (0,1,0) (0,0,2) none\nkinds: RGB-color domain domain domain list\n"
    path, array = written(tmp_path, "u1", (3, 4, 5, 6, 2), more)

    info, values = opened(path)

    assert (info.geometry.size, info.components, info.pixel_type) == ((4, 5, 6, 2), 3, "rgb")
    assert values.tolist() == array.ravel().tolist()
    assert "Axes of values, shown as further axes of the image: “list”." in info.notes


def test_a_plane_in_space_keeps_its_place(tmp_path: Path) -> None:
    more = _LPS + "space directions: (0,2,0) (0,0,3)\nkinds: domain domain\n"
    path, array = written(tmp_path, "i2", (4, 5), more)

    info, values = opened(path)

    assert (info.geometry.size, info.geometry.spacing) == ((4, 5, 1), (2.0, 3.0, 1.0))
    assert info.geometry.origin == (1.0, 2.0, 3.0)
    assert values.tolist() == array.ravel().tolist()


@pytest.mark.parametrize("listed", [True, False])
def test_detached_slabs_are_read_in_order(tmp_path: Path, listed: bool) -> None:
    array = np.arange(4 * 5 * 6 * 3, dtype="<i2").reshape(3, 6, 5, 4)
    for i, volume in enumerate(array):
        (tmp_path / f"v{i}.bz2").write_bytes(bz2.compress(volume.tobytes()))
    named = "data file: LIST 3\nv0.bz2\nv1.bz2\nv2.bz2\n" if listed else "data file: v%d.bz2 0 2 1 3\n"
    head = "NRRD0005\ntype: short\ndimension: 4\nsizes: 4 5 6 3\nencoding: bzip2\nendian: little\n"
    (tmp_path / "a.nhdr").write_text(head + named)

    _, values = opened(tmp_path / "a.nhdr")

    assert values.tolist() == array.ravel().tolist()


def test_pixels_from_outside_are_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "v.bz2").write_bytes(bz2.compress(bytes(16)))
    head = "NRRD0005\ntype: uchar\ndimension: 2\nsizes: 4 4\nencoding: bzip2\ndata file: ../v.bz2\n"
    (tmp_path / "in" / "a.nhdr").write_text(head)

    with pytest.raises(OutsideError):
        opened(tmp_path / "in" / "a.nhdr")


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("type: block\nblock size: 4\nencoding: raw", "its type is “block”"),
        ("type: short\nencoding: zrl", "its encoding “zrl” is not known"),
        ("type: quaternion\nencoding: raw", "its type “quaternion” is not known"),
    ],
)
def test_what_nobody_reads_is_refused_by_name(tmp_path: Path, head: str, said: str) -> None:
    path = tmp_path / "a.nrrd"
    path.write_bytes(f"NRRD0004\n{head}\ndimension: 2\nsizes: 4 4\nendian: little\n\n".encode() + bytes(64))

    with pytest.raises(OpenError) as caught:
        opened(path)

    assert caught.value.message.startswith(f"a.nrrd cannot be read: {said}")


def test_a_short_bzip2_stream_is_refused(tmp_path: Path) -> None:
    path, _ = written(tmp_path, "i2", (40, 50, 6), encoding="bzip2")
    path.write_bytes(path.read_bytes()[:-50])

    with pytest.raises(OpenError):
        opened(path)


def test_a_header_that_claims_too_much_allocates_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.nrrd"
    path.write_bytes(b"NRRD0004\ntype: block\ndimension: 3\nsizes: 99999999 99999999 99999999\nencoding: raw\n\n")

    with pytest.raises(OpenError):
        opened(path)


@pytest.mark.parametrize(
    ("kind", "count", "pixel_type"), [("RGB", 3, "rgb"), ("RGBA", 4, "rgba"), ("vector", 3, "vector")]
)
def test_colours_of_old_files_are_colours(tmp_path: Path, kind: str, count: int, pixel_type: str) -> None:
    path, _ = written(tmp_path, "u1", (count, 4, 5), f"kinds: {kind} space space\n")

    info, _ = opened(path)

    assert (info.pixel_type, info.notes) == (pixel_type, ())
