"""Arrays that NumPy saved, which ITK does not read: the header, and the pixels in the order that ITK has.

Layout: the NPY format, as ``numpy.lib.format`` documents and reads it. Nothing is ever unpickled.
"""

from __future__ import annotations

import math
import tokenize
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.late_numpy import np
from itk_inspector.core.pixels.itk_types import itk_type_for
from itk_inspector.core.pixels.pixel_types import COMPONENT_TYPES, READ_AS

if TYPE_CHECKING:
    import numpy.typing as npt

FORMAT = "NumPy"
_MAGIC = b"\x93NUMPY"
_MOST_AXES = 4
_BLOCK = 1 << 24
_ROW_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class NumpyFile:
    """Where and how a ``.npy`` file holds its array; what an ImageIO is to other formats.

    Parameters
    ----------
    path : pathlib.Path
    offset : int
        Of the first element, in bytes.
    dtype : numpy.dtype
        As stored, byte order included.
    shape : tuple of int
        NumPy order, at least two axes.
    is_fortran : bool
        The first axis is the fastest.
    block : int
        Which block of at most four axes is meant.
    """

    path: Path
    offset: int
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    is_fortran: bool
    block: int = 0

    @property
    def full_size(self) -> tuple[int, ...]:
        """All axes in ITK order."""
        return self.shape[::-1]

    @property
    def lies_ready(self) -> bool:
        """Tell whether the elements lie in the file as they do in memory."""
        return not self.is_fortran and self.dtype.isnative

    def array(self) -> npt.NDArray[Any]:
        """Return the block, as stored: mapped read-only, where files can be mapped."""
        order: Any = "F" if self.is_fortran else "C"
        whole: npt.NDArray[Any]
        try:
            whole = np.memmap(self.path, self.dtype, "r", self.offset, self.shape, order)
        except OSError:  # some file systems cannot map
            count = math.prod(self.shape)
            whole = np.fromfile(self.path, self.dtype, count, offset=self.offset).reshape(self.shape, order=order)
        outer = self.shape[: max(0, len(self.shape) - _MOST_AXES)]
        meant: npt.NDArray[Any] = whole[np.unravel_index(self.block, outer)] if outer else whole
        return meant

    def read_into(self, memory: npt.NDArray[np.uint8], dtype: str) -> None:
        """Copy the block into ``memory``, C-contiguous and native-endian; ``dtype`` converts by a C cast."""
        stored = self.array()
        target = memory.view(dtype).reshape(stored.shape)
        if self.is_fortran:
            stored, target = stored.T, target.T  # the file is read from its beginning to its end
        rows = max(1, _BLOCK // max(1, target[0].nbytes))
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for first in range(0, len(target), rows):
                np.copyto(target[first : first + rows], stored[first : first + rows], casting="unsafe")

    def matches_reader(self, read: Callable[[int, int], npt.NDArray[np.uint8]]) -> bool:
        """Compare values at the start, in the middle and at the end with NumPy's own reader.

        Parameters
        ----------
        read : callable
            ``(start, count)`` of the pixels' bytes → uint8 array.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                judge = _loaded(self.path).reshape(-1)
        except (OSError, ValueError):
            return False
        size = self.dtype.itemsize
        count = math.prod(self.full_size[:_MOST_AXES])
        judge = judge[self.block * count : (self.block + 1) * count]
        run = max(1, _ROW_BYTES // size)
        places = ((0, min(run, count)), (count // 2, min(count, count // 2 + run)), (max(0, count - run), count))
        same = all(read(a * size, (b - a) * size).tobytes() == judge[a:b].tobytes() for a, b in places)
        return bool(judge.dtype == self.dtype and judge.size >= count and same)


def _loaded(path: Path) -> npt.NDArray[Any]:
    """Let NumPy map the array, or read it where nothing can be mapped."""
    try:
        return np.load(path, mmap_mode="r", allow_pickle=False)  # type: ignore[no-any-return]  # numpy types it as Any
    except OSError:
        return np.load(path, allow_pickle=False)  # type: ignore[no-any-return]  # as above


def is_numpy(path: Path) -> bool:
    """Tell by its first bytes whether a file is one that NumPy saved."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def read_numpy(path: Path) -> NumpyFile:
    """Read the header of a ``.npy`` file.

    Raises
    ------
    OpenError
        If it is damaged, short, or holds something that is no image.
    """
    shape, is_fortran, dtype, offset = _header(path)
    name = dtype.newbyteorder("=").name
    if dtype.hasobject or dtype.names is not None or dtype.subdtype is not None or not _is_plain(dtype):
        kind = "Python objects" if dtype.hasobject else "records" if dtype.names is not None else f"{name} values"
        raise OpenError(
            f"{path.name} holds {kind}, which are not numeric pixels.", advice="Save a numeric array instead."
        )
    if not shape:
        raise OpenError(f"{path.name} holds a single number (an array of 0 axes).", advice="Save an array with axes.")
    if min(shape) < 0 or math.prod(max(n, 1) for n in shape) * dtype.itemsize >= 2**62:
        raise OpenError(f"{path.name} claims an impossible shape.", advice="The header is damaged.")
    if min(shape) == 0:
        shown = " × ".join(str(n) for n in shape)
        raise OpenError(
            f"{path.name} holds no pixels: its shape is {shown}.", advice="Save an array that is not empty."
        )
    needed, present = offset + math.prod(shape) * dtype.itemsize, path.stat().st_size
    if present < needed:
        raise OpenError(
            f"{path.name} is truncated: {present:,} of {needed:,} bytes are there.",
            advice="Copy or download it again.",
        )
    is_fortran = is_fortran and sum(n > 1 for n in shape) > 1
    return NumpyFile(path, offset, dtype, (1,) * (2 - len(shape)) + shape, is_fortran)


def _header(path: Path) -> tuple[tuple[int, ...], bool, np.dtype[Any], int]:
    readers = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    try:
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            version = np.lib.format.read_magic(file)
            if version not in readers:
                major, minor = version
                raise OpenError(
                    f"{path.name} is a NumPy file of version {major}.{minor}, which holds no plain numbers.",
                    advice="Save a numeric array with numpy.save.",
                )
            shape, is_fortran, dtype = readers[version](file)
            return shape, is_fortran, dtype, file.tell()
    except (ValueError, TypeError, KeyError, SyntaxError, RecursionError, MemoryError, tokenize.TokenError) as e:
        raise OpenError(
            f"The NumPy header of {path.name} cannot be read.", advice="The file is damaged.", detail=str(e)
        ) from e


def _is_plain(dtype: np.dtype[Any]) -> bool:
    return dtype.kind in "biufc" and dtype.newbyteorder("=").name in COMPONENT_TYPES


def described(file: NumpyFile, read_as: str = "") -> ImageInfo:
    """Describe the array as an image: the last axis is x, the geometry the identity.

    Raises
    ------
    OpenError
        If complex numbers are to be read as real ones.
    """
    stored = file.dtype.newbyteorder("=").name
    converts = bool(read_as) and READ_AS[read_as] != stored
    if converts and file.dtype.kind == "c":
        raise OpenError(
            f"{file.path.name} holds complex numbers, which are not one {READ_AS[read_as]} each.",
            advice="Open it in its stored type.",
        )
    dtype = READ_AS[read_as] if converts else stored
    geometry = Geometry.identity(file.full_size[:_MOST_AXES])
    is_complex = np.dtype(dtype).kind == "c"
    pixel_type, components = ("complex", 2) if is_complex else ("scalar", 1)
    chosen = itk_type_for(dtype, components, pixel_type, geometry.dimension)
    info = ImageInfo(
        path=file.path,
        format=FORMAT,
        pixel_type=pixel_type,
        component_type=COMPONENT_TYPES[dtype],
        components=components,
        dtype=dtype,
        geometry=geometry,
        itk_type=chosen.name if chosen else "",
        read_as=read_as,
        mapping="file" if file.lies_ready and not converts else "scratch",
    )
    told = [f"Read as {dtype} ({read_as}); stored as {stored} (scalar)."] if converts else []
    return replace(info, notes=(*_notes(file), *told))


def _notes(file: NumpyFile) -> list[str]:
    notes = []
    if file.is_fortran:
        notes.append("The array is stored in Fortran order: copied once into C order, the values as stored.")
    if not file.dtype.isnative:
        order = {"<": "little", ">": "big"}[file.dtype.str[0]]
        notes.append(
            f"The array is stored {order}-endian: copied once into this machine’s order, the values as stored."
        )
    if len(file.shape) >= 3 and file.shape[-1] in (3, 4):
        notes.append(f"The last axis, {file.shape[-1]} long, is taken as x, not as colour components.")
    if len(file.shape) > _MOST_AXES:
        rest = math.prod(file.shape[:-_MOST_AXES])
        notes.append(f"{len(file.shape)}-D: the first 4-D block of {rest} is shown.")
    elif len(file.shape) == _MOST_AXES:
        notes.append(f"4-D: {file.shape[0]} volumes, one shown at a time.")
    return notes
