"""ITK's objects by the functions behind their Python classes: making the classes takes longer than reading a header.

An object without a class is told by hand that nobody needs it any more.
"""

from __future__ import annotations

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
    readers, common, sources, images = map(_functions, (_READERS, _COMMON, _SOURCES, _IMAGES))
    importlib.import_module("itk.itkImageRegionPython")
    reader_name, axes = f"itkImageFileReader{kind}", range(dimension)
    with _owned(getattr(readers, f"{reader_name}___New_orig__")(), getattr(readers, f"delete_{reader_name}")) as reader:
        getattr(readers, f"{reader_name}_SetFileName")(reader, io.GetFileName())
        getattr(readers, f"{reader_name}_SetImageIO")(reader, io)
        common.itkProcessObject_UpdateOutputInformation(reader)
        output = getattr(sources, f"itkImageSource{kind}_GetOutput")(reader)
        with _owned(output, getattr(images, f"delete_itkImageUC{dimension}")) as image:
            region = getattr(images, f"{base}__GetLargestPossibleRegion_orig__")(image)
            origin, spacing = (getattr(images, f"{base}Get{name}")(image) for name in ("Origin", "Spacing"))
            direction = getattr(images, f"{base}GetDirection")(image).GetVnlMatrix()
            return (
                tuple(int(region.GetIndex()[axis]) for axis in axes),
                tuple(float(origin[axis]) for axis in axes),
                tuple(float(spacing[axis]) for axis in axes),
                tuple(tuple(float(direction.get(row, axis)) for axis in axes) for row in axes),
            )


def pointer_to(memory: npt.NDArray[np.uint8]) -> Any:
    """Return what ``itk.ImageIOBase.Read`` takes for the memory of a 1-D array, which the caller keeps."""
    bridge, images = _functions(_BRIDGE), _functions(_IMAGES)
    name = next(name for name in _VIEWS_OF_ARRAYS if hasattr(bridge, name))
    view = getattr(bridge, name)(memory.reshape(1, -1), (memory.size, 1), 1)
    with _owned(view, images.delete_itkImageUC2) as image:
        pointer = images.itkImageUC2_GetBufferPointer(image)
    assert int(pointer) == memory.ctypes.data
    return pointer


def preload() -> None:
    """Load the functions that `placement` and `pointer_to` call."""
    for held in (_READERS, _COMMON, _SOURCES, _IMAGES, _BRIDGE):
        _functions(held)
    importlib.import_module("itk.itkImageRegionPython")


def _functions(held: tuple[str, str]) -> ModuleType:
    """Return the compiled half of a wrapper module."""
    library, module = held
    importlib.import_module(f"itk._{library}Python")
    return importlib.import_module(f"itk._{module}Python")


@contextmanager
def _owned(thing: Any, delete: Any) -> Iterator[Any]:
    try:
        yield thing
    finally:
        delete(thing)
