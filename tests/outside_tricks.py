"""Images that reach for a file outside their folder, each in another way."""

from __future__ import annotations

import gzip
import os
import struct
from collections.abc import Callable
from pathlib import Path

import hdf5_files

SECRET = bytes(range(100, 124))
"""What lies outside: 4 × 3 × 2 pixels."""

META = "ObjectType = Image\nNDims = 3\nDimSize = 4 3 2\nElementType = MET_UCHAR\n"
NRRD = "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 4 3 2\nencoding: raw\n"


def text(suffix: str, words: str, *folders: str) -> Callable[[Path, Path], Path]:
    """Return a maker of a text header; ``{out}`` is the file outside, ``{up}`` the same, relative."""

    def make(inner: Path, outside: Path) -> Path:
        for folder in folders:
            (inner / folder).mkdir()
        path = inner / f"a{suffix}"
        path.write_bytes(words.replace("{out}", str(outside)).replace("{up}", f"../{outside.name}").encode())
        return path

    return make


def _stimulate(inner: Path, outside: Path) -> Path:
    path = inner / "a.spr"
    path.write_text(f"numDim: 3\ndim: 4 3 2\ndataType: BYTE\nstimFileName: {outside}\n")
    return path


def _analyze(inner: Path, outside: Path) -> Path:
    path = inner / "a.hdr"
    path.write_bytes(nifti_header(b"ni1\0", 0.0))
    (inner / "a.img").symlink_to(outside)
    return path


def gzipped(inner: Path, outside: Path) -> Path:
    """Make 24 zeros in ``a.nii.gz``, for which the NIfTI library would take the pixels of ``a.nii``."""
    path = inner / "a.nii.gz"
    path.write_bytes(gzip.compress(nifti_header(b"n+1\0", 352.0) + bytes(4) + bytes(24)))
    longer = outside.with_suffix(".long")
    longer.write_bytes(bytes(352) + SECRET)
    (inner / "a.nii").symlink_to(longer)
    return path


def _raw_link(inner: Path, outside: Path) -> Path:
    path = inner / "a.mhd"
    path.write_text(f"{META}ElementDataFile = a.raw\n")
    (inner / "a.raw").symlink_to(outside)
    return path


def _list_in_folder_link(inner: Path, outside: Path) -> Path:
    path = inner / "a.mhd"
    path.write_text(f"{META}ElementDataFile = LIST\nbeside/{outside.name}.1\nbeside/{outside.name}.2\n")
    (inner / "beside").symlink_to(outside.parent)
    return path


def nifti_header(magic: bytes, offset: float) -> bytes:
    """Return a NIfTI-1 header of 4 × 3 × 2 bytes."""
    head = bytearray(348)
    struct.pack_into("<i", head, 0, 348)
    struct.pack_into("<8h", head, 40, 3, 4, 3, 2, 1, 1, 1, 1)
    struct.pack_into("<hh", head, 70, 2, 8)
    struct.pack_into("<8f", head, 76, 1, 1, 1, 1, 1, 1, 1, 1)
    struct.pack_into("<f", head, 108, offset)
    head[344:348] = magic
    return bytes(head)


def _hdf5(make: Callable[[Path, str], Path]) -> Callable[[Path, Path], Path]:
    return lambda inner, outside: make(inner / "a.h5", str(outside))


def _hdf5_of_image(make: Callable[[Path, str], Path]) -> Callable[[Path, Path], Path]:
    return lambda inner, outside: make(inner / "a.h5", str(hdf5_files.good(outside.with_suffix(".h5"))))


def _hdf5_chain(inner: Path, outside: Path) -> Path:
    second = hdf5_files.linked(inner / "b.h5", str(hdf5_files.good(outside.with_suffix(".h5"))))
    return hdf5_files.linked(inner / "a.h5", str(second))


NAMED: dict[str, Callable[[Path, Path], Path]] = {
    "absolute": text(".mhd", f"{META}ElementDataFile = {{out}}\n"),
    "relative": text(".mhd", f"{META}ElementDataFile = {{up}}\n"),
    "through a folder": text(".mhd", f"{META}ElementDataFile = sub/../{{up}}\n", "sub"),
    "a key in small letters before": text(".mhd", f"{META}elementdatafile = LOCAL\nElementDataFile = {{out}}\n"),
    "a key with the same beginning before": text(
        ".mhd", f"{META}ElementDataFileX = LOCAL\nElementDataFile = {{out}}\n"
    ),
    "two separators": text(".mhd", f"{META}ElementDataFile :=: {{out}}\n"),
    "a folder that is called list": text(".mhd", f"{META}ElementDataFile = list/../{{up}}\n", "list"),
    "a file that is called LOcal": text(".mhd", f"{META}ElementDataFile = LOcal/../{{up}}\n", "LOcal"),
    "a list": text(".mhd", f"{META}ElementDataFile = LIST\n{{out}}.1\n{{out}}.2\n"),
    "a list in an attached file": text(".mha", f"{META}ElementDataFile = LIST\n{{up}}.1\n{{up}}.2\n"),
    "a pattern": text(".mhd", f"{META}ElementDataFile = {{up}}.%d 1 2 1\n"),
    "many comments": text(".mhd", META + "Comment = no\n" * 100_000 + "ElementDataFile = {out}\n"),
    "a carriage return": text(".mhd", f"{META}ElementDataFile = {{out}}\n".replace("\n", "\r\n")),
    "NRRD, absolute": text(".nhdr", f"{NRRD}data file: {{out}}\n"),
    "NRRD, capitals": text(".nhdr", f"{NRRD}DATA FILE: {{out}}\n"),
    "NRRD, one word": text(".nhdr", f"{NRRD}datafile:   {{up}}\n"),
    "NRRD, a list": text(".nhdr", f"{NRRD}data file: LIST 3\n{{out}}\n"),
    "NRRD, a list in an attached file": text(".nrrd", f"{NRRD}data file: LIST 3\n{{up}}\n"),
    "NRRD, a list in lines of the other kind": text(
        ".nhdr", f"{NRRD}data file: LIST 3\n{{out}}\n".replace("\n", "\r\n")
    ),
    "NRRD, a pattern": text(".nhdr", f"{NRRD}data file: {{up}}.%d 1 2 1\n"),
    "NRRD, one long comment": text(".nhdr", f"{NRRD}# {'x' * (1 << 20)}\ndata file: {{out}}\n"),
    "Stimulate": _stimulate,
    "a linked .raw": _raw_link,
    "a linked folder": _list_in_folder_link,
    "a linked .img": _analyze,
    "HDF5, external storage": _hdf5(hdf5_files.stored_elsewhere),
    "HDF5, behind a user block": _hdf5(lambda path, target: hdf5_files.stored_elsewhere(path, target, user_block=512)),
    "HDF5, external link": _hdf5_of_image(hdf5_files.linked),
    "HDF5, virtual data set": _hdf5_of_image(hdf5_files.virtual),
    "HDF5 that is called .nii": lambda inner, outside: _hdf5_of_image(hdf5_files.linked)(inner, outside).rename(
        inner / "a.nii"
    ),
    "HDF5, from one file to the next": _hdf5_chain,
}
"""Those that name a file outside: the answer is the question whether that is wanted."""

REFUSED: dict[str, Callable[[Path, Path], Path]] = {
    "printf of text": text(".mhd", f"{META}ElementDataFile = {{up}}%.0s 1 2 1\n"),
    "printf that writes": text(".mhd", f"{META}ElementDataFile = {{up}}%d%n 1 2 1\n"),
    "printf of two numbers": text(".nhdr", f"{NRRD}data file: {{up}}%d%d 1 2 1\n"),
    "a line without a value": text(".mhd", f"{META}foo\nElementDataFile = LOCAL\nElementDataFile = {{out}}\n"),
    "numbers on the next line": text(
        ".mhd",
        "ObjectType = Image\nNDims = 3\nElementType = MET_UCHAR\nDimSize = 4 3\n2\n"
        "ElementDataFile = {out}\nElementDataFile = LOCAL\n",
    ),
    "a number that is missing": text(
        ".mhd", f"{META}Offset = 0 0\nElementDataFile = LOCAL\nElementDataFile = {{out}}\n"
    ),
    "a fraction of an axis": text(
        ".mhd",
        "ObjectType = Image\nNDims = 3.9\nElementType = MET_UCHAR\nDimSize = 4 3\nElementDataFile = LOCAL\n"
        "DimSize = 4 3 2\nElementDataFile = {out}\n",
    ),
    "the standard input": text(".nhdr", f"{NRRD}data file: -\n"),
    "a zero in the name": text(".mhd", f"{META}ElementDataFile = {{out}}\0.raw\n"),
    "no name": text(".mhd", f"{META}ElementDataFile = \n"),
}
"""Those that may be read in more than one way, or make ITK do worse than read."""


def placed(folder: Path) -> tuple[Path, Path]:
    """Return the folder of the image, and the file outside it."""
    inner = folder / "inner"
    inner.mkdir()
    outside = folder / "outside.bin"
    outside.write_bytes(SECRET)
    for number in (1, 2):
        outside.with_name(f"outside.bin.{number}").write_bytes(SECRET[:12])
    assert os.path.isdir(inner)
    return inner, outside
