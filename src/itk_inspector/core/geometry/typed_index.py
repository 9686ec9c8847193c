"""An index as people type it, in either order."""

from __future__ import annotations

from itk_inspector.core.errors import ProbeError
from itk_inspector.core.geometry.axes import array_names, itk_names
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, to_itk
from itk_inspector.core.text.typed_numbers import read_whole

_OTHER_END = {"(": ")", "[": "]"}


def parse_index(text: str, geometry: Geometry) -> ItkIndex:
    """Read a typed index of an image.

    Parameters
    ----------
    text : str
        ``(x, y[, z])`` or bare numbers in ITK's order, counted from the start index; or
        ``[slice, row, col]`` in NumPy's order, counted from 0, negative numbers from the end.
    geometry : Geometry

    Returns
    -------
    ItkIndex
        Whether it lies inside is not looked at, but for NumPy's negative numbers.

    Raises
    ------
    ProbeError
        If it is no index of as many axes; the sentence says what to type.
    """
    whole = text.strip()
    bracket = whole[:1] if whole[:1] in _OTHER_END else ""
    inner = whole
    if bracket:
        if whole[-1:] != _OTHER_END[bracket]:
            raise _refusal(whole, geometry)
        inner = whole[1:-1]
    words = [word.split() for word in inner.split(",")] if inner.strip() else []
    if any(not part for part in words):  # two commas with nothing between them
        raise _refusal(whole, geometry)
    try:
        numbers = [read_whole(word) for part in words for word in part]
    except ValueError as e:
        raise _refusal(whole, geometry) from e
    dimension = geometry.dimension
    if len(numbers) != dimension:
        said = f"This image has {dimension} axes, not {len(numbers)}"
        raise ProbeError(f"{said}. Enter {_what_to_type(geometry)}.")
    if bracket == "[":
        return to_itk(_from_the_end(ArrayIndex(numbers), geometry, whole), geometry.start_index)
    return ItkIndex(tuple(numbers))


def _from_the_end(index: ArrayIndex, geometry: Geometry, typed: str) -> ArrayIndex:
    """Count negative numbers from the end, as NumPy does; one that lies before the beginning is refused."""
    counted = ArrayIndex(c + n if c < 0 else c for c, n in zip(index, geometry.shape, strict=True))
    if any(not 0 <= c < n for c, n in zip(counted, geometry.shape, strict=True)):
        raise ProbeError(f"The index {typed} lies outside the array of shape {geometry.shape}.")
    return counted


def _refusal(typed: str, geometry: Geometry) -> ProbeError:
    shown = f"{typed[:30]}{'…' if len(typed) > 30 else ''}"
    return ProbeError(f"“{shown}” is not an index. Enter whole numbers: {_what_to_type(geometry)}.")


def _what_to_type(geometry: Geometry) -> str:
    dimension = geometry.dimension
    return f"({itk_names(dimension)}) for ITK, or [{array_names(dimension)}] for NumPy"
