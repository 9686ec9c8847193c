"""Independent readers of the formats that are fuzzed: libraries where there are some, plain arithmetic elsewhere.

None of them uses ITK, or code of the program. Each returns the pixels in NumPy order, or raises; what it raises is a
judge's own affair. A judge is strict where that is cheap: a file that it cannot make sense of is not compared.
"""

from __future__ import annotations

import bz2
import math
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import numpy.typing as npt
import pydicom
import tifffile

Pixels = npt.NDArray[Any]
_MOST = 1 << 24
_META = {
    "MET_CHAR": "i1", "MET_UCHAR": "u1", "MET_SHORT": "i2", "MET_USHORT": "u2", "MET_INT": "i4", "MET_UINT": "u4",
    "MET_FLOAT": "f4", "MET_DOUBLE": "f8",
}  # fmt: skip
_NRRD = {
    "uchar": "u1", "unsigned char": "u1", "uint8": "u1", "uint8_t": "u1", "signed char": "i1", "int8": "i1",
    "short": "i2", "int16": "i2", "ushort": "u2", "unsigned short": "u2", "uint16": "u2", "int": "i4", "uint": "u4",
    "float": "f4", "double": "f8",
}  # fmt: skip
_VTK = {"unsigned_char": "u1", "char": "i1", "short": "i2", "unsigned_short": "u2", "int": "i4", "float": "f4",
        "double": "f8"}  # fmt: skip


def _array(data: bytes, dtype: str, shape: tuple[int, ...]) -> Pixels:
    count = math.prod(shape)
    if not 0 < count <= _MOST or min(shape) < 1:
        raise ValueError("size")
    return np.frombuffer(data, dtype, count).reshape(shape)


def _inflated(data: bytes) -> bytes:
    packer = zlib.decompressobj(47)
    out = packer.decompress(data, _MOST * 8)
    if not packer.eof:
        raise ValueError("cut")
    return out


def meta(path: Path) -> Pixels:
    """Read a MetaImage with its pixels in it or beside it."""
    data, fields, at = path.read_bytes(), dict[str, str](), 0
    while "ElementDataFile" not in fields:
        line, newline, _ = data[at:].partition(b"\n")
        if not newline:
            raise ValueError("header")
        at += len(line) + 1
        key, equals, value = line.decode("ascii").partition("=")
        if not equals or key.strip() in fields:
            raise ValueError("header")
        fields[key.strip()] = value.strip()
    if fields.get("BinaryData", "True") != "True":
        raise ValueError("text")
    named = fields["ElementDataFile"]
    raw = data[at:] if named == "LOCAL" else path.with_name(named).read_bytes()
    if int(fields.get("HeaderSize", 0)):
        raise ValueError("header size")
    msb = fields.get("BinaryDataByteOrderMSB", fields.get("ElementByteOrderMSB", "False")) == "True"
    if fields.get("CompressedData") == "True":
        raw = _inflated(raw[: int(fields["CompressedDataSize"])])
    size = [int(n) for n in fields["DimSize"].split()]
    if len(size) != int(fields["NDims"]) or int(fields.get("ElementNumberOfChannels", 1)) != 1:
        raise ValueError("axes")
    return _array(raw, (">" if msb else "<") + _META[fields["ElementType"]], tuple(reversed(size)))


def nrrd(path: Path) -> Pixels:
    """Read a NRRD with its pixels in it or beside it."""
    data = path.read_bytes()
    head, empty, raw = data.partition(b"\n\n")
    lines = head.decode("ascii").splitlines()
    if not empty or not re.fullmatch(r"NRRD000[1-5]", lines[0]):
        raise ValueError("header")
    fields = dict(line.split(": ", 1) for line in lines[1:] if not line.startswith("#") and ":=" not in line)
    if {"line skip", "lineskip", "byte skip", "byteskip", "axis mins", "centers"} & set(fields):
        raise ValueError("skip")
    named = fields.get("data file", fields.get("datafile", ""))
    if named:
        raw = path.with_name(named).read_bytes()
    unpack: dict[str, Callable[[bytes], bytes]] = {
        "raw": bytes, "gzip": _inflated, "gz": _inflated, "bzip2": bz2.decompress,
    }  # fmt: skip
    sizes = [int(n) for n in fields["sizes"].split()]
    if len(sizes) != int(fields["dimension"]):
        raise ValueError("axes")
    kind = _NRRD[fields["type"]]
    order = ">" if kind[1] != "1" and fields["endian"] == "big" else "<"
    return _array(unpack[fields["encoding"]](raw), order + kind, tuple(reversed(sizes)))


def nifti(path: Path) -> Pixels:
    """Let nibabel read it, values scaled as the header says."""
    return np.asarray(nibabel.load(path).dataobj).T


def vtk(path: Path) -> Pixels:
    """Read the scalars of a binary legacy VTK file."""
    data = path.read_bytes()
    found = re.match(
        rb"# vtk DataFile Version [1-4]\.\d\n[^\n]*\nBINARY\nDATASET STRUCTURED_POINTS\n"
        rb"DIMENSIONS (\d+) (\d+) (\d+)\n(?:SPACING|ORIGIN)[^\n]*\n(?:SPACING|ORIGIN)[^\n]*\n"
        rb"POINT_DATA (\d+)\nSCALARS scalars (\w+) 1\nLOOKUP_TABLE default\n",
        data,
    )
    if found is None:
        raise ValueError("header")
    size = tuple(int(n) for n in found.groups()[:3])
    if math.prod(size) != int(found[4]):
        raise ValueError("count")
    return _array(data[found.end() :], ">" + _VTK[found[5].decode()], size[::-1])


def mrc(path: Path) -> Pixels:
    """Read an MRC file of mode 0, 1, 2 or 6 by its header of 1,024 bytes."""
    data = path.read_bytes()
    order = {b"DD": "<", b"DA": "<", b"\x11\x11": ">"}[data[212:214]]
    columns, rows, sections, mode = struct.unpack_from(f"{order}4i", data)
    if struct.unpack_from(f"{order}3i", data, 64) != (1, 2, 3):
        raise ValueError("axes")
    (more,) = struct.unpack_from(f"{order}i", data, 92)
    kind = {1: "i2", 2: "f4", 6: "u2"}[mode]
    return _array(data[1024 + more :], order + kind, (sections, rows, columns))


def gipl(path: Path) -> Pixels:
    """Read a GIPL file: a big-endian header of 256 bytes."""
    data = path.read_bytes()
    size, kind = struct.unpack_from(">4H", data), struct.unpack_from(">H", data, 8)[0]
    if size[3] > 1 or struct.unpack_from(">I", data, 252)[0] not in (0xEFFFE9B0, 0x2AE389B8):
        raise ValueError("header")
    dtype = {7: "i1", 8: "u1", 15: "i2", 16: "u2", 64: "f4", 65: "f8"}[kind]
    return _array(data[256:], ">" + dtype, tuple(reversed(size[:3])))


def png(path: Path) -> Pixels:
    """Read a grey PNG of 8 or 16 bits without interlace, every checksum looked at."""
    data, at, packed, head = path.read_bytes(), 8, b"", b""
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if zlib.crc32(kind + body) != struct.unpack_from(">I", data, at + 8 + length)[0] or kind == b"sBIT":
            raise ValueError("chunk")
        head, packed = (body, packed) if kind == b"IHDR" else (head, packed + body if kind == b"IDAT" else packed)
        at += 12 + length
    width, height, bits, colour, *rest = struct.unpack(">IIBBBBB", head)
    if colour or bits not in (8, 16) or any(rest) or width * height > _MOST:
        raise ValueError("kind")
    wide = bits // 8
    raw = np.frombuffer(_inflated(packed), np.uint8).reshape(height, 1 + width * wide)
    lines = np.zeros((height + 1, width * wide + wide), np.int64)
    for y in range(height):
        up, here = lines[y], lines[y + 1]
        for x in range(width * wide):
            left, above, corner = here[x], up[x + wide], up[x]
            guess = left + above - corner
            paeth = min((abs(guess - v), i, v) for i, v in enumerate((left, above, corner)))[2]
            here[x + wide] = (raw[y, 1 + x] + (0, left, above, (left + above) // 2, paeth)[raw[y, 0]]) & 255
    bytes_ = lines[1:, wide:].astype(np.uint8)
    return bytes_ if wide == 1 else np.ascontiguousarray(bytes_).view(">u2")


def bmp(path: Path) -> Pixels:
    """Read an uncompressed BMP of 24 bits, as red, green, blue."""
    data = path.read_bytes()
    (start,), (header, width, height, planes, bits, packed) = (
        struct.unpack_from("<I", data, 10), struct.unpack_from("<IiiHHI", data, 14)
    )  # fmt: skip
    if header != 40 or planes != 1 or packed or bits != 24 or not 0 < width * abs(height) <= _MOST:
        raise ValueError("kind")
    row = (width * 3 + 3) // 4 * 4
    lines = _array(data[start:], "u1", (abs(height), row))[:, : width * 3].reshape(abs(height), width, 3)
    return lines[::-1, :, ::-1] if height > 0 else lines[..., ::-1]


def dicom(path: Path) -> Pixels:
    """Let pydicom decode it; rescaled by the file's slope and intercept."""
    found = pydicom.dcmread(path)
    values = found.pixel_array.astype(np.float64)
    if found.PhotometricInterpretation == "MONOCHROME1":
        values = 2.0**found.BitsStored - 1 - values
    return values * float(found.get("RescaleSlope", 1)) + float(found.get("RescaleIntercept", 0))


def tiff(path: Path) -> Pixels:
    """Let tifffile decode it."""
    return np.asarray(tifffile.imread(path))


JUDGES: dict[str, Callable[[Path], Pixels]] = {
    ".mha": meta, ".mhd": meta, ".nrrd": nrrd, ".nhdr": nrrd, ".nii": nifti, ".nii.gz": nifti, ".hdr": nifti,
    ".vtk": vtk, ".tif": tiff, ".png": png, ".bmp": bmp, ".gipl": gipl, ".mrc": mrc, ".dcm": dicom,
}  # fmt: skip
"""By extension."""


def judged(path: Path) -> Pixels | None:
    """Return what an independent reader makes of a file; None where there is none, or it cannot read it."""
    judge = JUDGES.get("".join(path.suffixes[-2:]) if path.name.endswith(".nii.gz") else path.suffix)
    if judge is None:
        return None
    try:
        return judge(path)
    except Exception:  # whatever a library or a judge makes of a damaged file
        return None


def is_torn(path: Path) -> bool:
    """Tell whether a checksum in the file says that it is damaged."""
    if path.suffix != ".gz":
        return False
    try:
        _inflated(path.read_bytes())  # what follows a whole stream does no harm
    except (ValueError, zlib.error):
        return True
    return False


def unlike(shown: Pixels, judge: Pixels) -> str:
    """Say how pixels differ from a judge's; ``""`` where they do not."""
    ours, theirs = np.squeeze(shown), np.squeeze(judge)
    if ours.shape != theirs.shape:
        return f"shape {shown.shape}, not {judge.shape}"
    with np.errstate(all="ignore"):
        a, b = ours.astype(np.float64), theirs.astype(np.float64)
        same = (a == b) | (np.isnan(a) & np.isnan(b)) | (np.abs(a - b) <= 1e-6 * np.abs(b))
    wrong = int(np.count_nonzero(~same))
    return f"{wrong} of {same.size} values" if wrong else ""
