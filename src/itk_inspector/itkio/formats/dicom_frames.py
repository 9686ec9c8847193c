"""Where the frames of an "enhanced" DICOM file lie, which it states in functional groups (PS3.3, C.7.6.16).

GDCM takes the first frame's place, and a spacing of 1 × 1 × 1 when the frames are not evenly spaced, without a word.
"""

from __future__ import annotations

import struct
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from itk_inspector.core.dicom.slice_header import SliceHeader, normal_of
from itk_inspector.core.dicom.stacking import stacked
from itk_inspector.core.geometry.geometry import Geometry, Matrix
from itk_inspector.itkio.formats.dicom_elements import DataSet, ElementsError, read_elements

_SHARED, _PER_FRAME = 0x52009229, 0x52009230
_PLANE_POSITION, _POSITION = 0x00209113, 0x00200032
_PLANE_ORIENTATION, _ORIENTATION = 0x00209116, 0x00200037
_MEASURES, _PIXEL_SPACING = 0x00289110, 0x00280030
_TRANSFORMATION, _SLOPE, _INTERCEPT = 0x00289145, 0x00281053, 0x00281052
_SEGMENT, _SEGMENT_NUMBER = 0x0062000A, 0x0062000B
_DETECTOR = 0x00540022
_EVEN = 0.01
_SAME = 1e-4

Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """What one frame says of itself.

    Parameters
    ----------
    position : tuple of float or None
        Of its first pixel, LPS.
    direction : Matrix or None
        Row-major; the columns point along columns, rows and across.
    spacing : tuple of float or None
        Between columns, then rows.
    rescale : tuple of float or None
        Slope and intercept.
    segment : int or None
        Which segment of a segmentation it shows.
    """

    position: Point | None = None
    direction: Matrix | None = None
    spacing: tuple[float, float] | None = None
    rescale: tuple[float, float] | None = None
    segment: int | None = None


def read_frames(path: Path) -> tuple[Frame, ...]:
    """Read the frames' own places; nothing of a file without functional groups, or that cannot be followed."""
    try:
        whole = read_elements(path)
    except (ElementsError, OSError, ValueError):
        return ()
    shared = whole.first(_SHARED)
    frames = whole.items.get(_PER_FRAME, ())
    if not frames:
        placed = _frame(whole.first(_DETECTOR), DataSet()) if _DETECTOR in whole.items else None
        return (placed,) if placed is not None and placed.direction is not None else ()
    return tuple(_frame(one, shared) for one in frames)


def _frame(own: DataSet, shared: DataSet) -> Frame:
    def group(tag: int) -> DataSet:
        return (own if tag in own.items else shared).first(tag)

    position = (group(_PLANE_POSITION).numbers(_POSITION) or own.numbers(_POSITION))[:3]
    spacing = group(_MEASURES).numbers(_PIXEL_SPACING)
    slope, intercept = (group(_TRANSFORMATION).numbers(tag) for tag in (_SLOPE, _INTERCEPT))
    number = group(_SEGMENT).values.get(_SEGMENT_NUMBER, b"")
    is_placed = len(position) == 3 and bool(np.isfinite(position).all())
    is_spaced = len(spacing) == 2 and min(spacing) > 0 and bool(np.isfinite(spacing).all())
    return Frame(
        position=(position[0], position[1], position[2]) if is_placed else None,
        direction=_direction(group(_PLANE_ORIENTATION).numbers(_ORIENTATION) or own.numbers(_ORIENTATION)),
        spacing=(spacing[1], spacing[0]) if is_spaced else None,
        rescale=(slope[0], intercept[0]) if slope and intercept else None,
        segment=struct.unpack("<H", number)[0] if len(number) == 2 else None,
    )


def _direction(cosines: tuple[float, ...]) -> Matrix | None:
    if len(cosines) != 6 or not np.isfinite(cosines).all():
        return None
    along, down = np.array(cosines[:3]), np.array(cosines[3:])
    across = np.cross(along, down)
    if abs(float(np.linalg.norm(across)) - 1.0) > 0.01:
        return None
    return _matrix(np.column_stack([along, down, across / np.linalg.norm(across)]))


def _matrix(columns: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Matrix:
    return tuple(tuple(float(v) for v in row) for row in columns)


def told_of_frames(frames: tuple[Frame, ...], geometry: Geometry) -> tuple[Geometry, list[str]]:
    """Return the placement of a volume of frames, and what is wrong with it.

    ITK's placement stays to the last digit where the frames agree with it.

    Parameters
    ----------
    frames : tuple of Frame
        From `read_frames`.
    geometry : Geometry
        As ITK gives it, 3-D.
    """
    notes = _notes_on_values(frames)
    first = frames[0] if frames else Frame()
    if geometry.dimension != 3 or len(frames) != geometry.size[2] or first.spacing is None:
        return geometry, notes
    spacing = (*first.spacing, geometry.spacing[2])
    if first.direction is None or any(one.position is None or one.direction is None for one in frames):
        found = replace(geometry, spacing=spacing)
    else:
        found, more = _stacked(frames, replace(geometry, spacing=spacing))
        notes = [*more, *notes]
    if _agree(found, geometry):
        return geometry, notes
    shown = " × ".join(f"{s:.6g}" for s in geometry.spacing)
    return found, [*notes, f"ITK gives a spacing of {shown}; the placement that the frames state is shown."]


def _stacked(frames: tuple[Frame, ...], geometry: Geometry) -> tuple[Geometry, list[str]]:
    """Place frames in the file's order, and say where that is not the order or the distance of their positions."""
    first = frames[0]
    assert first.direction is not None
    assert first.position is not None
    size = (geometry.size[0], geometry.size[1], 1)
    headers = [
        SliceHeader(
            path=Path(),
            uid="",
            size=size,
            spacing=(*(one.spacing or first.spacing or (1.0, 1.0)), geometry.spacing[2]),
            position=one.position,
            direction=first.direction,
            instance=count,
        )
        for count, one in enumerate(frames)
    ]
    stack, normal = stacked(headers), normal_of(headers[0])
    points = np.array([one.position for one in frames], dtype=np.float64)
    along = (points - points[0]) @ normal
    steps = np.diff(along)
    mean = float(steps.mean()) if steps.size else 0.0
    is_even = mean != 0.0 and float(np.abs(steps - mean).max()) <= _EVEN * abs(mean)
    notes: list[str] = []
    if len(frames) == 1:
        across = geometry.spacing[2]
    elif is_even:
        across, notes = abs(mean), list(stack.problems)
    elif (steps > 0).all() or (steps < 0).all():
        across, notes = stack.slice_spacing, list(stack.problems)
    else:
        across = _usual_step(along) or geometry.spacing[2]
        order = (
            f"The frames do not follow each other in space: they are shown as the file has them, {across:.4g} mm apart."
        )
        notes = [order, *(problem for problem in stack.problems if not problem.startswith("The volume is shown"))]
    turned = sum(_is_turned(one.direction, first.direction) for one in frames)
    if turned:
        notes.insert(0, f"{turned} of {len(frames)} frames are turned against the first one; its orientation is shown.")
    columns = np.array(first.direction, dtype=np.float64)
    columns[:, 2] = normal * (-1.0 if mean < 0 else 1.0)
    spacing = (*geometry.spacing[:2], across)
    return replace(geometry, spacing=spacing, origin=first.position, direction=_matrix(columns)), notes


def _usual_step(along: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """Return the median distance of neighbouring places; 0 when all frames are at one."""
    steps = np.diff(np.sort(along))
    apart = np.sort(steps[steps > _EVEN * np.ptp(along) / max(1, len(along) - 1)])
    return float(apart[(apart.size - 1) // 2]) if apart.size else 0.0


def _is_turned(one: Matrix | None, other: Matrix) -> bool:
    return one is not None and not np.allclose(one, other, atol=1e-3)


def _agree(one: Geometry, other: Geometry) -> bool:
    reach = max(1.0, max(abs(v) for v in other.origin))
    return (
        np.allclose(one.spacing, other.spacing, rtol=_SAME)
        and np.allclose(one.direction, other.direction, atol=_SAME)
        and np.allclose(one.origin, other.origin, atol=_SAME * reach)
    )


def _notes_on_values(frames: tuple[Frame, ...]) -> list[str]:
    notes = []
    slopes = {one.rescale for one in frames}
    if len(slopes) > 1:
        known = [one[0] for one in slopes if one is not None]
        notes.append(
            f"The frames are rescaled by different numbers (slopes {min(known):g} to {max(known):g}), "
            "which ITK does not do: the values are not the rescaled ones."
        )
    segments = Counter(one.segment for one in frames if one.segment is not None)
    if len(segments) > 1:
        counts = ", ".join(f"{count}" for _, count in sorted(segments.items()))
        notes.append(f"The frames belong to {len(segments)} segments ({counts} frames); they are no one stack.")
    return notes
