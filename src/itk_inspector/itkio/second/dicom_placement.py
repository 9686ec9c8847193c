"""Where the frames of a DICOM file lie, as it states."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.dicom.slice_header import SliceHeader
from itk_inspector.core.dicom.stacking import stacked
from itk_inspector.core.geometry.geometry import Geometry, Matrix
from itk_inspector.itkio.second.dicom_frames import Frame, Frames
from itk_inspector.itkio.second.dicom_parts import MOST_ORIENTATIONS

_EVEN = 0.01
_ONE_PLACE = 1e-6
_NOT_STATED = math.nan


@dataclass(frozen=True, slots=True)
class Placement:
    """Frames in order, and where they lie.

    Parameters
    ----------
    order : tuple of int
        The frames as they are shown, by their numbers in the file.
    geometry : Geometry
        NaN where the file does not say.
    notes : tuple of str
    is_sorted : bool
        The order is not the file's.
    """

    order: tuple[int, ...]
    geometry: Geometry
    notes: tuple[str, ...] = ()
    is_sorted: bool = False


def placed(frames: Frames, chosen: tuple[int, ...], size: tuple[int, int]) -> Placement:
    """Place some frames of a file, all of one orientation.

    Parameters
    ----------
    frames : Frames
    chosen : tuple of int
        In the file's order.
    size : tuple of int
        Columns and rows.
    """
    each = [frames.each[at] for at in chosen]
    first = each[0]
    is_stated = frames.across is not None and len(chosen) > 1  # across a single frame nothing is measured
    across, along = abs(frames.across) if is_stated and frames.across else _NOT_STATED, 1.0
    if first.direction is None or any(one.position is None for one in each):
        return Placement(chosen, _geometry(first, size, len(chosen), across, along))
    places = np.array([one.position for one in each], dtype=np.float64) @ np.array(first.direction)[:, 2]
    if len(each) == 1 or np.ptp(places) <= _ONE_PLACE:
        return Placement(chosen, _geometry(first, size, len(chosen), across, -1.0 if (frames.across or 1) < 0 else 1.0))
    steps = np.diff(places)
    in_order = bool((steps > 0).all() or (steps < 0).all())
    order = tuple(range(len(each))) if in_order else tuple(int(n) for n in np.argsort(places, kind="stable"))
    each, steps = [each[n] for n in order], np.diff(places[list(order)])
    headers = [_header(one, count, first, size) for count, one in enumerate(each)]
    stack = stacked(headers)
    mean = float(steps.mean())
    is_even = float(np.abs(steps - mean).max()) <= _EVEN * abs(mean)
    across = abs(mean) if is_even else stack.slice_spacing
    geometry = _geometry(each[0], size, len(chosen), across, math.copysign(1.0, mean))
    notes = (*_turned_note(each), *stack.problems)
    return Placement(tuple(chosen[n] for n in order), geometry, notes, is_sorted=not in_order)


def _turned_note(each: list[Frame]) -> tuple[str, ...]:
    """Say that frames of one part, of so many orientations that none has a part of its own, are not one stack."""
    turned = len({one.direction for one in each})
    if turned <= MOST_ORIENTATIONS:
        return ()
    return (f"The frames have {turned:,} orientations; that of the first is shown.",)


def _header(one: Frame, count: int, first: Frame, size: tuple[int, int]) -> SliceHeader:
    spacing = one.spacing or first.spacing or (1.0, 1.0)
    return SliceHeader(Path(), "", (*size, 1), (*spacing, 1.0), one.position, first.direction, instance=count)


def _geometry(first: Frame, size: tuple[int, int], count: int, across: float, along: float) -> Geometry:
    direction: Matrix = ((_NOT_STATED,) * 3,) * 3
    if first.direction is not None:
        columns = np.array(first.direction, dtype=np.float64)
        columns[:, 2] *= along
        direction = tuple(tuple(row) for row in columns.tolist())
    spacing = (*(first.spacing or (_NOT_STATED,) * 2), across)
    return Geometry((*size, count), (0, 0, 0), first.position or (_NOT_STATED,) * 3, spacing, direction)
