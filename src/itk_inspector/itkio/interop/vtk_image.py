"""Images of VTK."""

from __future__ import annotations

from typing import Any

import numpy as np

from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.itkio.interop.held import Held, is_a, lent

_KINDS = {"float": "f", "double": "f", "char": np.dtype(np.byte).kind}
"""NumPy's letter for VTK's words; of the others, which are whole numbers, by their first word."""


def is_one(source: Any) -> bool:
    """Tell whether this is image data of VTK, or what makes some."""
    return is_a(source, "vtkmodules", "vtkImageData") or is_a(source, "vtkmodules", "vtkAlgorithm")


def held(source: Any) -> Held:
    """Return a **view** of the point scalars; what makes the image is updated first.

    Source of the geometry: ``vtkImageData::TransformIndexToPhysicalPoint``, in which the extent counts as ITK's
    start index does.

    Raises
    ------
    UsageError
        If it makes no image data, or that has no point scalars that lie in memory as an array.
    """
    image = source
    if is_a(source, "vtkmodules", "vtkAlgorithm"):
        source.Update()
        image = source.GetOutputDataObject(0)
    if not is_a(image, "vtkmodules", "vtkImageData"):
        raise UsageError(f"The output of {type(source).__name__} is no vtkImageData.")
    scalars = image.GetPointData().GetScalars()
    if scalars is None or not scalars.GetNumberOfTuples():
        raise UsageError("This vtkImageData has no point scalars.", advice="Set them active, or allocate them.")
    word = scalars.GetDataTypeAsString()
    if word == "bit":
        raise UsageError("The scalars of this image are bits, which NumPy does not have.")
    letter = _KINDS.get(word, "u" if word.startswith("unsigned") else "i")
    try:
        flat = np.frombuffer(scalars, np.dtype(f"{letter}{scalars.GetDataTypeSize()}"))
    except (TypeError, BufferError, ValueError) as e:
        raise UsageError(f"The scalars of this image are a {type(scalars).__name__}, which is no plain array.") from e
    extent, matrix = image.GetExtent(), image.GetDirectionMatrix()
    geometry = Geometry(
        size=tuple(image.GetDimensions()),
        start_index=tuple(extent[::2]),
        origin=tuple(image.GetOrigin()),
        spacing=tuple(image.GetSpacing()),
        direction=tuple(tuple(matrix.GetElement(row, column) for column in range(3)) for row in range(3)),
    )
    channels = scalars.GetNumberOfComponents()
    pixels = flat.reshape(*geometry.shape, *((channels,) if channels > 1 else ()))
    return Held(lent(pixels, scalars), geometry, "VTK image")
