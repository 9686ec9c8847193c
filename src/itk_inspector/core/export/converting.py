"""Converting the values that are written; a run at a time, so that no more memory than for the result is needed."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from itk_inspector.core.display.grey_levels import every_value, tones
from itk_inspector.core.errors import ExportError
from itk_inspector.core.export.conversion import WHOLE_TYPES, Conversion, ConversionKind, narrowest
from itk_inspector.core.pixels.held_values import held_rounded, held_whole, limits
from itk_inspector.core.pixels.values import Scalar, scalar_text

_RUN = 1 << 17
Place: TypeAlias = tuple[int, ...]


class MisfitError(ExportError):
    """Values that a conversion cannot take.

    Parameters
    ----------
    count, of : int
        How many of how many.
    first : tuple of int
        NumPy index of the first one in the pixels that were given.
    what : str
        What is wrong with them.
    """

    def __init__(self, count: int, of: int, first: Place, what: str) -> None:
        values = "1 value" if count == 1 else f"{count:,} of {of:,} values"
        super().__init__(f"{values} {what}.", advice="Choose another type, or clip the values.")
        self.first = first


def converted(
    pixels: npt.NDArray[Any], conversion: Conversion, allowed: Collection[str] = WHOLE_TYPES
) -> tuple[npt.NDArray[Any], tuple[str, ...]]:
    """Return the values as they are written, and what to tell of it.

    Parameters
    ----------
    pixels : numpy.ndarray
        Of any layout; real.
    conversion : Conversion
    allowed : collection of str
        Types that the format takes.

    Returns
    -------
    numpy.ndarray
        The pixels themselves where they are kept, else a new C-contiguous array.
    tuple of str

    Raises
    ------
    MisfitError
        If a value does not fit, or is no number.
    ExportError
        If no type does, or values of this type cannot be converted so.
    """
    if conversion.kind is ConversionKind.KEEP:
        return pixels, ()
    refusal = conversion.refusal(pixels.dtype.name)
    if refusal:
        raise ExportError(refusal)
    if conversion.kind is ConversionKind.WINDOW:
        return _windowed(pixels, conversion)
    clips = conversion.kind is ConversionKind.CLIP
    if pixels.dtype.kind == "f":
        made = np.empty(pixels.shape, dtype=conversion.dtype or _narrowest_of(pixels, allowed))
        told = () if conversion.dtype else (f"Written as {made.dtype.name}.",)
        return made, (*told, *_rounded(pixels, made, clips=clips))
    if not conversion.dtype:
        made = _narrowed(pixels, allowed)
        return made, (f"Written as {made.dtype.name}.",)
    made = np.empty(pixels.shape, dtype=conversion.dtype)
    return made, _whole(pixels, made, clips=clips)


def cast(pixels: npt.NDArray[Any], dtype: str, *, may_change: bool = False) -> tuple[npt.NDArray[Any], tuple[str, ...]]:
    """Return values in another type, rounded as ITK rounds (half up) and clipped where they have to be.

    Raises
    ------
    ExportError
        If a value would change, and may not.
    """
    kind = np.dtype(dtype)
    if pixels.dtype.kind == "c" and kind.kind != "c":
        raise ExportError("Complex pixels cannot become real ones without a loss of their imaginary part.")
    made, changed = np.empty(pixels.shape, dtype=kind), 0
    for run in runs(pixels.shape):
        part = pixels[run]
        made[run] = _cast(part, kind)
        back = (made[run].real if part.dtype.kind != "c" else made[run]).astype(part.dtype)
        changed += int(np.count_nonzero((back != part) & ~((back != back) & (part != part))))
    if changed and not may_change:
        raise ExportError(
            f"{changed:,} of {pixels.size:,} values would change as {kind.name}; nothing was written.",
            advice="Choose a wider type, or agree to the loss.",
        )
    told = (f"{changed:,} of {pixels.size:,} values changed: rounded or clipped to {kind.name}.",) if changed else ()
    return made, told


def _cast(part: npt.NDArray[Any], kind: np.dtype[Any]) -> npt.NDArray[Any]:
    if kind.kind not in "iu":
        with np.errstate(over="ignore"):  # floats become infinite, as ITK's do
            return part.astype(kind)
    if part.dtype.kind != "f":
        return held_whole(part, kind)[0]
    finite = np.nan_to_num(part.astype(np.float64), nan=0.0)
    below = np.floor(finite)
    return held_rounded(below + (finite - below >= 0.5), kind)[0]  # half up, as ITK rounds; below 0.5 never


def runs(shape: tuple[int, ...]) -> Iterator[tuple[int | slice, ...]]:
    """Divide an array into runs whose work fits into a processor's cache, in C order."""
    if len(shape) > 1 and math.prod(shape[1:]) > _RUN:
        for outer in range(shape[0]):
            yield from ((outer, *inner) for inner in runs(shape[1:]))
        return
    step = max(1, _RUN // max(1, math.prod(shape[1:])))
    yield from ((slice(first, min(first + step, shape[0])),) for first in range(0, shape[0], step))


def value_range(pixels: npt.NDArray[Any]) -> tuple[int, int]:
    """Return the least and the greatest value, floats rounded half to even.

    Raises
    ------
    MisfitError
        If one is no finite number.
    """
    if pixels.dtype.kind != "f":
        return int(pixels.min()), int(pixels.max())
    low, high = float(pixels.min()), float(pixels.max())
    if not (math.isfinite(low) and math.isfinite(high)):
        raise _misfit(pixels, "are not finite numbers", np.isfinite)
    return int(np.rint(low)), int(np.rint(high))


def _narrowest_of(pixels: npt.NDArray[Any], allowed: Collection[str]) -> str:
    low, high = value_range(pixels)
    name = narrowest(low, high, allowed)
    if not name:
        raise ExportError(f"No type of whole numbers here holds values from {low} to {high}.")
    return name


def _narrowed(pixels: npt.NDArray[Any], allowed: Collection[str]) -> npt.NDArray[Any]:
    """Write whole numbers in the smallest type, as soon as it is seen which that is.

    The pixels are gone through once where the first run tells their range.
    """
    first = next(runs(pixels.shape))
    low, high = value_range(pixels[first])
    while name := narrowest(low, high, allowed):
        made = np.empty(pixels.shape, dtype=name)
        least, most = limits(np.dtype(name))
        for run in runs(pixels.shape):
            bottom, top = value_range(pixels[run])
            if bottom < least or top > most:
                break
            made[run] = pixels[run]
        else:
            return made
        low, high = value_range(pixels)
    low, high = value_range(pixels)
    raise ExportError(f"No type of whole numbers here holds values from {low} to {high}.")


def _windowed(pixels: npt.NDArray[Any], conversion: Conversion) -> tuple[npt.NDArray[np.uint8], tuple[str, ...]]:
    made = np.empty(pixels.shape, dtype=np.uint8)
    if pixels.dtype.itemsize <= 2 and pixels.dtype.kind in "iub":
        every = every_value(pixels.dtype).reshape(1, -1)
        table = np.empty(every.shape, np.uint8)
        tones(every, conversion.levels, table)
        for run in runs(pixels.shape):
            part = pixels[run]
            np.take(table[0], part.view(f"u{part.dtype.itemsize}"), out=made[run], mode="wrap")
        return made, ()
    missing = 0
    for run in runs(pixels.shape):
        part = made[run]
        rows = pixels[run].reshape(1, -1)
        tone = np.empty(rows.shape, np.uint8)
        nan = tones(rows, conversion.levels, tone)
        part[...] = tone.reshape(part.shape)
        missing += int(np.count_nonzero(nan)) if nan is not None else 0
    return made, (f"{missing:,} NaN became 0.",) if missing else ()


def _whole(pixels: npt.NDArray[Any], made: npt.NDArray[Any], *, clips: bool) -> tuple[str, ...]:
    """Write whole numbers in another type of them."""
    low, high = value_range(pixels)
    bottom, top = limits(made.dtype)
    if bottom <= low and high <= top:
        made[...] = pixels
        return ()
    if not clips:
        what = f"do not fit into {made.dtype.name} ({bottom} … {top})"
        raise _misfit(pixels, what, lambda part: held_whole(part, made.dtype)[1])
    clipped = 0
    for run in runs(pixels.shape):
        made[run], fits = held_whole(pixels[run], made.dtype)
        clipped += int(np.count_nonzero(~fits))
    return (f"{clipped:,} of {pixels.size:,} values were clipped to {bottom} … {top}.",)


def _rounded(pixels: npt.NDArray[Any], made: npt.NDArray[Any], *, clips: bool) -> tuple[str, ...]:
    """Write floats as whole numbers."""
    bottom, top = limits(made.dtype)
    moved = clipped = 0
    for run in runs(pixels.shape):
        part = pixels[run].astype(np.float64)
        whole = np.rint(part)
        made[run], fits = held_rounded(whole, made.dtype)
        if not fits.all():
            if np.isnan(part).any():
                raise _misfit(pixels, "are not numbers (NaN)", lambda some: ~np.isnan(some))
            if not clips:
                what = f"do not fit into {made.dtype.name} ({bottom} … {top})"
                raise _misfit(pixels, what, lambda some: held_rounded(np.rint(some), made.dtype)[1])
            clipped += int(np.count_nonzero(~fits))
        moved += int(np.count_nonzero((whole != part) & fits))
    told = []
    if moved:
        told.append(f"{moved:,} of {pixels.size:,} values were rounded.")
    if clipped:
        told.append(f"{clipped:,} of {pixels.size:,} values were clipped to {bottom} … {top}.")
    return tuple(told)


def _misfit(pixels: npt.NDArray[Any], what: str, is_good: Any) -> MisfitError:
    """Count what a conversion cannot take, and find the first of it."""
    count, first = 0, None
    for run in runs(pixels.shape):
        part = pixels[run]
        bad = ~is_good(part.astype(np.float64) if part.dtype.kind == "f" else part)
        found = int(np.count_nonzero(bad))
        if found and first is None:
            inside = np.argwhere(bad)[0].tolist()
            *outer, last = (n for n in run)
            assert isinstance(last, slice)
            first = (*(int(n) for n in outer if not isinstance(n, slice)), last.start + inside[0], *inside[1:])
        count += found
    assert first is not None
    value: Scalar = pixels[first].item()
    return MisfitError(count, pixels.size, first, f"{what}, the first one {scalar_text(value, pixels.dtype.name)}")
