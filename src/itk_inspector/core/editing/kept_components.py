"""Steps that leave some components of their pixels as they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.painted_part import PaintedPart
from itk_inspector.core.editing.steps import StrokeStep


def merged(value: npt.NDArray[Any], kept: tuple[int, ...], present: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a **copy** of pixels with all components of one value but those that are kept.

    Parameters
    ----------
    value : numpy.ndarray
        One pixel, shape ``(components,)``.
    kept : tuple of int
        Numbers of components.
    present : numpy.ndarray
        Shape ``(..., components)``.
    """
    made = np.array(present)
    written = [n for n in range(value.size) if n not in kept]
    made[..., written] = value[written]
    return made


def keeping(step: StrokeStep | None, kept: tuple[int, ...]) -> StrokeStep | None:
    """Return the same step with some components left as they are; None where nothing changes then.

    Parameters
    ----------
    step : StrokeStep or None
        One that writes its one value.
    kept : tuple of int
        Numbers of components; the step itself where there are none.
    """
    if step is None or not kept:
        return step
    parts, new = [], step.new
    for part in step.parts:
        made = merged(step.new, kept, part.old)
        is_one = part.old.ndim == step.new.ndim
        new = made if is_one else made[-1]
        parts.append(replace(part, new=np.broadcast_to(made, (part.runs.count, made.size)) if is_one else made))
    if all(_is_same(part) for part in parts):
        return None
    if len(parts) == 1 and step.parts[0].old.ndim == step.new.ndim:
        return replace(step, new=new)
    return replace(step, parts=tuple(parts), new=new)


def _is_same(part: PaintedPart) -> bool:
    assert part.new is not None
    return part.new.tobytes() == np.broadcast_to(part.old, part.new.shape).tobytes()
