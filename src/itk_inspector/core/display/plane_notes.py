"""What is to know of an image as it is seen."""

from __future__ import annotations

import math

from itk_inspector.core.chunked.tiled_pixels import TiledPixels
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.anatomy import oblique_note
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.header.image_info import ImageInfo

_EXACT = 2.0**53  # every whole number up to here is a double


def coarse_note(dtype: str, levels: Levels) -> str:
    """Say that whole numbers are too large for a grey of their own; empty where each has one."""
    largest = max(abs(levels.low), abs(levels.high))
    if dtype not in ("int64", "uint64") or largest <= _EXACT:
        return ""
    step = math.ulp(math.nextafter(min(largest, 2.0**64), 0.0))  # levels may lie beyond the largest number
    return f"Numbers this large are drawn in steps of {step:,.0f}; the values in the panel are exact."


_TOO_MUCH = "Zoom in to see it: there is no coarser level, and so many pixels are not kept in memory."

_UNWRITTEN = "Some chunks were never written: the pixels there are the store’s fill value."


def view_notes(info: ImageInfo, plane: Plane) -> tuple[str, ...]:
    """Return one sentence for everything about the axes that the picture alone would not tell."""
    notes = []
    if info.has_letters and (turned := oblique_note(info.geometry)):
        notes.append(turned)
    if plane.is_mixed:
        names = f"{axis_name(plane.horizontal)} and {axis_name(plane.vertical)}"
        notes.append(f"{names} have different units; pixels are drawn square.")
    return tuple(notes)


def level_notes(pixels: TiledPixels, plane: Plane) -> tuple[str, ...]:
    """Say at which level an image is drawn that is read in parts."""
    level, count = pixels.drawn_level(plane), len(pixels.levels)
    if level is None:
        return (_TOO_MUCH,) if pixels.is_too_large(plane) else ("Reading …",)
    unwritten = (_UNWRITTEN,) if pixels.has_unwritten else ()
    if count == 1:
        return ("Read in parts, at full resolution.", *unwritten)
    size = f"1 : {pixels.reduction(level, plane):.4g}" if level else "full resolution"
    return f"Level {level} of {count}, {size}.", "Automatic contrast is by a sample of the coarsest level.", *unwritten


def unread_notes(pixels: TiledPixels) -> tuple[str, ...]:
    """Say what of it cannot be read, and why."""
    problems = pixels.cache.problems
    notes = (pixels.problem,) if pixels.problem else ()
    if not problems:
        return notes
    parts = "1 part" if len(problems) == 1 else f"{len(problems)} parts"
    return (*notes, f"{parts} could not be read: {next(iter(problems.values()))}")
