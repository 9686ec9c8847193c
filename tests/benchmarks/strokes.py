"""What long strokes cost: time, memory held by undo, and the bytes that a save sends.

Run it with ``python tests/benchmarks/strokes.py``. Ratios are to the bytes of the painted pixels, and, for time, to
writing the same pixels with NumPy alone.
"""

from __future__ import annotations

import math
import resource
import time

import numpy as np

from itk_inspector.core.editing.brush import brush_offsets, line_between, stamp_indices
from itk_inspector.core.editing.brush_shape import BrushShape
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane

MOVES, RADIUS = 2000, 200


def one_long_stroke(dtype: str, axes: tuple[int, int]) -> None:
    """Paint a spiral with the largest brush of the panel."""
    size = [2, 2, 2]
    size[axes[0]] = size[axes[1]] = 3000
    geometry = Geometry.identity(tuple(size))
    pixels = np.zeros(geometry.shape, dtype)
    plain = pixels.copy().reshape(-1)
    session = EditSession(pixels, geometry, undo_budget=2**40)
    plane, offsets = Plane.first(geometry).with_axes(*axes), brush_offsets(BrushShape.DISC, RADIUS)
    last, peak, painting, naive, longest = (1500, 1500), 0, 0.0, 0.0, 0.0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for k in range(MOVES):
        turn = k / MOVES * 12 * math.pi
        reach = 1200 * k / MOVES
        here = (int(1500 + reach * math.cos(turn)), int(1500 + reach * math.sin(turn)))
        positions = stamp_indices(line_between(last, here), offsets, plane, geometry)
        last = here
        begin = time.perf_counter()
        session.paint(positions, 7)
        took = time.perf_counter() - begin
        painting, longest = painting + took, max(longest, took)
        begin = time.perf_counter()
        plain[positions] = 7
        naive += time.perf_counter() - begin
        peak = max(peak, session.history.nbytes)
    begin = time.perf_counter()
    session.end_stroke()
    end = time.perf_counter() - begin
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    painted = int((session.view == 7).sum()) * pixels.itemsize
    print(
        f"{dtype}, axes {axes}: {painted / 1e6:.1f} MB painted; held {session.history.nbytes / painted:.2f} x, at most "
        f"{peak / painted:.2f} x; process grew {grown / painted:.2f} x; {1e3 * painting / MOVES:.2f} "
        f"ms a move ({painting / naive:.1f} x NumPy), longest {1e3 * longest:.1f} ms; end of stroke {1e3 * end:.1f} ms"
    )


def many_thin_strokes() -> None:
    """Draw diagonals over a plane of 36 MB; count what a save sends beside the file."""
    geometry = Geometry.identity((3000, 3000))
    pixels = np.zeros(geometry.shape, np.float32)
    session = EditSession(pixels, geometry)
    plane, offsets = Plane.first(geometry), brush_offsets(BrushShape.DISC, 0)
    for k in range(350):
        line = list(line_between((8 * k, 0), (2999 - 8 * k, 2999)))
        session.paint(stamp_indices(line, offsets, plane, geometry), k)
        session.end_stroke()
    session.set_pixel(ItkIndex.of(0, 0), 5)
    begin = time.perf_counter()
    spans = session.version.changed_spans
    took = time.perf_counter() - begin
    sent = sum(stop - start for start, stop in spans)
    print(
        f"350 thin strokes on {pixels.nbytes / 1e6:.0f} MB: a save sends {sent / 1e6:.1f} MB "
        f"({sent / pixels.nbytes:.2f} x the image), found in {1e3 * took:.1f} ms"
    )


if __name__ == "__main__":
    for kind in ("uint8", "float32"):
        for chosen in ((0, 1), (1, 2)):
            one_long_stroke(kind, chosen)
    many_thin_strokes()
