"""ITK's objects by the functions behind their Python classes: making the classes takes longer than reading a header.

An object without a class is told by hand that nobody needs it any more.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


Placement: TypeAlias = tuple[tuple[int, ...], tuple[float, ...], tuple[float, ...], tuple[tuple[float, ...], ...]]
"""Start index, origin, spacing, and the rows of the direction."""


_READERS, _BRIDGE = ("ITKIOImageBase", "itkImageFileReader"), ("ITKBridgeNumPy", "itkPyBuffer")
_COMMON, _SOURCES, _IMAGES = (("ITKCommon", module) for module in ("ITKCommonBase", "itkImageSource", "itkImage"))
_INDICES, _REGIONS, _POINTS, _VECTORS, _MATRICES = (
    ("ITKCommon", module) for module in ("itkIndex", "itkImageRegion", "itkPoint", "itkVector", "itkMatrix")
)
"""Libraries of itk, and modules that they hold."""
_VIEWS_OF_ARRAYS = (
    "itkPyBufferIUC2__GetImageViewFromArray",
    "itkPyBufferIUC2__get_image_view_from_contiguous_array",
)
"""One function, as itk 5 and itk 6 name it."""


def placement(io: Any, dimension: int) -> Placement:
    """Return where ``itk.ImageFileReader`` places an image of so many axes, flips for negative spacing included.

    Parameters
    ----------
    io : itk.ImageIOBase
        That has read its file's header.
    dimension : int

    Raises
    ------
    RuntimeError
        If it refuses to.
    """
    kind, base = f"IUC{dimension}", f"itkImageBase{dimension}_"
    readers, common, sources, images = map(functions, (_READERS, _COMMON, _SOURCES, _IMAGES))
    reader_name, axes = f"itkImageFileReader{kind}", range(dimension)
    with _owned(getattr(readers, f"{reader_name}___New_orig__")(), getattr(readers, f"delete_{reader_name}")) as reader:
        getattr(readers, f"{reader_name}_SetFileName")(reader, io.GetFileName())
        getattr(readers, f"{reader_name}_SetImageIO")(reader, io)
        common.itkProcessObject_UpdateOutputInformation(reader)
        output = getattr(sources, f"itkImageSource{kind}_GetOutput")(reader)
        with _owned(output, getattr(images, f"delete_itkImageUC{dimension}")) as image:
            region = getattr(images, f"{base}__GetLargestPossibleRegion_orig__")(image)
            start = getattr(functions(_REGIONS), f"itkImageRegion{dimension}___GetIndex_orig__")(region)
            origin, spacing, direction = (
                getattr(images, f"{base}Get{name}")(image) for name in ("Origin", "Spacing", "Direction")
            )
            index_at = getattr(functions(_INDICES), f"itkIndex{dimension}___getitem__")
            origin_at = getattr(functions(_POINTS), f"itkPointD{dimension}___getitem__")
            spacing_at = getattr(functions(_VECTORS), f"itkVectorD{dimension}___getitem__")
            direction_at = getattr(functions(_MATRICES), f"itkMatrixD{dimension}{dimension}___call__")
            return (
                tuple(int(index_at(start, axis)) for axis in axes),
                tuple(float(origin_at(origin, axis)) for axis in axes),
                tuple(float(spacing_at(spacing, axis)) for axis in axes),
                tuple(tuple(float(direction_at(direction, row, axis)) for axis in axes) for row in axes),
            )


def pointer_to(memory: npt.NDArray[np.uint8]) -> Any:
    """Return what ``itk.ImageIOBase.Read`` takes for the memory of a 1-D array, which the caller keeps."""
    bridge, images = functions(_BRIDGE), functions(_IMAGES)
    name = next(name for name in _VIEWS_OF_ARRAYS if hasattr(bridge, name))
    view = getattr(bridge, name)(memory.reshape(1, -1), (memory.size, 1), 1)
    with _owned(view, images.delete_itkImageUC2) as image:
        pointer = images.itkImageUC2_GetBufferPointer(image)
    assert int(pointer) == memory.ctypes.data
    return pointer


def preload() -> None:
    """Load the functions that `placement` calls."""
    for held in (_COMMON, _READERS, _SOURCES, _IMAGES, _INDICES, _REGIONS, _POINTS, _VECTORS, _MATRICES):
        functions(held)


def preload_bridge() -> None:
    """Load the functions that `pointer_to` calls."""
    for held in (_IMAGES, _BRIDGE):
        functions(held)


@functools.cache
def functions(held: tuple[str, str]) -> ModuleType:
    """Return the compiled half of a wrapper module: by its library, and by its own name."""
    library, module = held
    for needed in ("ITKCommon", library):  # which the others look for when they are loaded
        importlib.import_module(f"itk._{needed}Python")
    return importlib.import_module(f"itk._{module}Python")


@contextmanager
def _owned(thing: Any, delete: Any) -> Iterator[Any]:
    try:
        yield thing
    finally:
        delete(thing)
