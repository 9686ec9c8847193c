"""Which frames of a DICOM file are images of their own: segments, orientations, times at the same places."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.geometry import Matrix
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.itkio.second.dicom_frames import Frames

_TURNED = 1e-3
_SAME_PLACE = 0.01
MOST_ORIENTATIONS = 64
_MOST_DIMENSIONS = 12
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Part:
    """Frames that make one image.

    Parameters
    ----------
    name : str
        What it is, beside the other parts.
    frames : tuple of int
        Counted from 0, in the file's order.
    """

    name: str
    frames: tuple[int, ...]

    @property
    def text(self) -> str:
        """The name and the number of frames."""
        return f"{visible_text(self.name)[:_LONGEST_NAME]}, {counted(len(self.frames), 'frame')}"


def parts_of(frames: Frames) -> tuple[list[Part], str]:
    """Return the images that frames make, and what the first thing is that tells them apart, such as ``2 segments``."""
    parts, reason = [Part("", tuple(range(len(frames.each))))], ""
    if all(one is frames.each[0] for one in frames.each):
        return parts, reason
    for split, kind in ((_segments, "segment"), (_orientations, "orientation"), (_repeats, "image")):
        finer = [Part(_joined(part.name, one.name), one.frames) for part in parts for one in split(part, frames)]
        if len(finer) > len(parts) and not reason:
            where = " at every position" if kind == "image" else ""
            reason = f"{counted(len(finer), kind)}{where}"
        parts = finer
    return parts, reason


def counted(count: int, word: str) -> str:
    """Return a number of things in words."""
    return f"1 {word}" if count == 1 else f"{count:,} {word}s"


def _joined(one: str, other: str) -> str:
    return ", ".join(word for word in (one, other) if word)


def _segments(part: Part, frames: Frames) -> list[Part]:
    numbers = sorted({frames.each[at].segment for at in part.frames})
    if len(numbers) < 2:
        return [Part("", part.frames)]
    found = []
    for number in numbers:
        label = frames.segments.get(number, "")
        name = f"Segment {number}: {label}" if label else f"Segment {number}"
        found.append(Part(name, tuple(at for at in part.frames if frames.each[at].segment == number)))
    return found


def _orientations(part: Part, frames: Frames) -> list[Part]:
    """Part frames that are turned against each other, unless nearly each of many is."""
    number_of: dict[Matrix | None, int] = {}
    groups: list[list[int]] = []
    known: list[Matrix | None] = []
    for at in part.frames:
        direction = frames.each[at].direction
        number = number_of.get(direction)
        if number is None:
            number = next((n for n, one in enumerate(known) if _same_direction(one, direction)), len(known))
            number_of[direction] = number
        if number == len(known):
            known.append(direction)
            groups.append([])
        if len(known) > MOST_ORIENTATIONS:
            return [Part("", part.frames)]
        groups[number].append(at)
    if len(groups) < 2:
        return [Part("", part.frames)]
    return [Part(f"Orientation {n}", tuple(group)) for n, group in enumerate(groups, 1)]


def _same_direction(one: Matrix | None, other: Matrix | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(
        abs(a - b) <= _TURNED for left, right in zip(one, other, strict=True) for a, b in zip(left, right, strict=True)
    )


def _repeats(part: Part, frames: Frames) -> list[Part]:
    """Part images that lie at the same places, unless all of them lie at one."""
    places = _places(part, frames)
    if places is None or not 1 < len(set(places)) < len(places):
        return [Part("", part.frames)]
    by_dimension = _by_dimension(part, frames, places)
    if by_dimension:
        return by_dimension
    seen: Counter[int] = Counter()
    rounds: dict[int, list[int]] = {}
    for at, place in zip(part.frames, places, strict=True):
        seen[place] += 1
        rounds.setdefault(seen[place], []).append(at)
    return [Part(f"Image {n} at every position", tuple(group)) for n, group in rounds.items()]


def _by_dimension(part: Part, frames: Frames, places: list[int]) -> list[Part]:
    """Part frames by the first dimension, or pair of them, that has a value for each image at a place; else nothing."""
    stated = [dict(frames.each[at].dimensions) for at in part.frames]
    names = list(stated[0])[:_MOST_DIMENSIONS]
    wanted = max(Counter(places).values())
    for chosen in [*((name,) for name in names), *itertools.combinations(names, 2)]:
        groups: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        for at, place, values in zip(part.frames, places, stated, strict=True):
            groups.setdefault(tuple(values.get(name, "") for name in chosen), []).append((at, place))
        if len(groups) == wanted and all(len({place for _, place in one}) == len(one) for one in groups.values()):
            return [
                Part(", ".join(f"{name} {value}" for name, value in zip(chosen, key, strict=True)), _numbers(one))
                for key, one in groups.items()
            ]
    return []


def _numbers(found: list[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(at for at, _ in found)


def _places(part: Part, frames: Frames) -> list[int] | None:
    """Number the places along the normal at which frames lie; None where one does not say."""
    first = frames.each[part.frames[0]]
    points = [frames.each[at].position for at in part.frames]
    if first.direction is None or any(point is None for point in points):
        return None
    along = np.array(points, dtype=np.float64) @ np.array(first.direction, dtype=np.float64)[:, 2]
    order = np.argsort(along, kind="stable")
    steps = np.diff(along[order])
    usual = float(np.median(steps[steps > 1e-6])) if (steps > 1e-6).any() else 0.0
    number = np.zeros(len(along), dtype=np.int64)
    number[order[1:]] = np.cumsum(steps > max(usual * _SAME_PLACE, 1e-6))
    return [int(n) for n in number]
