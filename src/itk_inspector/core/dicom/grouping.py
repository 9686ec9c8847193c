"""Which DICOM images of a folder make one volume."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TypeAlias

import numpy as np

from itk_inspector.core.dicom.series import DicomSeries
from itk_inspector.core.dicom.slice_header import SliceHeader, by_number, orientation_text
from itk_inspector.core.dicom.stacking import stacked

_SAME_DIRECTION = 1e-3

_Key: TypeAlias = tuple[str, tuple[int, int], str, bool, str]


def catalogued(slices: Iterable[SliceHeader]) -> list[DicomSeries]:
    """Group slices into volumes: one UID, size, kind of pixel and orientation each.

    A file of several frames is a volume of its own.

    Returns
    -------
    list of DicomSeries
        By series number; without thumbnails.
    """
    by_uid: dict[str, list[SliceHeader]] = {}
    for one in slices:
        by_uid.setdefault(one.uid, []).append(one)
    found: list[DicomSeries] = []
    for together in by_uid.values():
        groups = _parts(together)
        split = _split_problems(groups) if len(groups) > 1 else ()
        for count, group in enumerate(groups, 1):
            found.append(_series(group, split, count if len(groups) > 1 else 0))
    return sorted(found, key=lambda s: (math.inf if s.number is None else s.number, s.uid, s.part))


def _parts(slices: list[SliceHeader]) -> list[list[SliceHeader]]:
    parts: list[tuple[_Key, SliceHeader, list[SliceHeader]]] = []
    for one in sorted(slices, key=by_number):
        key = _key(one)
        for other, example, group in parts:
            if other == key and _same_direction(one, example):
                group.append(one)
                break
        else:
            parts.append((key, one, [one]))
    return [group for _, _, group in parts]


def _key(one: SliceHeader) -> _Key:
    alone = str(one.path) if one.size[2] > 1 else ""
    return one.uid, one.size[:2], one.pixels, one.is_placed, alone


def _same_direction(one: SliceHeader, other: SliceHeader) -> bool:
    if one.direction is None or other.direction is None:
        return one.direction is other.direction
    if one.direction == other.direction:  # as in nearly all
        return True
    return bool(np.allclose(one.direction, other.direction, rtol=0, atol=_SAME_DIRECTION))


def _split_problems(groups: list[list[SliceHeader]]) -> tuple[str, ...]:
    """Say why images of one series are not one volume."""
    firsts = [group[0] for group in groups]
    sizes = list(dict.fromkeys(f"{one.size[0]} × {one.size[1]}" for one in firsts))
    several = sum(one.size[2] > 1 for one in firsts)
    reasons = []
    if len(sizes) > 1:
        reasons.append(f"images of {len(sizes)} sizes ({', '.join(sizes[:4])})")
    if len({one.pixels for one in firsts}) > 1:
        reasons.append("pixels of different kinds")
    directions: list[SliceHeader] = []
    for one in firsts:
        if one.direction is not None and not any(_same_direction(one, other) for other in directions):
            directions.append(one)
    if len(directions) > 1:
        reasons.append(f"{len(directions)} orientations")
    if several > 1:
        reasons.append(f"{several} files of several frames")
    elif several:
        reasons.append("a file of several frames beside single slices")
    if len({one.is_placed for one in firsts}) > 1:
        reasons.append("slices without a position")
    return (f"This series has {' and '.join(reasons)}; listed as {len(groups)} separate volumes.",)


def _series(group: list[SliceHeader], problems: tuple[str, ...], part: int) -> DicomSeries:
    stack = stacked(group)
    first = stack.slices[0]
    frames = first.size[2] if len(group) == 1 else len(group)
    return DicomSeries(
        uid=first.uid,
        patient=first.patient,
        description=first.description,
        modality=first.modality,
        number=first.number,
        size=(first.size[0], first.size[1], frames),
        spacing=(first.spacing[0], first.spacing[1], stack.slice_spacing),
        orientation=orientation_text(first),
        files=tuple(one.path for one in stack.slices),
        problems=(*problems, *stack.problems),
        part=part,
    )
