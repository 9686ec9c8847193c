"""The two placements that a NIfTI-1 header may hold, and how far they are apart.

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

_HEADER = 348
_TOLD_FROM = 0.01


def forms(head: bytes) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], tuple[int, ...]] | None:
    """Return the qform and sform matrices (3 × 4, RAS, mm) and the spatial size; None unless both are set."""
    if len(head) < _HEADER:
        return None
    order = "<" if struct.unpack_from("<i", head)[0] == _HEADER else ">"
    qform, sform = struct.unpack_from(f"{order}hh", head, 252)
    if struct.unpack_from(f"{order}i", head)[0] != _HEADER or qform <= 0 or sform <= 0:
        return None
    size = tuple(max(1, n) for n in struct.unpack_from(f"{order}3h", head, 42))
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
    s = np.array(struct.unpack_from(f"{order}12f", head, 280)).reshape(3, 4)
    return (q, s, size) if np.all(np.isfinite(q)) and np.all(np.isfinite(s)) else None


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
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            found = forms(file.read(_HEADER))
    except (OSError, EOFError, zlib.error):
        return []
    if found is None:
        return []
    q, s, size = found
    apart = distance(q, s, size)
    if apart < _TOLD_FROM:
        return []
    taken = "qform" if distance(q, placed, size) <= distance(s, placed, size) else "sform"
    return [f"The header’s sform and qform place the image up to {apart:.3g} mm apart; ITK took the {taken}."]
