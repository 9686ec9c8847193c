"""The facts of ITK's well-known example on the NumPy interface, measured on any image.

The example reads an image as ``unsigned char``, takes a NumPy view and a copy,
converts back, and shows that the index orders are reversed. It asserts who
shares memory with whom; here that is measured.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.bridge_fact import SHARING, WRITING, BridgeFact
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.pixels.itk_types import itk_type_for
from itk_inspector.itkio import bridge
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.engine.pixel_types import itk_type_of

_MOST_COPIED = 1 << 26
"""Bytes above which nobody would want a copy only to be told of it."""


def lines(document: ImageDocument) -> list[str]:
    """Return the six facts in their order, then the three about memory, one line each.

    Raises
    ------
    OpenError
        If itk wraps no image of the document's pixel type.
    """
    if itk_type_of(document.info) is None or document.image is None:
        raise OpenError(f"itk wraps no image of {document.info.dtype} × {document.info.components} pixels.")
    view = document.access.all()
    return [fact.line for fact in facts(document.image, view, document.info, most_copied=view.nbytes)]


def facts(
    image: Any, view: npt.NDArray[Any], info: ImageInfo, *, most_copied: int = _MOST_COPIED
) -> tuple[BridgeFact, ...]:
    """Return the facts about an ITK image and the array on its memory.

    Parameters
    ----------
    image : itk image
    view : numpy.ndarray
        The view that is shown, of shape ``info.shape``.
    info : ImageInfo
    most_copied : int
        Bytes; of a larger image no copy is made, and what is known of one only is left out.
    """
    chosen = itk_type_of(info)
    assert chosen is not None
    shared = np.shares_memory(view, np.frombuffer(engine.memory_of(image, chosen.suffix), np.uint8))
    itk_value, numpy_value = _nine()
    copied: list[BridgeFact] = []
    if view.nbytes <= most_copied:
        copy = view.copy()
        back = bridge.wrap(copy, chosen, info.geometry)
        copied = [
            BridgeFact("NumPy copy shape:", str(copy.shape), "copy = itk.array_from_image(image); copy.shape"),
            BridgeFact(
                "ITK image size after the conversion back:",
                _size(back),
                "back = itk.image_view_from_array(copy); back.GetLargestPossibleRegion().GetSize()",
            ),
        ]
        copy_shared = _yes(np.shares_memory(copy, view))
    return (
        BridgeFact("ITK image size:", _size(image), "image.GetLargestPossibleRegion().GetSize()"),
        BridgeFact("NumPy view shape:", str(view.shape), "view = itk.array_view_from_image(image); view.shape"),
        *copied,
        BridgeFact(
            "3 x 3 array 1...9, ITK value at [2,1] =",
            str(itk_value),
            "array = np.arange(1, 10, dtype=np.uint8).reshape(3, 3); itk.image_view_from_array(array).GetPixel([2, 1])",
        ),
        BridgeFact("3 x 3 array 1...9, NumPy value at [2,1] =", str(numpy_value), "array[2, 1]"),
        BridgeFact(SHARING, _yes(shared), "np.shares_memory(view, itk.array_view_from_image(image))"),
        *(
            [BridgeFact("copy shares memory with the ITK image:", copy_shared, "np.shares_memory(copy, view)")]
            if copied
            else []
        ),
        BridgeFact(WRITING, _yes(view.flags.writeable), "view.flags.writeable"),
    )


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
