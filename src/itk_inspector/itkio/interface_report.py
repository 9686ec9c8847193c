"""The facts of ITK's well-known example on the NumPy interface, measured on any image.

The example reads an image as ``unsigned char``, takes a NumPy view and a copy,
converts back, and shows that the index orders are reversed. It asserts who
shares memory with whom; here that is measured.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.itkio import bridge
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.engine.pixel_types import itk_type_for, itk_type_of


def facts(document: ImageDocument) -> list[str]:
    """Return the six facts in their order, then the three about memory, one line each.

    Raises
    ------
    OpenError
        If itk wraps no image of the document's pixel type.
    """
    chosen = itk_type_of(document.info)
    if chosen is None or document.image is None:
        raise OpenError(f"itk wraps no image of {document.info.dtype} × {document.info.components} pixels.")
    buffers: Any = getattr(engine.buffers(), f"itkPyBuffer{chosen.suffix}")
    view = document.access.all()
    copy = view.copy()
    back = bridge.wrap(copy, chosen, document.geometry)
    shared = np.shares_memory(view, buffers.GetArrayViewFromImage(document.image))
    itk_value, numpy_value = _nine()
    return [
        f"ITK image size: {_size(document.image)}",
        f"NumPy view shape: {view.shape}",
        f"NumPy copy shape: {copy.shape}",
        f"ITK image size after the conversion back: {_size(back)}",
        f"3 x 3 array 1...9, ITK value at [2,1] = {itk_value}",
        f"3 x 3 array 1...9, NumPy value at [2,1] = {numpy_value}",
        f"view shares memory with the ITK image: {_yes(shared)}",
        f"copy shares memory with the ITK image: {_yes(np.shares_memory(copy, view))}",
        f"view can be written: {_yes(view.flags.writeable)}",
    ]


def _size(image: Any) -> str:
    return str(image.GetLargestPossibleRegion().GetSize())


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"


def _nine() -> tuple[int, int]:
    array = np.arange(1, 10, dtype=np.uint8).reshape(3, 3)
    chosen = itk_type_for("uint8", 1, "scalar", 2)
    assert chosen is not None
    image = bridge.wrap(array, chosen, Geometry.identity((3, 3)))
    return int(image.GetPixel([2, 1])), int(array[2, 1])
