"""Pixels that hang together, found from neighbour to neighbour: what faster ways are compared with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy.typing as npt


def neighbours_of(
    pixels: npt.NDArray[Any], seed: tuple[int, ...], belongs: Callable[[Any], bool] | None = None
) -> set[tuple[int, ...]]:
    """Return the places of the seed's value, bit by bit or by a rule, that hang together with it along the axes."""

    def is_one(place: tuple[int, ...]) -> bool:
        return (
            belongs(pixels[place]) if belongs is not None else bool(pixels[place].tobytes() == pixels[seed].tobytes())
        )

    found, waiting = {seed}, [seed]
    while waiting:
        place = waiting.pop()
        for axis in range(len(seed)):
            for step in (-1, 1):
                near = (*place[:axis], place[axis] + step, *place[axis + 1 :])
                inside = all(0 <= n < size for n, size in zip(near, pixels.shape, strict=False))
                if inside and near not in found and is_one(near):
                    found.add(near)
                    waiting.append(near)
    return found
