"""Images of SimpleITK."""

from __future__ import annotations

import sys
from typing import Any

from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.itkio.interop.held import Held, is_a, lent


def is_one(source: Any) -> bool:
    """Tell whether this is an image of SimpleITK."""
    return is_a(source, "SimpleITK", "Image")


def held(source: Any) -> Held:
    """Return a **view** of its pixels; its geometry is ITK's.

    Raises
    ------
    UsageError
        If it is a label map, which has no pixels.
    """
    kind = source.GetPixelIDTypeAsString()
    if kind.startswith("label"):  # SimpleITK ends the process when it is asked for their array
        raise UsageError(
            "Label maps of SimpleITK hold runs, not pixels.",
            advice="Give LabelMapToLabel(image) of it.",
        )
    axes = source.GetDimension()
    direction = source.GetDirection()
    geometry = Geometry(
        size=tuple(source.GetSize()),
        start_index=(0,) * axes,
        origin=tuple(source.GetOrigin()),
        spacing=tuple(source.GetSpacing()),
        direction=tuple(tuple(direction[row * axes : (row + 1) * axes]) for row in range(axes)),
    )
    array = lent(sys.modules["SimpleITK"].GetArrayViewFromImage(source), source)
    return Held(array, geometry, "SimpleITK image", has_colours=False, is_lps=True)
