"""Uncompressed pixels of DICOM slices, read as GDCM would read them, without GDCM.

Only where that is a copy, one whole number added to each, or stored · slope + intercept in double precision: whatever
else a file asks for is left to GDCM, and so is a slice with numbers that its header does not allow.
"""

from __future__ import annotations

import math
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.pixels.rescale import Rescale
from itk_inspector.core.system.open_files import CLOEXEC, read_into
from itk_inspector.itkio.dicom.file_head import FileHead
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.formats import dicom_keys

_BLOCK = 1 << 15
"""Values that are rescaled at once: the processor's cache holds them."""


@dataclass(frozen=True, slots=True)
class StoredForm:
    """How values follow from the stored numbers.

    Parameters
    ----------
    stored : str
        NumPy name of the stored type.
    dtype : str
        That of the values.
    added : int or None
        To each stored number; None where each slice has a slope and an intercept, which may be its own.
    limits : tuple of int or None
        The least and greatest number that the header allows; None where the type holds no others.
    """

    stored: str
    dtype: str
    added: int | None
    limits: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class StoredSlice:
    """Where the pixels of one slice lie, and in which form.

    Parameters
    ----------
    offset, nbytes : int
        In the file.
    form : StoredForm
    scale : tuple of float
        Slope and intercept, of a form without a number that is added.
    """

    offset: int
    nbytes: int
    form: StoredForm
    scale: tuple[float, float] = (1.0, 0.0)


def form_of(io: Any, dtype: str) -> StoredForm | None:
    """Return how GDCM makes values of uncompressed little-endian numbers; None where it takes more than a rescale.

    Parameters
    ----------
    io : itk.ImageIOBase
        A ``GDCMImageIO`` that has read the header.
    dtype : str
        Of its values.
    """
    dicom = engine.dicom_io().cast(io)
    keys = dicom.GetMetaDataDictionary()
    samples, bits, used, high, sign = (
        dicom_keys.integer(keys, f"0028|{element}") for element in ("0002", "0100", "0101", "0102", "0103")
    )
    slope, added = float(dicom.GetRescaleSlope()), float(dicom.GetRescaleIntercept())
    is_plain = samples == 1 and dicom_keys.text(keys, "0028|0004") == "MONOCHROME2" and sign in (0, 1)
    if not is_plain or bits not in (8, 16, 32) or used is None or high != used - 1 or not 1 <= used <= bits:
        return None
    if used < bits != 16:  # of which GDCM makes other numbers, or nothing
        return None
    if sys.byteorder != "little" or not (math.isfinite(slope) and math.isfinite(added)):
        return None
    stored = np.dtype(f"{'i' if sign else 'u'}{bits // 8}")
    low, top = (-(1 << (used - 1)), (1 << (used - 1)) - 1) if sign else (0, (1 << used) - 1)
    limits = (low, top) if used < bits else None
    shown = np.dtype(dtype)
    if shown == np.float64:
        return StoredForm(stored.name, dtype, None, limits)
    if slope != 1.0 or not added.is_integer() or abs(added) >= 1 << 31:
        return None
    if shown.kind not in "iu" or shown.itemsize < stored.itemsize:
        return None
    if low + int(added) < np.iinfo(shown).min or top + int(added) > np.iinfo(shown).max:
        return None
    return StoredForm(stored.name, dtype, int(added), limits)


def stored_slice(
    head: FileHead, form: StoredForm | None, size: tuple[int, int, int], rescale: Rescale | None
) -> StoredSlice | None:
    """Return where the pixels of a slice lie; None where they are not to be read in a form."""
    if form is None or head.pixels is None or size[2] != 1:
        return None
    offset, length = head.pixels
    nbytes = math.prod(size) * np.dtype(form.stored).itemsize
    if length != nbytes + nbytes % 2:
        return None
    if form.added is not None:
        return StoredSlice(offset, nbytes, form)
    return None if rescale is None else StoredSlice(offset, nbytes, form, (rescale.slope, rescale.intercept))


def read_stored(path: Path, stamp: FileStamp, place: StoredSlice, values: npt.NDArray[Any]) -> bool:
    """Read the pixels of a slice into ``values``, 1-D; False when GDCM has to: then nothing in it counts.

    Raises
    ------
    OSError
    """
    form = place.form
    is_copy = form.stored == form.dtype and form.added == 0
    stored = values if is_copy else np.empty(values.size, dtype=form.stored)
    fd = os.open(path, os.O_RDONLY | CLOEXEC)
    try:
        if FileStamp.of_open(fd) != stamp or not _filled(fd, place.offset, stored.view(np.uint8)):
            return False
    finally:
        os.close(fd)
    if form.limits is not None and (int(stored.min()) < form.limits[0] or int(stored.max()) > form.limits[1]):
        return False
    if form.added is None:
        _rescale(stored, place.scale, values)
    elif not is_copy:
        _add(stored, form.added, values)
    return True


def _rescale(stored: npt.NDArray[Any], scale: tuple[float, float], values: npt.NDArray[np.float64]) -> None:
    """Multiply and add in double precision, rounding twice, as ``gdcm::Rescaler`` does."""
    slope, intercept = scale
    for start in range(0, stored.size, _BLOCK):
        block = values[start : start + _BLOCK]
        np.multiply(stored[start : start + _BLOCK], slope, out=block, dtype=np.float64)
        np.add(block, intercept, out=block)


def _add(stored: npt.NDArray[Any], added: int, values: npt.NDArray[Any]) -> None:
    """Add a number whose every sum `form_of` has found to fit; in a type of the same width sums wrap, and end right."""
    shown = values.dtype
    if shown.itemsize == stored.itemsize:
        np.add(stored.view(shown), shown.type(added), out=values)
    else:
        np.add(stored, shown.type(added), out=values, dtype=shown, casting="unsafe")


def _filled(fd: int, offset: int, memory: npt.NDArray[np.uint8]) -> bool:
    at = 0
    while at < memory.size:
        count = read_into(fd, memory[at:].data, offset + at)
        if count <= 0:
            return False
        at += count
    return True
