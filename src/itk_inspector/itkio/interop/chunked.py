"""Arrays in chunks, which are computed or read when they are asked for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import ChunkError, UsageError
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.text.byte_text import byte_text
from itk_inspector.itkio.interop.held import Held, is_a, is_too_large, refuse_too_large

_KINDS = (("dask", "Array"), ("zarr", "Array"), ("h5py", "Dataset"), ("tensorstore", "TensorStore"))


def is_one(source: Any) -> bool:
    """Tell whether this is an array of dask, zarr, h5py or tensorstore."""
    return any(is_a(source, *kind) for kind in _KINDS)


@dataclass(frozen=True, slots=True)
class ChunkedArray:
    """An array in chunks, of which only what is looked at is computed or read.

    Parameters
    ----------
    source : dask, zarr, h5py or tensorstore array
    library : str
    shape, chunks : tuple of int
        NumPy order; the chunks as they are stored, or the largest ones of dask.
    dtype : numpy.dtype
        In this machine's byte order.
    """

    source: Any
    library: str
    shape: tuple[int, ...]
    chunks: tuple[int, ...]
    dtype: np.dtype[Any]

    @classmethod
    def of(cls, source: Any) -> ChunkedArray:
        """Describe an array.

        Raises
        ------
        UsageError
            If nobody knows how large it is.
        """
        library = next(package for package, name in _KINDS if is_a(source, package, name))
        shape = tuple(source.shape)
        if any(math.isnan(length) for length in shape):
            raise UsageError("The chunks of this dask array have sizes that are not known.", advice="Compute it first.")
        dtype = source.dtype.numpy_dtype if library == "tensorstore" else np.dtype(source.dtype)
        return cls(source, library, tuple(map(int, shape)), _chunks(source, library, shape), dtype.newbyteorder("="))

    @property
    def nbytes(self) -> float:
        """Of all of it."""
        return math.prod(self.shape) * float(self.dtype.itemsize)

    @property
    def is_too_large(self) -> bool:
        """Tell whether all of it takes more memory than may be taken for a copy."""
        return is_too_large(self.nbytes)

    @property
    def note(self) -> str:
        """What is said where only parts of it are read."""
        return f"Read in parts by {self.library}: all of it takes {byte_text(int(self.nbytes))}."

    def all(self) -> npt.NDArray[Any]:
        """Return all of it."""
        return self._part(tuple(slice(None) for _ in self.shape))

    def read(self, level: int, box: Region) -> npt.NDArray[Any]:
        """Return a box, and all components of its pixels; in any thread.

        Raises
        ------
        ChunkError
            If it cannot be computed or read.
        """
        try:
            return np.ascontiguousarray(self._part(box.slices), self.dtype)
        except Exception as e:  # whatever a caller's graph, or a store, may raise
            raise ChunkError(f"{self.library} could not give this part: {type(e).__name__}: {e}"[:300]) from e

    def _part(self, slices: tuple[slice, ...]) -> npt.NDArray[Any]:
        part = self.source[slices]
        if self.library == "dask":
            return np.asanyarray(part.compute())
        return np.asarray(part.read().result() if self.library == "tensorstore" else part)


def _chunks(source: Any, library: str, shape: Sequence[int]) -> tuple[int, ...]:
    """Return the shape of what is read at once; of an array without chunks, single planes."""
    if library == "dask":
        return tuple(max(map(int, lengths), default=1) for lengths in source.chunks)
    found = source.chunk_layout.read_chunk.shape if library == "tensorstore" else source.chunks
    if found is None or not all(found):
        return tuple(1 if axis < len(shape) - 2 else max(1, n) for axis, n in enumerate(shape))
    return tuple(int(n) for n in found)


def held(source: Any) -> Held:
    """Return all of it, computed or read.

    Raises
    ------
    UsageError
        If it is larger than free memory, or nobody knows how large it is.
    """
    array = ChunkedArray.of(source)
    refuse_too_large(array.nbytes, f"This array of {array.library}")
    done = {"dask": "dask has computed it", "tensorstore": "tensorstore has read it"}
    note = f"Copied: {done.get(array.library, f'{array.library} has read its chunks')}."
    return Held(array.all(), name=f"{array.library} array", notes=(note,))
