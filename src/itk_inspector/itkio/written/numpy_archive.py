"""A NumPy archive (``.npz``): the pixels, and beside them the geometry that a ``.npy`` file lacks.

Its arrays are ``pixels``, in NumPy order ``[.., slice, row, col(, component)]``, and in ITK order, x first, ``size``,
``start_index``, ``origin``, ``spacing`` and ``direction``, a matrix of rows: point = origin + direction · (spacing ·
index). ``unit`` is that of lengths, empty where it is not known.
"""

from __future__ import annotations

import zipfile
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import ExportError
from itk_inspector.itkio.draft import Draft, Verified

_RUN = 1 << 20


def write(draft: Draft) -> Verified:
    """Write the archive, read it back with NumPy, and compare.

    Raises
    ------
    ExportError
        If what was read back differs.
    """
    geometry = draft.info.geometry
    arrays: dict[str, npt.NDArray[Any]] = {
        "pixels": draft.pixels,
        "size": np.array(geometry.size, dtype=np.int64),
        "start_index": np.array(geometry.start_index, dtype=np.int64),
        "origin": np.array(geometry.origin, dtype=np.float64),
        "spacing": np.array(geometry.spacing, dtype=np.float64),
        "direction": np.array(geometry.direction, dtype=np.float64),
        "unit": np.array(draft.source.space.unit),
    }
    path = draft.info.path
    save = np.savez_compressed if draft.request.compress else np.savez
    with path.open("xb") as file:
        save(file, allow_pickle=False, **arrays)
    with draft.meanwhile((path,)), zipfile.ZipFile(path) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy") as stream:
                if not _gives_back(stream, array):
                    raise ExportError(f"The {name} of {path.name} differ after reading back; nothing was kept.")
    return Verified("NumPy")


def _gives_back(stream: Any, array: npt.NDArray[Any]) -> bool:
    """Tell whether a ``.npy`` stream holds an array, which is compared run by run."""
    version = np.lib.format.read_magic(stream)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, is_fortran, dtype = read(stream)
    if (shape, is_fortran, dtype) != (array.shape, False, array.dtype):
        return False
    raw = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
    for start in range(0, raw.size, _RUN):
        if stream.read(min(_RUN, raw.size - start)) != raw[start : start + _RUN].tobytes():
            return False
    return not stream.read(1)
