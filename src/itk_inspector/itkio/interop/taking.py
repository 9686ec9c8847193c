"""One way for whatever holds pixels to become a document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.itkio import from_memory
from itk_inspector.itkio.interop import itk_pipeline
from itk_inspector.itkio.interop.held import refuse_too_large
from itk_inspector.itkio.interop.holders import held_by

Placed: TypeAlias = Callable[[tuple[int, ...]], Geometry]
HAS_PLACE = "spacing=, origin=, direction= and colour= are for arrays: this image says where its pixels lie."


@dataclass(frozen=True, slots=True)
class Taken:
    """What was made of an image that a script holds.

    Parameters
    ----------
    document : ImageDocument
        On the holder's own memory where that can be; its notes say what was copied.
    mask : ImageDocument or None
        Which pixels are masked: 1 there, 0 elsewhere. To be shown over the document, or closed.
    note : str
        What was copied, converted or is uncertain; the same as the document's notes, in one text.
    """

    document: ImageDocument
    mask: ImageDocument | None
    note: str


def taken(
    source: Any,
    *,
    geometry: Geometry | None = None,
    name: str = "",
    takes_part: bool = True,
    placed: Placed | None = None,
) -> Taken:
    """Make a document of whatever holds pixels, without a copy where that can be.

    Parameters
    ----------
    source : itk image, itk filter, numpy.ndarray, or another library's image or array
        An array of up to 4 axes is in NumPy order; one axis is a single row. A filter of itk or VTK is updated, and so
        is the pipeline that an itk image comes from. Images of SimpleITK, VTK, nibabel, xarray (dims as of
        ``itk.xarray_from_image``) and MONAI (channel first) keep their geometry; those of Pillow have none, nor have
        arrays of dask, zarr, h5py, tensorstore and of whatever has ``__dlpack__``, ``__array_interface__`` or
        ``__array__``.
    geometry : Geometry, optional
        For what has none of its own.
    name : str
        Shown instead of a file name.
    placed : callable, optional
        Gives the geometry for an array of a shape, where it has none of its own; what has one is refused then.
    takes_part : bool
        Of more than four axes take the first block, with a note. Otherwise they are refused.

    Raises
    ------
    UsageError
        If it holds no pixels that can be shown.
    """
    if itk_pipeline.is_image(source) or itk_pipeline.is_filter(source):
        if placed is not None:
            raise UsageError(HAS_PLACE)
        image, notes = itk_pipeline.up_to_date(source)
        document = from_memory.document(image, name=name, notes=notes)
        return Taken(document, None, " ".join(document.info.notes))
    held = held_by(source) if not isinstance(source, np.ndarray) else None
    if held is not None and held.geometry is not None and placed is not None:
        raise UsageError(HAS_PLACE)
    array = source if held is None else held.array

    def again() -> ImageDocument:
        now = taken(source, geometry=geometry, name=name, takes_part=takes_part, placed=placed)
        if now.mask is not None:
            now.mask.close()  # it is another document, which is taken again by itself
        return now.document

    if placed is not None and isinstance(array, np.ndarray):
        geometry = placed(array.shape)
    if isinstance(array, np.ndarray) and not (array.flags.c_contiguous and array.dtype.isnative):
        refuse_too_large(float(array.nbytes), "A copy of this array")
    if held is None and isinstance(source, np.ndarray):
        document = from_memory.of_array(source, geometry, name=name or "array", takes_part=takes_part, again=again)
    elif held is None:
        document = from_memory.document(source, geometry=geometry, name=name, takes_part=takes_part)
    else:
        document = from_memory.of_array(
            held.array,
            held.geometry or geometry,
            name=name or held.name,
            takes_part=takes_part,
            has_colours=held.has_colours,
            is_lps=held.is_lps,
            notes=held.notes,
            again=again,
        )
    return Taken(document, _mask(source, document), " ".join(document.info.notes))


def _mask(source: Any, document: ImageDocument) -> ImageDocument | None:
    """Return which pixels are masked as a document; None where there are none."""
    mask: Any = getattr(source, "mask", None)
    if not isinstance(source, np.ndarray) or not isinstance(mask, np.ndarray | np.bool_) or not mask.any():
        return None
    seen: npt.NDArray[Any] = np.broadcast_to(mask, source.shape)
    shape = document.geometry.shape
    if seen.ndim > len(shape):
        if document.info.channels > 1:
            seen = np.asarray(seen.any(axis=-1))  # a pixel is masked when one of its components is
        seen = seen[(0,) * (seen.ndim - len(shape))]
    drawn = np.ascontiguousarray(seen, np.uint8).reshape(shape)
    return from_memory.document(drawn, geometry=document.geometry, name="mask")
