"""What the lines of operations in a script need, besides ``itk`` and ``np``."""

from __future__ import annotations

PRELUDE = (
    "def size_of(pixels, start):",
    "    return pixels.shape[: len(start)][::-1]",
    "",
    "",
    "def point_of(index, origin, spacing, direction):",
    "    point = []",
    "    for total, row in zip(origin, direction):",
    "        for d, s, i in zip(row, spacing, index):",
    "            total += d * s * i",
    "        point.append(total)",
    "    return point",
    "",
    "",
    "def origin_for(point, start, spacing, direction):",
    "    there = point_of(start, [0.0] * len(start), spacing, direction)",
    "    return [p - t for p, t in zip(point, there)]",
)
"""Functions that a script defines once; indices and sizes are in ITK's order."""
