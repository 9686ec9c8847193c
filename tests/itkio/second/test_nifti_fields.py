"""Headers taken apart here are what nibabel makes of the same bytes."""

from __future__ import annotations

import gzip
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest
from nibabel.nifti1 import Nifti1Header
from nibabel.nifti2 import Nifti2Header
from nibabel.spm2analyze import Spm2AnalyzeHeader

from itk_inspector.itkio.header import read_header
from itk_inspector.itkio.second import nibabel_header, nifti_header
from itk_inspector.itkio.second.nifti_fields import ANALYZE, NIFTI_1, NIFTI_2, NiftiFields, fields_of
from itk_inspector.itkio.second.second_reader import SecondReaderError

KINDS = {"1": (Nifti1Header, NIFTI_1), "2": (Nifti2Header, NIFTI_2), "analyze": (Spm2AnalyzeHeader, ANALYZE)}


def header(kind: str, order: str, seed: int = 0) -> Any:
    """Return a header of nibabel's with sound sizes and placements, and anything in its other fields."""
    rng = np.random.default_rng(seed)
    made = KINDS[kind][0](rng.bytes(KINDS[kind][1].itemsize), endianness=order, check=False)
    made["sizeof_hdr"] = KINDS[kind][1].itemsize
    made["dim"] = [rng.integers(1, 8), *rng.integers(1, 300, 7)]
    made["pixdim"] = [rng.choice([-1.0, 0.0, 1.0]), *rng.uniform(0.1, 9, 7)]
    made["datatype"] = 4
    made["vox_offset"] = 352
    if kind == "analyze":
        return made
    made["magic"] = {"1": b"n+1", "2": b"n+2"}[kind]
    made["sform_code"], made["qform_code"] = rng.integers(0, 5, 2)
    for axis in "xyz":
        made[f"srow_{axis}"] = rng.normal(0, 50, 4)
        made[f"qoffset_{axis}"] = rng.normal(0, 500)
    turn = rng.normal(0, 1, 4)
    turn /= np.linalg.norm(turn)
    if seed % 5 == 0:  # half a turn
        turn[0] = 0
        turn /= np.linalg.norm(turn)
    for letter, number in zip("bcd", turn[1:], strict=True):
        made[f"quatern_{letter}"] = number
    return made


def taken(theirs: Any) -> NiftiFields:
    """Take nibabel's bytes apart here."""
    head = theirs.binaryblock.ljust(540, b"\0")
    found = fields_of(head, is_pair=theirs.template_dtype.itemsize == 348 and "magic" not in theirs.keys())  # noqa: SIM118
    assert found is not None
    return found


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(25))
def test_every_field_is_the_one_that_nibabel_finds(kind: str, order: str, seed: int) -> None:
    theirs = header(kind, order, seed)

    ours = taken(theirs)

    assert ours.order == order
    assert list(ours) == list(theirs.keys())
    for name in ours:
        assert ours.bytes_of(name) == theirs[name].tobytes(), name
        if not isinstance(ours[name], bytes):
            np.testing.assert_array_equal(ours[name], theirs[name])
    assert nibabel_header.bears_out(ours)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("kind", ["1", "2"])
@pytest.mark.parametrize("seed", range(25))
def test_both_placements_are_those_of_nibabel(kind: str, order: str, seed: int) -> None:
    theirs = header(kind, order, seed)
    ours = taken(theirs)
    theirs["pixdim"][0] = -1.0 if theirs["pixdim"][0] < 0 else 1.0

    np.testing.assert_array_equal(ours.sform(), theirs.get_sform()[:3])
    np.testing.assert_allclose(ours.qform(), theirs.get_qform()[:3], rtol=1e-9, atol=1e-9 if kind == "1" else 1e-7)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", ["<", ">"])
def test_every_type_is_the_one_that_nibabel_knows(kind: str, order: str) -> None:
    theirs = header(kind, order)
    for code in range(-1, 2600):
        theirs["datatype"] = code
        try:
            expected = np.dtype(theirs.get_data_dtype())
        except (nibabel.spatialimages.HeaderDataError, KeyError):
            expected = np.dtype("V")
        ours = taken(theirs)
        found = None if ours.number is None else np.dtype(f"{ours.order}{ours.number}")
        if expected.names:
            assert found == np.dtype("u1")
        elif expected.kind == "V":
            assert found is None
        else:
            assert found == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("axes", [-1, 0, 1, 7, 8, 256, 1792])
def test_the_byte_order_is_told_by_the_number_of_axes(kind: str, order: str, axes: int) -> None:
    theirs = header(kind, order)
    theirs["dim"][0] = axes
    again = KINDS[kind][0](theirs.binaryblock, check=False)

    assert taken(theirs).order == again.endianness


@pytest.mark.parametrize("much", [1e-8, 1e-4, 0.1])
@pytest.mark.parametrize("kind", ["1", "2"])
def test_a_quaternion_that_is_longer_than_1_is_half_a_turn_or_none(kind: str, much: float) -> None:
    theirs = header(kind, "<", 5)
    for letter, number in zip("bcd", (0.6, 0.0, 0.8 + much), strict=True):
        theirs[f"quatern_{letter}"] = number
    theirs["pixdim"][0] = 1
    try:
        expected = theirs.get_qform()[:3]
    except ValueError:
        expected = np.full((3, 4), np.nan)

    found = taken(theirs).qform()

    assert np.all(np.isfinite(found)) == np.all(np.isfinite(expected))
    if np.all(np.isfinite(expected)):
        np.testing.assert_allclose(found, expected, atol=1e-6)


def test_a_spacing_below_0_beside_a_qform_is_refused() -> None:
    theirs = header("1", "<")
    theirs["pixdim"][2] = -3

    with pytest.raises(SecondReaderError, match=r"pixdim\[2\] is -3"):
        taken(theirs).qform()


@pytest.mark.parametrize(
    ("head", "is_pair"),
    [(b"", False), (b"\\\1\0\0", True), (bytes(540), True), (b"\\\1\0\0".ljust(348, b"\0"), False)],
)
def test_what_begins_with_no_length_is_no_header(head: bytes, is_pair: bool) -> None:
    assert fields_of(head, is_pair=is_pair) is None


def test_what_nibabel_reads_otherwise_is_not_borne_out() -> None:
    theirs = header("1", "<", 3)
    ours = taken(theirs)
    swapped = NiftiFields(ours.head, NIFTI_1, ">")

    assert nibabel_header.bears_out(ours)
    assert not nibabel_header.bears_out(swapped)


def coarse(path: Path) -> Path:
    """Write rescaled integers of 32 bits, whose values are doubles: ITK reads them as float32."""
    image = nibabel.Nifti1Image(np.arange(60, dtype=np.int32).reshape(3, 4, 5), np.eye(4))
    nibabel.save(image, path)
    packed = path.suffix == ".gz"
    data = bytearray(gzip.decompress(path.read_bytes()) if packed else path.read_bytes())
    struct.pack_into("<2f", data, 112, 2.0, 1.0)
    path.write_bytes(gzip.compress(data) if packed else data)
    return path


def test_nibabel_is_named_where_it_bears_out_what_is_said(tmp_path: Path) -> None:
    assert f"({nibabel_header.NAME})" in read_header(coarse(tmp_path / "a.nii.gz")).info.notes[-1]


@pytest.mark.parametrize("fails", [False, True])
def test_nibabel_is_not_named_where_it_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: bool) -> None:
    def look(fields: NiftiFields) -> bool:
        if fails:
            raise KeyError("descrip")
        return False

    monkeypatch.setattr(nibabel_header, "bears_out", look)

    assert "(ITK Inspector’s own reader)" in read_header(coarse(tmp_path / "a.nii.gz")).info.notes[-1]


def test_a_sound_file_needs_no_nibabel(tmp_path: Path) -> None:
    """Neither for its header nor for its pixels; it takes longer to load than the header to read."""
    nibabel.save(nibabel.Nifti1Image(np.arange(60, dtype=np.int16).reshape(3, 4, 5), np.eye(4)), tmp_path / "a.nii.gz")
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "import numpy as np\n"
        "from itk_inspector.itkio.header import read_header\n"
        "from itk_inspector.itkio.reader import read_settled\n"
        "header = read_header(Path(sys.argv[1]))\n"
        "header, _ = read_settled(header, np.empty(header.nbytes, dtype=np.uint8))\n"
        "assert header.second is not None and not header.info.notes\n"
        "print('nibabel' in sys.modules)\n"
    )
    words = [sys.executable, "-c", script, str(tmp_path / "a.nii.gz")]

    assert subprocess.run(words, capture_output=True, text=True, check=True).stdout.split() == ["False"]


def test_a_sform_that_is_no_matrix_is_read_all_the_same() -> None:
    theirs = header("1", "<")
    theirs["srow_x"] = np.nan

    found = nifti_header.parsed(theirs.binaryblock, is_pair=False)

    assert found is not None
    assert np.isnan(found.fields.sform()[0]).all()
