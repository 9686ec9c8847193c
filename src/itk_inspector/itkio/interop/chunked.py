"""Arrays in chunks, which are computed or read when they are asked for."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from itk_inspector.core.errors import UsageError
from itk_inspector.itkio.interop.held import Held, is_a, refuse_too_large

_KINDS = (("dask", "Array"), ("zarr", "Array"), ("h5py", "Dataset"), ("tensorstore", "TensorStore"))


def is_one(source: Any) -> bool:
    """Tell whether this is an array of dask, zarr, h5py or tensorstore."""
    return any(is_a(source, *kind) for kind in _KINDS)


def held(source: Any) -> Held:
    """Return all of it, computed or read.

    Raises
    ------
    UsageError
        If it is larger than free memory, or nobody knows how large it is.
    """
    library = next(package for package, name in _KINDS if is_a(source, package, name))
    shape = tuple(source.shape)
    if any(math.isnan(length) for length in shape):
        raise UsageError("The chunks of this dask array have sizes that are not known.", advice="Compute it first.")
    dtype = source.dtype.numpy_dtype if library == "tensorstore" else np.dtype(source.dtype)
    refuse_too_large(math.prod(shape) * float(dtype.itemsize), f"This array of {library}")
    if library == "dask":
        pixels, note = np.asanyarray(source.compute()), "Copied: dask has computed it."
    elif library == "tensorstore":
        pixels, note = np.asarray(source.read().result()), "Copied: tensorstore has read it."
    else:
        pixels, note = np.asarray(source[...]), f"Copied: {library} has read its chunks."
    return Held(pixels, name=f"{library} array", notes=(note,))
