"""Documents on images and arrays that a script already holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.copied_bytes import OwnBytes
from itk_inspector.core.document import ImageDocument, ImageInfo
from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry import Geometry
from itk_inspector.itkio import bridge
from itk_inspector.itkio.pixel_types import COMPONENT_TYPES, itk_type_for


class ArrayStore:
    """Bytes that belong to the caller's array; implements `core.document.PixelStore`."""

    def __init__(self, pixels: npt.NDArray[Any]) -> None:
        self._pixels: npt.NDArray[Any] | None = pixels

    def private_copy(self) -> OwnBytes:
        """Return a real copy: memory of a running process cannot be mapped copy-on-write."""
        assert self._pixels is not None
        return OwnBytes(self._pixels.copy())

    @property
    def is_safe(self) -> bool:
        """Memory stays."""
        return True

    def close(self) -> None:
        """Let go of the array."""
        self._pixels = None


def document(source: Any, *, geometry: Geometry | None = None, name: str = "") -> ImageDocument:
    """Make a document that **views** an itk image or an array.

    Parameters
    ----------
    source : itk image or numpy.ndarray
        An array of 2 to 4 axes in NumPy order. A last axis of 3 or 4 uint8 on an
        array of 3 axes counts as colour only where ``geometry`` says that there
        are two spatial axes.
    geometry : Geometry, optional
        For arrays; unit spacing by default.
    name : str
        Shown instead of a file name.

    Raises
    ------
    UsageError
        If it is neither, or has too few or too many axes.
    """
    if isinstance(source, np.ndarray):
        return _of_array(source, geometry, name or "array")
    if hasattr(source, "GetBufferedRegion"):
        return _of_itk(source, name or "itk image")
    raise UsageError(f"An itk image or a NumPy array is needed, not {type(source).__name__}.")


def of_copy(original: ImageDocument) -> ImageDocument:
    """Make a document on a **copy** of another one's pixels, with its geometry and type."""
    info = original.info
    return _document(
        original.pixels.copy(), info.geometry, info.pixel_type, info.channels, info.path.name, (), keep=None
    )


def _of_array(array: npt.NDArray[Any], geometry: Geometry | None, name: str) -> ImageDocument:
    pixels = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("="))
    if pixels.dtype.name not in COMPONENT_TYPES:
        raise UsageError(f"Pixels of type {pixels.dtype.name} cannot be shown.")
    geometry = geometry or Geometry.identity(pixels.shape[::-1])
    components = pixels.shape[geometry.dimension :]
    if not 2 <= geometry.dimension <= 4 or len(components) > 1 or not pixels.size:
        raise UsageError(f"An array of 2 to 4 axes is needed, not of shape {array.shape}.")
    if pixels.shape[: geometry.dimension] != geometry.shape:
        raise UsageError(f"An array of shape {array.shape} does not fit an image of size {geometry.size}.")
    channels = components[0] if components else 1
    kind = {3: "rgb", 4: "rgba"}.get(channels, "vector") if pixels.dtype == np.uint8 else "vector"
    notes = (
        () if pixels is array or np.shares_memory(pixels, array) else ("The array was not contiguous: copied once.",)
    )
    return _document(pixels, geometry, kind if channels > 1 else "scalar", channels, name, notes, keep=array)


def _of_itk(image: Any, name: str) -> ImageDocument:
    import itk  # the caller has loaded it already

    geometry = bridge.geometry_of(image)
    try:
        seen = itk.array_view_from_image(image, update=False)
    except (KeyError, RuntimeError, AttributeError) as e:
        raise UsageError(f"ITK gives no NumPy view of {type(image).__name__}.") from e
    channels = seen.shape[-1] if seen.ndim > geometry.dimension else 1
    described = type(image).__name__
    kind = "rgba" if "RGBA" in described else "rgb" if "RGB" in described else "vector"
    return _document(seen, geometry, kind if channels > 1 else "scalar", channels, name, (), keep=image, image=image)


def _document(
    pixels: npt.NDArray[Any],
    geometry: Geometry,
    pixel_type: str,
    channels: int,
    name: str,
    notes: tuple[str, ...],
    *,
    keep: Any,
    image: Any = None,
) -> ImageDocument:
    readable = pixels[...]
    readable.flags.writeable = False
    components = channels * (2 if pixels.dtype.kind == "c" else 1)
    pixel_type = "complex" if pixels.dtype.kind == "c" else pixel_type
    chosen = itk_type_for(pixels.dtype.name, components, pixel_type, geometry.dimension)
    info = ImageInfo(
        path=Path(name),
        format="memory",
        pixel_type=pixel_type,
        component_type=COMPONENT_TYPES[pixels.dtype.name],
        components=components,
        dtype=pixels.dtype.name,
        geometry=geometry,
        itk_type=chosen.name if chosen else "",
        notes=notes,
    )
    wrapped = bridge.WrappedPixels(readable, info, image=image, keep=(pixels, keep))
    return ImageDocument(info, readable, wrapped, ArrayStore(readable))
