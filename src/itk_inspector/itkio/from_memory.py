"""Documents on images and arrays that a script already holds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.copied_bytes import OwnBytes
from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import IN_MEMORY, ImageInfo
from itk_inspector.core.header.space import Space
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.live_image import MemoryState
from itk_inspector.core.pixels.itk_types import itk_type_for
from itk_inspector.core.pixels.pixel_types import COMPONENT_TYPES
from itk_inspector.itkio import bridge
from itk_inspector.itkio.header import metadata_of
from itk_inspector.itkio.label_tables import with_segments

_MOST_AXES = 4


class ArrayStore:
    """Bytes that belong to the caller's array; implements `core.image.document.PixelStore`."""

    def __init__(self, pixels: npt.NDArray[Any]) -> None:
        self._pixels: npt.NDArray[Any] | None = pixels

    def private_copy(self) -> OwnBytes:
        """Return a real copy: memory of a running process cannot be mapped copy-on-write."""
        assert self._pixels is not None
        return OwnBytes(self._pixels.copy())

    def fetch(self, start: int, nbytes: int) -> None:
        """Nothing is to be fetched."""

    def begin_fetching(self, start: int, nbytes: int) -> None:
        """Nothing is to be fetched."""

    def expect(self, *, in_order: bool) -> None:
        """Memory does not mind."""

    @property
    def is_safe(self) -> bool:
        """Memory stays."""
        return self._pixels is not None

    def close(self) -> None:
        """Let go of the array."""
        self._pixels = None


class ItkImage:
    """A caller's ITK image, which a filter may fill or allocate anew; implements `core.image.document.LiveImage`."""

    def __init__(self, image: Any, name: str) -> None:
        self._image = image
        self._name = name

    def place(self) -> tuple[tuple[int, ...], tuple[int, ...], int]:
        """Return size and start of the buffered region, and the address of its pixels; 0 when there are none."""
        region = self._image.GetBufferedRegion()
        size, start, axes = region.GetSize(), region.GetIndex(), range(self._image.GetImageDimension())
        pointer = self._image.GetBufferPointer()
        address = 0 if pointer is None else int(getattr(pointer, "this", pointer))
        return tuple(int(size[i]) for i in axes), tuple(int(start[i]) for i in axes), address

    def state(self) -> MemoryState:
        """Return where the pixels lie, the geometry, and ITK's modified time."""
        return MemoryState(self.place(), bridge.geometry_of(self._image), int(self._image.GetMTime()))

    def document(self) -> ImageDocument:
        """Make a document on the image as it is now."""
        return _of_itk(self._image, self._name)


class ItkStore(ArrayStore):
    """Bytes of a caller's ITK image; they must not be read once the image has others."""

    def __init__(self, pixels: npt.NDArray[Any], live: ItkImage) -> None:
        super().__init__(pixels)
        self._live = live
        self._place = live.place()

    @property
    def is_safe(self) -> bool:
        """Tell whether the image still has the pixels that it had; ITK checks no bounds."""
        return super().is_safe and self._live.place() == self._place


def document(
    source: Any,
    *,
    geometry: Geometry | None = None,
    name: str = "",
    takes_part: bool = False,
    notes: tuple[str, ...] = (),
) -> ImageDocument:
    """Make a document that **views** an itk image or an array.

    Parameters
    ----------
    source : itk image or numpy.ndarray
        An array of up to 4 axes in NumPy order; one axis is a single row. A last axis of 3 or 4 uint8 on an
        array of 3 axes counts as colour only where ``geometry`` says that there
        are two spatial axes.
    geometry : Geometry, optional
        For arrays; unit spacing by default.
    name : str
        Shown instead of a file name.
    takes_part : bool
        Of more than four axes take the first block, with a note, as of a ``.npy`` file. Otherwise they are refused.
    notes : tuple of str
        What there is to say of an itk image besides.

    Raises
    ------
    UsageError
        If it is neither, or has too few or too many axes.
    """
    if isinstance(source, np.ndarray):
        return of_array(source, geometry, name=name or "array", takes_part=takes_part)
    if hasattr(source, "GetBufferedRegion"):
        return _of_itk(source, name or "itk image", notes)
    raise UsageError(f"Expected an itk.Image or a NumPy array, got {_type_name(source)}.")


def of_copy(original: ImageDocument) -> ImageDocument:
    """Make a document on a **copy** of another one's pixels, with its geometry and type."""
    info = original.info
    return _document(
        original.access.all().copy(), info.geometry, info.pixel_type, info.channels, info.path.name, (), keep=None
    )


def of_array(
    array: npt.NDArray[Any],
    geometry: Geometry | None,
    *,
    name: str,
    takes_part: bool = False,
    has_colours: bool = True,
    is_lps: bool = False,
    notes: tuple[str, ...] = (),
    again: Callable[[], ImageDocument] | None = None,
) -> ImageDocument:
    """Make a document that **views** an array, which it keeps; arguments as of `document`.

    Parameters
    ----------
    has_colours : bool
        Three or four components of uint8 are red, green, blue and opacity; else numbers.
    is_lps : bool
        By the convention of whoever holds it, its space is the patient's, in LPS.
    notes : tuple of str
        What is to be said besides.
    again : callable, optional
        Makes the document anew; kept where the pixels had to be copied.

    Raises
    ------
    UsageError
        If it has too few or too many axes, or pixels that cannot be shown.
    """
    said = [*notes, *_mask_notes(array)]
    plain = np.asarray(array)
    if geometry is None and plain.ndim == 1 and plain.size:
        plain = plain[np.newaxis]
    if geometry is None and plain.ndim > _MOST_AXES and takes_part and plain.size:
        rest = math.prod(plain.shape[:-_MOST_AXES])
        said.append(f"{plain.ndim}-D: the first 4-D block of {rest} is shown.")
        plain = plain[(0,) * (plain.ndim - _MOST_AXES)]
    if plain.dtype.name not in COMPONENT_TYPES:
        raise UsageError(f"Pixels of type {plain.dtype.name} cannot be shown.")
    pixels = np.ascontiguousarray(plain, dtype=plain.dtype.newbyteorder("="))
    geometry = geometry or Geometry.identity(pixels.shape[::-1])
    components = pixels.shape[geometry.dimension :]
    if not 2 <= geometry.dimension <= _MOST_AXES or len(components) > 1 or not pixels.size:
        raise UsageError(f"Expected an array of 2 to 4 axes, got one of shape {array.shape}.")
    if pixels.shape[: geometry.dimension] != geometry.shape:
        raise UsageError(f"An array of shape {array.shape} does not fit an image of size {geometry.size}.")
    channels = components[0] if components else 1
    kind = {3: "rgb", 4: "rgba"}.get(channels, "vector") if pixels.dtype == np.uint8 and has_colours else "vector"
    is_copy = not np.shares_memory(pixels, plain)
    if is_copy:
        said.append(_why_copied(plain.dtype))
    kind = kind if channels > 1 else "scalar"
    kept = again if is_copy or notes else None
    return _document(pixels, geometry, kind, channels, name, tuple(said), keep=array, is_lps=is_lps, again=kept)


def _why_copied(stored: np.dtype[Any]) -> str:
    if stored.isnative:
        return "The array was not contiguous: copied once."
    order = {"<": "little", ">": "big"}[stored.str[0]]
    return f"The array is {order}-endian: copied once into this machine’s order, the values as they were."


def _mask_notes(array: npt.NDArray[Any]) -> list[str]:
    """Say that masked pixels are shown with the values under the mask."""
    if not hasattr(array, "mask"):  # numpy.ma takes long to load
        return []
    count = int(np.count_nonzero(np.broadcast_to(array.mask, array.shape)))
    of = "1 pixel is" if count == 1 else f"{count:,} pixels are"
    return [f"{of} masked: the values are those under the mask."] if count else []


def _of_itk(image: Any, name: str, notes: tuple[str, ...] = ()) -> ImageDocument:
    import itk  # the caller has loaded it already

    live = ItkImage(image, name)
    geometry = bridge.geometry_of(image)
    if min(geometry.size) == 0 or not live.place()[2]:
        raise UsageError("This itk image has no pixels yet.", advice="Call Update() on the filter that it comes from.")
    before = image.GetLargestPossibleRegion(), image.GetRequestedRegion()
    whole, requested = (type(region)(region) for region in before)  # ITK hands out its own
    has_view = True
    try:
        seen = itk.array_view_from_image(image, update=False)
    except (KeyError, RuntimeError, AttributeError) as e:
        has_view, seen = False, bridge.bytes_of(image)
        if seen is None:
            raise UsageError(f"ITK gives no NumPy view of {type(image).__name__}.") from e
    if image.GetLargestPossibleRegion() != whole:  # ITK updates an image without a source all the same
        image.SetLargestPossibleRegion(whole)
        image.SetRequestedRegion(requested)
    channels = seen.shape[-1] if seen.ndim > geometry.dimension else 1
    described = type(image).__name__
    kind = "rgba" if "RGBA" in described else "rgb" if "RGB" in described else "vector"
    kind = kind if channels > 1 else "scalar"
    return _document(seen, geometry, kind, channels, name, notes, keep=image, image=image, live=live, has_view=has_view)


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
    live: ItkImage | None = None,
    has_view: bool = True,
    is_lps: bool = False,
    again: Callable[[], ImageDocument] | None = None,
) -> ImageDocument:
    readable = pixels[...]
    readable.flags.writeable = False
    space = Space(is_by_convention=is_lps or image is not None)
    info = memory_info(pixels.dtype, geometry, pixel_type, channels, name, notes, space)
    info = with_segments(replace(info, metadata=metadata_of(image)) if image is not None else info)
    wrapped = bridge.WrappedPixels(readable, info, image=image, keep=(pixels, keep), reads_itself=not has_view)
    store = ArrayStore(readable) if live is None else ItkStore(readable, live)
    return ImageDocument(info, readable, wrapped, store, live=live, again=again)


def memory_info(
    dtype: np.dtype[Any],
    geometry: Geometry,
    pixel_type: str,
    channels: int,
    name: str,
    notes: tuple[str, ...] = (),
    space: Space | None = None,
) -> ImageInfo:
    """Return what there is to know of pixels that a script holds.

    Parameters
    ----------
    dtype : numpy.dtype
        Of one component; one that can be shown.
    geometry : Geometry
    pixel_type : str
        ITK's word, where they are not complex.
    channels : int
    name : str
        In the place of a file's.
    notes : tuple of str
    space : Space, optional
    """
    components = channels * (2 if dtype.kind == "c" else 1)
    pixel_type = "complex" if dtype.kind == "c" else pixel_type
    chosen = itk_type_for(dtype.name, components, pixel_type, geometry.dimension)
    return ImageInfo(
        path=Path(name),
        format=IN_MEMORY,
        pixel_type=pixel_type,
        component_type=COMPONENT_TYPES[dtype.name],
        components=components,
        dtype=dtype.name,
        geometry=geometry,
        itk_type=chosen.name if chosen else "",
        notes=notes,
        space=space or Space(),
    )


def _type_name(source: object) -> str:
    """Return a type's name with its package's, such as ``SimpleITK.Image``."""
    kind = type(source)
    package = kind.__module__.partition(".")[0]
    return kind.__name__ if package == "builtins" else f"{package}.{kind.__name__}"
