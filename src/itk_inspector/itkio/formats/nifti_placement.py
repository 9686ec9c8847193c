"""The two placements that a NIfTI-1 header may hold, how far they are apart, and how far ITK strays from them.

Layout and formulas: nifti1.h of the NIfTI data format working group, methods 2 (qform) and 3 (sform).
"""

from __future__ import annotations

import gzip
import itertools
import math
import struct
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from itk_inspector.itkio.second.nifti_names import header_file

_HEADER = 348
_TOLD_FROM = 0.01


def _order(head: bytes) -> str | None:
    """Return the byte order as `struct` writes it; None when it is no NIfTI-1 header."""
    if len(head) < _HEADER:
        return None
    return next((order for order in "<>" if struct.unpack_from(f"{order}i", head)[0] == _HEADER), None)


def _head_of(path: Path) -> bytes:
    path = header_file(path)
    try:
        with path.open("rb") as file:
            if file.read(2) != b"\x1f\x8b":
                file.seek(0)
                return file.read(_HEADER)
        with gzip.open(path) as unpacked:
            return unpacked.read(_HEADER)
    except (OSError, EOFError, zlib.error):
        return b""


def is_nifti_2(path: Path) -> bool:
    """Tell by the header's length and its magic whether a file is NIfTI-2 (nifti2.h)."""
    head = _head_of(path)
    length = head[:4] in (struct.pack("<i", 540), struct.pack(">i", 540))
    return length and head[4:8] in (b"n+2\0", b"ni2\0")


def forms(head: bytes) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], tuple[int, ...]] | None:
    """Return the qform and sform matrices (3 × 4, RAS, mm) and the spatial size; None unless both are set."""
    order = _order(head)
    if order is None or min(struct.unpack_from(f"{order}hh", head, 252)) <= 0:
        return None
    size = _size(head, order)
    handed, *spacing = struct.unpack_from(f"{order}4f", head, 76)
    b, c, d, *offset = struct.unpack_from(f"{order}6f", head, 256)
    a = math.sqrt(max(0.0, 1.0 - b * b - c * c - d * d))
    rotation = np.array(
        [
            [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
            [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
            [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c],
        ]
    )
    scale = np.array([spacing[0], spacing[1], spacing[2] * (-1.0 if handed < 0 else 1.0)])
    q = np.column_stack([rotation * scale, offset])
    s = _sform(head, order)
    return (q, s, size) if np.all(np.isfinite(q)) and np.all(np.isfinite(s)) else None


def _size(head: bytes, order: str) -> tuple[int, ...]:
    return tuple(max(1, n) for n in struct.unpack_from(f"{order}3h", head, 42))


def _sform(head: bytes, order: str) -> npt.NDArray[np.float64]:
    return np.array(struct.unpack_from(f"{order}12f", head, 280), dtype=np.float64).reshape(3, 4)


def distance(left: npt.NDArray[np.float64], right: npt.NDArray[np.float64], size: tuple[int, ...]) -> float:
    """Return the largest distance that two placements give a corner of the image, in mm."""
    corners = [[*c, 1.0] for c in itertools.product(*((0.0, n - 1.0) for n in size))]
    moved = np.array(corners) @ (left - right).T
    return float(np.linalg.norm(moved, axis=1).max())


def note_on(path: Path, placed: npt.NDArray[np.float64]) -> list[str]:
    """Say when sform and qform differ, how far, and which one ITK took.

    Parameters
    ----------
    path : pathlib.Path
        ``.nii``, ``.nii.gz`` or ``.hdr``.
    placed : numpy.ndarray
        3 × 4, RAS, mm: index → point as ITK has it.
    """
    found = forms(_head_of(path))
    if found is None:
        return []
    q, s, size = found
    apart = distance(q, s, size)
    if apart < _TOLD_FROM:
        return []
    taken = "qform" if distance(q, placed, size) <= distance(s, placed, size) else "sform"
    return [f"The header’s sform and qform place the image up to {apart:.3g} mm apart; ITK took the {taken}."]


def note_on_shear(path: Path, placed: npt.NDArray[np.float64]) -> list[str]:
    """Say how far ITK moves the corners of an image whose sform is sheared.

    Parameters
    ----------
    path : pathlib.Path
    placed : numpy.ndarray
        As in `note_on`, of a header that ITK has read permissively; 2 × 3 for a plane.
    """
    head = _head_of(path)
    order = _order(head)
    if order is None:
        return []
    axes = len(placed)
    apart = distance(_sform(head, order)[:axes, [*range(axes), 3]], placed, _size(head, order)[:axes])
    return [
        "The header’s sform is sheared, which an ITK image cannot be: ITK took the nearest rotation, "
        f"which moves a corner by up to {apart:.3g} mm."
    ]


def notes_on_spacing(path: Path, axes: int) -> list[str]:
    """Say where ITK puts 1 for a spacing that means nothing."""
    head = _head_of(path)
    order = _order(head)
    if order is None:
        return []
    spacing = struct.unpack_from(f"{order}7f", head, 80)[:axes]
    return [
        f"pixdim[{axis}] is {value:g}: ITK took a spacing of 1."
        for axis, value in enumerate(spacing, start=1)
        if value == 0 or not math.isfinite(value)
    ]
