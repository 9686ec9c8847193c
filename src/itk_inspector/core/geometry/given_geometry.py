"""Where an array lies, as a script says it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry


def giver_of(
    spacing: Sequence[float] | None = None,
    origin: Sequence[float] | None = None,
    direction: Any = None,
    colour: bool | None = None,
) -> Callable[[tuple[int, ...]], Geometry] | None:
    """Return what gives an array of a shape its geometry; None where a script says nothing of it.

    Parameters are those of `given_geometry`.
    """
    if spacing is None and origin is None and direction is None and colour is None:
        return None
    return lambda shape: given_geometry(shape, spacing, origin, direction, colour)


def given_geometry(
    shape: Sequence[int],
    spacing: Sequence[float] | None = None,
    origin: Sequence[float] | None = None,
    direction: Any = None,
    colour: bool | None = None,
) -> Geometry:
    """Return the geometry of an array of ``shape``; all else is in ITK's order, x first.

    Parameters
    ----------
    shape : sequence of int
        In NumPy order; an axis more than the others have numbers is that of components.
    spacing, origin : sequence of float, optional
        1 and 0 by default.
    direction : array-like, optional
        Square matrix; column ``j`` is where index axis ``j`` points. The identity by default.

    colour : bool, optional
        The last axis, of 3 or 4, is that of components, or it is not. By default the others tell.

    Raises
    ------
    UsageError
        If they do not fit one another or the array, or are no such numbers.
    """
    try:
        numbers = {
            name: tuple(float(number) for number in given)
            for name, given in (("spacing", spacing), ("origin", origin))
            if given is not None
        }
        matrix = None if direction is None else np.array(direction, np.float64)
    except (TypeError, ValueError, OverflowError) as e:
        raise UsageError("spacing= and origin= are numbers, one an axis, and direction= is a square matrix.") from e
    counts = {len(given) for given in numbers.values()} | (
        {len(matrix)} if matrix is not None and matrix.ndim else set()
    )
    if colour and (len(shape) < 3 or shape[-1] not in (3, 4)):
        raise UsageError(f"colour=True is for a last axis of 3 or 4; this array has the shape {tuple(shape)}.")
    if colour is not None:
        counts = counts | {len(shape) - colour}
    if len(counts) != 1:
        raise UsageError("spacing=, origin= and direction= need as many numbers as the image has axes, colour apart.")
    (axes,) = counts
    if not axes <= len(shape) <= axes + 1:
        raise UsageError(f"An array of {len(shape)} axes has no place of {axes} axes.")
    steps, first = numbers.get("spacing", (1.0,) * axes), numbers.get("origin", (0.0,) * axes)
    turned = np.eye(axes) if matrix is None else matrix
    if not all(step > 0 and math.isfinite(step) for step in steps) or not all(map(math.isfinite, first)):
        raise UsageError("A spacing is more than 0 and finite, an origin finite.")
    if turned.shape != (axes, axes) or not np.isfinite(turned).all() or abs(np.linalg.det(turned)) < 1e-9:
        raise UsageError(f"direction= is a matrix of {axes} × {axes} numbers that can be inverted.")
    rows = tuple(tuple(row) for row in turned.tolist())
    return Geometry(tuple(shape[:axes][::-1]), (0,) * axes, first, steps, rows)
