"""Which files a header names, and which of them may be read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import hdf5_files
from itk_inspector.core.errors import OpenError, OutsideError
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.files import hdf5_links, header_names, named_files
from outside_tricks import META, NRRD, SECRET

FUZZER = Path(__file__).parents[2] / "fuzz_headers.py"


def test_itk_reads_no_file_that_was_not_named() -> None:
    """A few of the random headers of ``tests/fuzz_headers.py``."""
    words = [sys.executable, str(FUZZER), "600", "3"]

    done = subprocess.run(words, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "read, and named" in done.stdout


@pytest.mark.parametrize(
    ("name", "words", "named"),
    [
        ("a.mha", f"{META}ElementDataFile = LOCAL\n", []),
        ("a.mhd", f"{META}ElementDataFile = b c.raw \t\n", ["b c.raw"]),
        ("a.mhd", f"{META}ElementDataFile = LIST 2\nb.raw  \n c.raw\n\n", ["b.raw", " c.raw"]),
        ("a.mhd", f"{META}ElementDataFile = b%03d.raw\n", ["b001.raw", "b002.raw"]),
        ("a.mhd", f"{META}ElementDataFile = b%03d.raw 7\n", ["b007.raw", "b008.raw"]),
        ("a.mhd", f"{META}ElementDataFile = b%d.raw 4 90 3\n", ["b4.raw", "b7.raw"]),
        ("a.mhd", f"{META}ElementDataFile = b c%d.raw 4 5 1\n", ["b c4.raw", "b c5.raw"]),
        ("a.MHD", f"{META}ElementDataFile = b.raw\n", ["b.raw"]),
        ("a.nrrd", f"{NRRD}\nDATA", []),
        ("a.nrrd", f"{NRRD}# data file: b.raw\nkey:=data file: b.raw\n\ndata file: b.raw\n", []),
        ("a.nhdr", f"{NRRD}data file: b.raw \n", ["b.raw "]),
        ("a.nhdr", f"{NRRD}data file: LIST\nb.raw\n\nc.raw\n", ["b.raw", "c.raw"]),
        ("a.nhdr", f"{NRRD}data file: b%02d.raw 5 3 -1\n", ["b05.raw", "b04.raw", "b03.raw"]),
        ("a.nhdr", f"{NRRD}data file: b%s.raw\n", ["b%s.raw"]),
        ("a.NHDR", f"{NRRD}data file: b.raw\n", ["b.raw"]),
        ("a.spr", "numDim: 2\nstimFileName: b.sdt\n", ["b.sdt"]),
        ("a.spr", "numDim: 2\n", []),
        ("a.png", "no text header", []),
    ],
)
def test_names(tmp_path: Path, name: str, words: str, named: list[str]) -> None:
    path = tmp_path / name
    path.write_text(words)

    assert named_files.data_files(path) == tuple(tmp_path / one for one in named)


def test_a_name_with_a_colon_in_second_place_starts_from_the_working_folder(tmp_path: Path) -> None:
    path = tmp_path / "a.nhdr"
    path.write_text(f"{NRRD}data file: b:c\n")

    assert named_files.data_files(path) == (Path.cwd() / "b:c",)


def test_stimulate_guesses_two_names(tmp_path: Path) -> None:
    path = tmp_path / "a.spr"
    path.write_text("numDim: 2\n")
    (tmp_path / "a.spr.sdt").touch()
    (tmp_path / "a.sdt").touch()

    assert named_files.data_files(path) == (tmp_path / "a.spr.sdt", tmp_path / "a.sdt")


@pytest.mark.parametrize(
    ("name", "others", "named"),
    [
        ("a.hdr", ["a.img"], ["a.img"]),
        ("a.HDR", ["a.IMG"], ["a.IMG"]),
        ("a.img", ["a.hdr"], ["a.hdr"]),
        ("a.hdr", ["a.img.gz"], ["a.img.gz"]),
        ("a.hdr", ["a.img", "a.img.gz"], ["a.img"]),
        ("a.hdr.gz", ["a.img", "a.img.gz"], ["a.img.gz"]),
        ("a.img.gz", ["a.hdr", "a.hdr.gz"], ["a.hdr.gz"]),
        ("a.img.gz", ["a.hdr"], ["a.hdr"]),
        ("a.nii.gz", ["a.nii"], []),
        ("a.nii", ["a.nii.gz", "a.img"], []),
        ("a.hdr", [], []),
        ("a.hdr", ["a.nii"], []),
    ],
)
def test_partners(tmp_path: Path, name: str, others: list[str], named: list[str]) -> None:
    for one in (name, *others):
        (tmp_path / one).touch()

    assert named_files.data_files(tmp_path / name) == tuple(tmp_path / one for one in named)


@pytest.mark.parametrize("suffix", [".mhd", ".nhdr", ".spr"])
def test_a_header_without_an_end_is_refused(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(header_names, "_LOOKS", (100, 1000))
    path = tmp_path / f"a{suffix}"
    path.write_text("a: b\n" * 1000)

    with pytest.raises(OpenError, match="does not end within"):
        named_files.data_files(path)


def test_a_header_is_read_on_where_the_first_look_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for first in range(1, 160):
        monkeypatch.setattr(header_names, "_LOOKS", (first, 1 << 16))
        for name, words in (
            ("a.mhd", f"{META}Comment = x\r\nElementDataFile = LIST\nb.raw\nc.raw\n"),
            ("a.nhdr", f"{NRRD.replace(chr(10), chr(13) + chr(10))}# x\r\ndata file: LIST 2\r\nb.raw\r\nc.raw\r\n"),
        ):
            path = tmp_path / name
            path.write_bytes(words.encode())

            assert named_files.data_files(path) == (tmp_path / "b.raw", tmp_path / "c.raw")


def test_attached_pixels_are_not_looked_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(header_names, "_LOOKS", (200,))
    path = tmp_path / "a.mha"
    path.write_text(f"{META}ElementDataFile = LOCAL\n{'ElementDataFile = b.raw' * 1000}")

    assert named_files.data_files(path) == ()


def test_what_lies_outside_is_asked_for(tmp_path: Path) -> None:
    inner = tmp_path / "in"
    inner.mkdir()
    (tmp_path / "b.raw").write_bytes(SECRET)
    (inner / "c.raw").symlink_to("../b.raw")
    (inner / "loop").symlink_to("loop")
    path = inner / "a.mhd"

    for outside in (tmp_path / "b.raw", inner / ".." / "b.raw", inner / "c.raw"):
        assert not named_files.lies_inside(outside, path)
        with pytest.raises(OutsideError, match=r"a\.mhd takes its pixels from .*b\.raw, outside its own folder"):
            named_files.check(OpenRequest(path), (outside,))
        named_files.check(OpenRequest(path, allow_outside=True), (outside,))
    with pytest.raises(OutsideError):
        named_files.check(OpenRequest(path), (inner / "loop",))


def test_only_headers_that_name_files_are_narrowed_to_them(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    (tmp_path / "a.img").write_bytes(bytes(128) + b"DICM")
    hdf5_files.good(tmp_path / "a.h5").rename(tmp_path / "a.png.dat")

    assert not named_files.can_name(tmp_path / "a.png")
    assert not named_files.can_name(tmp_path / "a.img")
    assert named_files.can_name(tmp_path / "a.png.dat")
    assert named_files.can_name(tmp_path / "missing.mha")


# HDF5.


def test_the_files_of_hdf5_are_found(tmp_path: Path) -> None:
    """ITK follows all of them: the names are not invented."""
    outside = tmp_path / "outside"
    outside.mkdir()
    good = hdf5_files.good(outside / "good.h5")
    (outside / "pixels.bin").write_bytes(SECRET)
    stored = [
        hdf5_files.stored_elsewhere(tmp_path / "stored.h5", str(outside / "pixels.bin")),
        hdf5_files.stored_elsewhere(tmp_path / "block.h5", str(outside / "pixels.bin"), user_block=1024),
    ]
    others = [hdf5_files.linked(tmp_path / "linked.h5", str(good)), hdf5_files.virtual(tmp_path / "v.h5", str(good))]

    for path in stored:
        assert str(outside / "pixels.bin") in hdf5_links.outside_names(path)
        assert hdf5_files.read_by_itk(path) == list(SECRET)
    for path in others:
        assert str(good) in hdf5_links.outside_names(path)
        assert hdf5_files.read_by_itk(path) == list(range(24))
    assert hdf5_links.outside_names(good) == ()


@pytest.mark.parametrize("at", [0, (1 << 23) - 2000, (1 << 23) - 100, (1 << 23) + 4000])
def test_they_are_found_wherever_they_lie(tmp_path: Path, at: int) -> None:
    """Across the blocks that the file is searched in."""
    builder = hdf5_files.Builder()
    builder.put(bytes(at))
    root = builder.group(ITKImage=hdf5_files.external("elsewhere.h5", "/ITKImage"))
    path = tmp_path / "a.h5"
    path.write_bytes(builder.bytes_at(root))

    assert hdf5_links.outside_names(path) == ("elsewhere.h5",)


@pytest.mark.parametrize("change", ["sizes", "version", "filtered heap"])
def test_a_layout_that_cannot_be_searched_is_refused(tmp_path: Path, change: str) -> None:
    path = hdf5_files.good(tmp_path / "a.h5")
    data = bytearray(path.read_bytes())
    match change:
        case "sizes":
            data[13 if data[8] < 2 else 9] = 4
        case "version":
            data[8] = 9
        case _:
            data += b"FRHP\0\x08\0\x05\0"
    path.write_bytes(data)

    with pytest.raises(OpenError, match=r"a\.h5 cannot be searched"):
        hdf5_links.outside_names(path)


def test_pixels_by_chance_are_no_names(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    path = hdf5_files.good(tmp_path / "a.h5")
    noise = (rng.integers(0, 256, 1 << 24, dtype=np.uint8), rng.integers(0, 3, 1 << 22, dtype=np.int32))
    path.write_bytes(path.read_bytes() + b"".join(one.tobytes() for one in noise) + b"\x01\x08@" * 100_000)

    assert hdf5_links.outside_names(path) == ()


def test_other_files_are_no_hdf5(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG" + bytes(5000))

    assert not hdf5_links.is_hdf5(path)
    assert not hdf5_links.is_hdf5(tmp_path / "missing")
    assert hdf5_links.outside_names(path) == ()
