"""JPEG 2000: samples with a sign, and of several 16-bit components, are shown as they are stored."""

from __future__ import annotations

import base64
import struct
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest

from data_folders import SHARED
from itk_inspector.core.errors import OpenError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.formats import jpeg2000
from itk_inspector.itkio.header import read_requested
from itk_inspector.itkio.reader import read_into
from opened_files import opened

# Written with imagecodecs 2026.3.6 (OpenJPEG 2.5.4), lossless, 4 x 3 pixels of the values of `values_of`.
_STREAMS = {
    ("uint16", 2): (
        "/0//UQAsAAAAAAAEAAAAAwAAAAAAAAAAAAAABAAAAAMAAAAAAAAAAAACDwEBDwEB/1IADAAAAAEAAAQEAAH/XAAEQID/ZAAl"
        "AAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjT/kAAKAAAAAABIAAH/k9/4kMgGvmehnGXaobNzIwzzqCTLDHgj"
        "Se3AFGA3z/wwZAcMnH0Mz+9tkJ5ZjhDvJDmSkaGg8IeQ65j/2Q=="
    ),
    ("uint16", 3): (
        "/0//UQAvAAAAAAAEAAAAAwAAAAAAAAAAAAAABAAAAAMAAAAAAAAAAAADDwEBDwEBDwEB/1IADAAAAAEAAAQEAAH/XAAEQID/"
        "ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjT/kAAKAAAAAABoAAH/k9/4kNgGmPvs1WC6lxrJHU/XQLoA"
        "9jY7bsl4hEiior/P/DBkCUPpkzNEGT8/4kocqbpWM1fKVRdeZXZHx8/8MGgJRBMYsgEmyRxSTcorRor3KFzDj1lKgCX/H//Z"
    ),
    ("uint16", 4): (
        "/0//UQAyAAAAAAAEAAAAAwAAAAAAAAAAAAAABAAAAAMAAAAAAAAAAAAEDwEBDwEBDwEBDwEB/1IADAAAAAEAAAQEAAH/XAAE"
        "QID/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjT/kAAKAAAAAACDAAH/k9/4kMgG2wSMPL3lxm0PkIiu"
        "9xiWOWmXVUBZn8Zvz/wwaAZZ6JfpvsSItKbK0QI6cQdy9rjY9rxcWq6Hz/wwZAVrDsyMwv3WYg/A3pUec1t0YQuIm48oDLfP"
        "/DBkBWsOyzv64+SSLTWdlPPNtPBAnaZBS5QX9//Z"
    ),
    ("int16", 1): (
        "/0//UQApAAAAAAAEAAAAAwAAAAAAAAAAAAAABAAAAAMAAAAAAAAAAAABjwEB/1IADAAAAAEAAAQEAAH/XAAEQID/ZAAlAAFD"
        "cmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjT/kAAKAAAAAAAuAAH/k9/4kOAGxWjdYX1e2wVpCHOCQqkRnn2ofuM5"
        "3bfzGPY//9k="
    ),
    ("int16", 3): (
        "/0//UQAvAAAAAAAEAAAAAwAAAAAAAAAAAAAABAAAAAMAAAAAAAAAAAADjwEBjwEBjwEB/1IADAAAAAEAAAQEAAH/XAAEQID/"
        "ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjT/kAAKAAAAAABoAAH/k9/4kNgGmPvs1WC6lxrJHU/XQLoA"
        "9jY7bsl4hEiior/P/DBkCUPpkzNEGT8/4kocqbpWM1fKVRdeZXZHx8/8MGgJRBMYsgEmyRxSTcorRor3KFzDj1lKgCX/H//Z"
    ),
    ("int8", 1): (
        "/0//UQApAAAAAAAEAAAAAwAAAAAAAAAAAAAABAAAAAMAAAAAAAAAAAABhwEB/1IADAAAAAEAAAQEAAH/XAAEQED/ZAAlAAFD"
        "cmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjT/kAAKAAAAAAAfAAH/k9+AcAbFclaJrqE1sx2LSMHU/9k="
    ),
}
_OF_12_BITS = (
    "/0//UQApAAAAAAAEAAAAAwAAAAAAAAAAAAAABAAAAAMAAAAAAAAAAAABCwEB/1IADAAAAAEAAAQEAAH/XAAEQGD/ZAAlAAFD"
    "cmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjT/kAAKAAAAAAAkAAH/k9/gTAbFclaJrqPknjGyK3OPolREXJ//2Q=="
)


def values_of(dtype: str, components: int) -> list[int]:
    kind = np.iinfo(dtype)
    step = 19 if kind.bits == 8 else 5431
    return [n * step % 2**kind.bits + int(kind.min) for n in range(12 * components)]


def stream(folder: Path, text: str) -> Path:
    path = folder / "a.j2k"
    path.write_bytes(base64.b64decode(text))
    return path


@pytest.mark.parametrize(("dtype", "components"), list(_STREAMS))
def test_values_are_as_stored(tmp_path: Path, dtype: str, components: int) -> None:
    path = stream(tmp_path, _STREAMS[dtype, components])

    info, values = opened(path)

    assert (info.dtype, info.components, values.dtype.name) == (dtype, components, dtype)
    assert values.tolist() == values_of(dtype, components)
    assert info.notes[0].startswith(f"ITK {version('itk')} ")
    assert "reads this file wrongly: it " in info.notes[0]


def test_tiles_are_put_in_order(tmp_path: Path) -> None:
    planes = np.arange(7 * 5 * 3, dtype=np.uint16)
    siz = jpeg2000._Siz((7, 5), (0, 0), (4, 3), (0, 0), ((15, 1, 1),) * 3)
    corners = [(rows.start, rows.stop, columns.start, columns.stop) for rows, columns in siz.tiles()]

    assert corners == [(0, 3, 0, 4), (0, 3, 4, 7), (3, 5, 0, 4), (3, 5, 4, 7)]
    assert sum((b - a) * (d - c) for a, b, c, d in corners) * 3 == planes.size


@pytest.mark.parametrize(("dtype", "components"), [("uint16", 3), ("int16", 1)])
def test_a_conversion_of_what_itk_misreads_is_refused(tmp_path: Path, dtype: str, components: int) -> None:
    header = read_requested(OpenRequest(stream(tmp_path, _STREAMS[dtype, components]), "F"))

    with pytest.raises(OpenError, match="read it in its stored type"):
        read_into(header, np.empty(header.nbytes, np.uint8))


def test_other_depths_are_refused_by_their_number(tmp_path: Path) -> None:
    with pytest.raises(
        OpenError, match=r"^a\.j2k cannot be read: samples of 12 bits are not supported by ITK’s JPEG 2000"
    ):
        opened(stream(tmp_path, _OF_12_BITS))


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [(43, 2, "of different sizes"), (42, 0x87, "of different types"), (16, 1, "corner of its grid")],
)
def test_what_itk_takes_for_granted_is_refused(tmp_path: Path, place: int, value: int, said: str) -> None:
    data = bytearray(base64.b64decode(_STREAMS["uint16", 3]))
    if place == 16:
        data[place : place + 4] = struct.pack(">I", value)
    else:
        data[place] = value
    path = tmp_path / "a.j2k"
    path.write_bytes(data)

    with pytest.raises(OpenError, match=said):
        opened(path)


@pytest.mark.data
def test_the_shared_case_is_right() -> None:
    path = SHARED / "cases" / "jp2_rgb16.jp2"
    if not path.is_file():
        pytest.skip("no shared cases here")

    _, values = opened(path)

    assert values.tolist() == list(range(0, 768 * 80, 80))
