"""The smallest files of scanners and microscopes that ITK opens, for which no writer is at hand.

Headers are zeros but for the fields that ITK's readers ask for; numbers are the places of fields, in bytes.
Pixels are 16-bit, big-endian with GE and Siemens.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[Any]


def _filled(length: int, fields: dict[int, bytes]) -> bytes:
    header = bytearray(length)
    for place, value in fields.items():
        header[place : place + len(value)] = value
    return bytes(header)


def _base_16(value: float) -> bytes:
    """Return a number between 1 and 16 as Data General computers stored it: excess 64, 24 bits of mantissa."""
    return struct.pack(">I", (65 << 24) | round(value / 16 * 2**24))


def ge_4(path: Path, pixels: Pixels) -> None:
    """Write a slice of GE Signa 4: blocks of the study, of the series at 4096 and of the image at 5120."""
    rows, columns = pixels.shape
    series, image = 4096, 5120
    fields = {
        series + 2 * 31: b"7  ",
        series + 2 * 139: b"AXIAL".ljust(16),
        image + 2 * 44: b"1  ",
        image + 2 * 77: _base_16(3.0),
        image + 2 * 137: struct.pack(">hh", columns, rows),
        image + 2 * 139: _base_16(1.5),
        image + 2 * 300: b"1  ",
    }
    path.write_bytes(_filled(image + 1024, fields) + pixels.astype(">i2").tobytes())


def ge_5(path: Path, pixels: Pixels) -> None:
    """Write a slice of GE Signa 5 with its pixel header, version 3."""
    rows, columns = pixels.shape
    exam, series, image, end = 2418, 3442, 4462, 5500
    places = {132: exam, 136: 1024, 140: series, 144: 1020, 148: image, 152: 1022}
    fields = {
        0: b"IMGF",
        4: struct.pack(">5i", end, columns, rows, 16, 1),
        52: struct.pack(">h", 3),
        **{place: struct.pack(">i", value) for place, value in places.items()},
        exam + 305: b"MR",
        series + 10: struct.pack(">h", 7),
        image + 12: struct.pack(">h", 1),
        image + 26: struct.pack(">fhh", 3.0, columns, rows),
        image + 50: struct.pack(">ff", 1.5, 1.5),
        image + 114: struct.pack(">h", 2),
        image + 142: struct.pack(">12f", 0, 0, 1, 9, 9, 0, -9, 9, 0, -9, -9, 0),  # normal, three corners: R, A, S
    }
    path.write_bytes(_filled(end, fields) + pixels.astype(">i2").tobytes())


def ge_advantage(path: Path, pixels: Pixels) -> None:
    """Write a slice of GE Advantage: a fixed header of 3228 bytes, then one as long as it says."""
    rows, columns = pixels.shape
    fields = {
        425: b"MR",
        1166: struct.pack(">h", 7),
        2196: struct.pack(">h", 1),
        2212: struct.pack(">fhh", 3.0, columns, rows),
        2236: struct.pack(">ff", 1.5, 1.5),
        2300: struct.pack(">h", 2),
        3232: struct.pack(">i", 16),
    }
    path.write_bytes(_filled(3228 + 16, fields) + pixels.astype(">i2").tobytes())


def siemens_vision(path: Path, pixels: Pixels) -> None:
    """Write a square slice of Siemens Vision: 6144 bytes of header, numbers and texts."""
    side = pixels.shape[0]
    assert pixels.shape == (side, side)
    texts = {5546: "1", 5695: str(side), 5700: str(side), 5752: "1", 5794: "3", 5806: "0", 5814: "Tra", 5842: "12",
             5846: "12", 5999: "7"}  # fmt: skip
    fields = {
        96: b"SIEMENS",
        2864: struct.pack(">i", side),
        5000: struct.pack(">dd", 1.5, 1.5),
        **{place: text.encode() for place, text in texts.items()},
    }
    path.write_bytes(_filled(6144, fields) + pixels.astype(">i2").tobytes())


def bruker(path: Path, pixels: Pixels) -> None:
    """Write a volume of Bruker ParaVision: ``2dseq``, and ``visu_pars`` beside it."""
    slices, rows, columns = pixels.shape
    parameters = {
        "VisuCoreFrameCount": "1",
        "VisuCoreDim": "3",
        "VisuCoreSize": f"( 3 )\n{columns} {rows} {slices}",
        "VisuCoreExtent": f"( 3 )\n{1.5 * columns} {1.5 * rows} {3.0 * slices}",
        "VisuCoreOrientation": "( 1, 9 )\n1 0 0 0 1 0 0 0 1",
        "VisuCorePosition": "( 1, 3 )\n0 0 0",
        "VisuCoreWordType": "_16BIT_SGN_INT",
        "VisuCoreByteOrder": "littleEndian",
        "VisuCoreDataSlope": "( 1 )\n2",
        "VisuCoreDataOffs": "( 1 )\n1",
    }
    lines = "".join(f"##${name}={value}\n" for name, value in parameters.items())
    head = ("##TITLE=Parameter List", "##JCAMPDX=4.24", "##DATATYPE=Parameter Values", "##ORIGIN=Bruker BioSpin",
            "##OWNER=nmrsu", "$$ 2026-01-01", "$$ visu_pars", "$$ process 1")  # fmt: skip
    assert len(head) == 8  # ITK passes over as many lines, whatever they are
    path.with_name("visu_pars").write_text("\n".join(head) + f"\n{lines}##END=\n")
    path.write_bytes(pixels.astype("<i2").tobytes())


def lsm(path: Path, pixels: Pixels, *, thumbnails: bool = False) -> None:
    """Write a Zeiss LSM: TIFF with the private tag 34412 on its first page; 0.5 × 0.75 × 2 µm.

    ``pixels`` has slices, rows and columns; or times, slices, channels, rows and columns: three channels, as planes.
    """
    import tifffile

    whole = pixels if pixels.ndim == 5 else pixels[None, :, None]
    times, slices, channels, rows, columns = whole.shape
    head = struct.pack("<Ii8i3d24xHH", 0x0400494C, 512, columns, rows, slices, channels, times, pixels.itemsize, 2, 2,
                       0.5e-6, 0.75e-6, 2e-6, 6 if times > 1 else 0, 0)  # fmt: skip
    plain = {"photometric": "minisblack", "contiguous": False, "metadata": None, "software": False}
    with tifffile.TiffWriter(path) as out:
        for number, page in enumerate(whole.reshape(-1, channels, rows, columns)):
            more: dict[str, Any] = {"planarconfig": "separate"} if channels > 1 else {}
            if number == 0:
                more["extratags"] = [(34412, 1, 512, head.ljust(512, b"\0"), True)]
            out.write(page if channels > 1 else page[0], **plain, **more)
            if thumbnails:
                out.write(np.zeros((2, 2, 3), np.uint8), subfiletype=1, **(plain | {"photometric": "rgb"}))
