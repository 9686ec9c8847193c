"""Which part of an image is written, as people type it and scripts name it: in ITK's order, from the start index."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence

from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.axes import axis_name, itk_names
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.text.typed_numbers import read_whole


def part_of(
    region: tuple[Sequence[int], Sequence[int]] | None, slices: Mapping[str, int | range] | None, geometry: Geometry
) -> Region | None:
    """Return the part that a script names, as `part_of_region` or as `part_of_slices`; None for all.

    Raises
    ------
    UsageError
        If it names none, or names it in both ways.
    """
    if region is not None and slices is not None:
        raise UsageError("Choose a region or slices, not both.")
    try:
        if region is not None:
            index, size = region
            return part_of_region([operator.index(i) for i in index], [operator.index(n) for n in size], geometry)
        return part_of_slices(slices, geometry) if slices is not None else None
    except (TypeError, ValueError, AttributeError) as e:
        raise UsageError('A part is named like region=((0, 0, 3), (64, 64, 1)) or slices={"z": 3}.') from e


def part_of_ranges(words: Sequence[str], geometry: Geometry) -> Region:
    """Return the part that is named by one range an axis, x first.

    Parameters
    ----------
    words : sequence of str
        ``first:last+1``; either may be left out.
    geometry : Geometry

    Raises
    ------
    UsageError
        If there are too few or too many, or one is not inside the image.
    """
    if len(words) != geometry.dimension:
        raise UsageError(f"The image has {geometry.dimension} axes; --crop needs as many ranges.")
    return _part([_range(word, axis, geometry) for axis, word in enumerate(words)], geometry)


def part_of_box(box: Sequence[tuple[int | None, int | None]], geometry: Geometry) -> Region:
    """Return the part that is named by the first index of each axis and the one after the last, x first.

    None is where the image ends.

    Raises
    ------
    UsageError
        If there are too few or too many, or the part does not lie in the image.
    """
    if len(box) != geometry.dimension:
        raise UsageError(f"The image has {geometry.dimension} axes; a box needs as many ranges.")
    ranges = []
    for axis, (first, last) in enumerate(box):
        start, size = geometry.start_index[axis], geometry.size[axis]
        whole = (start if first is None else first, start + size if last is None else last)
        _refuse_outside(*whole, axis, geometry)
        ranges.append(whole)
    return _part(ranges, geometry)


def part_of_region(index: Sequence[int], size: Sequence[int], geometry: Geometry) -> Region:
    """Return the part that an ``itk::ImageRegion`` names: its first pixel and its size, x first.

    Raises
    ------
    UsageError
        If it does not lie in the image, or has another number of axes.
    """
    if not len(index) == len(size) == geometry.dimension:
        raise UsageError(f"A region of this image has {geometry.dimension} indices and {geometry.dimension} sizes.")
    ranges = [(first, first + length) for first, length in zip(index, size, strict=True)]
    for axis, (first, last) in enumerate(ranges):
        _refuse_outside(first, last, axis, geometry)
    return _part(ranges, geometry)


def part_of_slices(chosen: Mapping[str, int | range], geometry: Geometry) -> Region:
    """Return the part that is left when some axes are fixed, or cut to a range; the others are whole.

    Parameters
    ----------
    chosen : mapping of str to int or range
        By the name of an axis (``x``, ``y``, ``z``, ``t``) or its number (``"0"`` is x): an ITK index, or a range
        of them in steps of one.
    geometry : Geometry

    Raises
    ------
    UsageError
        If there is no such axis, or no such slice.
    """
    names = {axis_name(axis): axis for axis in range(geometry.dimension)}
    names.update({str(axis): axis for axis in range(geometry.dimension)})
    ranges = [(start, start + n) for start, n in zip(geometry.start_index, geometry.size, strict=True)]
    seen: set[int] = set()
    for name, where in chosen.items():
        if name not in names:
            axes = ", ".join(axis_name(axis) for axis in range(geometry.dimension))
            raise UsageError(f"The image has no axis “{name}”; its axes are {axes}.")
        axis = names[name]
        if axis in seen:
            raise UsageError(f"Slices along {axis_name(axis)} are named twice.")
        seen.add(axis)
        if isinstance(where, range) and where.step != 1:
            raise UsageError("A range of slices has steps of one.")
        first, last = (
            (where.start, where.stop)
            if isinstance(where, range)
            else (operator.index(where), operator.index(where) + 1)
        )
        _refuse_outside(first, last, axis, geometry)
        ranges[axis] = (first, last)
    return _part(ranges, geometry)


def slices_of(words: Sequence[str]) -> dict[str, int | range]:
    """Read slices as they are typed: ``z=12``, or ``z=3:10`` for 3 to 9.

    Raises
    ------
    UsageError
    """
    found: dict[str, int | range] = {}
    for word in words:
        name, equals, where = word.partition("=")
        first, colon, last = where.partition(":")
        name = name.strip().lower()
        refusal = f"“{word}” names no slice; a slice is named like z=12 or z=3:10."
        if not equals or name in found:
            raise UsageError(f"Slices along {name} are named twice." if name in found else refusal)
        try:
            found[name] = range(read_whole(first), read_whole(last)) if colon else read_whole(first)
        except ValueError as e:
            raise UsageError(refusal) from e
    return found


def typed_region(start: str, size: str, geometry: Geometry) -> Region:
    """Return the part that two texts name, as `part_of_region`.

    Raises
    ------
    UsageError
        If they are no such numbers, or the part does not lie in the image.
    """
    return part_of_region(_numbers(start, geometry, "start"), _numbers(size, geometry, "size"), geometry)


def region_texts(region: Region, geometry: Geometry) -> tuple[str, str]:
    """Return a part as `typed_region` reads it: start and size."""
    start, size = itk_region(region, geometry)
    return ", ".join(map(str, start)), ", ".join(map(str, size))


def itk_region(region: Region, geometry: Geometry) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return index and size of a part as an ``itk::ImageRegion`` has them, x first; `part_of_region` reads them."""
    start = tuple(s + o for s, o in zip(region.start[::-1], geometry.start_index, strict=True))
    return start, tuple(region.shape[::-1])


def _numbers(text: str, geometry: Geometry, what: str) -> tuple[int, ...]:
    words = text.strip().strip("()[]").replace(",", " ").split()
    try:
        numbers = tuple(read_whole(word) for word in words)
    except ValueError:
        numbers = ()
    if len(numbers) != geometry.dimension:
        raise UsageError(f"Enter the {what} of the region as whole numbers: {itk_names(geometry.dimension)}.")
    return numbers


def _part(ranges: Sequence[tuple[int, int]], geometry: Geometry) -> Region:
    starts = [first - start for (first, _), start in zip(ranges, geometry.start_index, strict=True)]
    shape = [last - first for first, last in ranges]
    return Region(tuple(starts[::-1]), tuple(shape[::-1]))


def _range(word: str, axis: int, geometry: Geometry) -> tuple[int, int]:
    start, size = geometry.start_index[axis], geometry.size[axis]
    low, colon, high = word.partition(":")
    try:
        first, last = read_whole(low or str(start)), read_whole(high or str(start + size))
    except ValueError:
        first, last, colon = 0, 0, ""
    if not colon or not start <= first < last <= start + size:
        raise UsageError(f"“{word}” is not a range inside {start}:{start + size}.")
    return first, last


def _refuse_outside(first: int, last: int, axis: int, geometry: Geometry) -> None:
    start = geometry.start_index[axis]
    end = start + geometry.size[axis]
    if start <= first < last <= end:
        return
    asked = f"{first}" if last == first + 1 else f"{first}:{last}"
    raise UsageError(f"{axis_name(axis)} = {asked} is not in the image; its indices are {start} to {end - 1}.")
