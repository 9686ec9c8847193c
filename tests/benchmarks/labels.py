"""What edits of labels cost: connected pixels that are filled, values replaced in a volume, strokes beside labels.

Run it with ``python tests/benchmarks/labels.py``. It holds 134 MB of labels.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from rows import Row, show

from itk_inspector.core.editing.brush import brush_offsets, line_between, stamp_indices
from itk_inspector.core.editing.brush_shape import BrushShape
from itk_inspector.core.editing.label_steps import filled, renumbered
from itk_inspector.core.editing.paint_over import BACKGROUND_ONLY
from itk_inspector.core.editing.replacing import Replacement, everywhere
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.value_range import alike
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.geometry.planes import Plane

SIDE = 512
LONGEST = 0.100
"""Seconds that the window may wait for a fill of one plane."""
LEFT_OUT = "painting on screen"


def session_of(pixels: npt.NDArray[np.uint8]) -> EditSession:
    """Return a copy to edit."""
    return EditSession(pixels, Geometry.identity(pixels.shape[::-1]))


def seconds(work: Callable[[], object], rounds: int = 3) -> float:
    """Return the median time of some rounds."""
    took = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        took.append(time.perf_counter() - begin)
    return statistics.median(took)


def planes() -> dict[str, npt.NDArray[np.uint8]]:
    """Return planes that are easy and hard to fill from the first pixel."""
    turns = np.zeros((SIDE, SIDE), np.uint8)
    turns[1::2] = 1
    turns[1::4, -1] = turns[3::4, 0] = 0
    noise = (np.random.default_rng(0).random((SIDE, SIDE)) < 0.4).astype(np.uint8)
    noise[0, :] = 0
    return {"one area": np.zeros((SIDE, SIDE), np.uint8), "one way of 255 turns": turns, "noise": noise}


def fills_of_a_plane() -> Iterator[Row]:
    """Fill what is connected to the first pixel, and take it back."""
    for name, pixels in planes().items():
        session = session_of(pixels[np.newaxis].copy())

        def fill(session: EditSession = session) -> None:
            step = filled(session, ItkIndex((0, 0, 0)), (0, 1), session.checked(7))
            assert step is not None
            session.apply(step)
            session.undo()

        took = seconds(fill, 9)
        ok = took <= LONGEST
        figure = f"{1e3 * took:.1f} ms"
        yield Row("17f", f"a fill of a plane of {SIDE}² and its undo, {name}", figure, "<= 100 ms", ok, LEFT_OUT)


def volume() -> npt.NDArray[np.uint8]:
    """Return twelve balls in a volume."""
    pixels = np.zeros((SIDE, SIDE, SIDE), np.uint8)
    z, y, x = np.ogrid[:SIDE, :SIDE, :SIDE]
    for label in range(1, 13):
        middle = np.random.default_rng(label).integers(60, SIDE - 60, 3)
        pixels[(z - middle[0]) ** 2 + (y - middle[1]) ** 2 + (x - middle[2]) ** 2 < 50**2] = label
    return pixels


def edits_of_a_volume() -> Iterator[Row]:
    """Fill the background of a volume in 3-D, and replace a label."""
    session = session_of(volume())
    begin = time.perf_counter()
    step = filled(session, ItkIndex((0, 0, 0)), (0, 1, 2), session.checked(77))
    found = time.perf_counter() - begin
    assert step is not None
    begin = time.perf_counter()
    session.apply(step)
    applied = time.perf_counter() - begin
    begin = time.perf_counter()
    session.undo()
    undone = time.perf_counter() - begin
    yield Row(
        "17f",
        f"a fill of {step.parts[0].runs.count:,} pixels of {SIDE}³ in 3-D",
        f"found beside the window in {found:.2f} s, written in {1e3 * applied:.0f} ms, "
        f"undone in {1e3 * undone:.0f} ms; holds {step.nbytes / 1e6:.1f} MB",
        "written <= 250 ms, <= 16 MB",
        applied <= 0.25 and step.nbytes <= 16e6,
        LEFT_OUT,
    )
    wanted = Replacement(alike(session.checked(3), Fraction(0)), everywhere(session.geometry), "3")
    counted = seconds(lambda: wanted.runs(session.access).count)

    def renumber() -> None:
        made = renumbered(session, session.checked(3), session.checked(99))
        assert made is not None
        session.apply(made)
        session.undo()

    took = seconds(renumber)
    yield Row(
        "17f",
        f"a label of {SIDE}³ counted, renumbered and undone",
        f"{1e3 * counted:.0f} ms, {1e3 * took:.0f} ms",
        "<= 250 ms",
        counted + took <= 0.25,
        LEFT_OUT,
    )


def strokes_beside_labels() -> Iterator[Row]:
    """Paint over the background alone, and over everything."""
    geometry, offsets = Geometry.identity((SIDE, SIDE, 1)), brush_offsets(BrushShape.DISC, 20)
    plane = Plane.first(geometry)
    moves = [
        stamp_indices(line_between((h - 4, 100 + h // 3), (h, 100 + h // 3)), offsets, plane, geometry)
        for h in range(60, 460, 4)
    ]
    took = {}
    for is_bound in (False, True):
        session = session_of((np.indices((1, SIDE, SIDE)).sum(axis=0) // 40 % 2).astype(np.uint8))

        def paint(session: EditSession = session, is_bound: bool = is_bound) -> None:
            for positions in moves:
                among = BACKGROUND_ONLY.among(positions, session.access.all(), 3) if is_bound else positions
                session.paint(among, 7)
            session.end_stroke()
            session.undo()

        took[is_bound] = seconds(paint) / len(moves)
    yield Row(
        "17f",
        "a move of a brush of radius 20 over the background alone, against over everything",
        f"{1e3 * took[True]:.2f} ms against {1e3 * took[False]:.2f} ms",
        "<= 2 ms",
        took[True] <= 0.002,
        LEFT_OUT,
    )


def main() -> None:
    """Measure and print."""
    show(fills_of_a_plane())
    show(edits_of_a_volume())
    show(strokes_beside_labels())


if __name__ == "__main__":
    main()
