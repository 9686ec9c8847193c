"""Slices in order of position, and what is wrong with the volume that they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.dicom.slice_header import SliceHeader, by_number, normal_of

_UNEVEN = 0.01
_GAP = 1.5
_SAME_PLACE = 0.01
_SIDEWAYS = 0.1


@dataclass(frozen=True, slots=True)
class Stack:
    """Slices in order of position.

    Parameters
    ----------
    slices : tuple of SliceHeader
    slice_spacing : float
        Mean distance of neighbouring slices, as ``itk::ImageSeriesReader`` has it.
    problems : tuple of str
    """

    slices: tuple[SliceHeader, ...]
    slice_spacing: float
    problems: tuple[str, ...]


def stacked(slices: Iterable[SliceHeader]) -> Stack:
    """Sort single-frame slices of one orientation along their normal, and say what is wrong with them.

    The order is the one of ``itk::GDCMSeriesFileNames``: ascending along the
    cross product of the row and column directions. The spacing is the one of
    ``itk::ImageSeriesReader``: the distance of first and last, by the number of steps.

    Parameters
    ----------
    slices : iterable of SliceHeader
        At least one.
    """
    given = sorted(slices, key=by_number)
    if len(given) == 1:
        return Stack(tuple(given), given[0].spacing[2], ())
    if not all(one.is_placed for one in given):
        problem = (
            "The files do not say where the slices lie: they follow their numbers, and are taken to be 1 mm apart."
        )
        return Stack(tuple(given), 1.0, (problem, *_pixel_problems(given)))
    normal = normal_of(given[0])
    points = np.array([one.position for one in given], dtype=np.float64)
    along = (points - points[0]) @ normal
    order = _ordered(along)
    ordered = [given[i] for i in order]
    along, points = along[order], points[order]
    length = float(np.linalg.norm(points[-1] - points[0]))
    spacing = length / (len(given) - 1) if length > 0 else 1.0
    uneven = _step_problems(along)
    if uneven:
        mean = ", the mean" if length > 0 else ""
        uneven.append(f"The volume is shown with a slice spacing of {_mm(spacing)} throughout{mean}.")
    problems = [*uneven, *_sideways_problems(points, normal, given[0].spacing), *_pixel_problems(given)]
    return Stack(tuple(ordered), spacing, tuple(problems))


def _ordered(along: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Sort by position; slices at one place keep the order in which they came."""
    order = np.argsort(along, kind="stable")
    place = np.zeros(len(along), dtype=np.int64)
    place[1:] = np.cumsum(np.diff(along[order]) > _near(along))
    by_place = np.empty(len(along), dtype=np.int64)
    by_place[order] = place
    return np.argsort(by_place, kind="stable")


def _near(along: npt.NDArray[np.float64]) -> float:
    """Return the distance up to which two slices are at one place: a hundredth of the mean."""
    return float(np.ptp(along)) / max(1, len(along) - 1) * _SAME_PLACE


def _step_problems(along: npt.NDArray[np.float64]) -> list[str]:
    """Say duplicates, gaps and uneven distances, with figures."""
    near = _near(along)
    steps = np.diff(along)
    found = []
    twice = steps <= near
    if twice.any():
        found.append(_duplicate_problem(along, twice))
    apart = steps[~twice]
    if not apart.size:
        return found
    usual = float(np.sort(apart)[(apart.size - 1) // 2])
    gaps = [i for i in range(len(steps)) if steps[i] >= _GAP * usual and _is_multiple(steps[i], usual)]
    missing = sum(round(float(steps[i]) / usual) - 1 for i in gaps)
    if missing:
        widths = f"{_mm(steps[gaps[0]])} instead of {_mm(usual)}"
        where = f"between slice {gaps[0]} and slice {gaps[0] + 1}, counted from 0 ({widths})"
        more = f", and at {_times(len(gaps) - 1, 'other place')}" if len(gaps) > 1 else ""
        verb = "is" if missing == 1 else "are"
        found.append(f"{_times(missing, 'slice')} {verb} missing {where}{more}.")
    rest = np.array([steps[i] for i in range(len(steps)) if not twice[i] and i not in gaps])
    if rest.size and float(np.abs(rest - usual).max()) > _UNEVEN * usual:
        low, high = float(rest.min()), float(rest.max())
        found.append(f"The slices are not evenly spaced: {_mm(low)} to {_mm(high)} apart.")
    return found


def _is_multiple(step: float, usual: float) -> bool:
    ratio = step / usual
    return abs(ratio - round(ratio)) < 0.1


def _duplicate_problem(along: npt.NDArray[np.float64], twice: npt.NDArray[np.bool_]) -> str:
    places = 1 + int((~twice).sum())
    count = len(along)
    runs = np.diff(np.flatnonzero(np.concatenate(([True], ~twice, [True]))))
    if runs.min() == runs.max():
        each = int(runs[0])
        return (
            f"There are {each} images at every position (times, echoes or directions, perhaps); "
            "they are stacked as one volume."
        )
    first = int(np.flatnonzero(twice)[0])
    return (
        f"{_times(count - places, 'slice')} at the position of another one (first: slice {first + 1}, counted from 0)."
    )


def _sideways_problems(
    points: npt.NDArray[np.float64], normal: npt.NDArray[np.float64], spacing: tuple[float, float, float]
) -> list[str]:
    offset = points - points[0]
    shifts = np.linalg.norm(offset - np.outer(offset @ normal, normal), axis=1)
    widest = float(shifts.max())
    if widest <= _SIDEWAYS * min(spacing[:2]):
        return []
    return [
        f"The slices are shifted sideways by up to {_mm(widest)} (a tilted gantry, perhaps); "
        "the volume is shown as if they were not."
    ]


def _pixel_problems(slices: Sequence[SliceHeader]) -> list[str]:
    first = np.array(slices[0].spacing[:2])
    spacings = np.array([one.spacing[:2] for one in slices])
    if np.allclose(spacings, first, rtol=1e-4):
        return []
    low, high = spacings[:, 0].min(), spacings[:, 0].max()
    if low == high:
        low, high = spacings[:, 1].min(), spacings[:, 1].max()
    return [f"The pixel spacing differs from slice to slice: {_mm(low)} to {_mm(high)}. The first slice’s is used."]


def _mm(length: float) -> str:
    return f"{length:.4g} mm"


def _times(count: int, word: str) -> str:
    return f"1 {word}" if count == 1 else f"{count} {word}s"
