"""Which axes of a stored array are shown, and which are fixed at one index."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from itk_inspector.core.chunked.channel import Channel
from itk_inspector.core.chunked.stored_axis import StoredAxis, names_of
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import OpenError
from itk_inspector.core.geometry.axes import SPATIAL_AXES, axis_name

_MOST_PARTS = 4096


def axis_named(name: str, kind: str = "", unit: str = "") -> StoredAxis:
    """Return an axis, whose kind follows from its name where it is not said."""
    by_name = {"t": "time", "time": "time", "c": "channel", "channel": "channel", "s": "channel"}
    return StoredAxis(name, kind or by_name.get(name.casefold(), "space"), unit)


@dataclass(frozen=True, slots=True)
class ShownAxes:
    """The choice of axes.

    Parameters
    ----------
    axes : tuple of StoredAxis
        Of the stored array, in its order.
    shown : tuple of int
        The axes that are shown, NumPy order: time, then space.
    fixed : tuple of int
        All others.
    at : tuple of int
        The index along each fixed axis.
    counts : tuple of int
        How many there are along each.
    """

    axes: tuple[StoredAxis, ...]
    shown: tuple[int, ...]
    fixed: tuple[int, ...]
    at: tuple[int, ...] = ()
    counts: tuple[int, ...] = ()

    @property
    def stored(self) -> tuple[StoredAxis, ...]:
        """The axes that are shown."""
        return tuple(self.axes[axis] for axis in self.shown)

    @property
    def of_parts(self) -> tuple[StoredAxis, ...]:
        """The axes along which there are several images."""
        pairs = zip(self.fixed, self.counts, strict=True)
        return tuple(self.axes[axis] for axis, count in pairs if count > 1)

    def each(self) -> Iterator[ShownAxes]:
        """Yield the choice at each index along the fixed axes: one for each image."""
        yield from (replace(self, at=at) for at in itertools.product(*map(range, self.counts)))

    @property
    def names(self) -> tuple[str, ...]:
        """What the file calls the shown axes; empty where it names none."""
        return names_of(self.stored)

    def of_shown(self, values: Sequence[float]) -> tuple[float, ...]:
        """Return what belongs to the shown axes, ITK order."""
        return tuple(float(values[axis]) for axis in reversed(self.shown))

    def selection(self, slices: Sequence[slice]) -> tuple[slice | int, ...]:
        """Return what selects a box of the shown axes in the stored array."""
        chosen: dict[int, slice | int] = dict(zip(self.shown, slices, strict=True))
        chosen |= dict(zip(self.fixed, self.at, strict=True))
        return tuple(chosen[axis] for axis in range(len(self.axes)))

    @property
    def order(self) -> tuple[int, ...]:
        """How the axes that a `selection` leaves are to be transposed."""
        left = sorted(self.shown)
        return tuple(left.index(axis) for axis in self.shown)

    def notes(self) -> tuple[str, ...]:
        """Say where the file's names for axes are not ITK's, which follow from their order alone."""
        names = self.names[::-1]
        pairs = [(name, axis_name(axis)) for axis, name in enumerate(names)]
        other = [f"{name or 'unnamed'} is {itk}" for name, itk in pairs if name.casefold() != itk]
        return (f"The file names its axes otherwise: {', '.join(other)} here.",) if other else ()


def shown_axes(axes: Sequence[StoredAxis], shape: Sequence[int], part: int, name: str) -> tuple[ShownAxes, int]:
    """Choose the axes that are shown; return them, and how many images the others make.

    Time and the last three axes of space are shown; of what lies along all others, ``part`` says which.

    Raises
    ------
    OpenError
        If fewer than two axes are left, or there is no such part.
    """
    space = [axis for axis, one in enumerate(axes) if one.kind == "space"][-SPATIAL_AXES:]
    time = [axis for axis, one in enumerate(axes) if one.kind == "time"][:1]
    if not any(one.name for one in axes):  # nothing is said: four axes as they stand
        time = [len(axes) - 1 - SPATIAL_AXES] if len(axes) > SPATIAL_AXES else []
    shown = (*time, *space)
    fixed = tuple(axis for axis in range(len(axes)) if axis not in shown)
    if len(shown) < 2:
        raise OpenError(f"{name} has {len(shown)} axis of space or time; an image has two at least.")
    lengths = [shape[axis] for axis in fixed]
    count = math.prod(lengths)
    if count > _MOST_PARTS:
        raise OpenError(f"{name} holds {count:,} images along axes that are not shown; that is too many.")
    if not 0 <= part < count:
        holds = f"it holds {count} images, counted from 0" if count > 1 else "it holds one image"
        raise OpenError(f"{name} has no image number {part}: {holds}.")
    places = itertools.product(*(range(n) for n in lengths))
    at = next(itertools.islice(places, part, None))
    return ShownAxes(tuple(axes), shown, fixed, at, tuple(lengths)), count


def part_channels(chosen: ShownAxes, channels: Sequence[Channel]) -> tuple[Channel, ...]:
    """Return the channel of each image along the axes that are not shown; empty where nothing is said of any."""
    along = [place for place, axis in enumerate(chosen.fixed) if chosen.axes[axis].kind == "channel"]
    if not any(each.text for each in channels) or len(along) > 1:
        return ()
    numbers = (each.at[along[0]] if along else 0 for each in chosen.each())
    return tuple(channels[number] if number < len(channels) else Channel() for number in numbers)


def part_names(chosen: ShownAxes, shape: Sequence[int], channels: Sequence[Channel]) -> tuple[str, ...]:
    """Name each image along the axes that are not shown; empty where there is one only."""
    if math.prod(shape[axis] for axis in chosen.fixed) < 2:
        return ()
    names = []
    for place in itertools.product(*(range(shape[axis]) for axis in chosen.fixed)):
        words = []
        for axis, index in zip(chosen.fixed, place, strict=True):
            one = chosen.axes[axis]
            called = channels[index].text if one.kind == "channel" and index < len(channels) else ""
            if shape[axis] > 1:
                words.append(f"{one.name or f'axis {axis}'} = {index}{f' ({called})' if called else ''}")
        names.append(", ".join(words))
    return tuple(names)
