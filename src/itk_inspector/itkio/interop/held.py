"""What another library holds, as an array with its geometry."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.worker.memory.memory_limit import available


@dataclass(frozen=True, slots=True)
class Held:
    """Pixels and their place.

    Parameters
    ----------
    array : numpy.ndarray
        In NumPy order ``[.., slice, row, col]``, components last; on the holder's memory where that can be.
    geometry : Geometry or None
        None where the holder knows none.
    name : str
    has_colours, is_lps : bool
        As of `itkio.from_memory.of_array`.
    notes : tuple of str
        What was copied or converted.
    """

    array: npt.NDArray[Any]
    geometry: Geometry | None = None
    name: str = ""
    has_colours: bool = True
    is_lps: bool = False
    notes: tuple[str, ...] = ()


class _Lent(np.ndarray):
    """An array on memory of an object that NumPy does not know."""

    holder: object = None


def lent(array: npt.NDArray[Any], holder: object) -> npt.NDArray[Any]:
    """Return an array on the same memory that keeps its owner."""
    made = array.view(_Lent)
    made.holder = holder
    return made


def is_a(source: object, package: str, name: str) -> bool:
    """Tell whether an object is of a class of another library, or of one made of it, without importing it."""
    return any(kind.__name__ == name and kind.__module__.partition(".")[0] == package for kind in type(source).__mro__)


def is_too_large(nbytes: float) -> bool:
    """Tell whether a copy would take more than half of the memory that is free."""
    free = available()
    return free is not None and nbytes > free // 2


def refuse_too_large(nbytes: float, what: str) -> None:
    """Refuse to copy what would take more than half of the memory that is free.

    Raises
    ------
    UsageError
    """
    free = available()
    if free is not None and nbytes > free // 2:
        raise UsageError(
            f"{what} takes {nbytes / 1e9:.1f} GB, more than half of the memory that is free.",
            advice="Slice it, and give that part: array[0] or array[:, ::4].",
        )
