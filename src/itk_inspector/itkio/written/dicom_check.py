"""What GDCM, which has not written it, says of a slice that was written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.dicom.slice_header import SliceHeader
from itk_inspector.core.dicom.stacking import stacked
from itk_inspector.core.errors import ExportError, OpenError
from itk_inspector.core.export.slice_places import SlicePlaces
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.pixels.pixel_types import DTYPES
from itk_inspector.itkio.dicom import dicom_header
from itk_inspector.itkio.engine.header_record import Header
from itk_inspector.itkio.reader import read_into

_NEAR = 1e-9
"""Decimal strings of 16 characters hold ten digits and more."""


def checked(
    path: Path, values: npt.NDArray[Any], info: ImageInfo, places: SlicePlaces, number: int, uid: str
) -> SliceHeader:
    """Read a slice back, and compare values and place.

    Parameters
    ----------
    path : pathlib.Path
    values : numpy.ndarray
        As they are to be: shape ``[row, col]``, or ``[row, col, component]``.
    info : ImageInfo
        Of the volume.
    places : SlicePlaces
    number : int
        Of the slice, counted from 0.
    uid : str
        Of the series.

    Raises
    ------
    ExportError
        If something differs.
    """
    io = dicom_header.opened(path)
    found = None if io is None else dicom_header.slice_header(path, io, with_names=False)
    if found is None or found.position is None or found.direction is None:
        raise _refusal(path, "no placed image")
    axes = np.asarray(found.direction)[:, :2].T.reshape(-1)
    down, across = places.pixel_spacing
    scale = max(1.0, *(abs(v) for v in places.positions[number]))
    same = {
        "size": found.size == (values.shape[1], values.shape[0], 1),
        "position": np.allclose(found.position, places.positions[number], rtol=0, atol=_NEAR * scale),
        "orientation": np.allclose(axes, places.orientation, rtol=0, atol=_NEAR),
        "pixel spacing": np.allclose(found.spacing[:2], (across, down), rtol=_NEAR, atol=0),
        "number": found.instance == number + 1,
        "series": found.uid == uid,
    }
    wrong = [name for name, is_so in same.items() if not is_so]
    if wrong:
        raise _refusal(path, f"another {' and '.join(wrong)}")
    dtype = DTYPES[io.GetComponentTypeAsString(io.GetComponentType())]
    nbytes = values.size * np.dtype(dtype).itemsize
    back = np.zeros(nbytes, dtype=np.uint8)
    about = replace(info, path=path, format="GDCMImageIO", dtype=dtype, read_as="")
    try:
        read_into(Header(about, io, found.size, dtype, nbytes), back)
    except OpenError as e:
        raise _refusal(path, "no pixels", f"{e.message} {e.detail}") from e
    numbers = back.view(dtype).reshape(values.shape)
    exact = numbers.astype(values.dtype)
    if not np.array_equal(exact, values) or (values.dtype.kind != "f" and not np.array_equal(numbers, exact)):
        raise _refusal(path, "other values")
    return found


def check_stack(headers: list[SliceHeader], places: SlicePlaces) -> None:
    """Refuse slices that do not make the volume: in a row, evenly spaced, none missing.

    Raises
    ------
    ExportError
    """
    if len(headers) < 2:
        return
    stack = stacked(headers)
    in_order = [one.instance for one in stack.slices]
    straight = [one.instance for one in headers]
    if in_order not in (straight, straight[::-1]):
        raise ExportError("GDCM puts the slices in another order; nothing was kept.")
    if stack.problems or not np.isclose(stack.slice_spacing, places.between, rtol=1e-6):
        raise ExportError("The slices do not make the volume; nothing was kept.", detail=" ".join(stack.problems))


def _refusal(path: Path, what: str, detail: str = "") -> ExportError:
    return ExportError(f"GDCM reads {what} back from {path.name}; nothing was kept.", detail=detail)
