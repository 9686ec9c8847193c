"""One pixel, read through ITK and through NumPy."""

from __future__ import annotations

import functools
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.geometry.coordinate_text import places
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import (
    ArrayIndex,
    ContinuousIndex,
    ItkIndex,
    PhysicalPoint,
    to_array,
    unswapped,
)
from itk_inspector.core.pixels.values import Value, same, scalar_text, value_at, value_text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class Late(Enum):
    """What stands for a value that was asked for and has not come yet."""

    LATE = "late"


class ItkPixels(Protocol):
    """Reads single pixels through ITK."""

    @property
    def image(self) -> Any:
        """The ITK image, or None where no wrapped type fits."""
        ...

    def value(self, index: ItkIndex) -> Value | Late | None:
        """Return the stored value by ``GetPixel``; the index must lie inside.

        Where another process reads it, it may be `Late.LATE`: it is to be asked for again when there is news.
        """
        ...


@dataclass(frozen=True, slots=True)
class Probe:
    """One pixel through both APIs.

    Parameters
    ----------
    itk_index, array_index : ItkIndex, ArrayIndex
        The same pixel in both orders.
    physical_point : PhysicalPoint
        Of the pixel's centre.
    itk_value, array_value : Value
        As stored; ``itk_value`` is None where ITK has no type for the pixels.
    twin_index : ArrayIndex or None
        The ITK numbers used as a NumPy index without reversing them; None when out of bounds.
    twin_value : Value or None
        What NumPy holds there.
    continuous : ContinuousIndex or None
        Where the pointer stands, when a pointer was involved.
    dtype : str
        NumPy name of one component, which decides how a float is written.
    stored : int or None
        The number in the file, where a rescale made another value of it.
    places : tuple of int
        For each physical axis: digits after the point that tell neighbouring pixels apart.
    label_names : tuple of str or None
        What each component stands for, None where the image's label table does not say; empty without a table.
    awaits_itk : bool
        ITK has been asked and has not answered yet; ``itk_value`` is None until then.
    absent : str
        What stands for the values where the pixel has not been read, or cannot be; then they are None.
    """

    itk_index: ItkIndex
    array_index: ArrayIndex
    physical_point: PhysicalPoint
    itk_value: Value | None
    array_value: Value | None
    twin_index: ArrayIndex | None
    twin_value: Value | None
    continuous: ContinuousIndex | None = None
    dtype: str = "float64"
    stored: int | None = None
    places: tuple[int, ...] = ()
    awaits_itk: bool = False
    label_names: tuple[str | None, ...] = ()
    absent: str = ""

    @property
    def label_text(self) -> str:
        """What the value stands for; of several components all that are known."""
        return ", ".join([name for name in self.label_names if name])

    @property
    def named_value_text(self) -> str:
        """The stored value, exact, and what it stands for."""
        label = self.label_text if self.label_names else ""
        return f"{self.value_text} · {label}" if label else self.value_text

    @property
    def value_text(self) -> str:
        """The stored value as NumPy reads it, all components, exact."""
        return self.absent or value_text(self.array_value, self.dtype)

    @property
    def components(self) -> int:
        """How many numbers the value has."""
        return len(self.array_value) if isinstance(self.array_value, tuple) else 1

    def component_text(self, number: int) -> str:
        """Write one of them, counted from 0."""
        value = self.array_value
        if value is None:
            return self.value_text
        return scalar_text(value[number] if isinstance(value, tuple) else value, self.dtype)

    @property
    def itk_value_text(self) -> str:
        """The stored value as ITK reads it, or an ellipsis while that is not known yet."""
        return self.absent or ("…" if self.awaits_itk else value_text(self.itk_value, self.dtype))

    @property
    def twin_text(self) -> str:
        """The value at the same numbers in NumPy, or ``out of bounds``."""
        return "out of bounds" if self.twin_index is None else value_text(self.twin_value, self.dtype)

    def point_texts(self, write: Callable[[float, int, int], str], least: int) -> list[str]:
        """Write each coordinate of the physical point, with at least so many places after the point."""
        point = self.physical_point.components
        counts = self.places or (0,) * len(point)
        return [write(c, count, least) for c, count in zip(point, counts, strict=True)]

    def answered(self, itk_value: Value | None) -> Probe:
        """Return the same with what ITK has read."""
        return Probe(
            self.itk_index,
            self.array_index,
            self.physical_point,
            itk_value,
            self.array_value,
            self.twin_index,
            self.twin_value,
            self.continuous,
            self.dtype,
            self.stored,
            self.places,
            label_names=self.label_names,
            absent=self.absent,
        )

    @property
    def agree(self) -> bool:
        """Tell whether ITK and NumPy gave the same value."""
        return same(self.itk_value, self.array_value)


def probe(
    index: ItkIndex,
    geometry: Geometry,
    pixels: npt.NDArray[Any],
    itk_pixels: ItkPixels,
    continuous: ContinuousIndex | None = None,
) -> Probe:
    """Read the pixel at ``index`` through both APIs.

    Neither API is asked before the bounds are known: ``GetPixel`` does not
    check them and NumPy wraps negative numbers.

    Parameters
    ----------
    index : ItkIndex
    geometry : Geometry
        Of the image behind ``pixels``.
    pixels : numpy.ndarray
        ``geometry.shape``, optionally with a trailing component axis.
    itk_pixels : ItkPixels
        The same bytes through ITK.
    continuous : ContinuousIndex, optional
        Where the pointer stands.

    Raises
    ------
    ProbeError
        If the index has another dimension or lies outside.
    """
    check_inside(index, geometry)
    array_index, twin = to_array(index, geometry.start_index), unswapped(index, geometry.shape)
    return located(
        index,
        geometry,
        dtype_name(pixels.dtype),
        array_index=array_index,
        twin_index=twin,
        itk_value=itk_pixels.value(index),
        array_value=value_at(pixels, array_index),
        twin_value=None if twin is None else value_at(pixels, twin),
        continuous=continuous,
    )


def located(
    index: ItkIndex,
    geometry: Geometry,
    dtype: str,
    *,
    array_index: ArrayIndex,
    twin_index: ArrayIndex | None,
    itk_value: Value | Late | None,
    array_value: Value | None,
    twin_value: Value | None,
    continuous: ContinuousIndex | None = None,
    absent: str = "",
) -> Probe:
    """Return the probe of a pixel inside the image whose values were read; see `Probe`."""
    return Probe(
        index,
        array_index,
        geometry.point_of(index),
        None if itk_value is Late.LATE else itk_value,
        array_value,
        twin_index,
        twin_value,
        continuous,
        dtype,
        None,
        places(geometry.spacing),
        itk_value is Late.LATE,
        (),
        absent,
    )


def check_inside(index: ItkIndex, geometry: Geometry) -> None:
    """Refuse an index with another number of axes, or outside.

    Raises
    ------
    ProbeError
    """
    if geometry.contains(index):
        return
    if index.dimension != geometry.dimension:
        raise ProbeError(f"The image has {geometry.dimension} axes; the index {index} has {index.dimension}.")
    raise ProbeError(f"The index {index} lies outside the image: {_bounds_text(geometry)}.")


@functools.cache
def dtype_name(dtype: np.dtype[Any]) -> str:
    """Return the name of a type of numbers."""
    return dtype.name  # NumPy puts it together anew each time


def _bounds_text(geometry: Geometry) -> str:
    bounds = zip(geometry.start_index, geometry.size, strict=True)
    return ", ".join(f"{axis_name(axis)} {s} to {s + n - 1}" for axis, (s, n) in enumerate(bounds))


def probe_code(found: Probe) -> str:
    """Write a probe as Python that runs where ``image`` and ``array`` are known."""
    value = found.value_text
    return f"image.GetPixel({found.itk_index})  # {value}\narray{found.array_index}  # {value}\n"
